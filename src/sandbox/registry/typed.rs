//! Types at work: unknown fields, defaults.

use serde_json::Value;

use super::Resource;
use super::options::Validation;
use super::refusals::bad_request;
use crate::sandbox::schema::{self, Shape, Type};
use crate::sandbox::status::Reply;

/// The type of a built-in kind.
pub(super) fn builtin(api_version: &str, kind: &str) -> Type {
    schema::builtin(api_version, kind).unwrap_or_else(|| Type::from(Shape::Any))
}

/// The type that a definition's schema describes.
pub(super) fn structural(schema: &Value) -> Type {
    let _ = schema;
    Type::from(Shape::Any)
}

/// Drops what the type doesn't have; answers what to warn of.
pub(super) fn prune(
    of: &Resource,
    object: &mut Value,
    validation: Validation,
) -> Reply<Vec<String>> {
    let unknown = match validation {
        Validation::Ignore => Vec::new(),
        Validation::Warn | Validation::Strict => schema::unknown_fields(&of.of, object),
    };
    let words: Vec<String> = unknown
        .iter()
        .map(|field| format!("unknown field \"{field}\""))
        .collect();
    if validation == Validation::Strict && !words.is_empty() {
        return Err(bad_request(strict(of, &words.join(", "))));
    }
    schema::drop_unknown(&of.of, object);
    Ok(words)
}

fn strict(of: &Resource, words: &str) -> String {
    let Resource { kind, version, .. } = of;
    let strict = format!("strict decoding error: {words}");
    if of.definition.is_some() {
        return strict;
    }
    format!("{kind} in version \"{version}\" cannot be handled as a {kind}: {strict}")
}

/// Fills in what was left out.
pub(super) fn defaults(of: &Resource, object: &mut Value) {
    schema::defaults(&of.api_version(), &of.kind, object);
}
