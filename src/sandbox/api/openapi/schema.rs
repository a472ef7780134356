//! Types as schemas of `OpenAPI`.

use serde_json::{Map, Value, json};

use crate::sandbox::schema::{Field, ListKind, Shape, Type};

const QUANTITY: &str = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const INT_OR_STRING: &str = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
const TIME: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
const MICRO_TIME: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime";

/// The schemas of a document, those that others refer to among them.
#[derive(Default)]
pub(super) struct Schemas(Map<String, Value>);

/// `io.k8s.api.core.v1.Container` of `core.v1.Container`.
pub(super) fn public_name(name: &str) -> String {
    let of = match name.split('.').next().unwrap_or_default() {
        "meta" => "io.k8s.apimachinery.pkg.apis",
        "apiextensions" => "io.k8s.apiextensions-apiserver.pkg.apis",
        "apiregistration" => "io.k8s.kube-aggregator.pkg.apis",
        _ => "io.k8s.api",
    };
    format!("{of}.{name}")
}

/// A reference to a schema of the document.
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

impl Schemas {
    pub(super) fn into_map(self) -> Map<String, Value> {
        self.0
    }

    pub(super) fn insert(&mut self, name: String, schema: Value) {
        self.0.insert(name, schema);
    }

    /// The type in its own words; what it holds may be references.
    pub(super) fn whole(&mut self, of: &Type) -> Value {
        match of.shape() {
            Shape::Scalar(name) => self.scalar(name),
            // kubectl explains no empty schema.
            Shape::Any => json!({"x-kubernetes-preserve-unknown-fields": true}),
            Shape::Raw => json!({"type": "object"}),
            Shape::Map { values, atomic } => {
                let values = self.part(values);
                let mut map = json!({"type": "object", "additionalProperties": values});
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
                let mut list = json!({"type": "array", "items": self.part(items)});
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
                ..
            } => {
                let mut object = json!({"type": "object"});
                self.properties(&mut object, fields);
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

    /// The type as a part of another: by reference where it has a name.
    pub(super) fn part(&mut self, of: &Type) -> Value {
        let Shape::Struct { name, .. } = of.shape() else {
            return self.whole(of);
        };
        if name.is_empty() {
            return self.whole(of);
        }
        let public = public_name(name);
        if !self.0.contains_key(&public) {
            // Types may hold themselves: its place is taken before it is looked into.
            self.0.insert(public.clone(), Value::Null);
            let schema = self.whole(of);
            self.0.insert(public.clone(), schema);
        }
        reference(&public)
    }

    fn properties<'a>(
        &mut self,
        object: &mut Value,
        fields: impl IntoIterator<Item = (&'a String, &'a Field)>,
    ) {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, field) in fields {
            let mut one = self.part(&field.of);
            if let Some(default) = &field.default {
                if one.get("$ref").is_some() {
                    one = json!({"allOf": [one]});
                }
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

    fn scalar(&mut self, name: &str) -> Value {
        match name {
            "boolean" | "integer" | "number" => json!({"type": name}),
            "int32" | "int64" => json!({"type": "integer", "format": name}),
            "double" => json!({"type": "number", "format": "double"}),
            "byte" => json!({"type": "string", "format": "byte"}),
            "date-time" => self.known(TIME, json!({"type": "string", "format": "date-time"})),
            "micro-time" => {
                self.known(MICRO_TIME, json!({"type": "string", "format": "date-time"}))
            }
            "quantity" => self.known(
                QUANTITY,
                json!({"oneOf": [{"type": "string"}, {"type": "number"}]}),
            ),
            "int-or-string" => {
                let either = json!([{"type": "integer"}, {"type": "string"}]);
                let of = json!({"format": "int-or-string", "oneOf": either});
                self.known(INT_OR_STRING, of)
            }
            _ => json!({"type": "string"}),
        }
    }

    fn known(&mut self, name: &str, schema: Value) -> Value {
        self.0.entry(name).or_insert(schema);
        reference(name)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::schema::builtin;

    /// All references in a value.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if let Some(name) = map.get("$ref").and_then(Value::as_str) {
                    found.push(name.replace("#/components/schemas/", ""));
                }
                map.values().for_each(|one| references(one, found));
            }
            Value::Array(list) => list.iter().for_each(|one| references(one, found)),
            _ => {}
        }
    }

    #[test]
    fn all_that_is_referred_to_is_there() {
        let mut schemas = Schemas::default();
        for (api_version, kind) in [
            ("apps/v1", "Deployment"),
            ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        ] {
            schemas.part(&builtin(api_version, kind).unwrap());
        }
        let all = schemas.into_map();
        let mut found = Vec::new();
        all.values()
            .for_each(|schema| references(schema, &mut found));
        assert!(
            found
                .iter()
                .any(|name| name == "io.k8s.api.core.v1.Container")
        );
        for name in found {
            assert!(all.get(&name).is_some_and(Value::is_object), "{name}");
        }
        let ports = &all["io.k8s.api.core.v1.Container"]["properties"]["ports"];
        assert_eq!(ports["x-kubernetes-patch-merge-key"], "containerPort");
    }
}
