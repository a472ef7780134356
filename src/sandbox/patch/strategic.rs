//! Strategic merge patches: lists of built-in kinds are merged by their keys.

use serde_json::{Map, Value};

use super::PatchError;
use super::lists;
use crate::sandbox::schema::{Shape, Type, go_text};

type Object = Map<String, Value>;

const MARKER: &str = "$patch";
const RETAIN: &str = "$retainKeys";
const DELETE_FROM: &str = "$deleteFromPrimitiveList";
const ORDER: &str = "$setElementOrder";

/// `application/strategic-merge-patch+json`, with `$patch`, `$deleteFromPrimitiveList/…`,
/// `$setElementOrder/…` and `$retainKeys`.
pub fn strategic(of: &Type, live: &Value, patch: &Value) -> Result<Value, PatchError> {
    if !of.is_builtin() {
        return Err(bad("strategic merge patch format is not supported"));
    }
    let (Some(live), Some(patch)) = (live.as_object(), patch.as_object()) else {
        return Err(bad("invalid JSON document"));
    };
    maps(of, live.clone(), patch.clone()).map(Value::Object)
}

pub(super) fn bad(message: &str) -> PatchError {
    PatchError::new(400, message)
}

/// The patch over the object.
pub(super) fn maps(of: &Type, mut live: Object, mut patch: Object) -> Result<Object, PatchError> {
    match patch.get(MARKER) {
        Some(Value::String(directive)) if directive == "replace" => {
            patch.shift_remove(MARKER);
            return Ok(patch);
        }
        Some(Value::String(directive)) if directive == "delete" => return Ok(Object::new()),
        Some(other) => return Err(unknown_directive(other, &patch)),
        None => {}
    }
    retain(&mut live, &mut patch)?;
    ordered(of, &mut live, &mut patch)?;
    for (name, value) in patch {
        field(of, &mut live, &name, value)?;
    }
    Ok(live)
}

pub(super) fn unknown_directive(directive: &Value, patch: &Object) -> PatchError {
    let directive = go_text(directive);
    let patch = go_text(&Value::Object(patch.clone()));
    PatchError::new(
        500,
        format!("unknown patch type: {directive} in map: {patch}"),
    )
}

/// One field of the patch over the object.
fn field(of: &Type, live: &mut Object, name: &str, patch: Value) -> Result<(), PatchError> {
    let (name, deletes) = match name.split_once('/') {
        Some((DELETE_FROM, name)) => (name, true),
        _ if name.starts_with(DELETE_FROM) => {
            return Err(bad("invalid patch format of primitive list"));
        }
        _ => (name, false),
    };
    if patch.is_null() {
        live.shift_remove(name);
        return Ok(());
    }
    let merged = match (live.get(name), patch) {
        (Some(Value::Object(live)), Value::Object(patch)) => {
            Some(Value::Object(object(of, name, live, patch)?))
        }
        (Some(Value::Array(live)), Value::Array(patch)) => {
            Some(lists::merge(&list_type(of, name)?, live.clone(), patch, deletes)?.into())
        }
        _ if deletes => return Ok(()),
        (_, patch) => plain(without_nulls(patch)),
    };
    match merged {
        Some(value) => live.insert(name.to_owned(), value),
        None => live.shift_remove(name),
    };
    Ok(())
}

fn object(of: &Type, name: &str, live: &Object, patch: Object) -> Result<Object, PatchError> {
    let replaced = match of.shape() {
        Shape::Struct { fields, .. } => fields.get(name).is_some_and(|field| field.replaced),
        _ => false,
    };
    if replaced {
        return Ok(patch);
    }
    maps(
        &of.field(name).ok_or_else(|| unknown(of, name))?,
        live.clone(),
        patch,
    )
}

fn list_type(of: &Type, name: &str) -> Result<Type, PatchError> {
    of.field(name).ok_or_else(|| unknown(of, name))
}

fn unknown(of: &Type, name: &str) -> PatchError {
    let of = match of.shape() {
        Shape::Struct { name, .. } => name.rsplit('.').next().unwrap_or_default(),
        _ => "",
    };
    let message = format!("unable to find api field in struct {of} for the json field {name:?}");
    PatchError::new(500, message)
}

/// `$retainKeys`: what the list doesn't name goes.
fn retain(live: &mut Object, patch: &mut Object) -> Result<(), PatchError> {
    let Some(keys) = patch.shift_remove(RETAIN) else {
        return Ok(());
    };
    let wrong = || bad("invalid patch format of retainKeys");
    let keys = keys.as_array().cloned().ok_or_else(wrong)?;
    let kept = |name: &str| keys.iter().any(|key| key == name);
    let is_directive = |name: &str| name.starts_with(DELETE_FROM) || name.starts_with(ORDER);
    if patch
        .iter()
        .any(|(name, value)| !value.is_null() && !is_directive(name) && !kept(name))
    {
        return Err(wrong());
    }
    live.retain(|name, _| kept(name));
    Ok(())
}

/// `$setElementOrder/…`: merges the list that it is about, and orders it.
fn ordered(of: &Type, live: &mut Object, patch: &mut Object) -> Result<(), PatchError> {
    let directives: Vec<String> = patch
        .keys()
        .filter(|name| name.starts_with(ORDER))
        .cloned()
        .collect();
    for directive in directives {
        let order = patch.shift_remove(&directive).unwrap_or_default();
        let Value::Array(order) = order else {
            return Err(PatchError::new(500, expected_list(&order)));
        };
        let (_, name) = directive
            .split_once('/')
            .ok_or_else(|| bad("invalid patch format of setElementOrder list"))?;
        let changes = list(patch.get(name))?;
        let items = list(live.get(name))?;
        if let Some(merged) = lists::merge_in_order(&list_type(of, name)?, items, changes, &order)?
        {
            live.insert(name.to_owned(), merged.into());
            patch.shift_remove(name);
        }
    }
    Ok(())
}

fn list(value: Option<&Value>) -> Result<Option<Vec<Value>>, PatchError> {
    match value {
        None => Ok(None),
        Some(Value::Array(list)) => Ok(Some(list.clone())),
        Some(other) => Err(PatchError::new(500, expected_list(other))),
    }
}

fn expected_list(value: &Value) -> String {
    let got = match value {
        Value::Object(_) => "map[string]interface {}",
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::Null | Value::Array(_) => "%!s(<nil>)",
    };
    format!("expected a []interface {{}}, but received a {got}")
}

/// What a patch value is where there was nothing to merge it with; nothing for a directive.
pub(super) fn plain(value: Value) -> Option<Value> {
    match value {
        Value::Object(object) if object.contains_key(MARKER) => None,
        Value::Object(object) => {
            let fields = object.into_iter();
            Some(Value::Object(
                fields
                    .filter_map(|(name, value)| Some((name, plain(value)?)))
                    .collect(),
            ))
        }
        Value::Array(items) => Some(items.into_iter().filter_map(plain).collect()),
        other => Some(other),
    }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let fields = object.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                fields
                    .map(|(name, value)| (name, without_nulls(value)))
                    .collect(),
            )
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
