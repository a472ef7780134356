//! Columns of each kind, and the cells of an object.

use jiff::Timestamp;
use serde_json::Value;

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
/// or Name and Age (Created At).
pub fn columns(api_version: &str, kind: &str, definition: Option<&Value>) -> Vec<Column> {
    todo!("{api_version} {kind} {definition:?}")
}

/// The cells of an object, in the order of [`columns`].
pub fn row(object: &Value, definition: Option<&Value>, now: Timestamp) -> Vec<Value> {
    todo!("{object} {definition:?} {now}")
}
