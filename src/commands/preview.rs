//! What would change, for `diff` and `--dry-run`.

use serde_json::{Value, json};

use super::Session;
use crate::cluster::Cluster;
use crate::error::{Exit, Result};
use crate::event::{Action, Body, Outcome};
use crate::install::{self, Plan, Step, Wanted};
use crate::manifest::{Object, redacted};

/// One release, and what would change for it.
pub(super) struct Preview {
    pub(super) wanted: Wanted,
    plan: Plan,
}

/// Compares a release with the cluster.
pub(super) async fn of(
    session: &Session<'_>,
    cluster: &Cluster,
    wanted: Wanted,
) -> Result<Preview> {
    let plan = install::plan(&session.context(cluster), &wanted).await?;
    Ok(Preview { wanted, plan })
}

/// Differences as text and as data. `exit` is that of plans that change something.
pub(super) fn outcome(previews: &[Preview], exit: Exit) -> Outcome {
    let is_nothing = previews.iter().all(|preview| preview.plan.is_nothing());
    let texts = previews.iter().map(|preview| text(&preview.plan));
    let values = previews.iter().map(|one| value(&one.wanted, &one.plan));
    let summaries = previews
        .iter()
        .map(|one| (one.wanted.title.as_str(), summary(&one.plan)));
    Outcome {
        body: Body::Record {
            value: one_or_list(values.collect()),
            text: texts.collect(),
        },
        exit: if is_nothing { Exit::Done } else { exit },
        remarks: remarks(summaries.collect()),
    }
}

/// One release's differences stand by themselves.
fn one_or_list(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.remove(0),
        _ => json!({"apiVersion": "daprk/v1", "kind": "DiffList", "items": values}),
    }
}

/// Where there are several releases, each is named.
fn remarks(summaries: Vec<(&str, String)>) -> Vec<String> {
    let are_several = summaries.len() > 1;
    let remark = |(title, summary)| {
        if are_several {
            format!("{title}: {summary}")
        } else {
            summary
        }
    };
    summaries.into_iter().map(remark).collect()
}

fn summary(plan: &Plan) -> String {
    if plan.is_nothing() {
        return "nothing to change".to_owned();
    }
    let created = created(plan).count();
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

/// What would be new: the namespace, too, where it isn't there.
fn created(plan: &Plan) -> impl Iterator<Item = &Object> {
    let is_new = |step: &&Step| step.action == Action::Created;
    let steps = plan.steps.iter().filter(is_new);
    plan.namespace.iter().chain(steps.map(|step| &step.object))
}

fn text(plan: &Plan) -> String {
    if plan.is_nothing() {
        return String::new();
    }
    let namespace = plan.namespace.iter();
    let mut lines: Vec<String> = namespace
        .map(|namespace| format!("+ {}", namespace.id()))
        .collect();
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
    let is_changed = |step: &&Step| step.action == Action::Configured;
    let steps = plan.steps.iter().filter(is_changed);
    json!({
        "apiVersion": "daprk/v1",
        "kind": "Diff",
        "release": wanted.release,
        "namespace": wanted.namespace,
        "create": created(plan).map(|object| redacted(object).0).collect::<Vec<_>>(),
        "change": steps.map(changed).collect::<Vec<_>>(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_releases_are_told_apart() {
        let one = json!({"kind": "Diff", "release": "dapr"});
        let two = json!({"kind": "Diff", "release": "dapr-dev-redis"});
        assert_eq!(one_or_list(vec![one.clone()]), one);
        let list = one_or_list(vec![one.clone(), two.clone()]);
        assert_eq!(list["kind"], "DiffList");
        assert_eq!(list["items"], json!([one, two]));

        let dapr = ("Dapr 1.18.3", "nothing to change".to_owned());
        let redis = ("redis", "8 to create".to_owned());
        assert_eq!(remarks(vec![dapr.clone()]), ["nothing to change"]);
        assert_eq!(
            remarks(vec![dapr, redis]),
            ["Dapr 1.18.3: nothing to change", "redis: 8 to create"]
        );
    }
}
