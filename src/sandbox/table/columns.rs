//! Columns of each kind, and the cells of an object.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::cell::{Line, View};
use super::{custom, kinds};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// `Ready`
    pub name: String,
    /// `string`, `integer`, `date`
    pub of: String,
    /// `name` for the name, else empty.
    pub format: String,
    /// 0 is always shown, 1 only by `-o wide`.
    pub priority: i64,
}

/// The columns of a kind; for a custom resource those of its definition (`definition` is the CRD),
/// or Name and Age. A kind that is not known here has Name and Created At, as those have that the
/// API server itself knows no better columns for.
pub fn columns(api_version: &str, kind: &str, definition: Option<&Value>) -> Vec<Column> {
    match definition {
        Some(definition) => custom::columns(api_version, definition),
        None => lines(api_version, kind).iter().map(Line::column).collect(),
    }
}

/// The cells of an object, in the order of [`columns`].
pub fn row(object: &Value, definition: Option<&Value>, now: Timestamp) -> Vec<Value> {
    let view = View { object, now };
    let api_version = view.text("/apiVersion");
    if let Some(definition) = definition {
        return custom::row(view, api_version, definition);
    }
    let lines = lines(api_version, view.text("/kind"));
    lines.iter().map(|line| line.cell.of(view)).collect()
}

/// What a row says of its object beside the cells: that a pod has ended. None is said of others.
pub fn conditions(object: &Value) -> Option<Value> {
    if object["kind"] != "Pod" || object["apiVersion"] != "v1" {
        return None;
    }
    let phase = object["status"]["phase"].as_str()?;
    let message = match phase {
        "Succeeded" => "The pod has completed successfully.",
        "Failed" => "The pod failed.",
        _ => return None,
    };
    Some(json!([{"type": "Completed", "status": "True", "reason": phase, "message": message}]))
}

fn lines(api_version: &str, kind: &str) -> &'static [Line] {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let known = kinds::KINDS.iter().find(|of| (of.0, of.1) == (group, kind));
    known.map_or(kinds::UNKNOWN, |of| of.2)
}
