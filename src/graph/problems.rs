//! What a survey found, at the nodes that it is about.

use super::draft::id;
use super::model::{Graph, NodeKind, Problem};
use crate::diagnose::{Checked, Issue, Severity, Verdict, causes};
use crate::event::Subject;

/// What was found, in the order of the checks, errors first; what follows from another finding is with that one.
pub fn problems(graph: &Graph, checked: &[Checked]) -> Vec<Problem> {
    let checked = causes(checked.to_vec());
    let found = checked.iter().filter_map(|one| match &one.verdict {
        Verdict::Found(issues) => Some(issues),
        _ => None,
    });
    let mut problems: Vec<Problem> = found.flatten().map(|issue| problem(graph, issue)).collect();
    problems.sort_by_key(|problem| problem.warning);
    problems
}

fn problem(graph: &Graph, issue: &Issue) -> Problem {
    let all = std::iter::once(issue).chain(&issue.follows);
    let mut nodes: Vec<String> = all.flat_map(nodes_of).collect();
    nodes.retain(|id| graph.node(id).is_some());
    nodes.sort();
    nodes.dedup();
    Problem {
        id: issue.id.to_owned(),
        nodes,
        message: message(issue),
        fix: issue.fixes.first().cloned().unwrap_or_default(),
        warning: issue.severity == Severity::Warning,
        follows: issue.follows.iter().map(message).collect(),
    }
}

fn message(issue: &Issue) -> String {
    format!("{}: {}", issue.on.name, issue.message)
}

fn nodes_of(issue: &Issue) -> Vec<String> {
    let place = issue.on.namespace.as_deref().unwrap_or_default();
    let apps = issue.apps.iter().map(|app| id(NodeKind::App, place, app));
    std::iter::once(node_of(&issue.on)).chain(apps).collect()
}

/// Whatever is no node of its own may be a workload of the control plane.
fn node_of(subject: &Subject) -> String {
    let kind = match subject.kind.as_str() {
        "App" => NodeKind::App,
        "Component" => NodeKind::Component,
        "Configuration" => NodeKind::Configuration,
        "Subscription" => NodeKind::Subscription,
        "Resiliency" => NodeKind::Resiliency,
        "Secret" => NodeKind::Secret,
        "Service" => NodeKind::Backend,
        _ => NodeKind::ControlPlane,
    };
    let place = subject.namespace.as_deref().unwrap_or_default();
    id(kind, place, &subject.name)
}
