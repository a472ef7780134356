//! Label and field selectors.

use serde_json::Value;

use super::Resource;
use super::fields_of::{FieldTerm, parse_fields};
use super::labels::{Requirement, parse_labels};
use super::refusals::bad_request;
use crate::sandbox::status::Reply;

/// Which objects of a list are meant. The default means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    labels: Vec<Requirement>,
    fields: Vec<FieldTerm>,
}

impl Selection {
    /// From `labelSelector` and `fieldSelector`, empty for none.
    pub fn parse(labels: &str, fields: &str) -> Reply<Self> {
        Ok(Self {
            labels: parse_labels(labels).map_err(bad_request)?,
            fields: parse_fields(fields).map_err(bad_request)?,
        })
    }

    /// The objects of which one label selector of the API (`matchLabels`, `matchExpressions`) is
    /// true; all if it is empty.
    pub fn of_selector(selector: &Value) -> Self {
        Self {
            labels: super::labels::of_selector(selector),
            fields: Vec::new(),
        }
    }

    /// Whether the object is meant.
    pub fn matches(&self, object: &Value) -> bool {
        let labels = &object["metadata"]["labels"];
        self.labels
            .iter()
            .all(|requirement| requirement.matches(labels))
            && self.fields.iter().all(|term| term.matches(object))
    }

    /// Whether it means all objects.
    pub fn is_all(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }

    /// Refuses fields that the resource cannot be selected by.
    pub(super) fn check(&self, of: &Resource) -> Reply<()> {
        let wrong = self.fields.iter().find_map(|term| term.unsupported(of));
        wrong.map_or(Ok(()), |words| Err(bad_request(words)))
    }
}
