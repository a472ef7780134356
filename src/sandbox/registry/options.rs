//! What verbs take and answer.

use std::sync::Arc;

use serde_json::Value;

use crate::sandbox::schema::Repeated;

/// How a write is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// `fieldManager`
    pub manager: String,
    /// `dryRun=All`
    pub dry_run: bool,
    /// `fieldValidation`
    pub validation: Validation,
    /// `force`, for apply.
    pub force: bool,
    /// What the body gave more than once.
    pub repeated: Vec<Repeated>,
}

/// `fieldValidation`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validation {
    /// Unknown and repeated fields are dropped silently.
    #[default]
    Ignore,
    /// They are dropped, and named in `Warning` headers.
    Warn,
    /// They are refused.
    Strict,
}

/// A patch and its content type.
#[derive(Clone, Debug, PartialEq)]
pub enum Patch {
    /// `application/json-patch+json`
    Json(Value),
    /// `application/merge-patch+json`
    Merge(Value),
    /// `application/strategic-merge-patch+json`
    Strategic(Value),
    /// `application/apply-patch+yaml`
    Apply(Value),
}

/// What a write answers.
#[derive(Clone, Debug)]
pub struct Written {
    /// The object as stored.
    pub object: Arc<Value>,
    /// Whether it is new (201).
    pub created: bool,
    /// For `Warning` headers.
    pub warnings: Vec<String>,
}

/// `DeleteOptions`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// What becomes of what it owns; `None`: the resource's own default (background).
    pub propagation: Option<Propagation>,
    /// `gracePeriodSeconds`
    pub grace: Option<i64>,
    /// `preconditions.uid`
    pub uid: Option<String>,
    /// `preconditions.resourceVersion`
    pub resource_version: Option<String>,
    /// `dryRun`
    pub dry_run: bool,
}

/// `propagationPolicy`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Propagation {
    /// Dependents go after it.
    Background,
    /// Dependents go first.
    Foreground,
    /// Dependents stay.
    Orphan,
}

/// What a deletion answers.
#[derive(Clone, Debug)]
pub enum Deleted {
    /// It is gone: its last state.
    Gone(Arc<Value>),
    /// It goes when its finalizers or its grace period are over: its state now.
    Going(Arc<Value>),
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// That the list is as of.
    pub revision: u64,
    /// The objects.
    pub items: Vec<Arc<Value>>,
    /// `continue`, empty at the end.
    pub next: String,
    /// `remainingItemCount`
    pub remaining: Option<u64>,
}
