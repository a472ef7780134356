//! Pods of a controller, made and ended with an event for each.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::Value;

use super::context::{Context, POD};
use super::object::{name, namespace};
use crate::sandbox::status::{Reply, Status};

/// Pods that are made at one look, as many as Kubernetes' `BurstReplicas`: for a number with a nought
/// too many there are not millions at once.
pub(super) const BURST: usize = 500;

/// Makes pods. The first goes alone: where one is refused, the others would be, too.
pub(super) async fn create(context: &Context, owner: &Value, pods: Vec<Value>) -> Reply<()> {
    let mut pods = pods.into_iter();
    let Some(first) = pods.next() else {
        return Ok(());
    };
    create_one(context, owner, first).await?;
    let rest = join_all(pods.map(|pod| create_one(context, owner, pod))).await;
    rest.into_iter().collect()
}

async fn create_one(context: &Context, owner: &Value, pod: Value) -> Reply<()> {
    match context.create(POD, namespace(owner), pod).await {
        Ok(pod) => {
            let message = format!("Created pod: {}", name(&pod));
            context.normal(owner, "SuccessfulCreate", &message).await;
            Ok(())
        }
        // The namespace is emptied: it would only be a moment's pod.
        Err(fault) if terminating(&fault) => Ok(()),
        Err(fault) => {
            let message = format!("Error creating: {}", fault.message);
            context.warn(owner, "FailedCreate", &message).await;
            Err(fault)
        }
    }
}

/// Whether a refusal is only that the namespace goes.
pub(super) fn terminating(fault: &Status) -> bool {
    fault.code == 403 && fault.message.contains("because it is being terminated")
}

/// Ends pods.
pub(super) async fn delete(context: &Context, owner: &Value, pods: &[Arc<Value>]) -> Reply<()> {
    let deleted = pods.iter().map(|pod| delete_one(context, owner, pod));
    join_all(deleted).await.into_iter().collect()
}

async fn delete_one(context: &Context, owner: &Value, pod: &Value) -> Reply<()> {
    context.delete(POD, pod).await?;
    let message = format!("Deleted pod: {}", name(pod));
    context.normal(owner, "SuccessfulDelete", &message).await;
    Ok(())
}
