//! A snapshot becomes a graph. Pure, and the same for the same snapshot.
//!
//! | file | draws |
//! |---|---|
//! | `apps` | applications, who opens them from outside |
//! | `resources` | Dapr's resources, and which apps they are for |
//! | `backends` | what components connect to, the Secrets that they read |
//! | `loaded` | what sidecars say that they have loaded |
//! | `observed` | what they have counted |
//! | `control_plane` | the five services, and what sidecars and the API server have to do with them |
//! | `kubernetes` | Services, workloads, rights |

mod apps;
mod backends;
mod control_plane;
mod kubernetes;
mod loaded;
mod observed;
mod resources;

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::model::{Graph, NodeKind, State};
use crate::diagnose::{Snapshot, workloads};

/// The graph of a snapshot; with one from `before`, relations that were counted have their rates.
pub fn build(title: &str, now: &Snapshot, before: Option<&Snapshot>) -> Graph {
    let mut draft = Draft::default();
    let workloads = workloads(now);
    apps::draw(&mut draft, now, &workloads);
    resources::draw(&mut draft, now, &workloads);
    backends::draw(&mut draft, now);
    loaded::draw(&mut draft, now);
    observed::draw(&mut draft, now, before);
    control_plane::draw(&mut draft, now);
    kubernetes::draw(&mut draft, now, &workloads);
    let mut graph = draft.finish(title);
    graph.unknown = now
        .unknown
        .iter()
        .map(|unknown| match unknown.right.as_str() {
            "" => format!("{}: {}", unknown.what, unknown.why),
            right => format!("{}: needs the right to {right}", unknown.what),
        })
        .collect();
    graph.unknown.extend(silent(now));
    graph
}

/// The graph of manifests without a cluster. What they name and do not bring may stand in the cluster already: nobody
/// knows, and it is no error.
pub fn build_manifests(title: &str, manifests: &Snapshot) -> Graph {
    let mut manifests = manifests.clone();
    manifests.secrets.get_or_insert_default();
    let mut graph = build(title, &manifests, None);
    let mut elsewhere = BTreeSet::new();
    for node in &mut graph.nodes {
        let is_called = node.kind == NodeKind::Backend && !node.namespace.is_empty();
        if node.state == State::Missing || is_called && node.words.is_empty() {
            node.state = State::Unknown;
            "not among the files".clone_into(&mut node.words);
            elsewhere.insert(node.id.clone());
        } else if is_called || node.kind == NodeKind::ControlPlane {
            // Nothing of it runs, and nothing says that it will not.
            node.state = State::Unknown;
            node.words.clear();
        }
    }
    for edge in &mut graph.edges {
        let is_told = elsewhere.contains(&edge.from) || elsewhere.contains(&edge.to);
        edge.broken &= !is_told;
    }
    graph
}

/// Sidecars that tell less than they should; those with the same reason in one line if they are many.
fn silent(now: &Snapshot) -> Vec<String> {
    const MANY: usize = 4;
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for ((_, pod), answers) in &now.sidecars {
        if let Some(why) = &answers.trouble {
            reasons.entry(why).or_default().push(pod);
        }
    }
    let lines = |(why, pods): (&str, Vec<&str>)| match pods.len() {
        MANY.. => vec![format!("sidecars of {} pods: {why}", pods.len())],
        _ => pods
            .iter()
            .map(|pod| format!("sidecar of pod {pod}: {why}"))
            .collect(),
    };
    reasons.into_iter().flat_map(lines).collect()
}
