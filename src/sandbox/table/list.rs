//! Whole tables.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::columns::{Column, columns, row};

/// What a row says of its object (`includeObject`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Include {
    /// Nothing.
    None,
    /// Its metadata.
    #[default]
    Metadata,
    /// All of it.
    Object,
}

impl Include {
    /// From the query's value; nothing is [`Include::Metadata`].
    pub fn named(text: &str) -> Option<Self> {
        match text {
            "" | "Metadata" => Some(Self::Metadata),
            "None" => Some(Self::None),
            "Object" => Some(Self::Object),
            _ => None,
        }
    }

    fn of(self, object: &Value) -> Value {
        match self {
            Self::None => Value::Null,
            Self::Object => object.clone(),
            Self::Metadata => json!({
                "kind": "PartialObjectMetadata",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": object["metadata"],
            }),
        }
    }
}

/// A Table of objects of one kind, with empty `metadata`: the list's own is the caller's.
/// `definition` is the CRD of a custom resource.
pub fn table(
    items: &[Arc<Value>],
    api_version: &str,
    kind: &str,
    definition: Option<&Value>,
    include_object: Include,
    now: Timestamp,
) -> Value {
    let columns = columns(api_version, kind, definition);
    let rows = items.iter().map(|item| {
        let mut row = json!({"cells": row(item, definition, now)});
        if let Some(condition) = completed(item) {
            row["conditions"] = json!([condition]);
        }
        row["object"] = include_object.of(item);
        row
    });
    json!({
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {},
        "columnDefinitions": columns.iter().map(header).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn header(column: &Column) -> Value {
    json!({
        "name": column.name,
        "type": column.of,
        "format": column.format,
        "description": "",
        "priority": column.priority,
    })
}

/// A pod that has ended says so of its row.
fn completed(object: &Value) -> Option<Value> {
    if object["kind"] != "Pod" || object["apiVersion"] != "v1" {
        return None;
    }
    let message = match object["status"]["phase"].as_str()? {
        "Succeeded" => "The pod has completed successfully.",
        "Failed" => "The pod failed.",
        _ => return None,
    };
    let reason = &object["status"]["phase"];
    Some(json!({"type": "Completed", "status": "True", "reason": reason, "message": message}))
}
