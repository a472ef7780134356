//! What a pod asks of its node, and what a node doesn't suffer.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::controllers::object::{items, label, map, name, namespace, text};
use crate::sandbox::controllers::pods::ended;
use crate::sandbox::controllers::selector::{holds, selects_object};

/// `nodeSelector` and required node affinity.
pub(super) fn node_fits(pod: &Value, node: &Value) -> bool {
    let selector = json!({"matchLabels": pod["spec"]["nodeSelector"]});
    let terms = items(
        pod,
        "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution\
         /nodeSelectorTerms",
    );
    let affinity = terms.is_empty() || terms.iter().any(|term| term_fits(term, node));
    selects_object(&selector, node) && affinity
}

fn term_fits(term: &Value, node: &Value) -> bool {
    let expressions = items(term, "/matchExpressions");
    let fields = items(term, "/matchFields");
    let expression = |one: &Value| holds(one, label(node, text(one, "/key")));
    let field = |one: &Value| text(one, "/key") == "metadata.name" && holds(one, Some(name(node)));
    let empty = expressions.is_empty() && fields.is_empty();
    !empty && expressions.iter().all(expression) && fields.iter().all(field)
}

/// Whether a `DaemonSet`'s pod may start on a node: it is meant by what the pod asks for, and has no
/// taint against it.
pub(in crate::sandbox::controllers) fn may_start(pod: &Value, node: &Value) -> bool {
    node_fits(pod, node) && untolerated(pod, node).is_none()
}

/// Whether one that runs there may stay: a taint against new pods alone does not end it.
pub(in crate::sandbox::controllers) fn may_stay(pod: &Value, node: &Value) -> bool {
    node_fits(pod, node) && keeps_off(pod, node, &["NoExecute"]).is_none()
}

/// Whether the pod runs on a cordoned node, as those of a `DaemonSet` do.
pub(super) fn suffers_cordon(pod: &Value) -> bool {
    let cordon = json!({"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"});
    let tolerations = items(pod, "/spec/tolerations");
    tolerations.iter().any(|one| tolerates(one, &cordon))
}

/// The first taint that keeps the pod away: `{key: value}`.
pub(super) fn untolerated(pod: &Value, node: &Value) -> Option<String> {
    let taint = keeps_off(pod, node, &["NoSchedule", "NoExecute"])?;
    Some(format!(
        "{{{}: {}}}",
        text(taint, "/key"),
        text(taint, "/value")
    ))
}

/// The first taint with one of these effects that the pod does not tolerate.
fn keeps_off<'a>(pod: &Value, node: &'a Value, effects: &[&str]) -> Option<&'a Value> {
    let tolerations = items(pod, "/spec/tolerations");
    let mut taints = items(node, "/spec/taints").iter();
    taints.find(|taint| {
        let tolerated = tolerations.iter().any(|one| tolerates(one, taint));
        effects.contains(&text(taint, "/effect")) && !tolerated
    })
}

fn tolerates(toleration: &Value, taint: &Value) -> bool {
    let any = |field: &str| text(toleration, field).is_empty();
    let same = |field: &str| text(toleration, field) == text(taint, field);
    let key = same("/key") || (any("/key") && text(toleration, "/operator") == "Exists");
    let value = text(toleration, "/operator") == "Exists" || same("/value");
    key && value && (any("/effect") || same("/effect"))
}

/// Whether required pod affinity (`podAffinity`) holds on the node, where `others` run.
pub(super) fn near(pod: &Value, node: &Value, others: &[Arc<Value>]) -> bool {
    terms(pod, "podAffinity").iter().all(|term| {
        let has_place = label(node, text(term, "/topologyKey")).is_some();
        // The first of a group that wants to be together finds nobody yet.
        let met = || others.iter().any(|other| meant(term, pod, other));
        has_place && (met() || meant(term, pod, pod))
    })
}

/// Whether required pod anti-affinity holds.
pub(super) fn apart(pod: &Value, node: &Value, others: &[Arc<Value>]) -> bool {
    terms(pod, "podAntiAffinity").iter().all(|term| {
        let has_place = label(node, text(term, "/topologyKey")).is_some();
        !has_place || !others.iter().any(|other| meant(term, pod, other))
    })
}

fn terms<'a>(pod: &'a Value, kind: &str) -> &'a [Value] {
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    items(pod, &format!("/spec/affinity/{kind}/{required}"))
}

/// Whether a term means another pod. Namespaces by selector are taken for all of them.
fn meant(term: &Value, pod: &Value, other: &Value) -> bool {
    let namespaces = items(term, "/namespaces");
    let here = map(term, "/namespaceSelector").is_some()
        || namespaces.iter().any(|one| one == namespace(other))
        || (namespaces.is_empty() && namespace(pod) == namespace(other));
    here && term
        .get("labelSelector")
        .is_some_and(|selector| !ended(other) && selects_object(selector, other))
}
