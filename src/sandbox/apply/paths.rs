//! The fields that a configuration names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::view::{View, field_type, is_named, steps, view};
use crate::manifest::{FieldSet, Step};
use crate::sandbox::schema::Type;

/// All paths of `value`: leaves, elements, and what is empty.
pub(super) fn paths(of: &Type, value: &Value) -> FieldSet {
    let mut set = FieldSet::default();
    walk(of, value, &mut Vec::new(), &mut set);
    set
}

fn walk(of: &Type, value: &Value, path: &mut Vec<Step>, set: &mut FieldSet) {
    match view(of, value) {
        View::Leaf => set.insert(path),
        View::Fields(None) => {}
        View::Fields(Some(fields)) => {
            for (name, value) in fields {
                path.push(Step::Field(name.clone()));
                walk(&field_type(of, name), value, path, set);
                let empty = value
                    .as_object()
                    .map_or(value.is_null(), |map| map.is_empty());
                if empty || !is_named(of, name) {
                    set.insert(path);
                }
                path.pop();
            }
        }
        View::Items(items, kind, of) => {
            for (step, item) in grouped(steps(items, kind, of)) {
                path.push(step);
                // Of elements that are there twice nothing below is anybody's.
                if let [item] = item[..] {
                    walk(of, item, path, set);
                }
                set.insert(path);
                path.pop();
            }
        }
    }
}

/// Elements by their steps: more than one where there are duplicates.
pub(super) fn grouped(items: Vec<(Step, &Value)>) -> BTreeMap<Step, Vec<&Value>> {
    let mut groups: BTreeMap<Step, Vec<&Value>> = BTreeMap::new();
    for (step, item) in items {
        groups.entry(step).or_default().push(item);
    }
    groups
}
