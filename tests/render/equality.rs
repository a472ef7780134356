//! Every value set, daprk against helm.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use daprk::manifest::Object;

use super::compare::{differences, digest};
use super::helm::{chart as official, parallel, template};
use super::sets::{Set, all, chart};

const DIGESTS: &str = include_str!("digests.txt");

/// Name of a set → digest and number of helm's objects for it.
fn digests() -> BTreeMap<String, (String, usize)> {
    let lines = DIGESTS.lines().filter(|line| !line.starts_with('#'));
    let fields = lines.map(|line| {
        let mut fields = line.splitn(3, ' ');
        let mut next = || fields.next().unwrap().to_owned();
        let (digest, count) = (next(), next().parse().unwrap());
        (next(), (digest, count))
    });
    fields.collect()
}

#[test]
fn objects_have_the_digests_of_the_official_chart() {
    let (chart, sets, digests) = (chart(), all(), digests());
    let updating = std::env::var_os("DAPRK_TEST_UPDATE").is_some();
    let wrong = parallel(&sets, |set| {
        let objects = set
            .render(&chart)
            .unwrap_or_else(|error| panic!("{}: {error}", set.name));
        let stands = digests.get(&set.name) == Some(&(digest(&objects), objects.len()));
        (!stands).then(|| set.name.clone())
    });
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    assert!(
        updating || wrong.is_empty(),
        "{} sets differ from the official chart (DAPRK_TEST_CHART shows where): {:?} …",
        wrong.len(),
        &wrong[..wrong.len().min(8)]
    );
    assert!(
        updating || digests.len() == sets.len(),
        "digests of sets that are gone"
    );
}

#[test]
fn objects_equal_those_of_the_official_chart() {
    let sets = all();
    let Some(official) = official() else {
        tell(&format!(
            "skipped: {} value sets against helm, DAPRK_TEST_CHART is not set",
            sets.len()
        ));
        return;
    };
    let chart = chart();
    let compared = parallel(&sets, |set| {
        let theirs = template(&official, set)
            .unwrap_or_else(|error| panic!("helm refuses {}: {error}", set.name));
        let ours = set
            .render(&chart)
            .unwrap_or_else(|error| panic!("daprk refuses {}: {error}", set.name));
        (told(set, &ours, &theirs), digest(&theirs), theirs.len())
    });
    if std::env::var_os("DAPRK_TEST_UPDATE").is_some() {
        write(&sets, &compared);
    } else {
        let made: BTreeMap<_, _> = sets
            .iter()
            .zip(&compared)
            .map(|(set, (_, digest, count))| (set.name.clone(), (digest.clone(), *count)))
            .collect();
        assert_eq!(
            made,
            digests(),
            "the digests are not those of helm's output"
        );
    }
    let unequal: Vec<&str> = compared
        .iter()
        .filter_map(|(told, ..)| told.as_deref())
        .collect();
    assert!(
        unequal.is_empty(),
        "{} sets differ:\n{}",
        unequal.len(),
        unequal.join("\n")
    );
    let objects: usize = compared.iter().map(|(.., count)| count).sum();
    tell(&format!(
        "{} value sets, {objects} objects equal",
        sets.len()
    ));
}

fn told(set: &Set, ours: &[Object], theirs: &[Object]) -> Option<String> {
    let found = differences(ours, theirs);
    let shown: Vec<_> = found.iter().take(8).map(|one| format!("  {one}")).collect();
    (!found.is_empty()).then(|| format!("{} ({}):\n{}", set.name, found.len(), shown.join("\n")))
}

fn write(sets: &[Set], compared: &[(Option<String>, String, usize)]) {
    let mut text = String::from(
        "# SHA-256 of the objects that helm renders from Dapr's chart 1.18.3, their number, and the value set's name.\n\
         # Made by the tests with DAPRK_TEST_CHART and DAPRK_TEST_UPDATE=1.\n",
    );
    for (set, (_, digest, count)) in sets.iter().zip(compared) {
        writeln!(text, "{digest} {count} {}", set.name).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render/digests.txt");
    std::fs::write(file, text).unwrap();
}

#[expect(
    clippy::print_stderr,
    reason = "what a test did not do belongs in its output"
)]
pub(super) fn tell(line: &str) {
    eprintln!("{line}");
}
