//! Every body in every format.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::event::{Column, Row};

/// Stands in for the YAML writer, which these tests are not about.
fn to_yaml(value: &Value) -> String {
    format!("yaml {value}")
}

fn status() -> Table {
    let column = |title, wide| Column { title, wide };
    let row = |name: &str, healthy: &str, image: &str| Row {
        cells: [name, healthy, "", image].map(str::to_owned).to_vec(),
        name: format!("deployment/{name}"),
        item: json!({ "name": name, "healthy": healthy == "True" }),
    };
    Table {
        kind: "StatusList",
        columns: vec![
            column("NAME", false),
            column("HEALTHY", false),
            column("NOTE", false),
            column("IMAGE", true),
        ],
        rows: vec![
            row("dapr-operator", "True", "daprio/operator:1.18.3"),
            row("日本", "False", "x\u{1b}[31m\ny"),
        ],
        empty: "no Dapr".to_owned(),
    }
}

fn shown(body: &Body, format: Format) -> String {
    text(body, format, to_yaml, None)
}

#[test]
fn a_table_for_people_has_heads_and_no_trailing_blanks() {
    insta::assert_snapshot!(shown(&Body::Table(status()), Format::Human), @r"
    NAME           HEALTHY  NOTE
    dapr-operator  True
    日本           False
    ");
    insta::assert_snapshot!(shown(&Body::Table(status()), Format::Wide), @r"
    NAME           HEALTHY  NOTE  IMAGE
    dapr-operator  True           daprio/operator:1.18.3
    日本           False          x\x1b[31m\ny
    ");
}

#[test]
fn on_a_narrow_screen_wide_columns_stand_below() {
    let body = Body::Table(status());
    insta::assert_snapshot!(text(&body, Format::Wide, to_yaml, Some(36)), @r"
    NAME           HEALTHY  NOTE
        IMAGE
    dapr-operator  True
        daprio/operator:1.18.3
    日本           False
        x\x1b[31m\ny
    ");
}

#[test]
fn a_narrow_screen_gets_whole_columns() {
    let body = Body::Table(status());
    let heads = |format, room| {
        let text = text(&body, format, to_yaml, Some(room));
        text.lines().next().unwrap_or_default().to_owned()
    };
    let rows = [
        (80, "NAME           HEALTHY  NOTE"),
        (28, "NAME           HEALTHY  NOTE"),
        (27, "NAME           HEALTHY"),
        (21, "NAME"),
        (3, "NAME"),
    ];
    for (room, wanted) in rows {
        assert_eq!(heads(Format::Human, room), wanted, "{room}");
    }
}

#[test]
fn a_table_for_programs_is_a_list_of_its_items() {
    insta::assert_snapshot!(shown(&Body::Table(status()), Format::Name), @r"
    deployment/dapr-operator
    deployment/日本
    ");
    insta::assert_snapshot!(shown(&Body::Table(status()), Format::Json), @r#"
    {
      "apiVersion": "daprk/v1",
      "kind": "StatusList",
      "items": [
        {
          "name": "dapr-operator",
          "healthy": true
        },
        {
          "name": "日本",
          "healthy": false
        }
      ]
    }
    "#);
    insta::assert_snapshot!(shown(&Body::Table(status()), Format::Yaml), @r#"yaml {"apiVersion":"daprk/v1","kind":"StatusList","items":[{"name":"dapr-operator","healthy":true},{"name":"日本","healthy":false}]}"#);
}

#[test]
fn an_empty_table_prints_nothing_for_people_and_an_empty_list_for_programs() {
    let empty = || {
        Body::Table(Table {
            rows: Vec::new(),
            ..status()
        })
    };
    for format in [Format::Human, Format::Wide, Format::Name] {
        assert_eq!(shown(&empty(), format), "");
    }
    insta::assert_snapshot!(shown(&empty(), Format::Json), @r#"
    {
      "apiVersion": "daprk/v1",
      "kind": "StatusList",
      "items": []
    }
    "#);
}

#[test]
fn objects_are_a_yaml_stream_a_list_or_names() {
    let objects = || {
        Body::Objects(vec![
            json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "dapr-operator"}}),
            json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "dapr-api"}}),
        ])
    };
    insta::assert_snapshot!(shown(&objects(), Format::Human), @r#"
    ---
    yaml {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"dapr-operator"}}
    ---
    yaml {"apiVersion":"v1","kind":"Service","metadata":{"name":"dapr-api"}}
    "#);
    assert_eq!(
        shown(&objects(), Format::Human),
        shown(&objects(), Format::Yaml)
    );
    insta::assert_snapshot!(shown(&objects(), Format::Name), @r"
    deployment.apps/dapr-operator
    service/dapr-api
    ");
    let list: Value = serde_json::from_str(&shown(&objects(), Format::Json)).unwrap();
    assert_eq!(
        (&list["apiVersion"], &list["kind"]),
        (&json!("v1"), &json!("List"))
    );
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_record_is_text_for_people_and_its_value_for_programs() {
    let record = || Body::Record {
        value: json!({"version": "1.18.3"}),
        text: "Dapr 1.18.3".to_owned(),
    };
    assert_eq!(shown(&record(), Format::Human), "Dapr 1.18.3\n");
    assert_eq!(
        shown(&record(), Format::Yaml),
        "yaml {\"version\":\"1.18.3\"}\n"
    );
    assert_eq!(
        shown(&record(), Format::Json),
        "{\n  \"version\": \"1.18.3\"\n}\n"
    );
}

#[test]
fn text_ends_with_exactly_the_line_breaks_it_has_and_at_least_one() {
    for (text, printed) in [("", ""), ("a", "a\n"), ("a\n", "a\n"), ("a\n\n", "a\n\n")] {
        assert_eq!(shown(&Body::Text(text.to_owned()), Format::Json), printed);
    }
}
