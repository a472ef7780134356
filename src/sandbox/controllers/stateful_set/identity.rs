//! What a pod has by its number.

use serde_json::{Value, json};

use crate::sandbox::controllers::object::{
    items, map, name, namespace, number, reference, set_metadata, text,
};
use crate::sandbox::controllers::{pods, revisions};

/// The number in the name of a pod of this set.
pub(super) fn ordinal(set: &Value, pod: &Value) -> Option<i64> {
    let number = name(pod).strip_prefix(name(set))?.strip_prefix('-')?;
    let plain = number == "0" || !number.starts_with(['0', '+']);
    number.parse().ok().filter(|_| plain)
}

/// The numbers that the set is to have.
pub(super) fn wanted(set: &Value) -> std::ops::Range<i64> {
    let start = number(set, "/spec/ordinals/start").unwrap_or_default();
    start..start + number(set, "/spec/replicas").unwrap_or(1)
}

/// The pod of a number after a revision's template.
pub(super) fn pod(set: &Value, revision: &Value, ordinal: i64) -> Value {
    let mut pod = pods::from_template(&revisions::template(revision), set);
    let pod_name = format!("{}-{ordinal}", name(set));
    for (label, value) in [
        ("statefulset.kubernetes.io/pod-name", pod_name.as_str()),
        ("apps.kubernetes.io/pod-index", &ordinal.to_string()),
        (revisions::LABEL, name(revision)),
    ] {
        set_metadata(&mut pod, "labels", label, value);
    }
    pod["metadata"]["name"] = pod_name.clone().into();
    pod["metadata"]["namespace"] = namespace(set).into();
    pod["spec"]["hostname"] = pod_name.into();
    if !text(set, "/spec/serviceName").is_empty() {
        pod["spec"]["subdomain"] = set["spec"]["serviceName"].clone();
    }
    let volumes = volumes(set, &pod, ordinal);
    if !volumes.is_empty() {
        pod["spec"]["volumes"] = volumes.into();
    }
    pod
}

/// Its claims take the place of volumes of the same name.
fn volumes(set: &Value, pod: &Value, ordinal: i64) -> Vec<Value> {
    let templates = items(set, "/spec/volumeClaimTemplates");
    let claims = templates.iter().map(|template| {
        let claim = claim_name(set, template, ordinal);
        json!({"name": name(template), "persistentVolumeClaim": {"claimName": claim}})
    });
    let claimed = |volume: &&Value| {
        templates
            .iter()
            .any(|template| name(template) == text(volume, "/name"))
    };
    let own = items(pod, "/spec/volumes").iter();
    claims
        .chain(own.filter(|volume| !claimed(volume)).cloned())
        .collect()
}

fn claim_name(set: &Value, template: &Value, ordinal: i64) -> String {
    format!("{}-{}-{ordinal}", name(template), name(set))
}

/// The claims of a number.
pub(super) fn claims(set: &Value, ordinal: i64) -> Vec<Value> {
    let templates = items(set, "/spec/volumeClaimTemplates").iter();
    templates
        .map(|template| claim(set, template, ordinal))
        .collect()
}

fn claim(set: &Value, template: &Value, ordinal: i64) -> Value {
    let mut claim = json!({
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": template["metadata"],
        "spec": template["spec"],
    });
    claim["metadata"]["name"] = claim_name(set, template, ordinal).into();
    claim["metadata"]["namespace"] = namespace(set).into();
    for (label, value) in map(set, "/spec/selector/matchLabels").into_iter().flatten() {
        set_metadata(
            &mut claim,
            "labels",
            label,
            value.as_str().unwrap_or_default(),
        );
    }
    let policy = text(
        set,
        "/spec/persistentVolumeClaimRetentionPolicy/whenDeleted",
    );
    if policy == "Delete" {
        claim["metadata"]["ownerReferences"] = json!([reference(set)]);
    }
    claim
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{claims, ordinal, pod};

    fn set() -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "StatefulSet",
            "metadata": {"name": "db", "namespace": "shop", "uid": "u"},
            "spec": {
                "serviceName": "db-peers",
                "selector": {"matchLabels": {"app": "db"}},
                "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}],
            },
        })
    }

    #[test]
    fn a_number_is_read_from_the_name() {
        let rows = [
            ("db-0", Some(0)),
            ("db-12", Some(12)),
            ("db-01", None),
            ("db-x", None),
            ("dc-1", None),
            ("db", None),
        ];
        for (name, expected) in rows {
            assert_eq!(
                ordinal(&set(), &json!({"metadata": {"name": name}})),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn a_pod_has_its_identity() {
        let revision = json!({"metadata": {"name": "db-abc"}, "data": {"spec": {"template": {
            "$patch": "replace",
            "metadata": {"labels": {"app": "db"}},
            "spec": {"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "data", "emptyDir": {}}]},
        }}}});
        let pod = pod(&set(), &revision, 2);
        let labels = json!({
            "app": "db", "statefulset.kubernetes.io/pod-name": "db-2",
            "apps.kubernetes.io/pod-index": "2", "controller-revision-hash": "db-abc",
        });
        assert_eq!(pod["metadata"]["labels"], labels);
        let spec = json!({
            "volumes": [
                {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-2"}},
                {"name": "tmp", "emptyDir": {}},
            ],
            "hostname": "db-2", "subdomain": "db-peers",
        });
        assert_eq!(pod["spec"], spec);
    }

    #[test]
    fn claims_outlive_the_set_unless_told_otherwise() {
        let mut set = set();
        let claim = &claims(&set, 1)[0];
        let metadata = json!({"name": "data-db-1", "namespace": "shop", "labels": {"app": "db"}});
        assert_eq!(claim["metadata"], metadata);
        set["spec"]["persistentVolumeClaimRetentionPolicy"] = json!({"whenDeleted": "Delete"});
        assert_eq!(
            claims(&set, 1)[0]["metadata"]["ownerReferences"][0]["uid"],
            "u"
        );
    }
}
