//! What is next for a claim.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::manifest::Quantity;
use crate::sandbox::controllers::object::{
    annotation, deleting, items, name, namespace, text, uid,
};
use crate::sandbox::controllers::selector::selects_object;

/// Who makes folders for claims.
pub(super) const PROVISIONER: &str = "sandbox.daprk.dev/folder";
/// Which node a claim that waits for its first pod is for.
const SELECTED: &str = "volume.kubernetes.io/selected-node";

/// What is to be done with a claim.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Next {
    /// Nothing.
    Rest,
    /// It gets this volume, which is there.
    Bind(Arc<Value>),
    /// It gets a folder.
    Provision,
    /// It waits: kind, reason and sentence of the event that says for what.
    Wait(&'static str, &'static str, String),
    /// Its volume is gone.
    Lost,
}

/// A claim, the class that it names (if there is one) and all volumes.
pub(super) fn next(claim: &Value, class: Option<&Value>, volumes: &[Arc<Value>]) -> Next {
    let volume_name = text(claim, "/spec/volumeName");
    if deleting(claim) {
        return Next::Rest;
    }
    if !volume_name.is_empty() {
        return bound(
            claim,
            volumes.iter().find(|volume| name(volume) == volume_name),
        );
    }
    if let Some(volume) = volumes.iter().find(|volume| meant_for(volume, claim)) {
        return Next::Bind(Arc::clone(volume));
    }
    let mut fitting: Vec<_> = volumes
        .iter()
        .filter(|volume| fits(volume, claim))
        .collect();
    fitting.sort_by_key(|volume| capacity(volume));
    let first = waits_for_pod(class) && annotation(claim, SELECTED).is_none();
    match (fitting.first(), class) {
        _ if first => waiting_for_pod(),
        (Some(volume), _) => Next::Bind(Arc::clone(volume)),
        (None, Some(class)) => provision(class),
        (None, None) => classless(claim),
    }
}

fn bound(claim: &Value, volume: Option<&Arc<Value>>) -> Next {
    let phase = text(claim, "/status/phase");
    match volume {
        None if phase == "Bound" => Next::Lost,
        None => Next::Rest,
        Some(volume) if phase == "Bound" && meant_for(volume, claim) => Next::Rest,
        Some(volume) if claimed_by_other(volume, claim) => Next::Rest,
        Some(volume) => Next::Bind(Arc::clone(volume)),
    }
}

fn waits_for_pod(class: Option<&Value>) -> bool {
    class.is_some_and(|class| text(class, "/volumeBindingMode") == "WaitForFirstConsumer")
}

fn waiting_for_pod() -> Next {
    let words = "waiting for first consumer to be created before binding";
    Next::Wait("Normal", "WaitForFirstConsumer", words.to_owned())
}

fn provision(class: &Value) -> Next {
    match text(class, "/provisioner") {
        PROVISIONER => Next::Provision,
        "kubernetes.io/no-provisioner" => {
            let words =
                "no persistent volumes available for this claim and no storage class is set";
            Next::Wait("Normal", "FailedBinding", words.to_owned())
        }
        other => {
            let words = format!(
                "Waiting for a volume to be created either by the external provisioner '{other}' \
                 or manually by the system administrator. If volume creation is delayed, please \
                 verify that the provisioner is running and correctly registered."
            );
            Next::Wait("Normal", "ExternalProvisioning", words)
        }
    }
}

fn classless(claim: &Value) -> Next {
    match text(claim, "/spec/storageClassName") {
        "" => {
            let words =
                "no persistent volumes available for this claim and no storage class is set";
            Next::Wait("Normal", "FailedBinding", words.to_owned())
        }
        class => {
            let words = format!("storageclass.storage.k8s.io \"{class}\" not found");
            Next::Wait("Warning", "ProvisioningFailed", words)
        }
    }
}

/// Whether a volume says that it is this claim's.
pub(super) fn meant_for(volume: &Value, claim: &Value) -> bool {
    let reference = |field: &str| text(volume, &format!("/spec/claimRef/{field}"));
    reference("name") == name(claim)
        && reference("namespace") == namespace(claim)
        && ["", uid(claim)].contains(&reference("uid"))
}

fn claimed_by_other(volume: &Value, claim: &Value) -> bool {
    volume.pointer("/spec/claimRef").is_some() && !meant_for(volume, claim)
}

fn capacity(volume: &Value) -> Option<Quantity> {
    Quantity::parse(text(volume, "/spec/capacity/storage"))
}

/// Whether a free volume is as the claim wants one.
fn fits(volume: &Value, claim: &Value) -> bool {
    let wanted = Quantity::parse(text(claim, "/spec/resources/requests/storage"));
    let class = |of: &Value| text(of, "/spec/storageClassName").to_owned();
    let modes = items(volume, "/spec/accessModes");
    volume.pointer("/spec/claimRef").is_none()
        && !deleting(volume)
        && class(volume) == class(claim)
        && capacity(volume) >= wanted
        && items(claim, "/spec/accessModes")
            .iter()
            .all(|mode| modes.contains(mode))
        && claim
            .pointer("/spec/selector")
            .is_none_or(|selector| selects_object(selector, volume))
}

/// What a volume's `claimRef` says of a claim.
pub(super) fn claim_reference(claim: &Value) -> Value {
    json!({
        "kind": "PersistentVolumeClaim",
        "namespace": namespace(claim),
        "name": name(claim),
        "uid": uid(claim),
        "apiVersion": "v1",
        "resourceVersion": claim["metadata"]["resourceVersion"],
    })
}

/// The volume of a claim, in a folder below `folder`.
pub(super) fn volume(claim: &Value, class: &Value, folder: &Path) -> Value {
    let volume_name = format!("pvc-{}", uid(claim));
    let path = folder.join(&volume_name);
    let policy = match text(class, "/reclaimPolicy") {
        "" => "Delete",
        policy => policy,
    };
    json!({
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {
            "name": volume_name,
            "annotations": {"pv.kubernetes.io/provisioned-by": PROVISIONER},
        },
        "spec": {
            "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
            "accessModes": claim["spec"]["accessModes"],
            "claimRef": claim_reference(claim),
            "hostPath": {"path": path.to_string_lossy(), "type": "DirectoryOrCreate"},
            "persistentVolumeReclaimPolicy": policy,
            "storageClassName": name(class),
            "volumeMode": "Filesystem",
        },
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::{Next, next, volume};

    fn claim(spec: &Value, phase: &str) -> Value {
        let mut claim = json!({
            "metadata": {"name": "data", "namespace": "shop", "uid": "c1"},
            "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "standard",
                "resources": {"requests": {"storage": "1Gi"}}},
            "status": {"phase": phase},
        });
        for (key, value) in spec.as_object().unwrap() {
            claim["spec"][key] = value.clone();
        }
        claim
    }

    fn class(provisioner: &str, mode: &str) -> Value {
        json!({"metadata": {"name": "standard"}, "provisioner": provisioner, "volumeBindingMode": mode})
    }

    fn free(size: &str, of: &str) -> Arc<Value> {
        Arc::new(json!({"metadata": {"name": size}, "spec": {
            "capacity": {"storage": size}, "accessModes": ["ReadWriteOnce", "ReadOnlyMany"],
            "storageClassName": of,
        }}))
    }

    fn word(next: &Next) -> String {
        match next {
            Next::Rest => "rest".to_owned(),
            Next::Bind(volume) => format!("bind {}", volume["metadata"]["name"].as_str().unwrap()),
            Next::Provision => "provision".to_owned(),
            Next::Wait(_, reason, _) => (*reason).to_owned(),
            Next::Lost => "lost".to_owned(),
        }
    }

    #[test]
    fn what_is_next_for_a_claim() {
        type Row<'a> = (Value, Option<&'a Value>, &'a [Arc<Value>], &'a str);
        let ours = class("sandbox.daprk.dev/folder", "Immediate");
        let late = class("sandbox.daprk.dev/folder", "WaitForFirstConsumer");
        let other = class("example.org/none", "Immediate");
        let none = json!({});
        let volumes = [
            free("2Gi", "standard"),
            free("1Gi", "standard"),
            free("500Mi", "standard"),
        ];
        let rows: [Row; 9] = [
            (none.clone(), Some(&ours), &[], "provision"),
            (none.clone(), Some(&late), &[], "WaitForFirstConsumer"),
            (none.clone(), Some(&other), &[], "ExternalProvisioning"),
            (none.clone(), None, &[], "ProvisioningFailed"),
            (json!({"storageClassName": ""}), None, &[], "FailedBinding"),
            (none.clone(), Some(&ours), &volumes, "bind 1Gi"),
            (
                none.clone(),
                Some(&other),
                &volumes[2..],
                "ExternalProvisioning",
            ),
            (
                json!({"accessModes": ["ReadWriteMany"]}),
                Some(&ours),
                &volumes,
                "provision",
            ),
            (
                json!({"volumeName": "2Gi"}),
                Some(&ours),
                &volumes,
                "bind 2Gi",
            ),
        ];
        for (spec, class, volumes, expected) in rows {
            assert_eq!(
                word(&next(&claim(&spec, "Pending"), class, volumes)),
                expected,
                "{spec}"
            );
        }
    }

    #[test]
    fn a_bound_claim_rests_while_its_volume_is_there() {
        let bound = claim(&json!({"volumeName": "pvc-c1"}), "Bound");
        let class = class("sandbox.daprk.dev/folder", "Immediate");
        let made = Arc::new(volume(&bound, &class, std::path::Path::new("/v")));
        assert_eq!(made["spec"]["hostPath"]["path"], "/v/pvc-c1");
        assert_eq!(word(&next(&bound, Some(&class), &[made])), "rest");
        assert_eq!(word(&next(&bound, Some(&class), &[])), "lost");
    }

    #[test]
    fn a_claim_that_waited_gets_its_folder_with_its_pod() {
        let mut waiting = claim(&json!({}), "Pending");
        waiting["metadata"]["annotations"][super::SELECTED] = "sandbox".into();
        let late = class("sandbox.daprk.dev/folder", "WaitForFirstConsumer");
        assert_eq!(next(&waiting, Some(&late), &[]), Next::Provision);
    }
}
