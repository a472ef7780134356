//! What sidecars have counted: calls between apps, and what apps do with components.
//!
//! Source of the metrics' names and labels: dapr/dapr 1.18, `pkg/diagnostics`.

use super::loaded::{answering, is_name};
use crate::apps::app_id;
use crate::dapr::{KUBERNETES_STORE, Sample, api};
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::graph::tally::{Count, counts};

/// What stands in the names of all metrics of components.
const COMPONENT: &str = "dapr_component_";
/// What an app does that names a component in vain.
const ASKS: &str = "asks for";

pub(super) fn draw(draft: &mut Draft, now: &Snapshot, before: Option<&Snapshot>) {
    for (pod, answers) in answering(now) {
        let Some(app) = app_id(pod) else { continue };
        let namespace = pod.namespace().unwrap_or("default");
        let place = (namespace.to_owned(), pod.name().to_owned());
        let earlier = before.and_then(|before| before.sidecars.get(&place));
        let mut scribe = Scribe {
            draft,
            namespace,
            app: id(NodeKind::App, namespace, app),
        };
        for (sample, count) in counts(answers, earlier) {
            scribe.write(sample, count);
        }
    }
}

/// Writes down what one sidecar tells.
struct Scribe<'a> {
    draft: &'a mut Draft,
    namespace: &'a str,
    app: String,
}

impl Scribe<'_> {
    fn write(&mut self, sample: &Sample, count: Count) {
        const NAMES: [&str; 4] = ["component", "topic", "dst_app_id", "src_app_id"];
        let named = NAMES.iter().filter_map(|label| sample.labels.get(*label));
        if !named
            .into_iter()
            .all(|name| name.is_empty() || is_name(name))
        {
            return;
        }
        let calls = sample.name.strip_prefix("dapr_runtime_service_invocation_");
        let component = sample.name.strip_prefix(COMPONENT);
        match (calls, component) {
            (Some(name), _) => self.call(name, sample, count),
            (_, Some(name)) => self.component(name, sample, count),
            _ if sample.name == "dapr_http_server_request_count" => self.asked(sample, count),
            _ => {}
        }
    }

    fn call(&mut self, name: &str, sample: &Sample, count: Count) {
        match name {
            "req_sent_total" => {
                let to = self.peer(sample.label("dst_app_id"));
                let relation = self.draft.relation(&self.app, &to, "calls");
                relation.counted("calls", &sample.name).add(count);
            }
            "req_recv_total" => {
                let from = self.peer(sample.label("src_app_id"));
                let relation = self.draft.relation(&from, &self.app, "calls");
                relation.counted("calls", &sample.name).add_received(count);
            }
            // Here the peer that answered is the source.
            "res_recv_total" if is_failure(sample.label("status")) => {
                self.tally_of_call(sample).add_failed(count);
            }
            "res_recv_latency_ms_bucket" => {
                if let Some(bound) = bound(sample) {
                    self.tally_of_call(sample).add_bucket(bound, count);
                }
            }
            _ => {}
        }
    }

    fn tally_of_call(&mut self, sample: &Sample) -> &mut crate::graph::tally::Tally {
        let to = self.peer(sample.label("src_app_id"));
        &mut self.draft.relation(&self.app, &to, "calls").tally
    }

    /// The app of that id: in the own namespace, else the only one that there is. The metrics tell no namespace.
    fn peer(&mut self, name: &str) -> String {
        let own = id(NodeKind::App, self.namespace, name);
        if self.draft.known(&own).is_some() {
            return own;
        }
        let apps = self.draft.of(NodeKind::App);
        let mut elsewhere = apps.iter().filter(|node| node.name == name);
        match (elsewhere.next(), elsewhere.next()) {
            (Some(only), None) => only.id.clone(),
            _ => self
                .draft
                .named(NodeKind::App, self.namespace, name, "no pod"),
        }
    }

    fn component(&mut self, name: &str, sample: &Sample, count: Count) {
        let Some(done) = Done::of(name, sample) else {
            return;
        };
        let component = self.used(name, sample.label("component"));
        let (from, to) = if done.inward {
            (&component, &self.app)
        } else {
            (&self.app, &component)
        };
        let relation = self.draft.relation(from, to, &done.sort);
        if name.ends_with("_bucket") {
            if let Some(bound) = bound(sample) {
                relation.tally.add_bucket(bound, count);
            }
            return;
        }
        let tally = relation.counted(&done.verb, &sample.name);
        tally.add(count);
        if done.failed {
            tally.add_failed(count);
        }
    }

    /// The component of that name, for a metric. Each sidecar has a secret store that nobody declares.
    fn used(&mut self, metric: &str, name: &str) -> String {
        let (kind, place) = (NodeKind::Component, self.namespace);
        let is_new = self.draft.known(&id(kind, place, name)).is_none();
        if is_new && name == KUBERNETES_STORE && metric.starts_with("secret_") {
            let node = self.draft.node(kind, place, name);
            node.state = State::Good;
            "secretstores.kubernetes".clone_into(&mut node.detail);
            "built in".clone_into(&mut node.words);
        }
        self.draft.named(kind, place, name, "not there")
    }

    /// An app that names a store its sidecar hasn't loaded shows nowhere but in the answers that it gets.
    fn asked(&mut self, sample: &Sample, count: Count) {
        let Some((_, name)) = api::component_in(sample.label("path")) else {
            return;
        };
        let is_refused = is_failure(sample.label("status"));
        let to = id(NodeKind::Component, self.namespace, name);
        let loaded = self
            .draft
            .known(&to)
            .is_some_and(|node| node.state == State::Good);
        if !is_refused || loaded || count.total <= 0.0 {
            return;
        }
        let to = self.draft.named(
            NodeKind::Component,
            self.namespace,
            name,
            "asked for, not loaded",
        );
        let relation = self.draft.relation(&self.app, &to, ASKS);
        relation.broken(true);
        let tally = relation.counted(ASKS, &sample.name);
        tally.add(count);
        tally.add_failed(count);
    }
}

/// What a metric of a component counts.
struct Done {
    /// Relations of the same ends and sort are one.
    sort: String,
    verb: String,
    /// From the component to the app.
    inward: bool,
    failed: bool,
}

impl Done {
    fn of(name: &str, sample: &Sample) -> Option<Self> {
        let uses = |verb: &str| Some(("uses".to_owned(), verb.to_owned(), false));
        let topic = sample.label("topic");
        let stem = name
            .strip_suffix("_count")
            .or_else(|| name.strip_suffix("_latencies_bucket"))?;
        let (sort, verb, inward) = match stem {
            "state" => uses(state_verb(sample.label("operation"))),
            "secret" => uses("reads secrets"),
            "configuration" => uses("reads configuration"),
            "crypto" => uses("encrypts"),
            "conversation" => uses("talks to"),
            "output_binding" => uses("triggers"),
            "input_binding" => Some(("triggers".to_owned(), "triggers".to_owned(), true)),
            "pubsub_egress" | "pubsub_egress_bulk" => {
                let verb = format!("publishes {topic}");
                Some((verb.clone(), verb, false))
            }
            "pubsub_ingress" | "pubsub_ingress_bulk" => {
                let verb = format!("delivers {topic}");
                Some((verb.clone(), verb, true))
            }
            _ => None,
        }?;
        let status = sample.label("process_status");
        let failed = sample.label("success") == "false" || matches!(status, "retry" | "drop");
        Some(Self {
            sort,
            verb,
            inward,
            failed,
        })
    }
}

fn state_verb(operation: &str) -> &str {
    match operation {
        "get" | "bulk_get" => "gets",
        "set" => "sets",
        "delete" | "bulk_delete" => "deletes",
        "query" => "queries",
        "transaction" => "changes",
        other => other,
    }
}

/// An HTTP status of 400 or more, or a gRPC status other than 0.
fn is_failure(status: &str) -> bool {
    status
        .parse::<u16>()
        .is_ok_and(|code| code >= 400 || (1..=16).contains(&code))
}

/// The upper bound of a histogram's number, in milliseconds.
fn bound(sample: &Sample) -> Option<f64> {
    let bound = sample.label("le").parse::<f64>().ok()?;
    (bound >= 0.0).then_some(bound)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn failures_in_both_protocols() {
        let failing: BTreeSet<_> = ["200", "204", "0", "302", "400", "500", "5", "14", "", "x"]
            .into_iter()
            .filter(|status| is_failure(status))
            .collect();
        assert_eq!(failing, BTreeSet::from(["14", "400", "5", "500"]));
    }
}
