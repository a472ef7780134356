//! The two ways to write: apply, and everything else.

use serde_json::Value;

use crate::sandbox::schema::Type;

/// Who writes, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// `fieldManager`, or the beginning of the user agent.
    pub manager: String,
    /// `apps/v1`: of the request.
    pub api_version: String,
    /// `status`, `scale`; empty for the object itself.
    pub subresource: String,
    /// RFC 3339, whole seconds.
    pub time: String,
}

/// A field that another manager owns with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The other one.
    pub manager: String,
    /// How it wrote: `Apply`, `Update`.
    pub operation: String,
    /// Its API version.
    pub api_version: String,
    /// Its subresource, empty for none.
    pub subresource: String,
    /// `.spec.replicas`, as the API server writes paths.
    pub path: String,
}

/// Why an apply cannot be done.
#[derive(Clone, Debug, PartialEq)]
pub enum ApplyError {
    /// Others own fields with other values, and it was not forced.
    Conflicts(Vec<Conflict>),
    /// The configuration is not what the type says.
    Invalid(String),
}

/// Server-side apply of `applied` on `live`; answers the object with its managed fields. `applied`
/// has no `metadata.managedFields`. The caller gives the object its defaults afterwards.
pub fn apply(
    of: &Type,
    live: Option<&Value>,
    applied: &Value,
    writer: &Writer,
    force: bool,
) -> Result<Value, ApplyError> {
    todo!("{of:?} {live:?} {applied} {writer:?} {force}")
}

/// Sets the managed fields of `new` after any write that is no apply: fields that differ from
/// `live` (all of them for a new object) are the writer's from now on, fields that are gone are
/// nobody's. A client that sends `managedFields: [{}]` resets them.
pub fn update(of: &Type, live: Option<&Value>, new: &mut Value, writer: &Writer) {
    todo!("{of:?} {live:?} {new} {writer:?}")
}
