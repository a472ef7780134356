//! What containers that are not well wrote last.

use futures::stream::{self, StreamExt as _};

use crate::cluster::Cluster;
use crate::diagnose::Snapshot;
use crate::health::{self, Container, Doing};
use crate::manifest::Object;

/// Containers that are read at once.
const AT_ONCE: usize = 20;
/// Containers that are read at all: in a cluster that is ill as a whole, the first tell enough.
const MOST: usize = 200;
/// Lines of each.
const LINES: u32 = 40;

/// A container's log: that of the run before, where it has ended.
type Log = (String, String, String, bool);

/// Reads the last lines of containers that should be ready and are not into the snapshot.
pub async fn read_lines(cluster: &Cluster, snapshot: &mut Snapshot) {
    let logs = snapshot.pods.iter().flat_map(|pod| wanted(pod)).take(MOST);
    let reads = logs.map(|(namespace, pod, container, previous)| async move {
        let lines = cluster.last_lines(&namespace, &pod, &container, previous, LINES);
        let lines = lines.await.ok()?;
        Some(((namespace, pod, container), lines))
    });
    let reads: Vec<_> = reads.collect();
    let read: Vec<_> = stream::iter(reads)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    snapshot.last_lines.extend(read.into_iter().flatten());
}

fn wanted(pod: &Object) -> Vec<Log> {
    let ended = matches!(pod.text("/status/phase"), "Succeeded");
    let ill = health::containers(pod).into_iter();
    let ill = ill.filter(|container| !ended && !container.is_ready());
    ill.filter_map(|container| log(pod, &container)).collect()
}

fn log(pod: &Object, container: &Container<'_>) -> Option<Log> {
    let previous = match container.doing() {
        Doing::Running { .. } | Doing::Ended(_) => false,
        _ if container.last_end().is_some() => true,
        _ => return None,
    };
    // A container that has just been started again has not said why it ended.
    let previous = previous || (container.last_end().is_some() && container.restarts() > 0);
    let previous = previous && !matches!(container.doing(), Doing::Ended(_));
    Some((
        pod.namespace().unwrap_or_default().to_owned(),
        pod.name().to_owned(),
        container.name.to_owned(),
        previous,
    ))
}
