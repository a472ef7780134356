//! What the API server says when it refuses.

use serde_json::{Value, json};

use super::Resource;
use crate::sandbox::schema::FieldError;
use crate::sandbox::status::Status;
use crate::sandbox::store::StoreError;

pub(super) fn not_found(of: &Resource, name: &str) -> Status {
    let message = format!("{} \"{name}\" not found", of.full_name());
    Status::new(404, "NotFound", message).details(details(of, name))
}

pub(super) fn exists(of: &Resource, name: &str) -> Status {
    let message = format!("{} \"{name}\" already exists", of.full_name());
    Status::new(409, "AlreadyExists", message).details(details(of, name))
}

pub(super) fn conflict(of: &Resource, name: &str, words: &str) -> Status {
    let full = of.full_name();
    let message = format!("Operation cannot be fulfilled on {full} \"{name}\": {words}");
    Status::new(409, "Conflict", message).details(details(of, name))
}

/// The one that clients answer with reading again.
pub(super) const MODIFIED: &str =
    "the object has been modified; please apply your changes to the latest version and try again";

pub(super) fn modified(of: &Resource, name: &str) -> Status {
    conflict(of, name, MODIFIED)
}

/// Of a deletion that means another state of the object.
pub(super) fn precondition(of: &Resource, name: &str, words: &str) -> Status {
    let mut refusal = conflict(of, name, words);
    let kind = kind_name(of);
    refusal.message = format!("Operation cannot be fulfilled on {kind} \"{name}\": {words}");
    refusal
}

/// `Deployment.apps`, `Pod`
fn kind_name(of: &Resource) -> String {
    if of.group.is_empty() {
        of.kind.clone()
    } else {
        format!("{}.{}", of.kind, of.group)
    }
}

pub(super) fn forbidden(of: &Resource, name: &str, words: &str) -> Status {
    let message = format!("{} \"{name}\" is forbidden: {words}", of.full_name());
    Status::new(403, "Forbidden", message).details(details(of, name))
}

/// Of a new object while its definition goes.
pub(super) fn terminating(of: &Resource) -> Status {
    let message = "create not allowed while custom resource definition is terminating";
    Status::new(405, "MethodNotAllowed", message).details(details(of, ""))
}

pub(super) fn bad_request(words: impl Into<String>) -> Status {
    Status::new(400, "BadRequest", words)
}

pub(super) fn internal(words: impl Into<String>) -> Status {
    Status::new(500, "InternalError", words)
}

pub(super) fn expired(words: impl Into<String>) -> Status {
    Status::new(410, "Expired", words)
}

/// A refusal of the store, told as the API tells it.
pub(super) fn of_store(of: &Resource, name: &str, error: &StoreError) -> Status {
    match error {
        StoreError::Exists => exists(of, name),
        StoreError::Missing => not_found(of, name),
        StoreError::Conflict(_) => modified(of, name),
        StoreError::Disk(_) => internal(format!("Internal error occurred: {error}")),
    }
}

fn details(of: &Resource, name: &str) -> Value {
    let mut details = json!({});
    if !name.is_empty() {
        details["name"] = name.into();
    }
    if !of.group.is_empty() {
        details["group"] = of.group.clone().into();
    }
    details["kind"] = of.plural.clone().into();
    details
}

/// One thing that is wrong with an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wrong {
    field: String,
    reason: &'static str,
    body: String,
}

impl Wrong {
    fn new(field: impl Into<String>, reason: &'static str, body: String) -> Self {
        Self {
            field: field.into(),
            reason,
            body,
        }
    }

    pub(super) fn required(field: impl Into<String>, detail: &str) -> Self {
        Self::new(field, "FieldValueRequired", with("Required value", detail))
    }

    pub(super) fn invalid(field: impl Into<String>, value: &Value, detail: &str) -> Self {
        let body = with(&format!("Invalid value: {}", shown(value)), detail);
        Self::new(field, "FieldValueInvalid", body)
    }

    pub(super) fn duplicate(field: impl Into<String>, value: &Value) -> Self {
        let body = format!("Duplicate value: {}", shown(value));
        Self::new(field, "FieldValueDuplicate", body)
    }

    pub(super) fn unsupported(field: impl Into<String>, value: &Value, known: &[&str]) -> Self {
        let known: Vec<String> = known.iter().map(|word| format!("\"{word}\"")).collect();
        let body = format!(
            "Unsupported value: {}: supported values: {}",
            shown(value),
            known.join(", ")
        );
        Self::new(field, "FieldValueNotSupported", body)
    }

    pub(super) fn forbidden(field: impl Into<String>, detail: &str) -> Self {
        Self::new(field, "FieldValueForbidden", with("Forbidden", detail))
    }

    pub(super) fn too_long(field: impl Into<String>, bytes: usize) -> Self {
        let body = format!("Too long: may not be more than {bytes} bytes");
        Self::new(field, "FieldValueTooLong", body)
    }

    pub(super) fn immutable(field: impl Into<String>, value: &Value) -> Self {
        Self::invalid(field, value, "field is immutable")
    }

    pub(super) fn not_there(field: impl Into<String>, value: &Value) -> Self {
        Self::new(
            field,
            "FieldValueNotFound",
            format!("Not found: {}", shown(value)),
        )
    }

    /// Of a custom resource's schema.
    pub(super) fn of_schema(error: FieldError) -> Self {
        let field = if error.field.is_empty() {
            "<nil>".to_owned()
        } else {
            error.field
        };
        Self::new(field, error.reason, error.message)
    }

    fn message(&self) -> String {
        format!("{}: {}", self.field, self.body)
    }
}

fn with(what: &str, detail: &str) -> String {
    if detail.is_empty() {
        what.to_owned()
    } else {
        format!("{what}: {detail}")
    }
}

fn shown(value: &Value) -> String {
    value.to_string()
}

/// 422 with all that is wrong.
pub(super) fn invalid(of: &Resource, name: &str, wrong: &[Wrong]) -> Status {
    let kind = kind_name(of);
    let mut messages: Vec<String> = Vec::new();
    for message in wrong.iter().map(Wrong::message) {
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    let words = match &*messages {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    };
    let mut told = details(of, name);
    told["kind"] = of.kind.clone().into();
    told["causes"] = wrong.iter().map(cause).collect();
    let message = format!("{kind} \"{name}\" is invalid: {words}");
    Status::new(422, "Invalid", message).details(told)
}

fn cause(wrong: &Wrong) -> Value {
    json!({"reason": wrong.reason, "message": wrong.body, "field": wrong.field})
}

/// 422 of a patch that makes something else than an object of its kind.
pub(super) fn invalid_patch(patch: &str, words: &str) -> Status {
    let wrong = Wrong::invalid("patch", &patch.into(), words);
    let message = format!(" \"\" is invalid: {}", wrong.message());
    Status::new(422, "Invalid", message).details(json!({"causes": [cause(&wrong)]}))
}
