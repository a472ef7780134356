//! What holds for every recording.

use std::sync::Arc;

use super::{described, load};
use crate::diagnose::tests::recorded::RECORDED;
use crate::diagnose::{Severity, findings, wait_tree};
use crate::event::{Progress, WaitNode};

#[test]
fn every_recording_is_expected_and_every_expectation_is_recorded() {
    let folder = format!("{}/tests/fixtures/wait", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).expect("the folder of recordings");
    let names = files.map(|file| file.expect("a readable entry").file_name());
    let mut names: Vec<_> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    let mut expected: Vec<_> = RECORDED
        .iter()
        .map(|(name, _)| format!("{name}.json"))
        .collect();
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn the_order_of_objects_does_not_matter() {
    for (name, _) in RECORDED {
        let (mut snapshot, wanted) = load(name);
        let before = described(&snapshot, &wanted);
        for list in [
            &mut snapshot.workloads,
            &mut snapshot.pods,
            &mut snapshot.events,
            &mut snapshot.claims,
        ] {
            list.reverse();
        }
        for list in [&mut snapshot.storage_classes, &mut snapshot.webhooks] {
            for inner in list.iter_mut() {
                inner.reverse();
            }
        }
        assert_eq!(described(&snapshot, &wanted), before, "{name}");
    }
}

#[test]
fn the_worst_is_told_first_and_shows_in_the_tree() {
    for (name, _) in RECORDED {
        let (snapshot, wanted) = load(name);
        let found = findings(&snapshot, &wanted);
        let ranks: Vec<_> = found.iter().map(|of| (!of.hopeless, of.severity)).collect();
        assert!(ranks.is_sorted(), "{name}");
        let hopeless = found.iter().any(|finding| finding.hopeless);
        let worst = worst(&wait_tree(&snapshot, &wanted));
        assert_eq!(worst == Some(Progress::Hopeless), hopeless, "{name}");
        let blocked = found
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        assert_eq!(worst >= Some(Progress::Blocked), blocked, "{name}");
    }
}

fn worst(nodes: &[WaitNode]) -> Option<Progress> {
    nodes.iter().map(|node| node.progress).max()
}

#[test]
fn nothing_panics_on_objects_cut_anywhere() {
    for (name, _) in RECORDED {
        let (snapshot, wanted) = load(name);
        for key in ["metadata", "spec", "status"] {
            let mut cut = snapshot.clone();
            for list in [
                &mut cut.workloads,
                &mut cut.pods,
                &mut cut.events,
                &mut cut.claims,
            ] {
                for object in list {
                    let map = Arc::make_mut(object).0.as_object_mut().expect("an object");
                    map.remove(key);
                }
            }
            described(&cut, &wanted);
        }
    }
}
