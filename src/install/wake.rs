//! Waking a kubelet or a controller that would sleep over what is there by now.

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

/// Who was woken too early, too, is woken again after this; then after twice as long, and so on.
const AGAIN: Duration = Duration::from_millis(500);
/// So often it is doubled.
const DOUBLED: u32 = 4;

/// How often objects were changed by now, by their uid, and when they may be changed again.
#[derive(Default)]
pub(super) struct Woken(BTreeMap<String, (u32, Instant)>);

impl Woken {
    /// Changes the pods whose kubelet was [too early](diagnose::early) and what was [refused](diagnose::refused) its pods,
    /// which makes them try again at once: an init that takes 5 seconds takes 16 otherwise, and a quota that was raised is
    /// noticed after minutes. Whoever may not change them waits.
    pub(super) async fn wake(
        &mut self,
        cluster: &Cluster,
        snapshot: &Snapshot,
        wanted: &[ObjectId],
    ) {
        let early = diagnose::early(snapshot, wanted);
        let refused = diagnose::refused(snapshot, wanted);
        let asleep = early.into_iter().chain(refused);
        let due = asleep.filter(|it| self.is_due(it.text("/metadata/uid"), Instant::now()));
        let changes = due.map(|object| async move {
            let id = object.id();
            tracing::debug!("waking whoever sees to {id}");
            let patch = json!({"metadata": {"annotations": {WOKEN: Timestamp::now().to_string()}}});
            cluster.merge_patch(&id, &patch).await
        });
        let changes: Vec<_> = changes.collect();
        for refusal in join_all(changes).await.into_iter().filter_map(Result::err) {
            tracing::debug!("it could not be changed: {refusal}");
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
    fn an_object_is_changed_ever_more_seldom() {
        let mut woken = Woken::default();
        let begin = Instant::now();
        let mut due = |milliseconds| woken.is_due("a", begin + Duration::from_millis(milliseconds));
        let changed: Vec<u64> = (0..30_000).step_by(100).filter(|at| due(*at)).collect();
        assert_eq!(changed, [0, 500, 1500, 3500, 7500, 15_500, 23_500]);
        assert!(woken.is_due("b", begin));
    }
}
