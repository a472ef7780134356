//! Sending objects: taking over what a predecessor set, then server-side apply.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::{StreamExt, TryStreamExt, stream};
use tokio::time::Instant;

use super::compare::PREDECESSORS;
use super::context::Context;
use super::plan::{PARALLEL, Step};
use super::remove::until_gone;
use crate::cluster::{Apply, Cluster, FIELD_MANAGER, Propagation, Refusal};
use crate::error::Result;
use crate::event::{Action, Event};
use crate::manifest::{Object, take_over_patch};

/// How often an object that changed in between is taken over anew.
const TRIES: usize = 3;

/// Sends those of the steps that change something; counts each in `sent` as soon as it stands.
pub(super) async fn steps(
    cx: &Context<'_>,
    steps: &[&Step],
    deadline: Instant,
    sent: &AtomicUsize,
) -> Result<()> {
    let due = steps.iter().filter(|step| step.action != Action::Unchanged);
    stream::iter(due)
        .map(|step| one(cx, step, deadline, sent))
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await
}

async fn one(cx: &Context<'_>, step: &Step, deadline: Instant, sent: &AtomicUsize) -> Result<()> {
    if step.anew {
        make_way(cx, step, deadline).await?;
    }
    send(cx.cluster, step)
        .await
        .map_err(|refusal| refusal.explain(&format!("apply {}", step.object.id())))?;
    sent.fetch_add(1, Ordering::Relaxed);
    cx.reporter.emit(Event::Applied {
        subject: step.object.subject(),
        action: step.action,
    });
    Ok(())
}

/// Deletes the object and its pods. A run that is killed here finds no object the next time, and
/// makes it.
async fn make_way(cx: &Context<'_>, step: &Step, deadline: Instant) -> Result<()> {
    let id = step.object.id();
    cx.cluster
        .delete(&id, Propagation::Foreground)
        .await
        .map_err(|refusal| refusal.explain(&format!("delete {id}")))?;
    until_gone(cx, &id, deadline).await
}

async fn send(cluster: &Cluster, step: &Step) -> Result<Object, Refusal> {
    if let Some(live) = step.live.as_ref().filter(|_| step.takes_over && !step.anew) {
        take_over(cluster, live).await?;
    }
    cluster.apply(&step.object, Apply::default()).await
}

/// Moves the fields that helm, dapr or kubectl's client-side apply set over to us: a plain apply
/// would leave those we no longer want in place, and conflict over those we want otherwise.
async fn take_over(cluster: &Cluster, live: &Object) -> Result<(), Refusal> {
    let mut live = live.clone();
    for _ in 0..TRIES {
        let Some(patch) = take_over_patch(&live, &PREDECESSORS, FIELD_MANAGER) else {
            return Ok(());
        };
        match cluster.json_patch(&live.id(), &patch).await {
            // The patch tests the version it was made for: the object changed in between.
            Err(Refusal::Changed(_) | Refusal::Invalid(_)) => {}
            answer => return answer.map(drop),
        }
        let kind = cluster.kind_of(&live).await?;
        match cluster.get(&kind, live.namespace(), live.name()).await? {
            Some(now) => live = now,
            None => return Ok(()),
        }
    }
    Err(Refusal::Changed(format!("{} changes too fast", live.id())))
}
