//! Taking paths out of an object.

use serde_json::{Map, Value};

use super::view::{View, element, field_type, is_named, view};
use crate::manifest::{FieldSet, Step};
use crate::sandbox::schema::{Shape, Type};

/// `value` without the paths. What gets empty gets null.
pub(super) fn remove(of: &Type, value: &Value, paths: &FieldSet) -> Value {
    match view(of, value) {
        View::Leaf if of.is_atomic() => Value::Null,
        View::Leaf => value.clone(),
        View::Fields(fields) => {
            let mut rest = Map::new();
            for (name, value) in fields.into_iter().flatten() {
                let step = Step::Field(name.clone());
                if let Some(value) = one(&field_type(of, name), value, &step, paths) {
                    rest.insert(name.clone(), value);
                }
            }
            if rest.is_empty() {
                Value::Null
            } else {
                Value::Object(rest)
            }
        }
        View::Items(items, kind, of) => {
            let rest = items.iter().filter_map(|item| {
                let Ok(step) = element(kind, of, item) else {
                    return Some(item.clone());
                };
                one(of, item, &step, paths)
            });
            let rest: Vec<Value> = rest.collect();
            if rest.is_empty() {
                Value::Null
            } else {
                Value::Array(rest)
            }
        }
    }
}

fn one(of: &Type, value: &Value, step: &Step, paths: &FieldSet) -> Option<Value> {
    match paths.below(step) {
        _ if paths.has(step) => None,
        Some(below) => Some(remove(of, value, below)),
        None => Some(value.clone()),
    }
}

/// The set with the structs that its paths go through: `a.b.c` brings `a` and `a.b` with it, unless
/// they are keys of maps.
pub(super) fn with_structs(of: &Type, set: &FieldSet) -> FieldSet {
    FieldSet::from_steps(set.steps().map(|(step, member, below)| {
        let (named, inner) = match step {
            Step::Field(name) => (is_named(of, name), field_type(of, name)),
            _ => (false, items(of)),
        };
        let member = member || (named && !below.is_empty());
        (step.clone(), member, with_structs(&inner, below))
    }))
}

fn items(of: &Type) -> Type {
    match of.shape() {
        Shape::List { items, .. } => items.clone(),
        _ => Type::any(),
    }
}
