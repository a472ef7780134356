//! What helm refuses is refused; and the differences that are wanted.

use serde_json::Value;

use super::compare::differences;
use super::equality::tell;
use super::helm::{chart as official, parallel, template};
use super::sets::{Set, chart, rows};

fn refusals() -> Vec<Value> {
    rows(include_str!("refusals.yaml"))
}

fn wanted() -> Vec<Value> {
    rows(include_str!("differences.yaml"))
}

#[test]
fn what_helm_refuses_is_refused_with_the_key_named() {
    let chart = chart();
    for row in refusals() {
        let set = Set::written(&row);
        let said = set
            .render(&chart)
            .map_or_else(|error| error.to_string(), |_| "nothing".into());
        let expected = row["says"].as_str().unwrap();
        assert!(said.starts_with(expected), "{}: says {said}", set.name);
    }
}

#[test]
fn helm_refuses_the_same() {
    let rows = refusals();
    let Some(official) = official() else {
        return tell(&format!(
            "skipped: {} refusals against helm, DAPRK_TEST_CHART is not set",
            rows.len()
        ));
    };
    let renders = parallel(&rows, |row| {
        let set = Set::written(row);
        template(&official, &set).is_ok().then_some(set.name)
    });
    let renders: Vec<_> = renders.into_iter().flatten().collect();
    assert!(renders.is_empty(), "helm renders {renders:?}");
    tell(&format!("{} refusals are helm's, too", rows.len()));
}

#[test]
fn wanted_differences_are_daprks() {
    let chart = chart();
    for row in wanted() {
        let renders = Set::written(&row).render(&chart).is_ok();
        let expected = row["daprk"].as_str().unwrap() == "renders";
        assert_eq!(renders, expected, "{}", row["name"]);
    }
}

#[test]
fn wanted_differences_are_there_and_no_more() {
    let rows = wanted();
    let Some(official) = official() else {
        return tell(&format!(
            "skipped: {} wanted differences against helm, DAPRK_TEST_CHART is not set",
            rows.len()
        ));
    };
    let chart = chart();
    let wrong = parallel(&rows, |row| {
        let set = Set::written(row);
        let theirs = template(&official, &set);
        if theirs.is_ok() != (row["helm"].as_str() == Some("renders")) {
            return Some(format!(
                "{}: helm does otherwise: {:?}",
                set.name,
                theirs.err()
            ));
        }
        let allowed = row["differ"].as_array()?;
        let found = differences(&set.render(&chart).ok()?, &theirs.ok()?);
        let stray = found.iter().find(|one| {
            !allowed
                .iter()
                .any(|at| one.pointer.starts_with(at.as_str().unwrap()))
        });
        match stray {
            Some(stray) => Some(format!("{}: {stray}", set.name)),
            None => found
                .is_empty()
                .then(|| format!("{}: no difference", set.name)),
        }
    });
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    tell(&format!(
        "{} wanted differences are there, and no more",
        rows.len()
    ));
}
