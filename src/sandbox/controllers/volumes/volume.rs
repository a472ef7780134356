//! Volumes whose claim is gone.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::plan::PROVISIONER;
use crate::sandbox::controllers::context::{CLAIM, Context, VOLUME};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::{
    Key, annotation, deleting, items, name, namespace, text, uid,
};
use crate::sandbox::registry::Subresource;
use crate::sandbox::status::{Reply, Status};

const PROTECTION: &str = "kubernetes.io/pv-protection";

/// Reclaims volumes.
pub(in crate::sandbox::controllers) struct Volumes(pub(in crate::sandbox::controllers) Context);

impl Controller for Volumes {
    fn sources(&self) -> Vec<Source> {
        let context = self.0.clone();
        vec![
            Source::of(VOLUME, |volume| {
                vec![(String::new(), name(volume).to_owned())]
            }),
            Source::of(CLAIM, move |claim| volumes_of(&context, claim)),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(&key.1))
    }
}

fn volumes_of(context: &Context, claim: &Value) -> Vec<Key> {
    let volumes = context.list(VOLUME, "").unwrap_or_default();
    let of = |volume: &Value| {
        text(volume, "/spec/claimRef/name") == name(claim)
            && text(volume, "/spec/claimRef/namespace") == namespace(claim)
    };
    let own = volumes.iter().filter(|volume| of(volume));
    own.map(|volume| (String::new(), name(volume).to_owned()))
        .collect()
}

/// Where a volume stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Available,
    Bound,
    Released,
}

impl Phase {
    fn word(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Bound => "Bound",
            Self::Released => "Released",
        }
    }
}

/// By the claim that has the name its `claimRef` says, if there is one.
fn phase(volume: &Value, claim: Option<&Value>) -> Phase {
    let wanted = text(volume, "/spec/claimRef/uid");
    match claim {
        _ if wanted.is_empty() => Phase::Available,
        Some(claim) if uid(claim) == wanted => Phase::Bound,
        _ => Phase::Released,
    }
}

/// The folder to be removed with a volume: one that was made for it, and no other.
fn folder(volume: &Value, root: &Path) -> Option<PathBuf> {
    let ours = annotation(volume, "pv.kubernetes.io/provisioned-by") == Some(PROVISIONER);
    let path = PathBuf::from(text(volume, "/spec/hostPath/path"));
    let expected = root.join(name(volume));
    let plain = !name(volume).is_empty() && !name(volume).contains(['/', '\0']);
    (ours && plain && path == expected).then_some(path)
}

impl Volumes {
    async fn look(&self, name: &str) -> Looked {
        let Some(volume) = self.0.get(VOLUME, "", name)? else {
            return Ok(None);
        };
        let reference = |field: &str| text(&volume["spec"]["claimRef"], field);
        let claim = match reference("/name") {
            "" => None,
            name => self.0.get(CLAIM, reference("/namespace"), name)?,
        };
        let phase = phase(&volume, claim.as_deref());
        self.say(&volume, phase).await?;
        let policy = text(&volume, "/spec/persistentVolumeReclaimPolicy");
        if phase == Phase::Released && policy == "Delete" && !deleting(&volume) {
            self.reclaim(&volume).await?;
        }
        if deleting(&volume) && phase != Phase::Bound {
            self.release(&volume).await?;
        }
        Ok(None)
    }

    async fn say(&self, volume: &Value, phase: Phase) -> Reply<()> {
        let change = |found: &mut Value| {
            let other = text(found, "/status/phase") != phase.word();
            found["status"]["phase"] = phase.word().into();
            other
        };
        let part = Some(Subresource::Status);
        self.0.edit(VOLUME, volume, part, &change).await.map(drop)
    }

    async fn reclaim(&self, volume: &Value) -> Reply<()> {
        if let Some(folder) = folder(volume, &self.0.options.volumes) {
            match tokio::fs::remove_dir_all(&folder).await {
                Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
                    let words = format!("cannot remove {}: {fault}", folder.display());
                    self.0.warn(volume, "VolumeFailedDelete", &words).await;
                    return Err(Status::new(500, "InternalError", words));
                }
                _ => {}
            }
        }
        self.0.delete(VOLUME, volume).await
    }

    async fn release(&self, volume: &Value) -> Reply<()> {
        let change = |found: &mut Value| {
            let mut finalizers = items(found, "/metadata/finalizers").to_vec();
            let before = finalizers.len();
            finalizers.retain(|one| one != PROTECTION);
            let changed = finalizers.len() < before;
            found["metadata"]["finalizers"] = finalizers.into();
            changed
        };
        self.0.edit(VOLUME, volume, None, &change).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::{Phase, folder, phase};

    #[test]
    fn a_volume_is_its_claims_alone() {
        let volume = |uid: &str| json!({"spec": {"claimRef": {"uid": uid}}});
        let claim = json!({"metadata": {"uid": "c1"}});
        let rows = [
            (json!({}), None, Phase::Available),
            (volume("c1"), Some(&claim), Phase::Bound),
            (volume("c2"), Some(&claim), Phase::Released),
            (volume("c1"), None, Phase::Released),
        ];
        for (volume, claim, expected) in rows {
            assert_eq!(phase(&volume, claim), expected, "{volume}");
        }
    }

    #[test]
    fn only_its_own_folder_is_removed() {
        let volume = |name: &str, path: &str, by: &str| -> Value {
            json!({
                "metadata": {"name": name, "annotations": {"pv.kubernetes.io/provisioned-by": by}},
                "spec": {"hostPath": {"path": path}},
            })
        };
        let root = Path::new("/v");
        let ours = "sandbox.daprk.dev/folder";
        let rows = [
            (volume("pvc-1", "/v/pvc-1", ours), true),
            (volume("pvc-1", "/home", ours), false),
            (volume("pvc-1", "/v/pvc-1", "other"), false),
            (volume("../home", "/v/../home", ours), false),
            (volume("", "/v/", ours), false),
        ];
        for (volume, removed) in rows {
            assert_eq!(folder(&volume, root).is_some(), removed, "{volume}");
        }
    }
}
