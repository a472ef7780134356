//! Reads, plans, writes.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::identity::{claims, pod};
use super::plan::{State, Step, plan};
use super::status::status;
use crate::sandbox::controllers::context::{CLAIM, Context, POD, STATEFUL_SET};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::{
    Key, key, label, manager, manager_key, name, namespace, number, text,
};
use crate::sandbox::controllers::revisions::{LABEL, Revisions};
use crate::sandbox::controllers::selector::selects_object;
use crate::sandbox::controllers::{claim, pods, replicas};
use crate::sandbox::status::Reply;

/// Keeps numbered pods.
pub(in crate::sandbox::controllers) struct StatefulSets(
    pub(in crate::sandbox::controllers) Context,
);

impl Controller for StatefulSets {
    fn sources(&self) -> Vec<Source> {
        let context = self.0.clone();
        vec![
            Source::of(STATEFUL_SET, |set| vec![key(set)]),
            Source::of(POD, move |pod| whose(&context, pod)),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// The set of a pod; those that might adopt it, if it has none.
fn whose(context: &Context, pod: &Value) -> Vec<Key> {
    if manager(pod).is_some() {
        return manager_key(pod, "StatefulSet");
    }
    let sets = context
        .list(STATEFUL_SET, namespace(pod))
        .unwrap_or_default();
    let fits = sets
        .iter()
        .filter(|set| selects_object(&set["spec"]["selector"], pod));
    fits.map(|set| key(set)).collect()
}

impl StatefulSets {
    async fn look(&self, key: &Key) -> Looked {
        let Some(set) = self.0.get(STATEFUL_SET, &key.0, &key.1)? else {
            return Ok(None);
        };
        let own = claim::claimed(&self.0, &set, POD).await?;
        let mut revisions = Revisions::of(&self.0, &set).await?;
        let update = revisions.update(&self.0, &set).await?;
        let current = text(&set, "/status/currentRevision");
        let current = revisions.find(current).unwrap_or(&update);
        let names = (name(current), name(&update));
        let now = Timestamp::now();
        let state = State::new(&set, own.iter().map(|pod| &**pod), names, now);
        let status = status(&state);
        self.0.set_status(STATEFUL_SET, &set, &status).await?;
        for step in plan(&state) {
            let revision = if step_is_new(step) { &*update } else { current };
            self.take(&set, &state, step, revision).await?;
        }
        let used = |name: &str| {
            let running = own.iter().any(|pod| label(pod, LABEL) == Some(name));
            running || name == names.0 || name == names.1
        };
        revisions.forget(&self.0, &set, used).await?;
        Ok(ripens(&set, &state, now))
    }

    async fn take(
        &self,
        set: &Value,
        state: &State<'_>,
        step: Step,
        revision: &Value,
    ) -> Reply<()> {
        match step {
            Step::Create { ordinal, .. } => self.create(set, revision, ordinal).await,
            Step::Delete { ordinal, ended } => {
                let found = state.pods.iter().find(|(number, _)| *number == ordinal);
                match found {
                    Some((_, pod)) => self.delete(set, pod, ended).await,
                    None => Ok(()),
                }
            }
        }
    }

    async fn create(&self, set: &Value, revision: &Value, ordinal: i64) -> Reply<()> {
        let (of, set_name) = (namespace(set), name(set));
        let pod_name = format!("{set_name}-{ordinal}");
        for claim in claims(set, ordinal) {
            self.claim(set, claim, &pod_name).await?;
        }
        match self.0.create(POD, of, pod(set, revision, ordinal)).await {
            Ok(_) => {
                let message = format!("create Pod {pod_name} in StatefulSet {set_name} successful");
                self.0.normal(set, "SuccessfulCreate", &message).await;
                Ok(())
            }
            Err(fault) if replicas::terminating(&fault) => Ok(()),
            Err(fault) => {
                let why = &fault.message;
                let what = format!("create Pod {pod_name} in StatefulSet {set_name} failed error:");
                self.0
                    .warn(set, "FailedCreate", &format!("{what} {why}"))
                    .await;
                Err(fault)
            }
        }
    }

    async fn claim(&self, set: &Value, claim: Value, pod: &str) -> Reply<()> {
        let (of, claim_name) = (namespace(set), name(&claim).to_owned());
        if self.0.get(CLAIM, of, &claim_name)?.is_some() {
            return Ok(());
        }
        self.0.ensure(CLAIM, of, claim).await?;
        let set_name = name(set);
        let message =
            format!("create Claim {claim_name} Pod {pod} in StatefulSet {set_name} success");
        self.0.normal(set, "SuccessfulCreate", &message).await;
        Ok(())
    }

    async fn delete(&self, set: &Value, pod: &Value, ended: bool) -> Reply<()> {
        let (set_name, pod_name) = (name(set), name(pod));
        if ended {
            let of = namespace(set);
            let message =
                format!("StatefulSet {of}/{set_name} is recreating failed Pod {pod_name}");
            self.0.warn(set, "RecreatingFailedPod", &message).await;
        }
        self.0.delete(POD, pod).await?;
        let message = format!("delete Pod {pod_name} in StatefulSet {set_name} successful");
        self.0.normal(set, "SuccessfulDelete", &message).await;
        Ok(())
    }
}

fn step_is_new(step: Step) -> bool {
    matches!(step, Step::Create { new: true, .. })
}

/// When the next ready pod becomes available.
fn ripens(set: &Value, state: &State, now: Timestamp) -> Option<Duration> {
    let seconds = number(set, "/spec/minReadySeconds").filter(|seconds| *seconds > 0)?;
    let times = state
        .pods
        .iter()
        .filter_map(|(_, pod)| pods::available_from(pod, seconds));
    let next = times.filter(|at| *at > now).min()?;
    Duration::try_from(next.duration_since(now)).ok()
}
