//! What is wrong with a field.

use serde_json::{Value, json};

/// A cause of a refusal: `spec.type: Required value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `spec.ports[0].name`; empty for the whole object.
    pub field: String,
    /// `FieldValueRequired`, …
    pub reason: &'static str,
    /// All but the field.
    pub message: String,
}

impl FieldError {
    fn new(field: &str, reason: &'static str, message: String) -> Self {
        Self {
            field: field.to_owned(),
            reason,
            message,
        }
    }

    /// It has to be there.
    pub fn required(field: &str) -> Self {
        Self::new(field, "FieldValueRequired", "Required value".into())
    }

    /// It must not be so; `detail` says why.
    pub fn invalid(field: &str, value: &Value, detail: &str) -> Self {
        let message = format!("Invalid value: {value}: {detail}");
        Self::new(field, "FieldValueInvalid", message)
    }

    /// It is none of those that it may be.
    pub fn unsupported(field: &str, value: &Value, allowed: &[Value]) -> Self {
        let allowed: Vec<String> = allowed
            .iter()
            .map(|value| match value.as_str() {
                Some(text) => format!("{text:?}"),
                None => format!("{:?}", value.to_string()),
            })
            .collect();
        let allowed = allowed.join(", ");
        let message = format!("Unsupported value: {value}: supported values: {allowed}");
        Self::new(field, "FieldValueNotSupported", message)
    }

    /// It is there already.
    pub fn duplicate(field: &str, value: &Value) -> Self {
        Self::new(
            field,
            "FieldValueDuplicate",
            format!("Duplicate value: {value}"),
        )
    }

    /// It is longer than so many bytes.
    pub fn too_long(field: &str, most: u64) -> Self {
        let unit = if most == 1 { "byte" } else { "bytes" };
        let message = format!("Too long: may not be more than {most} {unit}");
        Self::new(field, "FieldValueTooLong", message)
    }

    /// It has more than so many items.
    pub fn too_many(field: &str, size: u64, most: u64) -> Self {
        let items = if most == 1 { "item" } else { "items" };
        let message = format!("Too many: {size}: must have at most {most} {items}");
        Self::new(field, "FieldValueTooMany", message)
    }

    pub(super) fn wrong_type(field: &str, wanted: &str, got: &str) -> Self {
        let detail = format!("{field} in body must be of type {wanted}: {got:?}");
        let message = format!("Invalid value: {got:?}: {detail}");
        Self::new(field, "FieldValueTypeInvalid", message)
    }

    /// As an element of `details.causes`.
    pub fn cause(&self) -> Value {
        json!({"reason": self.reason, "message": self.message, "field": self.shown_field()})
    }

    fn shown_field(&self) -> &str {
        if self.field.is_empty() {
            "<nil>"
        } else {
            &self.field
        }
    }
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.shown_field(), self.message)
    }
}
