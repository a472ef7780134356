//! A release that somebody else wrote, or is working on: what is kept, what changes, and whether
//! to go on.

use std::time::Duration;

use serde_json::Value;

use super::context::Context;
use super::ledger;
use super::plan::Plan;
use super::remove::warn_of_hooks;
use super::wanted::Wanted;
use crate::error::{Error, Result};
use crate::event::{Action, Danger, Question};
use crate::manifest::Change;
use crate::release::{Record, Standing};

/// Asks, where the release was written or is being worked on by somebody else.
pub(super) fn may_go_on(
    cx: &Context<'_>,
    wanted: &Wanted,
    plan: &Plan,
    timeout: Duration,
) -> Result<()> {
    match plan.ledger.standing() {
        Standing::Pending {
            record,
            ours: false,
        } => take_over_pending(cx, &record, timeout)?,
        Standing::Deployed(record) | Standing::Failed(record)
            if record.chart.name != wanted.chart.name =>
        {
            replace_release(cx, wanted, plan, &record)?;
        }
        Standing::Deployed(record) | Standing::Failed(record)
            if !plan.is_nothing() && record.chart.is_helms() =>
        {
            take_over_release(cx, wanted, plan, &record)?;
        }
        _ => {}
    }
    make_anew(cx, plan)
}

/// Asks before pods go all at once.
fn make_anew(cx: &Context<'_>, plan: &Plan) -> Result<()> {
    let steps = plan.steps.iter().filter(|step| step.anew);
    let context: Vec<_> = steps
        .flat_map(|step| {
            let subject = step.object.subject();
            let change = |change: &Change| format!("  changes   {subject}  {change}");
            step.changes.iter().map(change).collect::<Vec<_>>()
        })
        .collect();
    if context.is_empty() {
        return Ok(());
    }
    let question = Question {
        context,
        prompt: "This can't be changed in place: delete it with its pods, and make it anew? \
                 Claims stay."
            .to_owned(),
        danger: Danger::Moderate,
    };
    cx.reporter.confirm(&question)
}

/// Asks before a release of something else makes place.
fn replace_release(cx: &Context<'_>, wanted: &Wanted, plan: &Plan, record: &Record) -> Result<()> {
    let (before, after) = (&record.chart.name, &wanted.chart.name);
    let mut context = vec![format!(
        "release {} holds {before}, not {after}",
        record.name
    )];
    context.extend(change_lines(plan));
    let question = Question {
        context,
        prompt: format!("Replace {before}?"),
        danger: Danger::Severe(record.name.clone()),
    };
    cx.reporter.confirm(&question)
}

fn take_over_pending(cx: &Context<'_>, record: &Record, timeout: Duration) -> Result<()> {
    let title = record.title();
    if !ledger::is_stale(record, timeout) {
        return Err(Error::failed("busy", format!("helm is at {title} ({})", record.status))
            .hint("wait until it is done; when it is older than --timeout, daprk offers to take it over"));
    }
    let question = Question {
        context: vec![format!(
            "helm left {title} as {}, since {}",
            record.status, record.last_deployed
        )],
        prompt: "Take it over?".to_owned(),
        danger: Danger::Moderate,
    };
    cx.reporter.confirm(&question)
}

fn take_over_release(
    cx: &Context<'_>,
    wanted: &Wanted,
    plan: &Plan,
    record: &Record,
) -> Result<()> {
    let mut context = vec![format!(
        "{} {} was installed by helm or the dapr CLI (release {}, revision {})",
        record.chart.name, record.chart.version, record.name, record.revision
    )];
    context.extend(kept_lines(&record.config, &wanted.config));
    warn_of_hooks(cx, record);
    context.extend(change_lines(plan));
    let question = Question {
        context,
        prompt: format!("Take it over as revision {}?", plan.revision()),
        danger: Danger::Moderate,
    };
    cx.reporter.confirm(&question)
}

/// Which of the release's values stay.
fn kept_lines(before: &Value, after: &Value) -> Vec<String> {
    let after = leaves(after);
    let kept: Vec<_> = leaves(before)
        .into_iter()
        .filter(|(path, value)| {
            after
                .iter()
                .any(|(other, now)| other == path && now == value)
        })
        .filter(|(path, _)| !is_secret(path))
        .map(|(path, value)| {
            if value.is_array() {
                path
            } else {
                format!("{path}={value}")
            }
        })
        .collect();
    match kept.as_slice() {
        [] => Vec::new(),
        kept => vec![format!("  kept      {}", kept.join(", "))],
    }
}

fn is_secret(path: &str) -> bool {
    ["PEM", "assword", "token", "etcdClientPassword"]
        .iter()
        .any(|word| path.contains(word))
}

fn change_lines(plan: &Plan) -> Vec<String> {
    const SHOWN: usize = 10;
    let mut lines: Vec<String> = Vec::new();
    let changed = plan
        .steps
        .iter()
        .filter(|step| step.action != Action::Unchanged);
    for step in changed {
        let what = match step.changes.as_slice() {
            [] => "new".to_owned(),
            [change] => change.to_string(),
            [change, rest @ ..] => {
                format!("{} and {} more", change, rest.len())
            }
        };
        lines.push(format!("  changes   {}  {what}", step.object.subject()));
    }
    lines.extend(
        plan.prune
            .iter()
            .map(|object| format!("  removes   {}", object.subject())),
    );
    if lines.len() > SHOWN {
        let more = lines.len() - SHOWN;
        lines.truncate(SHOWN);
        lines.push(format!(
            "  … and {more} more objects (`daprk diff -k` shows all)"
        ));
    }
    lines
}

/// The values of a map by their dotted paths; lists are values.
fn leaves(value: &Value) -> Vec<(String, &Value)> {
    fn walk<'a>(path: &str, value: &'a Value, out: &mut Vec<(String, &'a Value)>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    walk(&path, value, out);
                }
            }
            leaf => out.push((path.to_owned(), leaf)),
        }
    }
    let mut out = Vec::new();
    walk("", value, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kept_values_are_those_that_stay_and_are_no_secret() {
        let before =
            json!({"global": {"ha": {"enabled": true}, "tag": "1"}, "tls": {"certPEM": "x"}});
        let after =
            json!({"global": {"ha": {"enabled": true}, "tag": "2"}, "tls": {"certPEM": "x"}});
        assert_eq!(
            kept_lines(&before, &after),
            ["  kept      global.ha.enabled=true"]
        );
        assert!(kept_lines(&json!(null), &after).is_empty());
    }
}
