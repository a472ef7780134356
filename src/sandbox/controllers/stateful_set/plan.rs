//! The next steps of a `StatefulSet`.

use jiff::Timestamp;
use serde_json::Value;

use super::identity::{ordinal, wanted};
use crate::sandbox::controllers::object::{deleting, label, number, text};
use crate::sandbox::controllers::{pods, replicas, revisions};

/// One write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The pod of this number is made, after the new template or the one before.
    Create {
        /// Which.
        ordinal: i64,
        /// Whether it is a new one.
        new: bool,
    },
    /// The pod of this number goes; one that ended comes back.
    Delete {
        /// Which.
        ordinal: i64,
        /// Whether it ended by itself.
        ended: bool,
    },
}

/// A set and the revisions it is between.
pub(super) struct State<'a> {
    pub(super) set: &'a Value,
    pub(super) pods: Vec<(i64, &'a Value)>,
    /// Name of the revision that was rolled out last.
    pub(super) current: &'a str,
    /// Name of the revision of the template.
    pub(super) update: &'a str,
    pub(super) now: Timestamp,
}

impl<'a> State<'a> {
    /// With its pods by their numbers.
    pub(super) fn new(
        set: &'a Value,
        own: impl Iterator<Item = &'a Value>,
        (current, update): (&'a str, &'a str),
        now: Timestamp,
    ) -> Self {
        let numbered = own.filter_map(|pod| Some((ordinal(set, pod)?, pod)));
        let mut pods: Vec<_> = numbered.collect();
        pods.sort_by_key(|(ordinal, _)| *ordinal);
        Self {
            set,
            pods,
            current,
            update,
            now,
        }
    }

    fn pod(&self, ordinal: i64) -> Option<&'a Value> {
        let found = self.pods.iter().find(|(number, _)| *number == ordinal);
        found.map(|(_, pod)| *pod)
    }

    fn parallel(&self) -> bool {
        text(self.set, "/spec/podManagementPolicy") == "Parallel"
    }

    pub(super) fn healthy(&self, pod: &Value) -> bool {
        let seconds = number(self.set, "/spec/minReadySeconds").unwrap_or_default();
        pods::phase(pod) == "Running" && !deleting(pod) && pods::available(pod, seconds, self.now)
    }

    /// Numbers from here on get the new template.
    fn partition(&self) -> i64 {
        let partition = number(self.set, "/spec/updateStrategy/rollingUpdate/partition");
        wanted(self.set).start + partition.unwrap_or_default()
    }

    /// Whether a pod that is made now is made after the new template.
    fn new_for(&self, ordinal: i64) -> bool {
        let rolling = text(self.set, "/spec/updateStrategy/type") != "OnDelete";
        let current = number(self.set, "/status/currentReplicas").unwrap_or_default();
        let partition = number(self.set, "/spec/updateStrategy/rollingUpdate/partition");
        let old = match partition {
            _ if self.current == self.update || !rolling => false,
            Some(_) => ordinal < self.partition(),
            None => ordinal < wanted(self.set).start + current,
        };
        !old
    }
}

/// What is to be written next.
pub(super) fn plan(state: &State) -> Vec<Step> {
    if deleting(state.set) {
        return Vec::new();
    }
    let (mut steps, settled) = filled(state);
    if !settled {
        return steps;
    }
    let (condemned, settled) = condemned(state);
    steps.extend(condemned);
    if settled && steps.is_empty() {
        steps.extend(updated(state));
    }
    steps
}

/// Missing pods come, lowest number first; in order each waits for the one before. Whether what
/// follows may be looked at.
fn filled(state: &State) -> (Vec<Step>, bool) {
    let mut steps = Vec::new();
    for ordinal in wanted(state.set) {
        match state.pod(ordinal) {
            None => {
                let new = state.new_for(ordinal);
                steps.push(Step::Create { ordinal, new });
            }
            Some(pod) if pods::ended(pod) && !deleting(pod) => {
                steps.push(Step::Delete {
                    ordinal,
                    ended: true,
                });
            }
            Some(pod) if state.healthy(pod) => continue,
            Some(_) => {}
        }
        if !state.parallel() || steps.len() >= replicas::BURST {
            return (steps, false);
        }
    }
    (steps, true)
}

/// Pods beyond the number go, highest first; in order each waits for the one before to be gone,
/// and for all others to be well.
fn condemned(state: &State) -> (Vec<Step>, bool) {
    let range = wanted(state.set);
    let beyond = state
        .pods
        .iter()
        .rev()
        .filter(|(ordinal, _)| !range.contains(ordinal));
    let mut steps = Vec::new();
    for (ordinal, pod) in beyond {
        let step = Step::Delete {
            ordinal: *ordinal,
            ended: false,
        };
        if !deleting(pod) {
            steps.push(step);
        }
        if !state.parallel() {
            return (steps, false);
        }
    }
    (steps, true)
}

/// The highest pod of an old template goes, if all above it are well.
fn updated(state: &State) -> Option<Step> {
    if text(state.set, "/spec/updateStrategy/type") == "OnDelete" {
        return None;
    }
    let range = state.partition()..wanted(state.set).end;
    for ordinal in range.rev() {
        let pod = state.pod(ordinal)?;
        if label(pod, revisions::LABEL) != Some(state.update) {
            let step = Step::Delete {
                ordinal,
                ended: false,
            };
            return (!deleting(pod)).then_some(step);
        }
        if !state.healthy(pod) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{State, Step, plan};

    fn set(replicas: i64, spec: &Value) -> Value {
        let mut set = json!({
            "metadata": {"name": "db"},
            "spec": {
                "replicas": replicas,
                "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
            },
            "status": {"currentReplicas": 2},
        });
        for (key, value) in spec.as_object().unwrap() {
            set["spec"][key] = value.clone();
        }
        set
    }

    /// `r` ready, `p` pending, `f` failed, `t` terminating; `-` is an old revision.
    fn pod(ordinal: i64, state: &str) -> Value {
        let (old, state) = (state.starts_with('-'), state.trim_start_matches('-'));
        let phase = match state {
            "r" | "t" => "Running",
            "f" => "Failed",
            _ => "Pending",
        };
        let ready = if state == "r" { "True" } else { "False" };
        let mut pod = json!({
            "metadata": {"name": format!("db-{ordinal}"), "labels": {
                "controller-revision-hash": if old { "old" } else { "new" },
            }},
            "status": {"phase": phase, "conditions": [{
                "type": "Ready", "status": ready, "lastTransitionTime": "2026-01-01T00:00:00Z",
            }]},
        });
        if state == "t" {
            pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        }
        pod
    }

    fn words(steps: &[Step]) -> String {
        let word = |step: &Step| match step {
            Step::Create { ordinal, new: true } => format!("+{ordinal}"),
            Step::Create {
                ordinal,
                new: false,
            } => format!("+{ordinal}old"),
            Step::Delete {
                ordinal,
                ended: true,
            } => format!("!{ordinal}"),
            Step::Delete {
                ordinal,
                ended: false,
            } => format!("-{ordinal}"),
        };
        steps.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pods_come_and_go_in_order() {
        type Row<'a> = (i64, &'a Value, &'a [(i64, &'a str)], &'a str);
        let parallel = json!({"podManagementPolicy": "Parallel"});
        let on_delete = json!({"updateStrategy": {"type": "OnDelete"}});
        let partition =
            json!({"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}});
        let from_five = json!({"ordinals": {"start": 5}});
        let no_partition = json!({"updateStrategy": {"type": "RollingUpdate"}});
        let rows: [Row; 22] = [
            (3, &json!({}), &[], "+0"),
            (3, &json!({}), &[(0, "p")], ""),
            (3, &json!({}), &[(0, "r")], "+1"),
            (3, &json!({}), &[(0, "r"), (1, "f")], "!1"),
            (3, &json!({}), &[(0, "t"), (1, "r")], ""),
            (3, &parallel, &[], "+0 +1 +2"),
            (3, &parallel, &[(0, "p"), (1, "f")], "!1 +2"),
            (1, &json!({}), &[(0, "r"), (1, "r"), (2, "r")], "-2"),
            (1, &json!({}), &[(0, "r"), (1, "r"), (2, "t")], ""),
            (1, &json!({}), &[(0, "p"), (1, "r")], ""),
            (1, &parallel, &[(0, "r"), (1, "r"), (2, "r")], "-2 -1"),
            (2, &json!({}), &[(0, "-r"), (1, "-r")], "-1"),
            (2, &json!({}), &[(0, "-r"), (1, "r")], "-0"),
            (2, &json!({}), &[(0, "-r"), (1, "p")], ""),
            // Gone at once, and the status says nothing of it yet.
            (2, &json!({}), &[(0, "-r")], "+1"),
            (2, &no_partition, &[(0, "-r")], "+1old"),
            (2, &parallel, &[(0, "-r"), (1, "p")], ""),
            (2, &on_delete, &[(0, "-r"), (1, "-r")], ""),
            (2, &partition, &[(0, "-r"), (1, "-r")], "-1"),
            (2, &partition, &[(0, "-r"), (1, "r")], ""),
            (2, &partition, &[], "+0old"),
            (2, &from_five, &[(5, "r")], "+6"),
        ];
        for (replicas, spec, own, expected) in rows {
            let set = set(replicas, spec);
            let own: Vec<_> = own
                .iter()
                .map(|(ordinal, state)| pod(*ordinal, state))
                .collect();
            let state = State::new(&set, own.iter(), ("old", "new"), Timestamp::now());
            assert_eq!(words(&plan(&state)), expected, "{replicas} {spec} {own:?}");
        }
    }
}
