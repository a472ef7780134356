//! Whether a pod can run.

use std::sync::Arc;

use serde_json::Value;

use super::affinity::{apart, near, node_fits, suffers_cordon, untolerated};
use super::claims::Claim;
use crate::sandbox::controllers::object::{deleting, flag, items, text};

/// What becomes of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is nothing to the scheduler.
    None,
    /// It runs.
    Bind,
    /// These claims are told that their first pod is here.
    Claim(Vec<String>),
    /// Volumes come.
    Wait,
    /// It is held back by its gates.
    Gated,
    /// It cannot run, in the scheduler's words.
    Unschedulable(String),
}

/// A pod's verdict; `others` are the pods that run.
pub(super) fn verdict(
    pod: &Value,
    node: Option<&Value>,
    claims: &[Claim],
    others: &[Arc<Value>],
) -> Verdict {
    if !waits(pod) {
        return Verdict::None;
    }
    if !items(pod, "/spec/schedulingGates").is_empty() {
        return Verdict::Gated;
    }
    let Some(node) = node else {
        return Verdict::Unschedulable("no nodes available to schedule pods".to_owned());
    };
    if let Some(Claim::Never(why)) = claims.iter().find(|one| matches!(one, Claim::Never(_))) {
        return Verdict::Unschedulable(format!("0/1 nodes are available: {why}. not found"));
    }
    if let Some(why) = misfit(pod, node, others) {
        return Verdict::Unschedulable(why);
    }
    let firsts = claims.iter().filter_map(|one| match one {
        Claim::First(name) => Some(name.clone()),
        _ => None,
    });
    let firsts: Vec<_> = firsts.collect();
    if !firsts.is_empty() {
        return Verdict::Claim(firsts);
    }
    if claims.contains(&Claim::Coming) {
        Verdict::Wait
    } else {
        Verdict::Bind
    }
}

/// Whether it is the scheduler's, and not placed yet.
pub(super) fn waits(pod: &Value) -> bool {
    let scheduler = text(pod, "/spec/schedulerName");
    let ours = matches!(scheduler, "" | "default-scheduler");
    ours && text(pod, "/spec/nodeName").is_empty() && !deleting(pod)
}

fn misfit(pod: &Value, node: &Value, others: &[Arc<Value>]) -> Option<String> {
    let no_help = "Preemption is not helpful for scheduling.";
    let no_victims = "No preemption victims found for incoming pod.";
    let cordoned = flag(node, "/spec/unschedulable") && !suffers_cordon(pod);
    let (why, preemption) = if let Some(taint) = untolerated(pod, node).filter(|_| !cordoned) {
        (format!("node(s) had untolerated taint {taint}"), no_help)
    } else if cordoned {
        ("node(s) were unschedulable".to_owned(), no_help)
    } else if !node_fits(pod, node) {
        (
            "node(s) didn't match Pod's node affinity/selector".to_owned(),
            no_help,
        )
    } else if !near(pod, node, others) {
        (
            "node(s) didn't match pod affinity rules".to_owned(),
            no_help,
        )
    } else if !apart(pod, node, others) {
        (
            "node(s) didn't match pod anti-affinity rules".to_owned(),
            no_victims,
        )
    } else {
        return None;
    };
    Some(format!(
        "0/1 nodes are available: 1 {why}. no new claims to deallocate, preemption: 0/1 nodes are \
         available: 1 {preemption}"
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::{Claim, Verdict, verdict};

    fn node() -> Value {
        json!({"metadata": {"name": "sandbox", "labels": {
            "kubernetes.io/os": "linux", "kubernetes.io/hostname": "sandbox",
        }}})
    }

    fn pod(spec: &Value) -> Value {
        json!({
            "metadata": {"name": "web-1", "namespace": "shop", "labels": {"app": "web"}},
            "spec": spec,
        })
    }

    fn affinity(key: &str, values: &[&str]) -> Value {
        json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchExpressions": [
                {"key": key, "operator": "In", "values": values},
            ]}],
        }}}})
    }

    fn anti(topology: &str) -> Value {
        json!({"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
            {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": topology},
        ]}}})
    }

    /// The node's fault in the middle of the sentence.
    fn why(verdict: &Verdict) -> &str {
        let Verdict::Unschedulable(words) = verdict else {
            return "";
        };
        let rest = words.strip_prefix("0/1 nodes are available: ").unwrap();
        rest.split(". ").next().unwrap()
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let other = Arc::new(pod(&json!({"nodeName": "sandbox"})));
        let selector = "1 node(s) didn't match Pod's node affinity/selector";
        let rows = [
            (json!({}), ""),
            (json!({"nodeSelector": {"kubernetes.io/os": "linux"}}), ""),
            (json!({"nodeSelector": {"disk": "ssd"}}), selector),
            (affinity("kubernetes.io/os", &["linux"]), ""),
            (affinity("kubernetes.io/os", &["windows"]), selector),
            (anti("topology.kubernetes.io/zone"), ""),
            (
                anti("kubernetes.io/hostname"),
                "1 node(s) didn't match pod anti-affinity rules",
            ),
        ];
        for (spec, expected) in rows {
            let others = [Arc::clone(&other)];
            let verdict = verdict(&pod(&spec), Some(&node()), &[], &others);
            assert_eq!(why(&verdict), expected);
            assert_eq!(verdict == Verdict::Bind, expected.is_empty());
        }
    }

    #[test]
    fn a_node_that_takes_nobody() {
        let mut tainted = node();
        tainted["spec"]["taints"] = json!([{"key": "a", "value": "b", "effect": "NoSchedule"}]);
        let mut cordoned = node();
        cordoned["spec"]["unschedulable"] = true.into();
        let tolerating = json!({"tolerations": [{"key": "a", "operator": "Exists"}]});
        let rows = [
            (
                &tainted,
                json!({}),
                "1 node(s) had untolerated taint {a: b}",
            ),
            (&tainted, tolerating, ""),
            (&cordoned, json!({}), "1 node(s) were unschedulable"),
        ];
        for (node, spec, expected) in rows {
            assert_eq!(why(&verdict(&pod(&spec), Some(node), &[], &[])), expected);
        }
    }

    #[test]
    fn claims_come_first() {
        let never = Claim::Never("persistentvolumeclaim \"data\" not found".to_owned());
        let words = "0/1 nodes are available: persistentvolumeclaim \"data\" not found. not found";
        let first = Claim::First("a".to_owned());
        let rows = [
            (vec![Claim::Bound], Verdict::Bind),
            (
                vec![Claim::Bound, first],
                Verdict::Claim(vec!["a".to_owned()]),
            ),
            (vec![Claim::Coming], Verdict::Wait),
            (
                vec![Claim::Coming, never],
                Verdict::Unschedulable(words.to_owned()),
            ),
        ];
        for (claims, expected) in rows {
            assert_eq!(
                verdict(&pod(&json!({})), Some(&node()), &claims, &[]),
                expected
            );
        }
    }

    #[test]
    fn others_and_gated_pods_are_left_alone() {
        let gated = json!({"schedulingGates": [{"name": "x"}]});
        let rows = [
            (json!({"nodeName": "sandbox"}), Verdict::None),
            (json!({"schedulerName": "mine"}), Verdict::None),
            (gated, Verdict::Gated),
        ];
        for (spec, expected) in rows {
            assert_eq!(verdict(&pod(&spec), Some(&node()), &[], &[]), expected);
        }
    }
}
