//! Waking a kubelet that would sleep over what is there by now.

use std::collections::BTreeSet;

use futures::future::join_all;
use serde_json::json;

use crate::cluster::Cluster;
use crate::dapr::annotations::WOKEN;
use crate::diagnose::{self, Snapshot};
use crate::manifest::{Object, ObjectId};

/// Tries of kubelets that were answered with a change of their pod: its uid, and when it tried.
#[derive(Default)]
pub(super) struct Woken(BTreeSet<(String, String)>);

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
        let new = early.filter(|(pod, last)| self.is_new(pod, last));
        let changes = new.map(|(pod, last)| async move {
            let patch = json!({"metadata": {"annotations": {WOKEN: last}}});
            cluster.merge_patch(&pod.id(), &patch).await
        });
        let changes: Vec<_> = changes.collect();
        for refusal in join_all(changes).await.into_iter().filter_map(Result::err) {
            tracing::debug!("a pod could not be changed: {refusal}");
        }
    }

    fn is_new(&mut self, pod: &Object, last: &str) -> bool {
        let uid = pod.text("/metadata/uid").to_owned();
        self.0.insert((uid, last.to_owned()))
    }
}
