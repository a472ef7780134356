//! Which rules an object has to keep.

use serde_json::Value;

use super::{changes, config, metadata, pods, rules, tables, workloads};
use crate::sandbox::registry::refusals::Wrong;
use crate::sandbox::registry::{Resource, Subresource, identity, storage_name};
use crate::sandbox::schema::validate;

/// What is wrong with a new object.
pub(in crate::sandbox::registry) fn new(of: &Resource, object: &Value) -> Vec<Wrong> {
    let mut wrong = identity::wrong_name(of, object);
    wrong.extend(always(of, object));
    wrong
}

/// What is wrong with another state of an object.
pub(in crate::sandbox::registry) fn changed(
    of: &Resource,
    part: Option<Subresource>,
    live: &Value,
    new: &Value,
) -> Vec<Wrong> {
    let placed = part == Some(Subresource::Other("binding"));
    if placed || part == Some(Subresource::Status) {
        let mut wrong = metadata::wrong(new);
        wrong.extend(schema(of, new));
        return wrong;
    }
    let mut wrong = always(of, new);
    wrong.extend(changes::wrong(of, live, new));
    wrong
}

fn always(of: &Resource, object: &Value) -> Vec<Wrong> {
    let mut wrong = metadata::wrong(object);
    let stored = storage_name(of);
    match &*stored {
        "pods" => pods::wrong(&object["spec"], "spec", &mut wrong),
        "configmaps" => config::map(object, &mut wrong),
        "secrets" => config::secret(object, &mut wrong),
        _ => workloads::wrong(&stored, object, &mut wrong),
    }
    wrong.extend(schema(of, object));
    for (_, table) in tables::TABLES
        .iter()
        .filter(|(resource, _)| *resource == stored)
    {
        rules::run(table, object, "", &mut wrong);
    }
    wrong
}

fn schema(of: &Resource, object: &Value) -> Vec<Wrong> {
    let errors = of.schema.as_ref().map(|schema| validate(schema, object));
    errors.into_iter().flatten().map(Wrong::of_schema).collect()
}
