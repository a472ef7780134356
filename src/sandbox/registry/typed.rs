//! Types at work: what decoding takes away or refuses, and what is set where nothing is said.

use serde_json::Value;

use super::Resource;
use super::options::Validation;
use super::refusals::bad_request;
use crate::sandbox::schema::{self, Shape, Type};
use crate::sandbox::status::Status;

/// The type of a built-in kind.
pub(super) fn builtin(api_version: &str, kind: &str) -> Type {
    schema::builtin(api_version, kind).unwrap_or_else(|| Type::from(Shape::Any))
}

/// The type that a definition's schema describes.
pub(super) fn structural(schema: &Value) -> Type {
    schema::structural(schema).unwrap_or_else(|_| Type::from(Shape::Any))
}

/// Takes away what the type doesn't have; answers what to warn of.
///
/// # Errors
/// The object cannot be of the type, or may not have what it has; in words.
pub(super) fn decode(
    of: &Resource,
    object: &mut Value,
    validation: Validation,
) -> Result<Vec<String>, String> {
    if let Some(words) = schema::type_error(&of.of, object) {
        return Err(words);
    }
    let unknown = match validation {
        Validation::Ignore => Vec::new(),
        Validation::Warn | Validation::Strict => schema::unknown_fields(&of.of, object),
    };
    let words = unknown
        .iter()
        .map(|field| format!("unknown field \"{field}\""));
    let words: Vec<String> = words.collect();
    if validation == Validation::Strict && !words.is_empty() {
        return Err(format!("strict decoding error: {}", words.join(", ")));
    }
    schema::drop_unknown(&of.of, object);
    Ok(words)
}

/// 400 of a body that cannot be decoded.
pub(super) fn undecodable(of: &Resource, words: &str) -> Status {
    let Resource { kind, version, .. } = of;
    bad_request(format!(
        "{kind} in version \"{version}\" cannot be handled as a {kind}: {words}"
    ))
}

/// Fills in what was left out.
pub(super) fn defaults(of: &Resource, object: &mut Value) {
    match &of.schema {
        Some(schema) => schema::structural_defaults(schema, object),
        None => schema::defaults(&of.api_version(), &of.kind, object),
    }
}
