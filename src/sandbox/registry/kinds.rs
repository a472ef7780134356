//! The resources that are served.

use std::sync::Arc;

use serde_json::Value;

use crate::sandbox::schema::Type;

/// A resource of the API. Built in, or defined by a CRD.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Empty for the core group.
    pub group: String,
    /// `v1`
    pub version: String,
    /// `Deployment`
    pub kind: String,
    /// `deployments`
    pub plural: String,
    /// `deployment`
    pub singular: String,
    /// `deploy`
    pub short_names: Vec<String>,
    /// `all`
    pub categories: Vec<String>,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// `get list watch create update patch delete deletecollection`, or what of it there is.
    pub verbs: Vec<&'static str>,
    /// Beside the object itself.
    pub subresources: Vec<Subresource>,
    /// Its fields.
    pub of: Type,
    /// The name of the `CustomResourceDefinition` that brought it.
    pub definition: Option<String>,
    /// Its whole schema, of a defined one.
    pub(super) schema: Option<Arc<Value>>,
    /// JSON paths that its objects can be selected by, of a defined one.
    pub(super) selectable: Vec<String>,
    /// Where its replicas are, if it can be scaled.
    pub(super) scale: Option<ScalePaths>,
}

/// JSON pointers to what a `Scale` shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScalePaths {
    /// Of the wanted number.
    pub(super) wanted: String,
    /// Of the number there is.
    pub(super) found: String,
    /// Of the selector of its pods, a struct or text.
    pub(super) selector: Option<String>,
}

/// A part of an object with a path of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subresource {
    /// `/status`
    Status,
    /// `/scale`
    Scale,
    /// `/eviction`, `/binding`, `/token`, `/log`, `/exec`, `/attach`, `/portforward`, `/proxy`,
    /// `/finalize`, `/approval`: by name.
    Other(&'static str),
}

impl Subresource {
    /// As it stands in a path.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Scale => "scale",
            Self::Other(name) => name,
        }
    }
}

impl Resource {
    /// The schema that its definition brought.
    pub fn published(&self) -> Option<&Value> {
        self.schema.as_deref()
    }

    /// Whether the verb is one of its own.
    pub fn allows(&self, verb: &str) -> bool {
        self.verbs.contains(&verb)
    }

    /// Whether it has the subresource.
    pub fn has(&self, part: Subresource) -> bool {
        self.subresources.contains(&part)
    }

    /// `apps/v1`, `v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `deployments.apps`, `pods`: what it is stored under, and what refusals call it.
    pub fn full_name(&self) -> String {
        if self.group.is_empty() {
            self.plural.clone()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }
}
