//! Waking a kubelet that would sleep over what is there by now.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use serde_json::json;
use tokio::time::Instant;

use crate::cluster::Cluster;
use crate::dapr::annotations::WOKEN;
use crate::diagnose::{self, Snapshot};
use crate::manifest::ObjectId;

/// A kubelet that was woken too early, too, is woken again after this; then after twice as long, and so on.
const AGAIN: Duration = Duration::from_millis(500);
/// So often it is doubled.
const DOUBLED: u32 = 4;

/// How often pods were changed by now, by their uid, and when they may be changed again.
#[derive(Default)]
pub(super) struct Woken(BTreeMap<String, (u32, Instant)>);

impl Woken {
    /// Changes the pods whose kubelet was [too early](diagnose::early), which makes it try again at once: an init that
    /// takes 5 seconds takes 16 otherwise. Whoever may not change pods waits.
    pub(super) async fn wake(
        &mut self,
        cluster: &Cluster,
        snapshot: &Snapshot,
        wanted: &[ObjectId],
    ) {
        let early = diagnose::early(snapshot, wanted).into_iter();
        let due = early.filter(|pod| self.is_due(pod.text("/metadata/uid"), Instant::now()));
        let changes = due.map(|pod| async move {
            tracing::debug!("waking the kubelet of pod {}", pod.name());
            let patch = json!({"metadata": {"annotations": {WOKEN: Timestamp::now().to_string()}}});
            cluster.merge_patch(&pod.id(), &patch).await
        });
        let changes: Vec<_> = changes.collect();
        for refusal in join_all(changes).await.into_iter().filter_map(Result::err) {
            tracing::debug!("a pod could not be changed: {refusal}");
        }
    }

    fn is_due(&mut self, uid: &str, now: Instant) -> bool {
        let (count, next) = self.0.entry(uid.to_owned()).or_insert((0, now));
        if now < *next {
            return false;
        }
        *next = now + AGAIN * 2_u32.pow((*count).min(DOUBLED));
        *count += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_is_changed_ever_more_seldom() {
        let mut woken = Woken::default();
        let begin = Instant::now();
        let mut due = |milliseconds| woken.is_due("a", begin + Duration::from_millis(milliseconds));
        let changed: Vec<u64> = (0..30_000).step_by(100).filter(|at| due(*at)).collect();
        assert_eq!(changed, [0, 500, 1500, 3500, 7500, 15_500, 23_500]);
        assert!(woken.is_due("b", begin));
    }
}
