use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn begin(records: &[Record], second: i64) -> Record {
    let chart = ChartInfo::new("tiny", "0.1.0", "1.0", json!({"a": 1}));
    Record::begin(records, "r1", "shop", chart, at(second))
}

#[test]
fn every_word_of_helms_is_read_and_written() {
    for (status, word) in Status::WORDS {
        assert_eq!(Status::parse(word), status);
        assert_eq!(status.as_str(), word);
        assert_eq!(status.is_pending(), word.starts_with("pending-"));
    }
    assert_eq!(Status::parse("odd").as_str(), "odd");
}

#[test]
fn a_release_goes_through_its_life() {
    let mut first = begin(&[], 0);
    assert_eq!(
        (first.revision, first.status.as_str()),
        (1, "pending-install")
    );
    assert!(first.is_ours());
    first.labels.insert("team".into(), "a".into());
    first.complete();
    assert_eq!(
        (first.status.as_str(), first.description.as_str()),
        ("deployed", "Install complete")
    );
    assert!(!first.is_ours());

    let mut second = begin(std::slice::from_ref(&first), 60);
    assert_eq!(
        (second.revision, second.status.as_str()),
        (2, "pending-upgrade")
    );
    assert_eq!(second.first_deployed, first.first_deployed);
    assert_eq!(second.last_deployed, "1970-01-01T00:01:00Z");
    assert_eq!(second.updated(), Some(at(60)));
    assert_eq!(second.labels, first.labels);
    second.fail("no place");
    assert_eq!(second.description, "Upgrade \"r1\" failed: no place");
    assert_eq!(second.status, Status::Failed);

    first.begin_uninstall(at(90));
    assert!(!first.is_ours(), "nothing to go on installing");
    assert_eq!(first.deleted, "1970-01-01T00:01:30Z");
    first.status = Status::Uninstalled;
    let again = begin(std::slice::from_ref(&first), 120);
    assert_eq!(
        (again.revision, again.status.as_str()),
        (2, "pending-install")
    );
    assert_eq!(again.first_deployed, "1970-01-01T00:02:00Z");
}

#[test]
fn a_manifest_is_read_back_as_it_was_written() {
    let objects = vec![
        Object(
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"},
            "data": {"yes": "no", "octal": "0644", "text": "---\nx: 1\n\n", "trail": "a  \nb", "empty": "",
                     "long": "word ".repeat(40), "time": "12:30:00", "exp": "1e3", "null": "null", "tab": "\t"}}),
        ),
        Object(
            json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b"}, "spec": {"ports": []}}),
        ),
    ];
    let mut record = begin(&[], 0);
    record.manifest = manifest_of(&objects, |object| format!("tiny/{}.yaml", object.name()));
    assert!(record.manifest.starts_with("---\n# Source: tiny/a.yaml\n"));
    assert!(record.manifest.contains("\n---\n# Source: tiny/b.yaml\n"));
    assert_eq!(record.objects(), Ok(objects));
    assert_eq!(manifest_of(&[], |_| String::new()), "");
}

#[test]
fn manifests_of_helms_are_read_too() {
    let mut record = begin(&[], 0);
    let rows: [(&str, &[&str]); 4] = [
        ("", &[]),
        (
            "---\n# Source: a\n\n---\n# nothing\n---\nkind: A\nmetadata: {name: a}\n",
            &["a"],
        ),
        (
            "kind: List\nitems:\n- {kind: A, metadata: {name: a}}\n- {kind: B, metadata: {name: b}}\n",
            &["a", "b"],
        ),
        ("kind: Component\nmetadata: {name: x}\nitems: 1\n", &["x"]),
    ];
    for (manifest, names) in rows {
        record.manifest = manifest.into();
        let objects = record.objects().expect(manifest);
        assert_eq!(objects.iter().map(Object::name).collect::<Vec<_>>(), names);
    }
    for manifest in [
        "just words",
        "- a list",
        "a: [",
        "kind: List\nitems: [1]\n",
        "a: 1",
        "kind: A\nmetadata: {}",
    ] {
        record.manifest = manifest.into();
        let error = record.objects().expect_err(manifest);
        assert_eq!(error.code, "release-manifest");
        assert!(error.message.contains("release r1, revision 1"), "{error}");
    }
}

#[test]
fn objects_get_the_releases_namespace_where_they_name_none() {
    let object = |kind: &str, namespace: Value| {
        Object(json!({"kind": kind, "metadata": {"name": "x", "namespace": namespace}}))
    };
    let objects = vec![
        object("Pod", Value::Null),
        object("Pod", "".into()),
        object("Pod", "other".into()),
        object("ClusterRole", "other".into()),
    ];
    let placed = placed(objects, "shop", &|object| object.kind() == "Pod");
    let namespaces: Vec<_> = placed.iter().map(Object::namespace).collect();
    assert_eq!(
        namespaces,
        [Some("shop"), Some("shop"), Some("other"), None]
    );
}

#[test]
fn release_names_are_helms() {
    for name in ["dapr", "a", "a-b.c1", "0", &"x".repeat(53)] {
        assert_eq!(check_name(name), Ok(()));
    }
    for name in [
        "",
        "A",
        "-a",
        "a-",
        "a..b",
        "a_b",
        ".a",
        "ä",
        &"x".repeat(54),
    ] {
        assert!(check_name(name).is_err(), "{name}");
    }
}
