//! Bodies that give something more than once, as a real API server took them.

use serde_json::Value;

use super::here::{Here, MAPS, json_of};

const JSON: &str = "application/json";
const YAML: &str = "application/yaml";
const APPLY: &str = "application/apply-patch+yaml";

const TWICE: &str = r#"{"apiVersion":"v1","kind":"ConfigMap",
    "metadata":{"name":"dup","name":"dup2","labels":{"a":"b","a":"c"}},
    "data":{"x":"1","x":"2"},"bogus":1,"bogus":2}"#;
const POD: &str = r#"{"metadata":{"name":"p"},"spec":{
    "containers":[{"name":"a","image":"x","image":"y","env":[{"name":"A","value":"1","value":"2"}]}],
    "containers":[{"name":"b","image":"z","imagee":"q"}]}}"#;
const TEXT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dup\n  name: dup2\n  labels: {a: b, a: c}\ndata:\n  x: \"1\"\n  x: \"2\"\nbogus: 1\n";
const APPLIED: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  x: \"1\"\n  x: \"2\"\n";
const PATCH: &str = r#"{"data":{"x":"1","x":"2"},"bogus":1}"#;
const OPERATIONS: &str = r#"[{"op":"add","path":"/data/y","value":"1","value":"2"},{"op":"test","path":"/data/y","value":"2"}]"#;

/// Method, path, media type, body; how a strict answer ends; all warnings of another.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const ROWS: [Row; 7] = [
    (
        "POST",
        "",
        JSON,
        TWICE,
        "strict decoding error: duplicate field \"metadata.name\", duplicate field \"metadata.labels.a\", duplicate field \"data.x\", unknown field \"bogus\"",
        &[
            "duplicate field \"metadata.name\"",
            "duplicate field \"metadata.labels.a\"",
            "duplicate field \"data.x\"",
            "unknown field \"bogus\"",
        ],
    ),
    (
        "POST",
        "pods",
        JSON,
        POD,
        "strict decoding error: duplicate field \"spec.containers[0].image\", duplicate field \"spec.containers[0].env[0].value\", duplicate field \"spec.containers\", unknown field \"spec.containers[0].imagee\"",
        &[
            "duplicate field \"spec.containers[0].image\"",
            "duplicate field \"spec.containers[0].env[0].value\"",
            "duplicate field \"spec.containers\"",
            "unknown field \"spec.containers[0].imagee\"",
        ],
    ),
    (
        "POST",
        "",
        YAML,
        TEXT,
        "strict decoding error: yaml: unmarshal errors:\n  line 5: key \"name\" already set in map\n  line 6: key \"a\" already set in map\n  line 9: key \"x\" already set in map, unknown field \"bogus\"",
        &[
            "line 5: key \"name\" already set in map",
            "line 6: key \"a\" already set in map",
            "line 9: key \"x\" already set in map",
            "unknown field \"bogus\"",
        ],
    ),
    (
        "PATCH",
        "m",
        "application/merge-patch+json",
        PATCH,
        "strict decoding error: duplicate field \"data.x\", unknown field \"bogus\"",
        &["duplicate field \"data.x\"", "unknown field \"bogus\""],
    ),
    (
        "PATCH",
        "m",
        "application/strategic-merge-patch+json",
        PATCH,
        "strict decoding error: duplicate field \"data.x\", unknown field \"bogus\"",
        &["duplicate field \"data.x\"", "unknown field \"bogus\""],
    ),
    (
        "PATCH",
        "m",
        "application/json-patch+json",
        OPERATIONS,
        "strict decoding error: json patch duplicate field \"[0].value\"",
        &["json patch duplicate field \"[0].value\""],
    ),
    (
        "PATCH",
        "m",
        APPLY,
        APPLIED,
        "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 6: key \"x\" already set in map",
        &["line 6: key \"x\" already set in map"],
    ),
];

async fn ask(api: &Here, row: &Row, validation: &str) -> (u16, Vec<String>, Value) {
    let (method, path, media, body, ..) = *row;
    let path = match path {
        "pods" => "/api/v1/namespaces/default/pods".to_owned(),
        "" => MAPS.to_owned(),
        name => format!("{MAPS}/{name}"),
    };
    let force = if media == APPLY {
        "&fieldManager=f&force=true"
    } else {
        ""
    };
    let path = format!("{path}?dryRun=All&fieldValidation={validation}{force}");
    let answer = api
        .ask(method, &path, &[("content-type", media)], body)
        .await;
    let warnings = answer.headers().get_all("warning").iter();
    let warning = |text: &str| {
        let quoted = text.strip_prefix("299 - \"").unwrap();
        let quoted = quoted.strip_suffix('"').unwrap();
        quoted.replace("\\\"", "\"")
    };
    let warnings = warnings
        .map(|text| warning(text.to_str().unwrap()))
        .collect();
    (answer.status().as_u16(), warnings, json_of(answer).await)
}

#[tokio::test]
async fn what_is_given_twice_is_told_or_refused() {
    let api = Here::new().await.with_map("m").await;
    let account = r#"{"metadata":{"name":"default"}}"#;
    let accounts = "/api/v1/namespaces/default/serviceaccounts";
    api.send("POST", accounts, account).await;
    for row in &ROWS {
        let (method, path, media, _, refusal, expected) = row;
        let (code, _, status) = ask(&api, row, "Strict").await;
        let message = status["message"].as_str().unwrap_or_default();
        assert!(
            code >= 400 && message.ends_with(refusal),
            "{method} {path} {media}: {code} {message}"
        );
        let (code, warnings, object) = ask(&api, row, "Warn").await;
        assert_eq!(
            (code / 100, warnings.join("; ")),
            (2, expected.join("; ")),
            "{media}"
        );
        if *path != "pods" {
            let data = &object["data"];
            assert!(
                data["x"] == "2" || data["y"] == "2",
                "the last one counts: {object}"
            );
        }
        let (code, warnings, _) = ask(&api, row, "Ignore").await;
        assert_eq!((code / 100, warnings.len()), (2, 0), "{media}");
    }
}
