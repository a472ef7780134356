//! The verbs.

use std::sync::Arc;

use serde_json::Value;

use super::{Resource, Selection, Subresource};
use crate::sandbox::status::Reply;
use crate::sandbox::store::{Change, Store};

/// The API's semantics over a store; controllers and clients write by the same door. Cheap to
/// clone.
#[derive(Clone)]
pub struct Registry;

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
}

/// `fieldValidation`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validation {
    /// Unknown fields are dropped silently.
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

/// Changes of the objects that a selection means.
pub struct Watching;

impl Registry {
    /// Over a store: makes the namespaces and what else a new cluster has.
    pub async fn open(store: Store) -> Reply<Self> {
        let _ = store;
        todo!()
    }

    /// The store below, for watches of everything.
    pub fn store(&self) -> &Store {
        todo!()
    }

    /// All resources that are served now, built in and defined.
    pub fn resources(&self) -> Vec<Arc<Resource>> {
        todo!()
    }

    /// The resource of a path.
    pub fn resource(&self, group: &str, version: &str, plural: &str) -> Option<Arc<Resource>> {
        todo!("{group} {version} {plural}")
    }

    /// The resource of a kind; what a controller begins with.
    pub fn kind(&self, api_version: &str, kind: &str) -> Option<Arc<Resource>> {
        todo!("{api_version} {kind}")
    }

    /// One object.
    pub fn get(&self, of: &Resource, namespace: Option<&str>, name: &str) -> Reply<Arc<Value>> {
        todo!("{of:?} {namespace:?} {name}")
    }

    /// `limit` 0 for all, `token` from the page before or empty.
    pub fn list(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        selection: &Selection,
        limit: usize,
        token: &str,
    ) -> Reply<Page> {
        todo!("{of:?} {namespace:?} {selection:?} {limit} {token}")
    }

    /// What changes after `after` (`None`: first what is there, as `ADDED`, then what changes).
    pub fn watch(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        selection: &Selection,
        after: Option<u64>,
    ) -> Reply<Watching> {
        todo!("{of:?} {namespace:?} {selection:?} {after:?}")
    }

    /// A new object.
    pub async fn create(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        object: Value,
        options: &WriteOptions,
    ) -> Reply<Written> {
        todo!("{of:?} {namespace:?} {object} {options:?}")
    }

    /// PUT of the object or of a subresource (`None`: the object).
    pub async fn update(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        part: Option<Subresource>,
        object: Value,
        options: &WriteOptions,
    ) -> Reply<Written> {
        todo!("{of:?} {namespace:?} {name} {part:?} {object} {options:?}")
    }

    /// PATCH of the object or of a subresource.
    pub async fn patch(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        part: Option<Subresource>,
        patch: Patch,
        options: &WriteOptions,
    ) -> Reply<Written> {
        todo!("{of:?} {namespace:?} {name} {part:?} {patch:?} {options:?}")
    }

    /// DELETE.
    pub async fn delete(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        options: &DeleteOptions,
    ) -> Reply<Deleted> {
        todo!("{of:?} {namespace:?} {name} {options:?}")
    }

    /// DELETE of a whole list; answers what it held.
    pub async fn delete_collection(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        selection: &Selection,
        options: &DeleteOptions,
    ) -> Reply<Page> {
        todo!("{of:?} {namespace:?} {selection:?} {options:?}")
    }

    /// For controllers: reads, changes and writes until no other write comes between. `change`
    /// answers whether there is anything to write. `None` when there is no such object (any more).
    pub async fn modify(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        part: Option<Subresource>,
        manager: &str,
        change: &(dyn Fn(&mut Value) -> bool + Sync),
    ) -> Reply<Option<Arc<Value>>> {
        let _ = change;
        todo!("{of:?} {namespace:?} {name} {part:?} {manager}")
    }
}

impl Watching {
    /// The next change that the selection means: an object that begins to match is `Added`, one
    /// that ceases to is `Deleted`. `None`: begin anew (410). Safe to drop in a `select!`.
    pub async fn next(&mut self) -> Option<(Change, Arc<Value>)> {
        todo!()
    }

    /// The revision up to which nothing was missed: for bookmarks.
    pub fn seen(&self) -> u64 {
        todo!()
    }
}
