//! Types at work: what decoding takes away or refuses, and what is set where nothing is said.

use serde_json::Value;

use super::Resource;
use super::options::{Validation, WriteOptions};
use super::refusals::bad_request;
use crate::sandbox::schema::{self, Repeated, Shape, Type};
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
    options: &WriteOptions,
) -> Result<Vec<String>, String> {
    if let Some(words) = schema::type_error(&of.of, object) {
        return Err(words);
    }
    let words = match options.validation {
        Validation::Ignore => Vec::new(),
        Validation::Warn => odd(of, object, options, &warnings),
        Validation::Strict => odd(of, object, options, &faults),
    };
    if options.validation == Validation::Strict && !words.is_empty() {
        return Err(format!("strict decoding error: {}", words.join(", ")));
    }
    schema::drop_unknown(&of.of, object);
    Ok(words)
}

/// What is repeated or unknown, in words.
fn odd(
    of: &Resource,
    object: &Value,
    options: &WriteOptions,
    told: &dyn Fn(&[&Repeated]) -> Vec<String>,
) -> Vec<String> {
    let repeated = options.repeated.iter();
    let repeated: Vec<_> = repeated.filter(|one| one.is_of(&of.of)).collect();
    let unknown = schema::unknown_fields(&of.of, object);
    let unknown = unknown.iter();
    let unknown = unknown.map(|field| format!("unknown field \"{field}\""));
    told(&repeated).into_iter().chain(unknown).collect()
}

fn warnings(repeated: &[&Repeated]) -> Vec<String> {
    repeated.iter().map(ToString::to_string).collect()
}

/// All keys of a YAML text are one fault.
fn faults(repeated: &[&Repeated]) -> Vec<String> {
    let is_key = |one: &&&Repeated| matches!(one, Repeated::Key(..));
    let keys: Vec<_> = repeated.iter().filter(is_key).collect();
    let others = repeated.iter().filter(|one| !is_key(one));
    let lines = keys.iter().map(|key| format!("\n  {key}"));
    let keys =
        (!keys.is_empty()).then(|| format!("yaml: unmarshal errors:{}", lines.collect::<String>()));
    keys.into_iter()
        .chain(others.map(ToString::to_string))
        .collect()
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
