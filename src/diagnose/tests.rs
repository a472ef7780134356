//! Recorded snapshots of real clusters, and what is made of them.
//!
//! A recording is what `kubectl get -o json` prints for each list of a [`Snapshot`], and the tail of
//! `kubectl logs`; fields that no check reads are cut, an event that repeats another is left out, and
//! namespaces are called `shop` and `dapr-system`. Its `note` tells how the state was brought about,
//! and what was changed by hand. A new one needs a file and a row in `recorded`.

mod changed;
mod laws;
mod recorded;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{Finding, Snapshot, findings, wait_tree};
use crate::event::WaitNode;
use crate::manifest::{Object, ObjectId};

/// A file of `tests/fixtures/wait`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Recording {
    /// Where it comes from, and what was changed by hand.
    #[serde(rename = "note")]
    _note: String,
    now: jiff::Timestamp,
    wanted: Vec<Wanted>,
    workloads: Vec<Object>,
    pods: Vec<Object>,
    events: Vec<Object>,
    claims: Vec<Object>,
    storage_classes: Vec<Object>,
    webhooks: Vec<Object>,
    last_lines: Vec<LastLines>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    api_version: String,
    kind: String,
    namespace: String,
    name: String,
}

#[derive(Deserialize)]
struct LastLines {
    namespace: String,
    pod: String,
    container: String,
    lines: Vec<String>,
}

fn shared(objects: Vec<Object>) -> Vec<Arc<Object>> {
    objects.into_iter().map(Arc::new).collect()
}

fn load(name: &str) -> (Snapshot, Vec<ObjectId>) {
    let path = format!(
        "{}/tests/fixtures/wait/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let recording: Recording =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines = recording.last_lines.into_iter();
    let last_lines: BTreeMap<_, _> = lines
        .map(|of| ((of.namespace, of.pod, of.container), of.lines))
        .collect();
    let snapshot = Snapshot {
        workloads: shared(recording.workloads),
        pods: shared(recording.pods),
        events: shared(recording.events),
        claims: shared(recording.claims),
        storage_classes: Some(shared(recording.storage_classes)),
        webhooks: Some(shared(recording.webhooks)),
        last_lines,
        now: recording.now,
        ..Snapshot::default()
    };
    let wanted = recording.wanted.into_iter().map(|wanted| ObjectId {
        api_version: wanted.api_version,
        kind: wanted.kind,
        namespace: Some(wanted.namespace),
        name: wanted.name,
    });
    (snapshot, wanted.collect())
}

/// `error hopeless image-not-found | message | on | says | hint`, without what is absent.
fn told(finding: &Finding) -> String {
    let mut words = vec![format!("{:?}", finding.severity).to_lowercase()];
    words.extend(finding.hopeless.then(|| "hopeless".to_owned()));
    words.push(finding.id.to_owned());
    let mut parts = vec![
        words.join(" "),
        finding.message.clone(),
        finding.on.to_string(),
    ];
    parts.extend(
        finding
            .container
            .as_ref()
            .map(|name| format!("container {name}")),
    );
    parts.extend(finding.says.as_ref().map(|says| format!("says {says:?}")));
    parts.extend(finding.hint.as_ref().map(|hint| format!("hint {hint}")));
    parts.join(" | ")
}

/// A line for each node, two blanks deeper for each level.
fn drawn(nodes: &[WaitNode], depth: usize, lines: &mut Vec<String>) {
    for node in nodes {
        let blanks = "  ".repeat(depth);
        let progress = format!("{:?}", node.progress).to_lowercase();
        let line = format!("{blanks}{progress} {} {}", node.subject.name, node.reason);
        lines.push(line.trim_end().to_owned());
        drawn(&node.parts, depth + 1, lines);
    }
}

fn described(snapshot: &Snapshot, wanted: &[ObjectId]) -> String {
    let mut lines = Vec::new();
    drawn(&wait_tree(snapshot, wanted), 0, &mut lines);
    lines.extend(findings(snapshot, wanted).iter().map(told));
    lines.join("\n")
}
