//! The three of them.

use serde_json::Value;

use crate::sandbox::schema::Type;

/// Why a patch cannot be applied: `code` 400 or 422, in the API server's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatchError {
    /// HTTP status.
    pub code: u16,
    /// Words.
    pub message: String,
}

/// `application/json-patch+json`
pub fn json(live: &Value, patch: &Value) -> Result<Value, PatchError> {
    todo!("{live} {patch}")
}

/// `application/merge-patch+json`
pub fn merge(live: &Value, patch: &Value) -> Value {
    todo!("{live} {patch}")
}

/// `application/strategic-merge-patch+json`, with `$patch`, `$deleteFromPrimitiveList/…`,
/// `$setElementOrder/…` and `$retainKeys`.
pub fn strategic(of: &Type, live: &Value, patch: &Value) -> Result<Value, PatchError> {
    todo!("{of:?} {live} {patch}")
}
