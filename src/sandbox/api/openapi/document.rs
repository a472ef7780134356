//! The document of one version of a group.

use serde_json::{Map, Value, json};

use super::schema::{Schemas, public_name, reference};
use crate::sandbox::api::discovery::GroupVersion;
use crate::sandbox::registry::Resource;
use crate::sandbox::schema::Shape;

/// Paths with what their parameters are, and the schemas of their kinds.
pub(super) fn document(of: &GroupVersion) -> Value {
    let mut paths = Map::new();
    let mut schemas = Schemas::default();
    for resource in &of.resources {
        add_paths(&mut paths, resource);
        add_schema(&mut schemas, resource);
    }
    json!({
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": "v1.34.4"},
        "paths": paths,
        "components": {"schemas": schemas.into_map()},
    })
}

/// `io.k8s.api.apps.v1.Deployment`, `io.dapr.v1alpha1.Component`.
fn schema_name(of: &Resource) -> String {
    if let Shape::Struct { name, .. } = of.of.shape()
        && !name.is_empty()
    {
        return public_name(name);
    }
    let parts: Vec<&str> = of.group.rsplit('.').collect();
    format!("{}.{}.{}", parts.join("."), of.version, of.kind)
}

fn type_of(of: &Resource) -> Value {
    json!({"group": of.group, "version": of.version, "kind": of.kind})
}

fn add_schema(schemas: &mut Schemas, of: &Resource) {
    let mut schema = match of.published() {
        Some(published) => defined(schemas, of, published.clone()),
        None => schemas.whole(&of.of),
    };
    schema["x-kubernetes-group-version-kind"] = json!([type_of(of)]);
    schemas.insert(schema_name(of), schema);
}

const API_VERSION: &str = "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";
const KIND: &str = "Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";
const METADATA: &str = "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

/// A definition's own schema, with its words, and with what every object has.
fn defined(schemas: &mut Schemas, of: &Resource, mut schema: Value) -> Value {
    let metadata = match of.of.shape() {
        Shape::Struct { fields, .. } => fields.get("metadata"),
        _ => None,
    };
    if let Some(metadata) = metadata {
        let metadata = schemas.part(&metadata.of);
        schema["properties"]["metadata"] = json!({"description": METADATA, "allOf": [metadata]});
    }
    for (field, words) in [("apiVersion", API_VERSION), ("kind", KIND)] {
        schema["properties"][field] = json!({"description": words, "type": "string"});
    }
    schema
}

fn add_paths(paths: &mut Map<String, Value>, of: &Resource) {
    let base = if of.group.is_empty() {
        "/api/v1".to_owned()
    } else {
        format!("/apis/{}/{}", of.group, of.version)
    };
    let place = if of.namespaced {
        "/namespaces/{namespace}"
    } else {
        ""
    };
    let list = format!("{base}{place}/{}", of.plural);
    let mut on_list = Map::new();
    let mut on_one = Map::new();
    for verb in &of.verbs {
        match *verb {
            "list" => on_list.insert("get".into(), operation(of, "list", None)),
            "create" => on_list.insert("post".into(), operation(of, "post", Some(&["*/*"]))),
            "deletecollection" => {
                on_list.insert("delete".into(), operation(of, "deletecollection", None))
            }
            "get" => on_one.insert("get".into(), operation(of, "get", None)),
            "update" => on_one.insert("put".into(), operation(of, "put", Some(&["*/*"]))),
            "delete" => on_one.insert("delete".into(), operation(of, "delete", None)),
            "patch" => on_one.insert("patch".into(), operation(of, "patch", Some(&patches(of)))),
            _ => None,
        };
    }
    if !on_one.is_empty() {
        paths.insert(format!("{list}/{{name}}"), on_one.into());
    }
    if !on_list.is_empty() {
        paths.insert(list, on_list.into());
    }
}

fn patches(of: &Resource) -> Vec<&'static str> {
    let mut media = vec![
        "application/apply-patch+yaml",
        "application/json-patch+json",
        "application/merge-patch+json",
    ];
    if of.definition.is_none() {
        media.push("application/strategic-merge-patch+json");
    }
    media
}

/// `bodies`: the media types of its body, for a write.
fn operation(of: &Resource, action: &str, bodies: Option<&[&str]>) -> Value {
    let mut operation = json!({
        "responses": {"200": {"description": "OK"}},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": type_of(of),
    });
    let Some(bodies) = bodies else {
        return operation;
    };
    let reference = reference(&schema_name(of));
    let content: Map<String, Value> = bodies
        .iter()
        .map(|media| ((*media).to_owned(), json!({"schema": reference})))
        .collect();
    operation["requestBody"] = json!({"content": content, "required": true});
    let names: &[&str] = match action {
        "patch" => &["dryRun", "fieldManager", "fieldValidation", "force"],
        _ => &["dryRun", "fieldManager", "fieldValidation"],
    };
    let parameter = |name: &&str| {
        let of = if *name == "force" {
            "boolean"
        } else {
            "string"
        };
        json!({"name": name, "in": "query", "schema": {"type": of, "uniqueItems": true}})
    };
    operation["parameters"] = names.iter().map(parameter).collect();
    operation
}
