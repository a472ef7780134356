//! What would change, for `diff` and `--dry-run`.

use serde_json::{Value, json};

use crate::error::Exit;
use crate::event::{Action, Body, Outcome};
use crate::install::{Plan, Step, Wanted};
use crate::manifest::redacted;

/// Differences as text and as data. `exit` is that of a plan that changes something.
pub(super) fn outcome(wanted: &Wanted, plan: &Plan, exit: Exit) -> Outcome {
    let is_nothing = plan.is_nothing();
    let text = if is_nothing {
        String::new()
    } else {
        text(plan)
    };
    Outcome {
        body: Body::Record {
            value: value(wanted, plan),
            text,
        },
        exit: if is_nothing { Exit::Done } else { exit },
        remarks: vec![summary(plan)],
    }
}

fn summary(plan: &Plan) -> String {
    if plan.is_nothing() {
        return "nothing to change".to_owned();
    }
    let created = plan.count(Action::Created);
    let configured = plan.count(Action::Configured);
    let counts = format!(
        "{created} to create, {configured} to change, {} to delete, {} unchanged",
        plan.prune.len(),
        plan.count(Action::Unchanged)
    );
    match created + configured + plan.prune.len() {
        0 => format!("{counts}; the release's record changes"),
        _ => counts,
    }
}

fn text(plan: &Plan) -> String {
    let mut lines: Vec<String> = Vec::new();
    for step in &plan.steps {
        match step.action {
            Action::Created => lines.push(format!("+ {}", step.object.id())),
            Action::Configured => {
                let how = if step.anew { ", made anew" } else { "" };
                lines.push(format!("~ {}{how}", step.object.id()));
                lines.extend(step.changes.iter().map(|change| format!("    {change}")));
            }
            _ => {}
        }
    }
    lines.extend(plan.prune.iter().map(|object| format!("- {}", object.id())));
    lines.push(String::new());
    lines.join("\n")
}

fn value(wanted: &Wanted, plan: &Plan) -> Value {
    let steps = plan
        .steps
        .iter()
        .filter(|step| step.action != Action::Unchanged);
    json!({
        "apiVersion": "daprk/v1",
        "kind": "Diff",
        "release": wanted.release,
        "namespace": wanted.namespace,
        "create": steps.clone().filter(|step| step.action == Action::Created).map(|step| redacted(&step.object).0).collect::<Vec<_>>(),
        "change": steps.filter(|step| step.action == Action::Configured).map(changed).collect::<Vec<_>>(),
        "delete": plan.prune.iter().map(|object| json!(object.subject())).collect::<Vec<_>>(),
        "unchanged": plan.count(Action::Unchanged),
    })
}

fn changed(step: &Step) -> Value {
    let fields = step
        .changes
        .iter()
        .map(|change| json!({"path": change.path, "from": change.from, "to": change.to}));
    json!({ "object": step.object.subject(), "fields": fields.collect::<Vec<_>>() })
}
