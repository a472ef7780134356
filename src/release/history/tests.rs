use super::*;
use crate::release::ChartInfo;

const WORDS: [(char, &str); 8] = [
    ('d', "deployed"),
    ('s', "superseded"),
    ('f', "failed"),
    ('u', "uninstalled"),
    ('x', "uninstalling"),
    ('i', "pending-install"),
    ('p', "pending-upgrade"),
    ('r', "pending-rollback"),
];

/// One record a letter, revisions from 1 on; out of order, since nothing may hang on it.
fn records(letters: &str) -> Vec<Record> {
    let mut records: Vec<Record> = letters
        .chars()
        .zip(1..)
        .map(|(letter, n)| record(letter, n))
        .collect();
    records.reverse();
    records
}

fn record(letter: char, revision: u32) -> Record {
    let (_, word) = WORDS
        .iter()
        .find(|(known, _)| *known == letter)
        .expect("a known letter");
    let chart = ChartInfo::new("c", "1", "1", serde_json::json!({}));
    let mut record = Record::begin(&[], "r", "n", chart, jiff::Timestamp::UNIX_EPOCH);
    record.revision = revision;
    record.status = Status::parse(word);
    record.description = "theirs".into();
    record
}

fn revisions(records: &[&Record]) -> Vec<u32> {
    records.iter().map(|record| record.revision).collect()
}

#[test]
fn the_latest_record_tells_the_standing() {
    let rows = [
        ("", "absent"),
        ("u", "absent"),
        ("d", "deployed 1"),
        ("sd", "deployed 2"),
        ("df", "failed 2"),
        ("f", "failed 1"),
        ("ss", "failed 2"),
        ("dp", "pending 2"),
        ("i", "pending 1"),
        ("sdr", "pending 3"),
        ("sx", "uninstalling 2"),
    ];
    for (letters, wanted) in rows {
        let told = match standing(&records(letters)) {
            Standing::Absent => "absent".to_owned(),
            Standing::Deployed(record) => format!("deployed {}", record.revision),
            Standing::Failed(record) => format!("failed {}", record.revision),
            Standing::Pending { record, ours } => {
                assert!(!ours);
                format!("pending {}", record.revision)
            }
            Standing::Uninstalling(record) => format!("uninstalling {}", record.revision),
        };
        assert_eq!(told, wanted, "{letters}");
    }
}

#[test]
fn a_pending_record_of_ours_is_told_from_helms() {
    let chart = ChartInfo::new("c", "1", "1", serde_json::json!({}));
    let mut ours = Record::begin(&[], "r", "n", chart, jiff::Timestamp::UNIX_EPOCH);
    assert!(matches!(
        standing(std::slice::from_ref(&ours)),
        Standing::Pending { ours: true, .. }
    ));
    ours.description = "Preparing upgrade".into();
    assert!(matches!(
        standing(std::slice::from_ref(&ours)),
        Standing::Pending { ours: false, .. }
    ));
}

#[test]
fn supersession_and_the_next_number() {
    let rows: [(&str, u32, &[u32]); 5] = [
        ("", 1, &[]),
        ("d", 2, &[1]),
        ("sdf", 4, &[2]),
        ("ddp", 4, &[1, 2, 3]),
        ("su", 3, &[]),
    ];
    for (letters, next, superseded) in rows {
        let records = records(letters);
        assert_eq!(next_revision(&records), next, "{letters}");
        assert_eq!(
            revisions(&to_supersede(&records, next)),
            superseded,
            "{letters}"
        );
    }
    assert_eq!(revisions(&to_supersede(&records("dd"), 2)), [1]);
}

#[test]
fn history_is_cut_from_the_old_end_but_never_the_deployed_one() {
    let rows: [(&str, usize, &[u32]); 7] = [
        ("ssssssssd", 10, &[]),
        ("sssssssssd", 10, &[1]),
        ("ssssssssssssd", 10, &[1, 2, 3, 4]),
        ("dffffffffff", 10, &[2, 3]),
        ("ffffffffff", 10, &[1]),
        ("sssssssssssssssd", 0, &[]),
        ("sd", 1, &[1]),
    ];
    for (letters, limit, dropped) in rows {
        assert_eq!(
            revisions(&to_drop(&records(letters), limit)),
            dropped,
            "{letters}"
        );
    }
}

#[test]
fn the_inventory_is_what_may_stand() {
    let rows: [(&str, &[u32]); 9] = [
        ("", &[]),
        ("d", &[1]),
        ("sd", &[2]),
        ("sdffp", &[5, 4, 3, 2]),
        ("sp", &[2, 1]),
        ("ff", &[2, 1]),
        ("sui", &[3]),
        ("su", &[]),
        ("sx", &[2, 1]),
    ];
    for (letters, standing) in rows {
        assert_eq!(
            revisions(&inventory(&records(letters))),
            standing,
            "{letters}"
        );
    }
}

#[test]
fn latest_and_deployed_may_differ() {
    let records = records("sdf");
    assert_eq!(latest(&records).map(|record| record.revision), Some(3));
    assert_eq!(deployed(&records).map(|record| record.revision), Some(2));
}
