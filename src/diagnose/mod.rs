//! Pure: a snapshot of the cluster becomes the wait tree and findings. (Stand-in until merged.)
#![allow(missing_docs)]
use crate::event::{Progress, Subject, WaitNode};
use crate::health::{self, State};
use crate::manifest::{Object, ObjectId};
use std::collections::BTreeMap;
pub struct Snapshot {
    pub workloads: Vec<Object>,
    pub pods: Vec<Object>,
    pub events: Vec<Object>,
    pub claims: Vec<Object>,
    pub storage_classes: Vec<Object>,
    pub webhooks: Vec<Object>,
    pub last_lines: BTreeMap<(String, String, String), Vec<String>>,
    pub now: jiff::Timestamp,
}
pub struct Finding {
    pub id: &'static str,
    pub hopeless: bool,
    pub on: Subject,
    pub container: Option<String>,
    pub message: String,
    pub says: Option<String>,
    pub hint: Option<String>,
}
pub fn findings(_: &Snapshot, _: &[ObjectId]) -> Vec<Finding> {
    Vec::new()
}
pub fn wait_tree(s: &Snapshot, wanted: &[ObjectId]) -> Vec<WaitNode> {
    wanted
        .iter()
        .map(|id| {
            let h = s
                .workloads
                .iter()
                .find(|o| o.id().same_object(id))
                .map_or_else(health::Health::missing, health::of);
            WaitNode {
                subject: id.subject(),
                progress: if h.state == State::Ready {
                    Progress::Ready
                } else {
                    Progress::Waiting
                },
                reason: h.reason,
                parts: vec![],
            }
        })
        .collect()
}
