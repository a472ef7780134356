//! The two simple ones, and what can be wrong with any.

use serde_json::Value;

use super::{READABLE, is_deeper};
use crate::sandbox::schema::json_kind;

/// Why a patch cannot be applied: `code` 400, 422 or 500, in the API server's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatchError {
    /// HTTP status.
    pub code: u16,
    /// Words.
    pub message: String,
}

impl PatchError {
    pub(super) fn new(code: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// The API server tells no more than this of a patch that doesn't fit.
    fn unfit() -> Self {
        Self::new(
            422,
            "the server rejected our request due to an error in our request",
        )
    }
}

/// Bytes that copies may add to a document: a few of them could double it again and again.
const MOST_COPIED: usize = 3 * 1024 * 1024;

fn too_much_copied(copied: usize) -> String {
    format!(
        "Unable to complete the copy, the accumulated size increase of copy is {copied}, \
         exceeding the limit {MOST_COPIED}"
    )
}

/// Bytes that the operation copies.
fn copies(operation: &Value, document: &Value) -> usize {
    if operation["op"] != "copy" {
        return 0;
    }
    let from = operation["from"].as_str().unwrap_or_default();
    let value = document.pointer(from);
    value.map_or(0, |value| value.to_string().len())
}

/// Whether the operation would nest the document deeper than any can be read.
fn deepens(operation: &Value, document: &Value) -> bool {
    let text = |field: &str| operation[field].as_str().unwrap_or_default();
    let value = match text("op") {
        "add" | "replace" => operation.get("value"),
        "move" | "copy" => document.pointer(text("from")),
        _ => None,
    };
    let outside = text("path").matches('/').count();
    let most = READABLE.checked_sub(outside);
    value.is_some_and(|value| most.is_none_or(|most| is_deeper(value, most)))
}

/// More operations are too many.
const MOST_OPERATIONS: usize = 10_000;

/// `application/json-patch+json`
pub fn json(live: &Value, patch: &Value) -> Result<Value, PatchError> {
    let undecoded = |value: &Value, of: &str| {
        let kind = json_kind(value);
        let message = format!(
            "error decoding patch: json: cannot unmarshal {kind} into Go value of type {of}"
        );
        PatchError::new(400, message)
    };
    let Some(operations) = patch.as_array() else {
        return Err(undecoded(patch, "[]handlers.jsonPatchOp"));
    };
    if let Some(odd) = operations.iter().find(|operation| !operation.is_object()) {
        return Err(undecoded(odd, "handlers.jsonPatchOp"));
    }
    if operations.len() > MOST_OPERATIONS {
        let message = format!(
            "Request entity too large: The allowed maximum operations in a JSON patch is \
             {MOST_OPERATIONS}, got {}",
            operations.len()
        );
        return Err(PatchError::new(413, message));
    }
    let mut patched = live.clone();
    let mut copied = 0;
    for operation in operations {
        let operation = absolute(operation, &patched);
        copied += copies(&operation, &patched);
        if copied > MOST_COPIED {
            return Err(PatchError::new(422, too_much_copied(copied)));
        }
        if deepens(&operation, &patched) {
            return Err(PatchError::new(422, "exceeded max depth"));
        }
        if operation["op"] == "test" && operation["path"].is_null() {
            continue;
        }
        let operation = serde_json::from_value(operation).map_err(|_| PatchError::unfit())?;
        json_patch::patch(&mut patched, &[operation]).map_err(|_| PatchError::unfit())?;
    }
    Ok(patched)
}

/// The operation as the standard has it: the API server also counts places from a list's end
/// (`/-1`), takes no value for null, adds where it should replace a field that isn't there, and finds
/// that a missing field is null.
fn absolute(operation: &Value, document: &Value) -> Value {
    let mut operation = operation.clone();
    for field in ["path", "from"] {
        let Some(path) = operation.get(field).and_then(Value::as_str) else {
            continue;
        };
        if let Some(path) = from_start(path, document) {
            operation[field] = path.into();
        }
    }
    if operation.get("value").is_none() {
        operation["value"] = Value::Null;
    }
    let path = operation["path"].as_str().unwrap_or_default();
    if is_missing_field(path, document) {
        let null = operation["value"].is_null();
        match operation["op"].as_str() {
            Some("replace") => operation["op"] = "add".into(),
            Some("test") if null => operation["path"] = Value::Null,
            _ => {}
        }
    }
    operation
}

/// Whether an object could have a field there, and hasn't.
fn is_missing_field(path: &str, document: &Value) -> bool {
    let parent = path
        .rsplit_once('/')
        .and_then(|(parent, _)| document.pointer(parent));
    parent.is_some_and(Value::is_object) && document.pointer(path).is_none()
}

fn from_start(path: &str, document: &Value) -> Option<String> {
    let (parent, last) = path.rsplit_once('/')?;
    let back: usize = last.strip_prefix('-')?.parse().ok()?;
    let length = document.pointer(parent)?.as_array()?.len();
    Some(format!("{parent}/{}", length.checked_sub(back)?))
}

/// `application/merge-patch+json`
pub fn merge(live: &Value, patch: &Value) -> Value {
    let mut merged = live.clone();
    json_patch::merge(&mut merged, patch);
    merged
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{copies, json as patched};

    #[test]
    fn copies_do_not_grow_without_end() {
        let live = json!({"a": "x".repeat(1000)});
        let double = |times: u32| -> Value {
            let copy = |n| json!({"op": "copy", "from": "", "path": format!("/k{n}")});
            (0..times).map(copy).collect()
        };
        let grown = patched(&live, &double(3)).unwrap();
        assert_eq!(grown["k2"]["k1"]["k0"], live);
        let error = patched(&live, &double(40)).unwrap_err();
        assert_eq!(error.code, 422);
        assert!(error.message.contains("accumulated size"), "{error}");
        assert_eq!(copies(&json!({"op": "move", "from": ""}), &live), 0);
    }

    #[test]
    fn moves_do_not_nest_without_end() {
        let live = json!({"a": {}});
        let nest = |times: usize| -> Value {
            let turn = [
                json!({"op": "add", "path": "/b", "value": {}}),
                json!({"op": "move", "from": "/a", "path": "/b/a"}),
                json!({"op": "move", "from": "/b", "path": "/a"}),
            ];
            turn.iter().cycle().take(3 * times).cloned().collect()
        };
        assert!(patched(&live, &nest(124)).is_ok());
        let error = patched(&live, &nest(200)).unwrap_err();
        assert_eq!((error.code, &*error.message), (422, "exceeded max depth"));
    }
}
