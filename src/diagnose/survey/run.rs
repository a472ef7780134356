//! The checks, one after the other.

use std::collections::BTreeSet;

use super::check::{Check, Checked, Survey, Verdict};
use super::scene::Scene;
use super::table::CHECKS;
use crate::diagnose::snapshot::{Snapshot, Unknown};

/// Goes through every check, in the order of the table. Deterministic for the same input.
pub fn survey(snapshot: &Snapshot, survey: &Survey) -> Vec<Checked> {
    let scene = Scene::new(snapshot, survey);
    let checked = |check: &'static Check| Checked {
        check,
        verdict: judge(&scene, check),
    };
    CHECKS.iter().map(checked).collect()
}

/// The ids of all apps that the snapshot holds.
pub fn app_ids(snapshot: &Snapshot) -> BTreeSet<String> {
    let survey = Survey::default();
    let scene = Scene::new(snapshot, &survey);
    scene.apps().map(|app| app.id().to_owned()).collect()
}

fn judge(scene: &Scene<'_>, check: &Check) -> Verdict {
    if let Some(missing) = check.needs.iter().find_map(|need| lacks(scene, need)) {
        return Verdict::NotLookedAt(missing);
    }
    let mut issues = (check.run)(scene);
    issues.sort_by_key(|issue| issue.severity);
    let fixes = issues.iter_mut().flat_map(|issue| &mut issue.fixes);
    fixes.for_each(|fix| *fix = scene.survey.typed.text(fix));
    if issues.is_empty() {
        Verdict::Passed
    } else {
        Verdict::Found(issues)
    }
}

/// What of a need is not in the snapshot.
fn lacks(scene: &Scene<'_>, need: &str) -> Option<String> {
    let snapshot = scene.snapshot;
    let mut unknown = snapshot.unknown.iter();
    let unknown = unknown.find(|unknown| unknown.what.split(' ').next() == Some(need));
    let absent = match need {
        "secrets" => snapshot.secrets.is_none(),
        "mutatingwebhookconfigurations" => snapshot.webhooks.is_none(),
        "sidecars" => return silent(scene),
        _ => false,
    };
    unknown
        .map(told)
        .or_else(|| absent.then(|| format!("{need}: not read")))
}

fn told(unknown: &Unknown) -> String {
    format!("{}: {}", unknown.what, unknown.why)
}

/// Why no sidecar at all answered, though some are ready.
fn silent(scene: &Scene<'_>) -> Option<String> {
    let answers = &scene.snapshot.sidecars;
    let answered = answers.values().any(|answer| answer.metadata.is_some());
    if answers.is_empty() || answered {
        return None;
    }
    let trouble = answers.values().find_map(|answer| answer.trouble.clone());
    Some(format!(
        "the sidecars' answers: {}",
        trouble.unwrap_or_else(|| "none".to_owned())
    ))
}
