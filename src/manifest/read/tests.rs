use std::fs;
use std::path::Path;

use super::{Source, all_objects, objects, parse_source, read_path};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";

fn names(text: &str) -> Vec<String> {
    let objects = objects(text, "app.yaml").expect(text);
    objects
        .iter()
        .map(|object| object.id().to_string())
        .collect()
}

#[test]
fn documents_and_lists_become_objects() {
    let rows = [
        (POD.to_owned(), vec!["Pod a"]),
        (format!("---\n{POD}---\n---\n{}", POD.replace("name: a", "name: b, namespace: ns")), vec!["Pod a", "Pod b in ns"]),
        (
            "{kind: List, apiVersion: v1, items: [{kind: Service, apiVersion: v1, metadata: {name: s}}]}".to_owned(),
            vec!["Service s"],
        ),
        ("{kind: ConfigMapList, apiVersion: v1, items: [{metadata: {name: c}}]}".to_owned(), vec!["ConfigMap c"]),
        ("{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": []}".to_owned(), vec![]),
        ("# nothing\n".to_owned(), vec![]),
        ("{kind: AllowList, apiVersion: e.io/v1, metadata: {name: l}, spec: {}}".to_owned(), vec!["AllowList l"]),
    ];
    for (text, expected) in rows {
        assert_eq!(names(&text), expected, "{text}");
    }
    let typed = objects(
        "{kind: PodList, apiVersion: v1, items: [{metadata: {name: p}}]}",
        "x",
    );
    assert_eq!(typed.expect("a list")[0].api_version(), "v1");
}

#[test]
fn what_is_no_object_is_refused_with_its_place() {
    let rows = [
        (
            "a: 1\n",
            "app.yaml:1 (document 1)",
            "the object has no `apiVersion`",
        ),
        (
            "- a\n",
            "app.yaml:1 (document 1)",
            "the document is no object",
        ),
        (
            "apiVersion: v1\nmetadata: {name: a}\n",
            "app.yaml:1 (document 1)",
            "the object has no `kind`",
        ),
        (
            "---\n---\n\nkind: Pod\napiVersion: v1\n",
            "app.yaml:4 (document 1)",
            "the Pod has no `metadata.name`",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\nkind: Job\napiVersion: batch/v1\nmetadata: {generateName: a-}\n",
            "app.yaml:5 (document 2)",
            "the Job has no `metadata.name`",
        ),
        (
            "{kind: Pod, apiVersion: v1, metadata: {name: 12}}",
            "app.yaml:1 (document 1)",
            "`metadata.name` is not a text",
        ),
        (
            "{kind: List, apiVersion: v1, items: [1]}",
            "app.yaml:1 (document 1)",
            "an item of the list is no object",
        ),
        (
            "{kind: Pod, apiVersion: v1, metadata: {name: a, annotations: {dapr.io/enabled: yes}}}",
            "app.yaml:1 (document 1)",
            "`metadata.annotations[dapr.io/enabled]` is not a text",
        ),
        (
            "{kind: Deployment, apiVersion: apps/v1, metadata: {name: a}, spec: {template: {metadata: {labels: {v: 1.0}}}}}",
            "app.yaml:1 (document 1)",
            "`spec.template.metadata.labels[v]` is not a text",
        ),
    ];
    for (text, on, message) in rows {
        let error = objects(text, "app.yaml").expect_err(text);
        assert_eq!(
            (error.on.as_deref(), error.message.as_str()),
            (Some(on), message),
            "{text}"
        );
        assert_eq!(error.code, "bad-manifest");
    }
    let generated = objects(
        "{kind: Job, apiVersion: batch/v1, metadata: {generateName: a-}}",
        "x",
    );
    assert!(
        generated
            .expect_err("no name")
            .says
            .expect("a reason")
            .contains("generateName")
    );
}

#[test]
fn the_same_object_twice_is_refused_naming_both_places() {
    let newer = "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: a}\n";
    let older = newer.replace("apps/v1", "apps/v1beta1");
    let error =
        all_objects([("one.yaml", newer), ("two.yaml", older.as_str())]).expect_err("twice");
    assert_eq!(error.code, "duplicate-object");
    assert_eq!(error.on.as_deref(), Some("two.yaml:1 (document 1)"));
    assert_eq!(
        error.says.as_deref(),
        Some("first at one.yaml:1 (document 1)")
    );
    let other = newer.replace("name: a", "name: a, namespace: ns");
    assert_eq!(
        all_objects([("one.yaml", newer), ("two.yaml", other.as_str())])
            .expect("two")
            .len(),
        2
    );
}

#[test]
fn arguments_name_sources() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    assert_eq!(parse_source("-"), Source::Stdin);
    assert_eq!(
        parse_source("https://a/b.yaml"),
        Source::Url("https://a/b.yaml".into())
    );
    assert_eq!(parse_source(path), Source::Dir(path.into()));
    assert_eq!(
        parse_source("no/such.yaml"),
        Source::File("no/such.yaml".into())
    );
}

#[test]
fn folders_are_read_in_order_without_what_is_hidden_or_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for file in [
        "b.yaml",
        "a.yml",
        "c/z.json",
        "c/a.yaml.tera",
        "README.md",
        ".hidden.yaml",
        ".git/x.yaml",
        "d.tera",
        "c/.a.yaml.swp",
    ] {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("in the folder")).expect("made");
        fs::write(path, file).expect("written");
    }
    let read = read_path(root).expect("files");
    let texts: Vec<&str> = read.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["a.yml", "b.yaml", "c/a.yaml.tera", "c/z.json"]);
    assert!(read[0].0.ends_with("a.yml"));
    let one = read_path(&root.join("README.md")).expect("a file that is named");
    assert_eq!(one[0].1, "README.md");
}

#[test]
fn nothing_to_read_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(
        read_path(folder.path()).expect_err("empty").code,
        "no-manifests"
    );
    let error = read_path(Path::new("no/such.yaml")).expect_err("not there");
    assert_eq!(
        (error.code, error.on.as_deref()),
        ("cannot-read", Some("no/such.yaml"))
    );
    fs::write(folder.path().join("a.yaml"), [0xff, 0xfe, 0x00]).expect("written");
    let error = read_path(folder.path()).expect_err("not UTF-8");
    assert_eq!(error.code, "cannot-read");
    assert!(error.hint.iter().any(|hint| hint.contains("UTF-8")));
}
