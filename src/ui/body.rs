//! What a command returns, as text for standard output in every `-o` format.

use serde_json::{Value, json};

use super::printer::Format;
use super::{branches, sanitize, table};
use crate::event::{Body, Table};

/// Writes a value as YAML; handed in, because the YAML writer is none of this module's business.
pub(super) type ToYaml = fn(&Value) -> String;

/// The text of a body, for a screen with so much `room` where it is one.
pub(super) fn text(body: &Body, format: Format, to_yaml: ToYaml, room: Option<usize>) -> String {
    match body {
        Body::Nothing => String::new(),
        Body::Table(table) => table_text(table, format, to_yaml, room),
        Body::Objects(objects) => objects_text(objects, format, to_yaml),
        Body::Record { value, text } => match format {
            Format::Json => json_text(value),
            Format::Yaml => ended(to_yaml(value)),
            Format::Human | Format::Wide | Format::Name => {
                let folded = room.map(|room| branches::folded(text, room));
                ended(folded.unwrap_or_else(|| text.clone()))
            }
        },
        Body::Text(text) => ended(text.clone()),
    }
}

fn table_text(table: &Table, format: Format, to_yaml: ToYaml, room: Option<usize>) -> String {
    match format {
        Format::Human => table::render(table, false, room),
        Format::Wide => table::render(table, true, room),
        Format::Name => lines(table.rows.iter().map(|row| row.name.as_str())),
        Format::Json => json_text(&list(table)),
        Format::Yaml => ended(to_yaml(&list(table))),
    }
}

fn objects_text(objects: &[Value], format: Format, to_yaml: ToYaml) -> String {
    match format {
        Format::Human | Format::Wide | Format::Yaml => {
            let document = |object| "---\n".to_owned() + &ended(to_yaml(object));
            objects.iter().map(document).collect()
        }
        Format::Name => lines(objects.iter().map(name)),
        Format::Json => json_text(&json!({ "apiVersion": "v1", "kind": "List", "items": objects })),
    }
}

fn list(table: &Table) -> Value {
    let items: Vec<&Value> = table.rows.iter().map(|row| &row.item).collect();
    json!({ "apiVersion": "daprk/v1", "kind": table.kind, "items": items })
}

/// `deployment.apps/dapr-operator`, `service/dapr-api`: as `kubectl -o name`.
fn name(object: &Value) -> String {
    let text = |at: &str| object.pointer(at).and_then(Value::as_str).unwrap_or("");
    let kind = text("/kind").to_lowercase();
    match text("/apiVersion").split_once('/') {
        Some((group, _)) => format!("{kind}.{group}/{}", text("/metadata/name")),
        None => format!("{kind}/{}", text("/metadata/name")),
    }
}

fn lines<S: AsRef<str>>(names: impl Iterator<Item = S>) -> String {
    names
        .map(|name| sanitize::line(name.as_ref()).into_owned() + "\n")
        .collect()
}

fn json_text(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("a JSON value has only string keys");
    ended(sanitize::json(&text).into_owned())
}

/// Text that ends with a line break, unless there is none.
fn ended(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
