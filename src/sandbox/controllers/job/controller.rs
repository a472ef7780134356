//! Reads, plans, writes.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::plan::{INDEX, Plan, expires, finished, plan};
use crate::sandbox::controllers::context::{Context, JOB, POD};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::{
    Key, deleting, key, managed_by, manager_key, name, namespace, set_metadata, uid,
};
use crate::sandbox::controllers::{pods, replicas};

/// Brings Jobs to their end.
pub(in crate::sandbox::controllers) struct Jobs(pub(in crate::sandbox::controllers) Context);

impl Controller for Jobs {
    fn sources(&self) -> Vec<Source> {
        vec![
            Source::of(JOB, |job| vec![key(job)]),
            Source::of(POD, |pod| manager_key(pod, "Job")),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

impl Jobs {
    async fn look(&self, key: &Key) -> Looked {
        let Some(job) = self.0.get(JOB, &key.0, &key.1)? else {
            return Ok(None);
        };
        if finished(&job) {
            return self.expire(&job).await;
        }
        let mut own = self.0.list(POD, namespace(&job))?;
        own.retain(|pod| managed_by(pod, &job));
        let plan = plan(&job, &own, Timestamp::now());
        let made = plan
            .create
            .iter()
            .map(|number| pod(&job, *number))
            .collect();
        // Once its status says that it is over nobody looks at its pods any more.
        replicas::delete(&self.0, &job, &plan.delete).await?;
        let created = replicas::create(&self.0, &job, made).await;
        self.0.set_status(JOB, &job, &plan.status).await?;
        self.tell(&job, &plan).await;
        created?;
        Ok(plan.again)
    }

    async fn tell(&self, job: &Value, plan: &Plan) {
        match &plan.over {
            None => {}
            Some(over) if over.of == "Complete" => {
                self.0.normal(job, "Completed", "Job completed").await;
            }
            Some(over) => self.0.warn(job, over.reason, &over.message).await,
        }
    }

    /// Deletes a finished Job when its time is over.
    async fn expire(&self, job: &Arc<Value>) -> Looked {
        let Some(at) = expires(job).filter(|_| !deleting(job)) else {
            return Ok(None);
        };
        let left = at.duration_since(Timestamp::now());
        if left.is_positive() {
            return Ok(Duration::try_from(left).ok());
        }
        self.0.delete(JOB, job).await?;
        Ok(None)
    }
}

fn pod(job: &Value, number: Option<i64>) -> Value {
    let mut pod = pods::from_template(&job["spec"]["template"], job);
    let mut prefix = format!("{}-", name(job));
    for (label, value) in [
        ("batch.kubernetes.io/controller-uid", uid(job)),
        ("batch.kubernetes.io/job-name", name(job)),
        ("controller-uid", uid(job)),
        ("job-name", name(job)),
    ] {
        set_metadata(&mut pod, "labels", label, value);
    }
    if let Some(number) = number {
        let number = number.to_string();
        set_metadata(&mut pod, "labels", INDEX, &number);
        set_metadata(&mut pod, "annotations", INDEX, &number);
        pod["spec"]["hostname"] = format!("{}-{number}", name(job)).into();
        prefix = format!("{prefix}{number}-");
    }
    pod["metadata"]["generateName"] = prefix.into();
    pod
}
