//! Claims get their volumes, and go when no pod uses them any more.

use std::sync::Arc;

use serde_json::{Value, json};

use super::plan::{Next, claim_reference, next, volume};
use crate::sandbox::controllers::context::{CLAIM, Context, POD, STORAGE_CLASS, VOLUME};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::{
    Key, deleting, items, key, name, namespace, set_metadata, text, uid,
};
use crate::sandbox::controllers::{pods, scheduler};
use crate::sandbox::registry::Subresource;
use crate::sandbox::status::{Reply, Status};

const PROTECTION: &str = "kubernetes.io/pvc-protection";

/// Binds claims to volumes.
pub(in crate::sandbox::controllers) struct Claims(pub(in crate::sandbox::controllers) Context);

impl Controller for Claims {
    fn sources(&self) -> Vec<Source> {
        let open = |context: &Context| {
            let context = context.clone();
            move |_: &Value| unbound(&context)
        };
        vec![
            Source::of(CLAIM, |claim| vec![key(claim)]),
            Source::of(STORAGE_CLASS, open(&self.0)),
            Source::of(VOLUME, with_claim(open(&self.0))),
            // A pod that never ran may go without another word.
            Source::of(POD, |pod| {
                let names = scheduler::claim_names(pod).into_iter();
                let key = |name| (namespace(pod).to_owned(), name);
                names.map(key).collect()
            }),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// Claims without a volume: whenever there is a new one it may be theirs.
fn unbound(context: &Context) -> Vec<Key> {
    let claims = context.list(CLAIM, "").unwrap_or_default();
    let open = claims
        .iter()
        .filter(|claim| text(claim, "/status/phase") != "Bound");
    open.map(|claim| key(claim)).collect()
}

fn with_claim(open: impl Fn(&Value) -> Vec<Key>) -> impl Fn(&Value) -> Vec<Key> {
    move |volume| {
        let reference = |field: &str| text(&volume["spec"]["claimRef"], field).to_owned();
        match reference("/name") {
            name if name.is_empty() => open(volume),
            name => vec![(reference("/namespace"), name)],
        }
    }
}

impl Claims {
    async fn look(&self, key: &Key) -> Looked {
        let Some(claim) = self.0.get(CLAIM, &key.0, &key.1)? else {
            return Ok(None);
        };
        if deleting(&claim) {
            self.release(&claim).await?;
            return Ok(None);
        }
        let class = match text(&claim, "/spec/storageClassName") {
            "" => None,
            class => self.0.get(STORAGE_CLASS, "", class)?,
        };
        let volumes = self.0.list(VOLUME, "")?;
        match next(&claim, class.as_deref(), &volumes) {
            Next::Rest => self.pend(&claim).await?,
            Next::Bind(volume) => self.bind(&claim, &volume).await?,
            Next::Provision => {
                let class = class.expect("only a class has a provisioner");
                self.provision(&claim, &class).await?;
            }
            Next::Wait(kind, reason, words) => {
                self.pend(&claim).await?;
                match kind {
                    "Warning" => self.0.warn(&claim, reason, &words).await,
                    _ => self.0.normal(&claim, reason, &words).await,
                }
            }
            Next::Lost => self.lose(&claim).await?,
        }
        Ok(None)
    }

    /// A claim that nobody looked at yet has no phase.
    async fn pend(&self, claim: &Value) -> Reply<()> {
        if !text(claim, "/status/phase").is_empty() {
            return Ok(());
        }
        self.0
            .set_status(CLAIM, claim, &json!({"phase": "Pending"}))
            .await
    }

    async fn lose(&self, claim: &Value) -> Reply<()> {
        let mut status = claim["status"].clone();
        status["phase"] = "Lost".into();
        self.0.set_status(CLAIM, claim, &status).await?;
        let words = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
        self.0.warn(claim, "ClaimLost", words).await;
        Ok(())
    }

    async fn provision(&self, claim: &Value, class: &Value) -> Reply<()> {
        self.pend(claim).await?;
        let volume = volume(claim, class, &self.0.options.volumes);
        let path = text(&volume, "/spec/hostPath/path").to_owned();
        let made = tokio::fs::create_dir_all(&path).await;
        made.map_err(|fault| {
            Status::new(500, "InternalError", format!("cannot make {path}: {fault}"))
        })?;
        let made = volume.clone();
        self.0.ensure(VOLUME, "", volume).await?;
        let words = format!("Successfully provisioned volume {}", name(&made));
        self.0.normal(claim, "ProvisioningSucceeded", &words).await;
        match self.0.get(VOLUME, "", name(&made))? {
            Some(volume) => self.bind(claim, &volume).await,
            None => Ok(()),
        }
    }

    /// First the volume says whose it is, then the claim gets it.
    async fn bind(&self, claim: &Value, volume: &Arc<Value>) -> Reply<()> {
        let reference = claim_reference(claim);
        let take = |found: &mut Value| {
            let free = text(found, "/spec/claimRef/uid").is_empty();
            if free {
                found["spec"]["claimRef"] = reference.clone();
            }
            free
        };
        let taken = self.0.edit(VOLUME, volume, None, &take).await?;
        let is_ours = |it: &Arc<Value>| text(it, "/spec/claimRef/uid") == uid(claim);
        if !taken.as_ref().is_some_and(is_ours) {
            let words = format!("volume {} went to another claim", name(volume));
            return Err(Status::new(409, "Conflict", words));
        }
        self.phase(VOLUME, volume, "Bound").await?;
        let give = |found: &mut Value| {
            found["spec"]["volumeName"] = name(volume).into();
            for done in ["bind-completed", "bound-by-controller"] {
                let key = format!("pv.kubernetes.io/{done}");
                set_metadata(found, "annotations", &key, "yes");
            }
            true
        };
        self.0.edit(CLAIM, claim, None, &give).await?;
        let mut status = claim["status"].clone();
        status["phase"] = "Bound".into();
        status["accessModes"] = volume["spec"]["accessModes"].clone();
        status["capacity"] = volume["spec"]["capacity"].clone();
        self.0.set_status(CLAIM, claim, &status).await
    }

    async fn phase(
        &self,
        kind: crate::sandbox::controllers::context::Kind,
        object: &Value,
        phase: &str,
    ) -> Reply<()> {
        let change = |found: &mut Value| {
            let other = text(found, "/status/phase") != phase;
            found["status"]["phase"] = phase.into();
            other
        };
        let part = Some(Subresource::Status);
        self.0.edit(kind, object, part, &change).await.map(drop)
    }

    /// A claim that is to go goes when no pod uses it.
    async fn release(&self, claim: &Value) -> Reply<()> {
        let uses = |pod: &Arc<Value>| {
            let names = scheduler::claim_names(pod);
            !pods::ended(pod) && names.iter().any(|used| used == name(claim))
        };
        if self.0.list(POD, namespace(claim))?.iter().any(uses) {
            return Ok(());
        }
        let change = |found: &mut Value| {
            let mut finalizers = items(found, "/metadata/finalizers").to_vec();
            let before = finalizers.len();
            finalizers.retain(|one| one != PROTECTION);
            let changed = finalizers.len() < before;
            found["metadata"]["finalizers"] = finalizers.into();
            changed
        };
        self.0.edit(CLAIM, claim, None, &change).await.map(drop)
    }
}
