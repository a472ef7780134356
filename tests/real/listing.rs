//! What is in the cluster: by name, and whole.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::cluster::{Cluster, PREFIX};

/// Kinds of which a cluster makes and drops objects by itself.
const RESTLESS: [&str; 4] = [
    "events",
    "events.events.k8s.io",
    "componentstatuses",
    "certificatesigningrequests.certificates.k8s.io",
];

/// Namespaces whose objects are looked at, beside the tests' own; what others do in theirs is
/// none of our business.
const NAMESPACES: [&str; 5] = [
    "default",
    "dapr-system",
    "kube-system",
    "kube-public",
    "kube-node-lease",
];

/// Releases that the tests make in `default`.
const RELEASES: [&str; 4] = [
    "dapr",
    "hello-kubernetes",
    "dapr-dev-redis",
    "dapr-dev-zipkin",
];

const COLUMNS: &str = "custom-columns=K:.kind,S:.metadata.namespace,N:.metadata.name,C:.spec.claimRef.namespace,R:.metadata.annotations.meta\\.helm\\.sh/release-name,D:.metadata.deletionTimestamp";

/// One object's name in a listing.
struct Named {
    kind: String,
    namespace: Option<String>,
    name: String,
    /// Namespace of the claim that a volume is bound to.
    claim_of: Option<String>,
    release: Option<String>,
    is_going: bool,
}

impl Named {
    fn parse(line: &str) -> Self {
        let mut columns = line.split_whitespace().map(str::to_owned);
        let mut next = || columns.next().filter(|text| text != "<none>");
        Self {
            kind: next().expect("a kind"),
            namespace: next(),
            name: next().expect("a name"),
            claim_of: next(),
            release: next(),
            is_going: next().is_some(),
        }
    }

    fn is_of_tests(&self) -> bool {
        let place = match self.kind.as_str() {
            "Namespace" => Some(&self.name),
            _ => self.namespace.as_ref().or(self.claim_of.as_ref()),
        };
        place.is_none_or(|name| NAMESPACES.contains(&name.as_str()) || name.starts_with(PREFIX))
    }

    /// Whether a test, or somebody's Dapr, left it.
    fn is_left(&self) -> bool {
        let release = self.release.as_deref().unwrap_or_default();
        match self.kind.as_str() {
            // Each test has namespaces of its own: nobody needs to wait until one is gone.
            "Namespace" if self.name.starts_with(PREFIX) => !self.is_going,
            "Namespace" => self.name == "dapr-system",
            "CustomResourceDefinition" => self.name.ends_with(".dapr.io"),
            "PersistentVolume" => self.claim_of.as_deref() == Some("dapr-system"),
            "PersistentVolumeClaim" => self.name.starts_with("redis-data-dapr-dev-redis-"),
            "Secret" if self.name.starts_with("sh.helm.release.v1.") => {
                RELEASES.iter().any(|release| {
                    self.name
                        .starts_with(&format!("sh.helm.release.v1.{release}.v"))
                })
            }
            "Lease" => self.name.starts_with("daprk-"),
            _ => RELEASES.contains(&release) || self.name.starts_with(PREFIX),
        }
    }

    fn words(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}/{}", self.kind, self.name),
            None => format!("{}/{}", self.kind, self.name),
        }
    }
}

fn named(cluster: &Cluster, what: &str) -> Vec<Named> {
    let words = format!("get {what} --ignore-not-found --no-headers -o {COLUMNS}");
    let text = cluster.kubectl(&words).output();
    text.lines().map(Named::parse).collect()
}

/// What tests, or an earlier Dapr, left in the cluster: kind, namespace and name.
pub(super) fn leavings(cluster: &Cluster) -> Vec<(String, Option<String>, String)> {
    const GLOBAL: &str = "ns,pv,crd,clusterrole,clusterrolebinding,mutatingwebhookconfiguration";
    const LOCAL: &str = "deploy,sts,svc,secret,cm,sa,role,rolebinding,pvc,lease -n default";
    let found = [GLOBAL, LOCAL].map(|what| named(cluster, what));
    let left = found.into_iter().flatten().filter(Named::is_left);
    left.map(|one| (one.kind, one.namespace, one.name))
        .collect()
}

/// Deletes these. Namespaces and volumes may take a moment longer.
pub(super) fn remove(cluster: &Cluster, what: &[(String, Option<String>, String)]) {
    let mut by_place: BTreeMap<Option<&str>, Vec<String>> = BTreeMap::new();
    for (kind, namespace, name) in what.iter().filter(|(kind, ..)| kind != "PersistentVolume") {
        let names = by_place.entry(namespace.as_deref()).or_default();
        names.push(format!("{kind}/{name}"));
    }
    for (namespace, names) in by_place {
        let place = namespace.map_or(String::new(), |name| format!("-n {name}"));
        let words = format!(
            "delete {place} --ignore-not-found --wait=false {}",
            names.join(" ")
        );
        cluster.kubectl(&words).output();
    }
}

/// Every kind that can be listed and doesn't change by itself.
fn kinds(cluster: &Cluster) -> String {
    let names = cluster
        .kubectl("api-resources --verbs=list -o name")
        .output();
    let names = names.lines().filter(|name| !RESTLESS.contains(name));
    names.collect::<Vec<_>>().join(",")
}

/// Names of all that there is.
pub(super) fn everything(cluster: &Cluster) -> BTreeSet<String> {
    let all = named(cluster, &format!("{} -A", kinds(cluster)));
    all.iter()
        .filter(|one| one.is_of_tests())
        .map(Named::words)
        .collect()
}

/// Every object of a release, and Dapr's definitions, by name; without what differs from one
/// installation to the next.
pub(super) fn objects_of(cluster: &Cluster, release: &str) -> BTreeMap<String, Value> {
    let all = cluster
        .kubectl(&format!("get {} -A -o json", kinds(cluster)))
        .json();
    let objects = all["items"].as_array().expect("a list").iter();
    objects
        .filter(|object| is_part_of(object, release))
        .map(|object| (words(object), canonical(object)))
        .collect()
}

fn is_part_of(object: &Value, release: &str) -> bool {
    let metadata = &object["metadata"];
    if metadata.get("ownerReferences").is_some() {
        return false;
    }
    let is_definition = object["kind"] == "CustomResourceDefinition"
        && metadata["name"]
            .as_str()
            .is_some_and(|name| name.ends_with(".dapr.io"));
    is_definition || metadata["annotations"]["meta.helm.sh/release-name"] == release
}

/// `namespace/Kind/name` of an object.
pub(super) fn words(object: &Value) -> String {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Named {
        kind: text(&object["kind"]).expect("a kind"),
        namespace: text(&object["metadata"]["namespace"]),
        name: text(&object["metadata"]["name"]).expect("a name"),
        claim_of: None,
        release: None,
        is_going: false,
    }
    .words()
}

fn canonical(object: &Value) -> Value {
    let mut object = object.clone();
    let top = object.as_object_mut().expect("an object");
    top.remove("status");
    for key in [
        "managedFields",
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "generation",
    ] {
        top["metadata"]
            .as_object_mut()
            .expect("an object")
            .remove(key);
    }
    let annotations = top["metadata"]
        .get_mut("annotations")
        .and_then(Value::as_object_mut);
    if let Some(annotations) = annotations {
        // The deployment controller counts here.
        annotations.remove("deployment.kubernetes.io/revision");
    }
    if let Some(spec) = top.get_mut("spec").and_then(Value::as_object_mut) {
        spec.remove("clusterIP");
        spec.remove("clusterIPs");
    }
    let name = words(&object);
    if ["Secret/dapr-trust-bundle", "ConfigMap/dapr-trust-bundle"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        object.as_object_mut().expect("an object").remove("data");
    }
    blank(&mut object, "caBundle", &|_| true);
    if object["kind"] == "CustomResourceDefinition" {
        // Texts for `kubectl explain`, which are left out here, and the place of the operator,
        // which it writes itself.
        blank(&mut object, "description", &Value::is_string);
        let place = "/spec/conversion/webhook/clientConfig/service/namespace";
        if let Some(place) = object.pointer_mut(place) {
            *place = Value::Null;
        }
    }
    object
}

/// Takes a key away at every depth, where its value is so.
fn blank(value: &mut Value, key: &str, is_so: &dyn Fn(&Value) -> bool) {
    match value {
        Value::Object(map) => {
            if map.get(key).is_some_and(is_so) {
                map.remove(key);
            }
            map.values_mut().for_each(|value| blank(value, key, is_so));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| blank(value, key, is_so)),
        _ => {}
    }
}
