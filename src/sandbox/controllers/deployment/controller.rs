//! Reads, plans, writes.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::plan::{Sets, Step, plan};
use super::sets::{REVISION, renew, replicas, revision, same_template, say_size};
use super::status::{ripens, status};
use crate::sandbox::controllers::context::{Context, DEPLOYMENT, POD, REPLICA_SET};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::{
    Key, key, managed_by, manager, manager_key, name, namespace, number, set_metadata, text, uid,
};
use crate::sandbox::controllers::{claim, pods, replicas as workers};
use crate::sandbox::registry::Subresource;
use crate::sandbox::status::Reply;

/// Rolls templates out.
pub(in crate::sandbox::controllers) struct Deployments(pub(in crate::sandbox::controllers) Context);

impl Controller for Deployments {
    fn sources(&self) -> Vec<Source> {
        let context = self.0.clone();
        vec![
            Source::of(DEPLOYMENT, |deployment| vec![key(deployment)]),
            Source::of(REPLICA_SET, |set| manager_key(set, "Deployment")),
            Source::of(POD, move |pod| recreated(&context, pod)),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// Only `Recreate` waits for single pods.
fn recreated(context: &Context, pod: &Value) -> Vec<Key> {
    let of = || {
        let set = manager_key(pod, "ReplicaSet").pop()?;
        let set = context.get(REPLICA_SET, &set.0, &set.1).ok()??;
        let owner = manager_key(&set, "Deployment").pop()?;
        let deployment = context.get(DEPLOYMENT, &owner.0, &owner.1).ok()??;
        (text(&deployment, "/spec/strategy/type") == "Recreate").then_some(owner)
    };
    of().into_iter().collect()
}

impl Deployments {
    async fn look(&self, key: &Key) -> Looked {
        let Some(deployment) = self.0.get(DEPLOYMENT, &key.0, &key.1)? else {
            return Ok(None);
        };
        let own = claim::claimed(&self.0, &deployment, REPLICA_SET).await?;
        let own: Vec<&Value> = own.iter().map(|set| &**set).collect();
        let sets = Sets::of(&deployment, &own);
        let old_pods = self.old_pods(&deployment, &sets)?;
        let mut created = None;
        for step in plan(&deployment, &sets, old_pods) {
            if let Step::Create(set) = &step {
                created = Some(name(set).to_owned());
            }
            self.take(&deployment, step).await?;
        }
        self.number(&deployment, &sets, created.is_some()).await?;
        let now = Timestamp::now();
        let status = status(&deployment, &sets, created.as_deref(), now);
        self.0.set_status(DEPLOYMENT, &deployment, &status).await?;
        Ok(ripens(&with(&deployment, status), now))
    }

    /// Whether pods of the past still run.
    fn old_pods(&self, deployment: &Value, sets: &Sets) -> Reply<bool> {
        if text(deployment, "/spec/strategy/type") != "Recreate" {
            return Ok(false);
        }
        let pods = self.0.list(POD, namespace(deployment))?;
        let old = |pod: &Arc<Value>| sets.old.iter().any(|set| managed_by(pod, set));
        Ok(pods.iter().any(|pod| old(pod) && !pods::ended(pod)))
    }

    async fn take(&self, deployment: &Value, step: Step) -> Reply<()> {
        match step {
            Step::Create(set) => self.create(deployment, set).await,
            Step::Scale { set, to } => self.scale(deployment, &set, to).await,
            Step::Remove(set) => self.0.delete(REPLICA_SET, &set).await,
            Step::Renew { set, revision } => {
                let change = |found: &mut Value| renew(found, deployment, revision);
                self.0
                    .edit(REPLICA_SET, &set, None, &change)
                    .await
                    .map(drop)
            }
        }
    }

    async fn create(&self, deployment: &Value, set: Value) -> Reply<()> {
        let (of, count, set_name) = (namespace(deployment), replicas(&set), name(&set).to_owned());
        match self.0.create(REPLICA_SET, of, set).await {
            Err(fault) if fault.reason == "AlreadyExists" => {
                self.collide(deployment, &set_name).await?;
                return Err(fault);
            }
            Err(fault) if workers::terminating(&fault) => return Ok(()),
            other => other?,
        };
        if count > 0 {
            let message = format!("Scaled up replica set {set_name} from 0 to {count}");
            self.0
                .normal(deployment, "ScalingReplicaSet", &message)
                .await;
        }
        Ok(())
    }

    /// Another template has the same hash: the next try takes another one.
    async fn collide(&self, deployment: &Value, set: &str) -> Reply<()> {
        let there = self.0.get(REPLICA_SET, namespace(deployment), set)?;
        let is_it = |set: &Value| {
            let ours = managed_by(set, deployment) || manager(set).is_none();
            ours && same_template(deployment, set)
        };
        if there.is_some_and(|set| is_it(&set)) {
            return Ok(());
        }
        let count = |found: &mut Value| {
            let count = number(found, "/status/collisionCount").unwrap_or_default();
            found["status"]["collisionCount"] = (count + 1).into();
            true
        };
        let part = Some(Subresource::Status);
        self.0
            .edit(DEPLOYMENT, deployment, part, &count)
            .await
            .map(drop)
    }

    async fn scale(&self, deployment: &Value, set: &Value, to: i64) -> Reply<()> {
        let from = replicas(set);
        let change = |found: &mut Value| {
            let said = say_size(found, deployment);
            let scaled = replicas(found) != to;
            found["spec"]["replicas"] = to.into();
            said || scaled
        };
        self.0.edit(REPLICA_SET, set, None, &change).await?;
        if from != to {
            let way = if from < to { "up" } else { "down" };
            let message = format!("Scaled {way} replica set {} from {from} to {to}", name(set));
            self.0
                .normal(deployment, "ScalingReplicaSet", &message)
                .await;
        }
        Ok(())
    }

    /// Writes the revision of the newest set to the Deployment: with its status, since nothing else
    /// is asked of it now.
    async fn number(&self, deployment: &Value, sets: &Sets<'_>, created: bool) -> Reply<()> {
        let newest = super::sets::next_revision(&sets.old);
        let newest = match sets.new {
            Some(new) => newest.max(revision(new)),
            None if created => newest,
            None => return Ok(()),
        };
        if newest == revision(deployment) || uid(deployment).is_empty() {
            return Ok(());
        }
        let change =
            |found: &mut Value| set_metadata(found, "annotations", REVISION, &newest.to_string());
        self.0
            .edit(DEPLOYMENT, deployment, Some(Subresource::Status), &change)
            .await
            .map(drop)
    }
}

fn with(deployment: &Value, status: Value) -> Value {
    let mut deployment = deployment.clone();
    deployment["status"] = status;
    deployment
}
