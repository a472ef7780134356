//! What differs between two objects, as paths.

use std::collections::BTreeSet;

use serde_json::Value;

use super::paths::grouped;
use super::view::{View, field_type, steps, view};
use crate::manifest::{FieldSet, Step};
use crate::sandbox::schema::{ListKind, Type};

/// No path is in more than one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Only the first has them.
    pub(super) removed: FieldSet,
    /// Both have them, otherwise.
    pub(super) modified: FieldSet,
    /// Only the second has them.
    pub(super) added: FieldSet,
}

impl Difference {
    /// What the second object has and the first hasn't so.
    pub(super) fn changed(&self) -> FieldSet {
        self.modified.union(&self.added)
    }
}

/// From `old` to `new`.
pub(super) fn compare(of: &Type, old: &Value, new: &Value) -> Difference {
    let mut walker = Walker::default();
    walker.both(of, Some(old), Some(new));
    walker.found
}

#[derive(Default)]
struct Walker {
    path: Vec<Step>,
    found: Difference,
}

impl Walker {
    fn both(&mut self, of: &Type, old: Option<&Value>, new: Option<&Value>) {
        let Some(shown) = new.or(old) else { return };
        match (
            view(of, old.unwrap_or(shown)),
            view(of, new.unwrap_or(shown)),
        ) {
            _ if is_empty(old) && is_empty(new) => self.leaf(old, new),
            (View::Fields(_), View::Fields(_)) => {
                self.fields(of, old, new);
                self.whole(old, new);
            }
            (View::Items(_, kind, of), View::Items(..)) => {
                self.items(kind, of, old, new);
                self.whole(old, new);
            }
            // Only free-form values change their kind.
            (View::Fields(_), _) => {
                self.fields(of, old, None);
                self.leaf(old, new);
            }
            (_, View::Fields(_)) => {
                self.fields(of, None, new);
                self.leaf(old, new);
            }
            _ => self.leaf(old, new),
        }
    }

    fn leaf(&mut self, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(old), Some(new)) if !same(old, new) => self.found.modified.insert(&self.path),
            _ => self.whole(old, new),
        }
    }

    /// A struct, map or list that comes or goes is a path beside those below it.
    fn whole(&mut self, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (None, Some(_)) => self.found.added.insert(&self.path),
            (Some(_), None) => self.found.removed.insert(&self.path),
            _ => {}
        }
    }

    fn fields(&mut self, of: &Type, old: Option<&Value>, new: Option<&Value>) {
        let names = |value: Option<&Value>| {
            let fields = value.and_then(Value::as_object).into_iter().flatten();
            fields.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let names: BTreeSet<String> = names(old).into_iter().chain(names(new)).collect();
        for name in names {
            let of = field_type(of, &name);
            let (old, new) = (get(old, &name), get(new, &name));
            self.path.push(Step::Field(name));
            self.both(&of, old, new);
            self.path.pop();
        }
    }

    fn items(&mut self, kind: &ListKind, of: &Type, old: Option<&Value>, new: Option<&Value>) {
        let old = grouped(steps(elements(old), kind, of));
        let new = grouped(steps(elements(new), kind, of));
        let all: BTreeSet<&Step> = old.keys().chain(new.keys()).collect();
        for step in all {
            let ours = old.get(step).map_or(&[][..], Vec::as_slice);
            let theirs = new.get(step).map_or(&[][..], Vec::as_slice);
            self.path.push(step.clone());
            self.group(of, ours, theirs);
            self.path.pop();
        }
    }

    /// Elements with one key: elements that are there twice are one value.
    fn group(&mut self, of: &Type, old: &[&Value], new: &[&Value]) {
        match (old, new) {
            ([], [] | [_]) | ([_], [] | [_]) => {
                self.both(of, old.first().copied(), new.first().copied());
            }
            ([_, _, ..], [_, _, ..]) => {
                let equal =
                    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new));
                if !equal {
                    self.found.modified.insert(&self.path);
                }
            }
            ([_, _, ..], _) => {
                self.both(of, None, new.first().copied());
                self.found.removed.insert(&self.path);
            }
            (_, [_, _, ..]) => {
                self.both(of, old.first().copied(), None);
                self.found.added.insert(&self.path);
            }
        }
    }
}

fn get<'a>(value: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    value?.as_object()?.get(name)
}

fn elements(value: Option<&Value>) -> &[Value] {
    let list = value.and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Object(map)) => map.is_empty(),
        Some(Value::Array(list)) => list.is_empty(),
        Some(_) => false,
    }
}

/// Equality in which `1` is `1.0`.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, a)| other.get(name).is_some_and(|b| same(a, b)))
        }
        _ => one == other,
    }
}
