//! Volumes that have to be bound before a pod can run.

use serde_json::Value;

use crate::sandbox::controllers::object::{annotation, deleting, items, text};

/// Which node the first pod of a claim runs on: asks for a volume there.
pub(super) const SELECTED: &str = "volume.kubernetes.io/selected-node";

/// A claim of a pod, as far as the scheduler goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It has its volume.
    Bound,
    /// It waits for its first pod: this one.
    First(String),
    /// Its volume is being made.
    Coming,
    /// Words that say why not.
    Never(String),
}

/// Names of the claims that a pod uses, ephemeral ones too.
pub(in crate::sandbox::controllers) fn names(pod: &Value) -> Vec<String> {
    let volumes = items(pod, "/spec/volumes");
    let name = |volume: &Value| match text(volume, "/persistentVolumeClaim/claimName") {
        "" if volume.get("ephemeral").is_some() => {
            let pod = text(pod, "/metadata/name");
            Some(format!("{pod}-{}", text(volume, "/name")))
        }
        "" => None,
        name => Some(name.to_owned()),
    };
    volumes.iter().filter_map(name).collect()
}

/// How a claim stands; `class` is its `StorageClass`, if there is one.
pub(super) fn claim(name: &str, claim: Option<&Value>, class: Option<&Value>) -> Claim {
    let Some(claim) = claim else {
        return Claim::Never(format!("persistentvolumeclaim \"{name}\" not found"));
    };
    if deleting(claim) {
        return Claim::Never(format!("persistentvolumeclaim \"{name}\" is being deleted"));
    }
    if text(claim, "/status/phase") == "Bound" {
        return Claim::Bound;
    }
    let waits =
        class.is_some_and(|class| text(class, "/volumeBindingMode") == "WaitForFirstConsumer");
    match annotation(claim, SELECTED) {
        _ if !waits || !text(claim, "/spec/volumeName").is_empty() => {
            let words = "pod has unbound immediate PersistentVolumeClaims";
            Claim::Never(words.to_owned())
        }
        None => Claim::First(name.to_owned()),
        Some(_) => Claim::Coming,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Claim, claim, names};

    #[test]
    fn claims_of_a_pod() {
        let pod = json!({
            "metadata": {"name": "web-0"},
            "spec": {"volumes": [
                {"name": "a", "persistentVolumeClaim": {"claimName": "data"}},
                {"name": "b", "emptyDir": {}},
                {"name": "c", "ephemeral": {}},
            ]},
        });
        assert_eq!(names(&pod), ["data", "web-0-c"]);
    }

    #[test]
    fn a_claim_is_waited_for() {
        let unbound = "pod has unbound immediate PersistentVolumeClaims";
        let late = json!({"volumeBindingMode": "WaitForFirstConsumer"});
        let early = json!({"volumeBindingMode": "Immediate"});
        let selected = json!({"metadata": {"annotations": {super::SELECTED: "sandbox"}}});
        let rows = [
            (
                None,
                None,
                Claim::Never("persistentvolumeclaim \"data\" not found".into()),
            ),
            (
                Some(json!({"status": {"phase": "Bound"}})),
                None,
                Claim::Bound,
            ),
            (Some(json!({})), Some(&late), Claim::First("data".into())),
            (Some(selected), Some(&late), Claim::Coming),
            (Some(json!({})), Some(&early), Claim::Never(unbound.into())),
            (Some(json!({})), None, Claim::Never(unbound.into())),
        ];
        for (object, class, expected) in rows {
            assert_eq!(
                claim("data", object.as_ref(), class),
                expected,
                "{object:?}"
            );
        }
    }
}
