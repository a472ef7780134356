//! `DaemonSets`: one pod on each node, of which there is one.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::{Context, DAEMON_SET, NODE, POD};
use super::driver::{Controller, Looked, Looking, Source};
use super::node::NAME;
use super::object::{
    Key, deleting, items, key, label, manager_key, name, number, set_metadata, text,
};
use super::revisions::{LABEL, Revisions, hash_of};
use super::{claim, pods, replicas, scheduler};

/// Keeps a pod on the node.
pub(super) struct DaemonSets(pub(super) Context);

impl Controller for DaemonSets {
    fn sources(&self) -> Vec<Source> {
        let context = self.0.clone();
        vec![
            Source::of(DAEMON_SET, |set| vec![key(set)]),
            Source::of(POD, |pod| manager_key(pod, "DaemonSet")),
            Source::of(NODE, move |_| all(&context)),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// The node may be meant now, or not any more.
fn all(context: &Context) -> Vec<Key> {
    let sets = context.list(DAEMON_SET, "").unwrap_or_default();
    sets.iter().map(|set| key(set)).collect()
}

impl DaemonSets {
    async fn look(&self, key: &Key) -> Looked {
        let Some(set) = self.0.get(DAEMON_SET, &key.0, &key.1)? else {
            return Ok(None);
        };
        let own = claim::claimed(&self.0, &set, POD).await?;
        let mut revisions = Revisions::of(&self.0, &set).await?;
        let update = revisions.update(&self.0, &set).await?;
        let hash = hash_of(&update);
        let node = self.0.get(NODE, "", NAME)?;
        let wanted = pod(&set, hash);
        let is = |may: fn(&Value, &Value) -> bool| node.as_ref().is_some_and(|it| may(&wanted, it));
        let (start, stay) = (is(scheduler::may_start), is(scheduler::may_stay));
        let plan = plan(&set, &own, hash, (start, stay));
        let made = if plan.create {
            vec![wanted]
        } else {
            Vec::new()
        };
        let created = replicas::create(&self.0, &set, made).await;
        let deleted = replicas::delete(&self.0, &set, &plan.delete).await;
        let now = Timestamp::now();
        let status = status(&set, &own, hash, start, now);
        self.0.set_status(DAEMON_SET, &set, &status).await?;
        created.and(deleted)?;
        let used = |wanted: &str| {
            let hash = revisions.find(wanted).map(hash_of);
            own.iter().any(|pod| label(pod, LABEL) == hash) || wanted == name(&update)
        };
        revisions.forget(&self.0, &set, used).await?;
        Ok(pods::ripens(&set, &own, now))
    }
}

#[derive(Debug)]
struct Plan {
    create: bool,
    delete: Vec<Arc<Value>>,
}

/// A pod of an old template goes, unless only a deletion by hand is to bring the new one. Whether one
/// may start on the node, and whether one that runs may stay, is the node's to say.
fn plan(set: &Value, own: &[Arc<Value>], hash: &str, (start, stay): (bool, bool)) -> Plan {
    if deleting(set) {
        return Plan {
            create: false,
            delete: Vec::new(),
        };
    }
    let rolling = text(set, "/spec/updateStrategy/type") != "OnDelete";
    let old = |pod: &Value| rolling && label(pod, LABEL) != Some(hash);
    let (active, others): (Vec<_>, Vec<_>) = own.iter().partition(|pod| pods::active(pod));
    let ended = others.into_iter().filter(|pod| !deleting(pod));
    let surplus = active.iter().skip(usize::from(stay)).copied();
    let renewed = usize::from(start && stay);
    let outdated = active.iter().take(renewed).copied().filter(|pod| old(pod));
    Plan {
        create: start && own.is_empty(),
        delete: ended.chain(outdated).chain(surplus).cloned().collect(),
    }
}

fn pod(set: &Value, hash: &str) -> Value {
    let mut pod = pods::from_template(&set["spec"]["template"], set);
    pod["metadata"]["generateName"] = format!("{}-", name(set)).into();
    set_metadata(&mut pod, "labels", LABEL, hash);
    pin(&mut pod["spec"]["affinity"]["nodeAffinity"]);
    let mut tolerations = items(&pod, "/spec/tolerations").to_vec();
    tolerations.extend(tolerated());
    pod["spec"]["tolerations"] = tolerations.into();
    pod
}

/// Names the node in every term that the template has, or in one of its own.
fn pin(affinity: &mut Value) {
    let on_node = json!([{"key": "metadata.name", "operator": "In", "values": [NAME]}]);
    let required = &mut affinity["requiredDuringSchedulingIgnoredDuringExecution"];
    match required["nodeSelectorTerms"].as_array_mut() {
        Some(terms) => {
            for term in terms {
                term["matchFields"] = on_node.clone();
            }
        }
        None => *required = json!({"nodeSelectorTerms": [{"matchFields": on_node}]}),
    }
}

/// What a daemon suffers of its node.
fn tolerated() -> impl Iterator<Item = Value> {
    let all = [
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    ];
    all.into_iter().map(|(taint, effect)| {
        let key = format!("node.kubernetes.io/{taint}");
        json!({"key": key, "operator": "Exists", "effect": effect})
    })
}

fn status(set: &Value, own: &[Arc<Value>], hash: &str, meant: bool, now: Timestamp) -> Value {
    let seconds = number(set, "/spec/minReadySeconds").unwrap_or_default();
    let active: Vec<_> = own.iter().filter(|pod| pods::active(pod)).take(1).collect();
    let count = |holds: &dyn Fn(&Value) -> bool| active.iter().filter(|pod| holds(pod)).count();
    let available = count(&|pod| pods::available(pod, seconds, now));
    let mut status = json!({
        "currentNumberScheduled": if meant { active.len() } else { 0 },
        "numberMisscheduled": if meant { 0 } else { active.len() },
        "desiredNumberScheduled": usize::from(meant),
        "numberReady": count(&pods::ready),
        "observedGeneration": set["metadata"]["generation"],
    });
    for (field, number) in [
        (
            "updatedNumberScheduled",
            count(&|pod| label(pod, LABEL) == Some(hash)),
        ),
        ("numberAvailable", available),
        (
            "numberUnavailable",
            usize::from(meant).saturating_sub(available),
        ),
    ] {
        if number > 0 {
            status[field] = number.into();
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{plan, pod, status};

    fn own(hash: &str, phase: &str) -> Arc<Value> {
        Arc::new(json!({
            "metadata": {"labels": {"controller-revision-hash": hash}},
            "status": {"phase": phase, "conditions": [{"type": "Ready", "status": "True"}]},
        }))
    }

    #[test]
    fn there_is_one_pod_of_the_newest_template() {
        let set = json!({"metadata": {"name": "agent"}, "spec": {}});
        let on_delete = json!({"spec": {"updateStrategy": {"type": "OnDelete"}}});
        let (new, old) = (|| own("new", "Running"), || own("old", "Running"));
        let (yes, no, stays) = ((true, true), (false, false), (false, true));
        let rows = [
            (&set, yes, vec![], true, 0),
            (&set, yes, vec![new()], false, 0),
            (&set, yes, vec![old()], false, 1),
            (&on_delete, yes, vec![old()], false, 0),
            (&set, yes, vec![own("new", "Failed")], false, 1),
            (&set, yes, vec![new(), own("new", "Pending")], false, 1),
            (&set, no, vec![], false, 0),
            (&set, no, vec![new()], false, 1),
            (&on_delete, no, vec![old()], false, 1),
            (&set, stays, vec![], false, 0),
            (&set, stays, vec![old()], false, 0),
        ];
        for (set, may, own, create, deleted) in rows {
            let plan = plan(set, &own, "new", may);
            assert_eq!(
                (plan.create, plan.delete.len()),
                (create, deleted),
                "{own:?}"
            );
        }
    }

    #[test]
    fn the_pod_is_for_its_node() {
        let set = json!({"metadata": {"name": "agent"}, "spec": {"template": {"spec": {}}}});
        let pod = pod(&set, "abc");
        assert_eq!(pod["metadata"]["generateName"], "agent-");
        assert_eq!(pod["spec"]["tolerations"].as_array().map(Vec::len), Some(6));
        let required = |pod: &Value| {
            pod["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
                ["nodeSelectorTerms"][0]
                .clone()
        };
        let name = json!([{"key": "metadata.name", "operator": "In", "values": ["sandbox"]}]);
        assert_eq!(required(&pod), json!({"matchFields": name}));
        let expressions = json!([{"key": "os", "operator": "Exists"}]);
        let own = json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
            {"nodeSelectorTerms": [{"matchExpressions": expressions}]}}});
        let set = json!({"metadata": {"name": "agent"},
            "spec": {"template": {"spec": {"affinity": own}}}});
        let both = json!({"matchExpressions": expressions, "matchFields": name});
        assert_eq!(required(&super::pod(&set, "abc")), both);
    }

    #[test]
    fn the_status_counts_nodes() {
        let set = json!({"metadata": {"generation": 1}});
        let now = Timestamp::now();
        let told = status(&set, &[own("new", "Running")], "new", true, now);
        assert_eq!(
            (&told["numberReady"], &told["updatedNumberScheduled"]),
            (&json!(1), &json!(1))
        );
        let told = status(&set, &[], "new", false, now);
        assert_eq!(
            (&told["desiredNumberScheduled"], &told["numberUnavailable"]),
            (&json!(0), &Value::Null)
        );
        let told = status(&set, &[], "new", true, now);
        assert_eq!(
            (&told["numberReady"], &told["numberUnavailable"]),
            (&json!(0), &json!(1))
        );
    }
}
