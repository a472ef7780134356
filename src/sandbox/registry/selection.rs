//! Label and field selectors.

use serde_json::Value;

use crate::sandbox::status::Reply;

/// Which objects of a list are meant. The default means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {}

impl Selection {
    /// From `labelSelector` and `fieldSelector`, empty for none.
    pub fn parse(labels: &str, fields: &str) -> Reply<Self> {
        todo!("{labels} {fields}")
    }

    /// Whether the object is meant.
    pub fn matches(&self, object: &Value) -> bool {
        todo!("{object}")
    }
}
