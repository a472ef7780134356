//! Pure: what keeps a namespace that is to go, in the words of a real namespace controller
//! (`status_condition_utils.go` of Kubernetes).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::condition::{self, Condition};
use super::object::items;
use crate::sandbox::registry::Resource;
use crate::sandbox::status::Status;

/// What is left in a namespace.
#[derive(Debug, Default)]
pub(super) struct Remaining {
    /// Objects by resource, `configmaps.`.
    resources: BTreeMap<String, usize>,
    /// Objects by finalizer.
    finalizers: BTreeMap<String, usize>,
    /// What could not be deleted.
    faults: Vec<Status>,
}

impl Remaining {
    /// Objects that are still there.
    pub(super) fn count(&mut self, resource: &Resource, objects: &[Arc<Value>]) {
        if objects.is_empty() {
            return;
        }
        let full = format!("{}.{}", resource.plural, resource.group);
        // Another version of the same objects.
        if self.resources.insert(full, objects.len()).is_some() {
            return;
        }
        for object in objects {
            let held = items(object, "/metadata/finalizers").iter();
            for finalizer in held.filter_map(Value::as_str) {
                *self.finalizers.entry(finalizer.to_owned()).or_default() += 1;
            }
        }
    }

    /// An object that could not be deleted.
    pub(super) fn refused(&mut self, fault: Option<Status>) {
        self.faults.extend(fault);
    }

    /// Whether the namespace may go.
    pub(super) fn is_nothing(&self) -> bool {
        self.resources.is_empty() && self.faults.is_empty()
    }

    /// The first thing that could not be deleted.
    pub(super) fn into_fault(self) -> Option<Status> {
        self.faults.into_iter().next()
    }

    /// Says it in a namespace's conditions.
    pub(super) fn tell(&self, conditions: &mut Vec<Value>, now: Timestamp) {
        let discovered = Condition::new(
            "NamespaceDeletionDiscoveryFailure",
            false,
            "ResourcesDiscovered",
            "All resources successfully discovered",
        );
        let parsed = Condition::new(
            "NamespaceDeletionGroupVersionParsingFailure",
            false,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
        );
        let told = [discovered, parsed, self.content(), self.rest(), self.held()];
        for condition in &told {
            condition::set(conditions, condition, now);
        }
    }

    fn content(&self) -> Condition {
        let of = "NamespaceDeletionContentFailure";
        let mut messages: Vec<&str> = self.faults.iter().map(|it| &*it.message).collect();
        messages.sort_unstable();
        messages.dedup();
        let failed = match *messages {
            [] => {
                let done = "All content successfully deleted, may be waiting on finalization";
                return Condition::new(of, false, "ContentDeleted", done);
            }
            [one] => one.to_owned(),
            _ => format!("[{}]", messages.join(", ")),
        };
        let words = format!("Failed to delete all resource types, {failed}");
        Condition::new(of, true, "ContentDeletionFailed", words)
    }

    fn rest(&self) -> Condition {
        let of = "NamespaceContentRemaining";
        if self.resources.is_empty() {
            let done = "All content successfully removed";
            return Condition::new(of, false, "ContentRemoved", done);
        }
        let told = self.resources.iter();
        let told: Vec<_> = told
            .map(|(resource, count)| format!("{resource} has {count} resource instances"))
            .collect();
        let words = format!("Some resources are remaining: {}", told.join(", "));
        Condition::new(of, true, "SomeResourcesRemain", words)
    }

    fn held(&self) -> Condition {
        let of = "NamespaceFinalizersRemaining";
        if self.finalizers.is_empty() {
            let done = "All content-preserving finalizers finished";
            return Condition::new(of, false, "ContentHasNoFinalizers", done);
        }
        let told = self.finalizers.iter();
        let told: Vec<_> = told
            .map(|(finalizer, count)| format!("{finalizer} in {count} resource instances"))
            .collect();
        let words = format!(
            "Some content in the namespace has finalizers remaining: {}",
            told.join(", ")
        );
        Condition::new(of, true, "SomeFinalizersRemain", words)
    }
}
