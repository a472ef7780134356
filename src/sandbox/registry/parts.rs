//! POSTs to subresources: evictions, bindings.

use serde_json::{Value, json};

use super::fields::{items, set, text};
use super::lifecycle::now;
use super::refusals::{bad_request, conflict, not_found};
use super::{DeleteOptions, Registry, Resource, Subresource};
use crate::sandbox::status::Reply;

impl Registry {
    /// POST to `/eviction` of a pod: it is deleted with its grace, or with `deleteOptions`'.
    pub async fn evict(&self, namespace: &str, name: &str, eviction: &Value) -> Reply<()> {
        let pods = self.builtin("v1", "Pod");
        let grace = eviction
            .pointer("/deleteOptions/gracePeriodSeconds")
            .and_then(Value::as_i64);
        let options = DeleteOptions {
            grace,
            ..DeleteOptions::default()
        };
        self.delete(&pods, Some(namespace), name, &options).await?;
        Ok(())
    }

    /// POST to `/binding` of a pod: it is on a node from now on.
    pub async fn bind(&self, namespace: &str, name: &str, binding: &Value) -> Reply<()> {
        let pods = self.builtin("v1", "Pod");
        let node = text(binding, "/target/name");
        if node.is_empty() {
            return Err(bad_request("target.name: Required value"));
        }
        let live = self.get(&pods, Some(namespace), name)?;
        let there = text(&live, "/spec/nodeName");
        if !there.is_empty() {
            let words = format!("pod {name} is already assigned to node \"{there}\"");
            return Err(conflict(&pods, name, &words));
        }
        let place = |pod: &mut Value| {
            set(pod, "/spec/nodeName", node);
            true
        };
        let manager = "kube-scheduler";
        self.modify(&pods, Some(namespace), name, None, manager, &place)
            .await?;
        let status = Some(Subresource::Status);
        let told = |pod: &mut Value| scheduled(pod);
        let told = self
            .modify(&pods, Some(namespace), name, status, manager, &told)
            .await?;
        told.map(drop).ok_or_else(|| not_found(&pods, name))
    }

    /// Whether there is a subresource of that name, with its verb, beside those of every object.
    pub fn part(&self, of: &Resource, name: &str) -> Option<Subresource> {
        of.subresources
            .iter()
            .copied()
            .find(|part| part.name() == name)
    }
}

fn scheduled(pod: &mut Value) -> bool {
    let mut conditions = items(pod, "/status/conditions").to_vec();
    conditions.retain(|condition| condition["type"] != "PodScheduled");
    conditions.push(json!({
        "lastProbeTime": null,
        "lastTransitionTime": now(),
        "status": "True",
        "type": "PodScheduled",
    }));
    set(pod, "/status/conditions", conditions);
    true
}
