//! Tables as a real API server answers them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{columns, conditions, row};

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
        let width = table["columns"].as_array().unwrap().len();
        for recorded in table["rows"].as_array().unwrap() {
            let found = row(&recorded[0], table.get("definition"), now(&table));
            // An API server gives an IPAddress one cell more than there are columns.
            let expected = &recorded[1].as_array().unwrap()[..width];
            if found != expected {
                let object = (&table["kind"], &recorded[0]["metadata"]["name"]);
                wrong.push(format!("{object:?}\n  {found:?}\n  {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rows_of_pods_that_ended_say_so() {
    for table in recorded() {
        for recorded in table["rows"].as_array().unwrap() {
            assert_eq!(conditions(&recorded[0]).as_ref(), recorded.get(2));
        }
    }
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
