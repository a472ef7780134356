//! Types as OpenAPI schemas.

use serde_json::{Map, Value, json};

use crate::sandbox::schema::{Field, ListKind, Shape, Type};

/// The schema of a type, all of it in place: types have no names here.
pub(super) fn schema(of: &Type) -> Value {
    match &*of.0 {
        Shape::Scalar(name) => scalar(name),
        Shape::Any => json!({}),
        Shape::Map { values, atomic } => {
            let mut map = json!({"type": "object", "additionalProperties": schema(values)});
            if *atomic {
                map["x-kubernetes-map-type"] = "atomic".into();
            }
            map
        }
        Shape::List {
            items,
            kind,
            patch_key,
            patch_merges,
        } => {
            let mut list = json!({"type": "array", "items": schema(items)});
            list_kind(&mut list, kind);
            if *patch_merges {
                list["x-kubernetes-patch-strategy"] = "merge".into();
            }
            if let Some(key) = patch_key {
                list["x-kubernetes-patch-merge-key"] = key.as_str().into();
            }
            list
        }
        Shape::Struct {
            fields,
            open,
            atomic,
        } => {
            let mut object = json!({"type": "object"});
            properties(&mut object, fields);
            if *open {
                object["x-kubernetes-preserve-unknown-fields"] = true.into();
            }
            if *atomic {
                object["x-kubernetes-map-type"] = "atomic".into();
            }
            object
        }
    }
}

fn list_kind(list: &mut Value, kind: &ListKind) {
    list["x-kubernetes-list-type"] = match kind {
        ListKind::Atomic => "atomic".into(),
        ListKind::Set => "set".into(),
        ListKind::Map(keys) => {
            list["x-kubernetes-list-map-keys"] = json!(keys);
            "map".into()
        }
    };
}

fn properties<'a>(object: &mut Value, fields: impl IntoIterator<Item = (&'a String, &'a Field)>) {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, field) in fields {
        let mut one = schema(&field.of);
        if let Some(default) = &field.default {
            one["default"] = default.clone();
        }
        if field.required {
            required.push(Value::from(name.as_str()));
        }
        properties.insert(name.clone(), one);
    }
    if !properties.is_empty() {
        object["properties"] = properties.into();
    }
    if !required.is_empty() {
        object["required"] = required.into();
    }
}

fn scalar(name: &str) -> Value {
    match name {
        "int-or-string" => json!({"format": "int-or-string", "x-kubernetes-int-or-string": true}),
        "quantity" => json!({"type": "string", "format": "quantity"}),
        "integer" | "number" | "boolean" => json!({"type": name}),
        _ => json!({"type": "string"}),
    }
}
