//! `ReplicaSets`: so many pods after one template.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::context::{Context, POD, REPLICA_SET};
use super::driver::{Controller, Looked, Looking, Source};
use super::object::{Key, deleting, items, key, label, manager_key, map, name, number};
use super::{claim, pods, replicas};

/// Keeps the number of pods.
pub(super) struct ReplicaSets(pub(super) Context);

impl Controller for ReplicaSets {
    fn sources(&self) -> Vec<Source> {
        let registry = self.0.clone();
        vec![
            Source::of(REPLICA_SET, |set| vec![key(set)]),
            Source::of(POD, move |pod| whose(&registry, pod)),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// The set of a pod; those that might adopt it, if it has none.
fn whose(context: &Context, pod: &Value) -> Vec<Key> {
    if super::object::manager(pod).is_some() {
        return manager_key(pod, "ReplicaSet");
    }
    let sets = context.list(REPLICA_SET, super::object::namespace(pod));
    let fits = |set: &Arc<Value>| super::selector::selects_object(&set["spec"]["selector"], pod);
    let sets = sets.unwrap_or_default().into_iter().filter(fits);
    sets.map(|set| key(&set)).collect()
}

impl ReplicaSets {
    async fn look(&self, key: &Key) -> Looked {
        let Some(set) = self.0.get(REPLICA_SET, &key.0, &key.1)? else {
            return Ok(None);
        };
        let own = claim::claimed(&self.0, &set, POD).await?;
        let plan = plan(&set, &own);
        let made = vec![pod(&set); plan.create];
        let created = replicas::create(&self.0, &set, made).await;
        let deleted = replicas::delete(&self.0, &set, &plan.delete).await;
        let now = Timestamp::now();
        let refused = created.as_ref().err().map(|fault| fault.message.as_str());
        let status = status(&set, &own, refused, now);
        self.0.set_status(REPLICA_SET, &set, &status).await?;
        created.and(deleted)?;
        Ok(pods::ripens(&set, &own, now))
    }
}

#[derive(Debug)]
struct Plan {
    create: usize,
    delete: Vec<Arc<Value>>,
}

fn plan(set: &Value, own: &[Arc<Value>]) -> Plan {
    let mut active: Vec<_> = own
        .iter()
        .filter(|pod| pods::active(pod))
        .cloned()
        .collect();
    let wanted = wanted(set);
    if deleting(set) {
        return Plan {
            create: 0,
            delete: Vec::new(),
        };
    }
    active.sort_by_cached_key(|pod| pods::worth(pod));
    let surplus = active.len().saturating_sub(wanted);
    Plan {
        create: wanted.saturating_sub(active.len()).min(replicas::BURST),
        delete: active.drain(..surplus).collect(),
    }
}

fn wanted(set: &Value) -> usize {
    let replicas = number(set, "/spec/replicas").unwrap_or(1);
    usize::try_from(replicas).unwrap_or_default()
}

fn pod(set: &Value) -> Value {
    let mut pod = pods::from_template(&set["spec"]["template"], set);
    pod["metadata"]["generateName"] = format!("{}-", name(set)).into();
    pod
}

fn min_ready(set: &Value) -> i64 {
    number(set, "/spec/minReadySeconds").unwrap_or_default()
}

/// The status; `refused` is why pods cannot be made.
fn status(set: &Value, own: &[Arc<Value>], refused: Option<&str>, now: Timestamp) -> Value {
    let active: Vec<_> = own.iter().filter(|pod| pods::active(pod)).collect();
    let labels = map(set, "/spec/template/metadata/labels");
    let labelled = |pod: &Value| {
        labels.is_none_or(|labels| {
            labels
                .iter()
                .all(|(key, value)| label(pod, key) == value.as_str())
        })
    };
    let count = |holds: &dyn Fn(&Value) -> bool| active.iter().filter(|pod| holds(pod)).count();
    let mut status = json!({"replicas": active.len()});
    for (field, number) in [
        ("fullyLabeledReplicas", count(&labelled)),
        ("readyReplicas", count(&pods::ready)),
        (
            "availableReplicas",
            count(&|pod| pods::available(pod, min_ready(set), now)),
        ),
    ] {
        if number > 0 {
            status[field] = number.into();
        }
    }
    status["observedGeneration"] = set["metadata"]["generation"].clone();
    let conditions = conditions(set, refused, now);
    if !conditions.is_empty() {
        status["conditions"] = conditions.into();
    }
    status
}

fn conditions(set: &Value, refused: Option<&str>, now: Timestamp) -> Vec<Value> {
    let mut conditions = items(set, "/status/conditions").to_vec();
    match refused {
        None => condition::remove(&mut conditions, "ReplicaFailure"),
        // Each try fails for a pod of another name: the first one's words stay.
        Some(_) if condition::is_true(&conditions, "ReplicaFailure") => {}
        Some(why) => {
            let failure = Condition::new("ReplicaFailure", true, "FailedCreate", why);
            condition::set(&mut conditions, &failure, now);
        }
    }
    conditions
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{conditions, plan, status};

    fn set(replicas: i64) -> Value {
        json!({
            "metadata": {"name": "web-1", "uid": "u", "generation": 2},
            "spec": {"replicas": replicas, "template": {"metadata": {"labels": {"app": "web"}}}},
        })
    }

    fn pod(name: &str, phase: &str, ready: bool) -> Arc<Value> {
        let status = if ready { "True" } else { "False" };
        Arc::new(json!({
            "metadata": {"name": name, "labels": {"app": "web"}},
            "spec": {"nodeName": "sandbox"},
            "status": {"phase": phase, "conditions": [{
                "type": "Ready", "status": status, "lastTransitionTime": "2026-01-01T00:00:00Z",
            }]},
        }))
    }

    #[test]
    fn pods_are_made_and_ended() {
        let own = [
            pod("a", "Running", true),
            pod("b", "Pending", false),
            pod("c", "Failed", false),
        ];
        let rows: [(i64, usize, &[&str]); 4] = [
            (4, 2, &[]),
            (2, 0, &[]),
            (1, 0, &["b"]),
            (0, 0, &["b", "a"]),
        ];
        for (replicas, create, delete) in rows {
            let plan = plan(&set(replicas), &own);
            let gone = plan.delete.iter().map(|pod| super::name(pod));
            let gone: Vec<_> = gone.collect();
            assert_eq!(
                (plan.create, gone.as_slice()),
                (create, delete),
                "{replicas}"
            );
        }
    }

    #[test]
    fn the_status_counts() {
        let own = [
            pod("a", "Running", true),
            pod("b", "Pending", false),
            pod("c", "Failed", false),
        ];
        let expected = json!({
            "replicas": 2, "fullyLabeledReplicas": 2, "readyReplicas": 1, "availableReplicas": 1,
            "observedGeneration": 2,
        });
        assert_eq!(status(&set(3), &own, None, Timestamp::UNIX_EPOCH), expected);
        let none = json!({"replicas": 0, "observedGeneration": 2});
        assert_eq!(status(&set(3), &[], None, Timestamp::UNIX_EPOCH), none);
    }

    #[test]
    fn a_refusal_is_told_once() {
        let mut set = set(1);
        let told = conditions(
            &set,
            Some("pods \"web-1-a\" is forbidden"),
            Timestamp::UNIX_EPOCH,
        );
        assert_eq!(told[0]["reason"], "FailedCreate");
        set["status"] = json!({"conditions": told});
        assert_eq!(
            conditions(&set, Some("pods \"web-1-b\""), Timestamp::UNIX_EPOCH),
            told
        );
        assert!(conditions(&set, None, Timestamp::UNIX_EPOCH).is_empty());
    }
}
