//! Tables as a real API server answers them.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Include, columns, row, table};

/// Answers of a Kubernetes 1.34 API server, a line per kind: its columns, and rows of an object
/// (without what no cell shows), its cells, and the row's conditions if it has any.
const TABLES: &str = include_str!("tables.jsonl");

fn recorded() -> impl Iterator<Item = Value> {
    TABLES
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
}

fn now(table: &Value) -> Timestamp {
    table["now"].as_str().unwrap().parse().unwrap()
}

#[test]
fn columns_are_those_of_an_api_server() {
    for table in recorded() {
        let text = |field: &str| table[field].as_str().unwrap();
        let found = columns(text("apiVersion"), text("kind"), table.get("definition"));
        let found: Vec<Value> = found
            .into_iter()
            .map(|column| json!([column.name, column.of, column.format, column.priority]))
            .collect();
        assert_eq!(json!(found), table["columns"], "{}", text("kind"));
    }
}

#[test]
fn cells_are_those_of_an_api_server() {
    let mut wrong = Vec::new();
    for table in recorded() {
        for recorded in table["rows"].as_array().unwrap() {
            let found = json!(row(&recorded[0], table.get("definition"), now(&table)));
            if found != recorded[1] {
                let object = (&table["kind"], &recorded[0]["metadata"]["name"]);
                wrong.push(format!("{object:?}\n  {found}\n  {}", recorded[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rows_of_pods_that_ended_say_so() {
    for recorded in recorded().filter(|table| table["kind"] == "Pod") {
        let rows = recorded["rows"].as_array().unwrap();
        let items: Vec<_> = rows.iter().map(|row| Arc::new(row[0].clone())).collect();
        let table = table(&items, "v1", "Pod", None, Include::None, now(&recorded));
        let conditions = table["rows"].as_array().unwrap().iter();
        let conditions: Vec<_> = conditions.map(|row| row.get("conditions")).collect();
        let expected: Vec<_> = rows.iter().map(|row| row.get(2)).collect();
        assert_eq!(conditions, expected);
    }
}

#[test]
fn a_row_tells_as_much_of_its_object_as_was_asked() {
    let object = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "settings"},
        "data": {"a": "1"},
    });
    let metadata = json!({
        "kind": "PartialObjectMetadata",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {"name": "settings"},
    });
    let items = [Arc::new(object.clone())];
    let rows = [
        ("None", Value::Null),
        ("", metadata.clone()),
        ("Metadata", metadata),
        ("Object", object),
    ];
    for (asked, expected) in rows {
        let include = Include::named(asked).unwrap();
        let table = table(
            &items,
            "v1",
            "ConfigMap",
            None,
            include,
            Timestamp::UNIX_EPOCH,
        );
        let row = json!({"cells": ["settings", 1, "<unknown>"], "object": expected});
        assert_eq!(table["rows"], json!([row]), "{asked}");
        assert_eq!(table["columnDefinitions"][0]["format"], "name");
    }
    assert_eq!(Include::named("Everything"), None);
}

#[test]
fn no_object_makes_it_panic() {
    let odd = [
        json!(null),
        json!([]),
        json!({"metadata": 1, "spec": [], "status": "x"}),
    ];
    for table in recorded() {
        for odd in &odd {
            let mut object = odd.clone();
            if let Value::Object(fields) = &mut object {
                fields.insert("apiVersion".to_owned(), table["apiVersion"].clone());
                fields.insert("kind".to_owned(), table["kind"].clone());
            }
            row(&object, table.get("definition"), Timestamp::UNIX_EPOCH);
        }
    }
}
