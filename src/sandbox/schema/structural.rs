//! Types and defaults of custom resources, from their definitions' `openAPIV3Schema`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::types::{Field, ListKind, Shape, Type};

/// The type of a custom resource. Its `metadata` is that of every object.
///
/// # Errors
/// The schema is no structural one; in words.
pub fn structural(schema: &Value) -> Result<Type, String> {
    let root = type_of(schema, true)?;
    Ok(match root.shape() {
        Shape::Struct { .. } => root,
        _ => Shape::Struct {
            name: "",
            fields: object_fields(),
            open: true,
            atomic: false,
        }
        .into(),
    })
}

fn type_of(schema: &Value, is_object: bool) -> Result<Type, String> {
    if schema["x-kubernetes-int-or-string"] == true {
        return Ok(Shape::Scalar("int-or-string").into());
    }
    let kind = schema.get("type").and_then(Value::as_str);
    let kind = kind.or_else(|| schema.get("properties").map(|_| "object"));
    Ok(match (kind, schema["format"].as_str()) {
        (None, _) => Type::any(),
        (Some("object"), _) => return object(schema, is_object),
        (Some("array"), _) => return array(schema),
        (Some("string"), Some("date-time")) => Shape::Scalar("date-time").into(),
        (Some("string"), _) => Shape::Scalar("string").into(),
        (Some("integer"), _) => Shape::Scalar("integer").into(),
        (Some("number"), _) => Shape::Scalar("number").into(),
        (Some("boolean"), _) => Shape::Scalar("boolean").into(),
        (Some(other), _) => return Err(format!("unsupported type {other:?}")),
    })
}

fn object(schema: &Value, is_object: bool) -> Result<Type, String> {
    let open = schema["x-kubernetes-preserve-unknown-fields"] == true;
    let atomic = schema["x-kubernetes-map-type"] == "atomic";
    let embedded = is_object || schema["x-kubernetes-embedded-resource"] == true;
    match (schema.get("properties"), schema.get("additionalProperties")) {
        (None, Some(Value::Bool(false))) => {}
        (None, Some(values)) => {
            let values = if values.is_object() {
                type_of(values, false)?
            } else {
                Type::any()
            };
            return Ok(Shape::Map { values, atomic }.into());
        }
        (None, None) if open && !embedded && !atomic => return Ok(Type::any()),
        _ => {}
    }
    let mut fields = BTreeMap::new();
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        fields.insert(name.clone(), field(schema)?);
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if let Some(field) = name.as_str().and_then(|name| fields.get_mut(name)) {
            field.required = true;
        }
    }
    if embedded {
        fields.extend(object_fields());
    }
    Ok(Shape::Struct {
        name: "",
        fields,
        open,
        atomic,
    }
    .into())
}

fn field(schema: &Value) -> Result<Field, String> {
    Ok(Field {
        default: schema.get("default").cloned(),
        keeps_zero: true,
        nullable: schema["nullable"] == true,
        ..Field::plain(type_of(schema, false)?)
    })
}

/// What every object has.
fn object_fields() -> BTreeMap<String, Field> {
    let text = || Field::plain(Shape::Scalar("string").into());
    BTreeMap::from([
        ("apiVersion".to_owned(), text()),
        ("kind".to_owned(), text()),
        (
            "metadata".to_owned(),
            Field::plain(Type::Named("meta.v1.ObjectMeta")),
        ),
    ])
}

fn array(schema: &Value) -> Result<Type, String> {
    let kind = match schema["x-kubernetes-list-type"].as_str() {
        Some("set") => ListKind::Set,
        Some("map") => {
            let keys = schema["x-kubernetes-list-map-keys"].as_array();
            let keys = keys.into_iter().flatten().filter_map(Value::as_str);
            ListKind::Map(keys.map(str::to_owned).collect())
        }
        _ => ListKind::Atomic,
    };
    let items = match schema.get("items") {
        Some(items) => type_of(items, false)?,
        None => return Err("items must be specified on arrays".into()),
    };
    Ok(Shape::List {
        items,
        kind,
        patch_key: None,
        patch_merges: false,
    }
    .into())
}

/// Gives a custom resource its schema's defaults.
pub fn structural_defaults(schema: &Value, object: &mut Value) {
    match object {
        Value::Object(map) => {
            for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                default_field(schema, name, map);
            }
            for (name, value) in map.iter_mut() {
                let of = schema["properties"].get(name);
                let others = schema
                    .get("additionalProperties")
                    .filter(|of| of.is_object());
                if let Some(schema) = of.or(others) {
                    structural_defaults(schema, value);
                }
            }
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    if item.is_null() && schema["nullable"] != true {
                        *item = schema.get("default").cloned().unwrap_or_default();
                    }
                    structural_defaults(schema, item);
                }
            }
        }
        _ => {}
    }
}

fn default_field(schema: &Value, name: &str, object: &mut Map<String, Value>) {
    let Some(default) = schema.get("default") else {
        return;
    };
    let missing = match object.get(name) {
        None => true,
        Some(value) => value.is_null() && schema["nullable"] != true,
    };
    if missing {
        object.insert(name.to_owned(), default.clone());
    }
}
