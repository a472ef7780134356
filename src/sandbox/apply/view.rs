//! Values as server-side apply sees them: leaves, fields and elements, by their types.

use serde_json::{Map, Value};

use crate::manifest::{Literal, Step};
use crate::sandbox::schema::{ListKind, Shape, Type};

/// What there is to descend into.
pub(super) enum View<'a> {
    /// A scalar, or something that is one value as a whole.
    Leaf,
    /// A struct or a map; no fields for a null.
    Fields(Option<&'a Map<String, Value>>),
    /// A set or a list with keys; no elements for a null.
    Items(&'a [Value], &'a ListKind, &'a Type),
}

/// How a value of a type is seen.
pub(super) fn view<'a>(of: &'a Type, value: &'a Value) -> View<'a> {
    match of.shape() {
        _ if of.is_atomic() => View::Leaf,
        Shape::Struct { .. } | Shape::Map { .. } => View::Fields(value.as_object()),
        Shape::List { items, kind, .. } => {
            View::Items(value.as_array().map_or(&[], Vec::as_slice), kind, items)
        }
        Shape::Any if value.is_object() => View::Fields(value.as_object()),
        Shape::Any | Shape::Scalar(_) | Shape::Raw => View::Leaf,
    }
}

/// The type of a field; of one that no type knows, anything.
pub(super) fn field_type(of: &Type, name: &str) -> Type {
    of.field(name).unwrap_or_else(Type::any)
}

/// Whether the type itself names the field, as a map doesn't.
pub(super) fn is_named(of: &Type, name: &str) -> bool {
    matches!(of.shape(), Shape::Struct { fields, .. } if fields.contains_key(name))
}

/// The step to an element of a set or of a list with keys.
pub(super) fn element(kind: &ListKind, of: &Type, value: &Value) -> Result<Step, String> {
    match kind {
        ListKind::Map(keys) => keyed(keys, of, value),
        ListKind::Set | ListKind::Atomic => match value {
            Value::Object(_) => {
                Err("associative list without keys has an element that's a map type".into())
            }
            Value::Array(_) => Err("not supported: associative list with lists as elements".into()),
            Value::Null => {
                Err("associative list without keys has an element that's an explicit null".into())
            }
            _ => Ok(Step::Element(Literal::of(value))),
        },
    }
}

/// Key fields that are left out count by their defaults, and else not at all.
fn keyed(keys: &[String], of: &Type, value: &Value) -> Result<Step, String> {
    let Some(fields) = value.as_object() else {
        return Err(if value.is_null() {
            "associative list with keys may not have a null element".into()
        } else {
            "associative list with keys may not have non-map elements".into()
        });
    };
    let key = |name: &String| {
        let value = fields.get(name).or_else(|| default(of, name))?;
        Some((name.clone(), Literal::of(value)))
    };
    let found: std::collections::BTreeMap<_, _> = keys.iter().filter_map(key).collect();
    if found.is_empty() {
        let names: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
        return Err(format!(
            "associative list with keys has an element that omits all key fields [{}] (and \
             doesn't have default values for any key fields)",
            names.join(" ")
        ));
    }
    Ok(Step::Key(found))
}

fn default<'a>(of: &'a Type, name: &str) -> Option<&'a Value> {
    match of.shape() {
        Shape::Struct { fields, .. } => fields.get(name)?.default.as_ref(),
        _ => None,
    }
}

/// Elements with their steps, in order. Those that have none are left out.
pub(super) fn steps<'a>(items: &'a [Value], kind: &ListKind, of: &Type) -> Vec<(Step, &'a Value)> {
    let step = |item: &'a Value| Some((element(kind, of, item).ok()?, item));
    items.iter().filter_map(step).collect()
}
