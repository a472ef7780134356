//! Fields that others own with other values.

use serde_json::{Value, json};

use super::compare::Difference;
use super::managers::Entry;
use crate::sandbox::status::Status;

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

impl ApplyError {
    pub(super) fn invalid(applied: &Value, message: &str) -> Self {
        let text = |path| {
            applied
                .pointer(path)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let (group, version) = match text("/apiVersion").split_once('/') {
            Some((group, version)) => (group, version),
            None => ("", text("/apiVersion")),
        };
        let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
        let kind = text("/kind");
        Self::Invalid(format!(
            "failed to create typed patch object ({namespace}/{name}; {group}/{version}, \
             Kind={kind}): {message}"
        ))
    }

    /// As the API tells it.
    pub fn status(&self) -> Status {
        match self {
            Self::Conflicts(conflicts) => conflict_status(conflicts),
            Self::Invalid(message) => Status::new(500, "", message),
        }
    }
}

/// What the applier would take from others.
pub(super) fn conflicts(entries: &[Entry], ours: &Entry, found: &Difference) -> Vec<Conflict> {
    let changed = found.changed();
    let others = entries.iter().filter(|entry| !entry.is_of(ours));
    others
        .flat_map(|entry| {
            let paths = entry.fields.intersection(&changed).paths();
            paths.into_iter().map(|path| Conflict {
                manager: entry.manager.clone(),
                operation: entry.operation().to_owned(),
                api_version: entry.api_version.clone(),
                subresource: entry.subresource.clone(),
                path,
            })
        })
        .collect()
}

impl Conflict {
    /// `"helm" using v1`
    fn with(&self) -> String {
        let mut with = format!("{:?}", self.manager);
        if !self.subresource.is_empty() {
            with += &format!(" with subresource {:?}", self.subresource);
        }
        if self.operation == "Update" {
            with += &format!(" using {}", self.api_version);
        }
        with
    }

    /// What the API server sorts managers by: its name of the entry.
    fn rank(&self) -> String {
        let mut entry = json!({"manager": self.manager, "operation": self.operation});
        if self.operation == "Update" {
            entry["apiVersion"] = self.api_version.clone().into();
        }
        if !self.subresource.is_empty() {
            entry["subresource"] = self.subresource.clone().into();
        }
        entry.to_string()
    }
}

/// The refusal of an apply with conflicts.
pub fn conflict_status(conflicts: &[Conflict]) -> Status {
    let causes: Vec<Value> = conflicts
        .iter()
        .map(|conflict| {
            json!({
                "reason": "FieldManagerConflict",
                "message": format!("conflict with {}", conflict.with()),
                "field": conflict.path,
            })
        })
        .collect();
    Status::new(409, "Conflict", message(conflicts)).details(json!({"causes": causes}))
}

fn message(conflicts: &[Conflict]) -> String {
    if let [one] = conflicts {
        return format!(
            "Apply failed with 1 conflict: conflict with {}: {}",
            one.with(),
            one.path
        );
    }
    let mut sorted: Vec<&Conflict> = conflicts.iter().collect();
    sorted.sort_by_cached_key(|conflict| conflict.rank());
    let mut lines = Vec::new();
    for group in sorted.chunk_by(|a, b| a.rank() == b.rank()) {
        lines.push(format!("conflicts with {}:", group[0].with()));
        lines.extend(group.iter().map(|conflict| format!("- {}", conflict.path)));
    }
    let count = conflicts.len();
    format!("Apply failed with {count} conflicts: {}", lines.join("\n"))
}
