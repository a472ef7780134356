//! What was found, as text for people and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::diagnose::{Checked, Issue, Severity, Verdict};

/// The findings with what is to be done, the gravest first, and how much was well besides. `verbose` tells what follows
/// from them as well.
pub fn text(checked: &[Checked], verbose: bool) -> String {
    let mut text = String::new();
    for issue in issues(checked) {
        put(&mut text, issue);
        put_effects(&mut text, issue, verbose);
    }
    let well = count(checked, |verdict| matches!(verdict, Verdict::Passed));
    let other = if text.is_empty() { "" } else { "other " };
    let plural = if well == 1 { "check" } else { "checks" };
    if well > 0 || text.is_empty() {
        let _ = writeln!(text, "✔ {well} {other}{plural}");
    }
    for (lack, checks) in lacking(checked) {
        let plural = if checks == 1 {
            "check was"
        } else {
            "checks were"
        };
        let _ = writeln!(
            text,
            "○ {checks} {plural} not made for lack of {}",
            clean(lack)
        );
    }
    text
}

/// A line for each finding, errors first: `secret-missing Component statestore in shop: …`.
pub fn short(checked: &[Checked]) -> String {
    lines(checked, |_| String::new())
}

/// The same with the gravity first: `error secret-missing Component statestore in shop: …`.
pub fn graded(checked: &[Checked]) -> String {
    lines(checked, |issue| format!("{} ", word(issue)))
}

fn lines(checked: &[Checked], head: impl Fn(&Issue) -> String) -> String {
    let line = |issue: &Issue| {
        let (id, message) = (issue.id, clean(&issue.message));
        format!("{}{id} {}: {message}\n", head(issue), place(issue))
    };
    issues(checked).into_iter().map(line).collect()
}

/// A `CheckReport`.
pub fn json(checked: &[Checked], context: &str) -> Value {
    let number = |severity| {
        issues(checked)
            .iter()
            .filter(|it| it.severity == severity)
            .count()
    };
    json!({
        "apiVersion": "daprk/v1",
        "kind": "CheckReport",
        "context": context,
        "summary": {
            "errors": number(Severity::Error),
            "warnings": number(Severity::Warning),
            "passed": count(checked, |verdict| matches!(verdict, Verdict::Passed)),
            "notLookedAt": count(checked, |verdict| matches!(verdict, Verdict::NotLookedAt(_))),
        },
        "checks": checked.iter().map(check).collect::<Vec<_>>(),
    })
}

/// Whether something does not work.
pub fn has_errors(checked: &[Checked]) -> bool {
    let all = issues(checked);
    all.iter().any(|issue| issue.severity == Severity::Error)
}

/// All findings, errors first.
fn issues(checked: &[Checked]) -> Vec<&Issue> {
    let found = checked.iter().filter_map(|of| match &of.verdict {
        Verdict::Found(issues) => Some(issues),
        _ => None,
    });
    let mut all: Vec<_> = found.flatten().collect();
    all.sort_by_key(|issue| issue.severity);
    all
}

fn count(checked: &[Checked], is: impl Fn(&Verdict) -> bool) -> usize {
    checked.iter().filter(|of| is(&of.verdict)).count()
}

/// What was missing, and for how many checks.
fn lacking(checked: &[Checked]) -> BTreeMap<&str, usize> {
    let mut lacking = BTreeMap::new();
    for of in checked {
        if let Verdict::NotLookedAt(lack) = &of.verdict {
            *lacking.entry(lack.as_str()).or_default() += 1;
        }
    }
    lacking
}

fn put(text: &mut String, issue: &Issue) {
    let glyph = match issue.severity {
        Severity::Error => "✖",
        Severity::Warning => "!",
    };
    let _ = writeln!(text, "{glyph} {}   {}", issue.id, place(issue));
    for line in std::iter::once(&issue.message).chain(&issue.says) {
        let _ = writeln!(text, "    {}", clean(line));
    }
    for (at, fix) in issue.fixes.iter().enumerate() {
        let word = if at == 0 { "fix" } else { "or " };
        let _ = writeln!(text, "    {word}  {}", clean(fix));
    }
}

fn put_effects(text: &mut String, issue: &Issue, verbose: bool) {
    let effects = issue.follows.len();
    if effects == 0 {
        return;
    }
    let follow = if effects == 1 { "follows" } else { "follow" };
    let end = if verbose { ":" } else { "; -v tells" };
    let _ = writeln!(text, "    and {effects} that {follow} from it{end}");
    for effect in issue.follows.iter().filter(|_| verbose) {
        let message = clean(&effect.message);
        let _ = writeln!(text, "      {} {}: {message}", effect.id, place(effect));
    }
}

fn place(issue: &Issue) -> String {
    let on = clean(&issue.on.to_string());
    match &issue.on.namespace {
        Some(namespace) => format!("{on} in {}", clean(namespace)),
        None => on,
    }
}

fn word(issue: &Issue) -> &'static str {
    match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// What others wrote must not steer a terminal.
fn clean(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

fn check(of: &Checked) -> Value {
    let mut value = json!({"id": of.check.id, "group": of.check.group.name()});
    match &of.verdict {
        Verdict::Passed => value["result"] = "passed".into(),
        Verdict::Found(issues) => {
            value["result"] = "found".into();
            value["findings"] = issues.iter().map(finding).collect();
        }
        Verdict::Follows(from) => {
            value["result"] = "follows".into();
            value["from"] = json!(from);
        }
        Verdict::NotLookedAt(lack) => {
            value["result"] = "not-looked-at".into();
            value["missing"] = lack.as_str().into();
        }
    }
    value
}

fn finding(issue: &Issue) -> Value {
    json!({
        "id": issue.id,
        "severity": word(issue),
        "object": issue.on,
        "apps": issue.apps,
        "message": issue.message,
        "says": issue.says,
        "fixes": issue.fixes,
        "follows": issue.follows.iter().map(finding).collect::<Vec<_>>(),
    })
}
