//! Refusals that the HTTP side makes by itself, in a real API server's words.

use serde_json::{Value, json};

use crate::sandbox::status::Status;

/// A request that cannot be understood.
pub(super) fn bad_request(message: impl Into<String>) -> Status {
    Status::new(400, "BadRequest", message)
}

/// No credentials, or none that are known here.
pub(super) fn unauthorized() -> Status {
    Status::new(401, "Unauthorized", "Unauthorized")
}

/// Somebody who must not talk to the sandbox at all.
pub(super) fn forbidden(message: impl Into<String>) -> Status {
    Status::new(403, "Forbidden", message)
}

/// A verb that the path does not take.
pub(super) fn method_not_allowed() -> Status {
    let message = "the server does not allow this method on the requested resource";
    Status::new(405, "MethodNotAllowed", message).details(json!({}))
}

/// Nothing is served there.
pub(super) fn no_such_resource() -> Status {
    let message = "the server could not find the requested resource";
    Status::new(404, "NotFound", message).details(json!({}))
}

/// An object cannot be named so.
pub(super) fn bad_name(name: &str) -> Status {
    bad_request(format!(
        "Name parameter invalid: {name:?}: may not be '{name}'"
    ))
}

/// None of the media types that the client accepts is known.
pub(super) fn none_acceptable(list: bool) -> Status {
    let more = if list {
        ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"
    } else {
        ""
    };
    let message = format!(
        "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, \
         application/vnd.kubernetes.protobuf{more}"
    );
    Status::new(406, "NotAcceptable", message).details(json!({}))
}

/// A form that an object (or a list) does not have.
pub(super) fn wrong_form(message: impl Into<String>) -> Status {
    Status::new(406, "NotAcceptable", message)
}

/// A patch of a media type that is no patch.
pub(super) fn no_patch() -> Status {
    let message = "415: Unsupported Media Type";
    Status::new(415, "UnsupportedMediaType", message).details(json!({}))
}

/// None of the forms that the client accepts can be made.
pub(super) fn not_acceptable(accepted: &[&str]) -> Status {
    let accepted = accepted.join(", ");
    let message = format!("only the following media types are accepted: {accepted}");
    Status::new(406, "NotAcceptable", message)
}

/// A body larger than is read.
pub(super) fn too_large(limit: usize) -> Status {
    let message = format!("Request entity too large: limit is {limit}");
    Status::new(413, "RequestEntityTooLarge", message)
}

/// A body of a media type that is not read here.
pub(super) fn unsupported(accepted: &[&str]) -> Status {
    let accepted = accepted.join(", ");
    let message = format!(
        "the body of the request was in an unknown format - accepted media types include: {accepted}"
    );
    Status::new(415, "UnsupportedMediaType", message)
}

/// A client that does not send what it began.
pub(super) fn too_slow() -> Status {
    let message = "Timeout: request did not complete within the allotted timeout";
    Status::new(504, "Timeout", message)
}

/// A revision that is no longer remembered.
pub(super) fn expired(message: impl Into<String>) -> Status {
    Status::new(410, "Expired", message)
}

/// Something that cannot be reached for a while.
pub(super) fn unavailable(message: impl Into<String>) -> Status {
    Status::new(503, "ServiceUnavailable", message)
}

/// Something of a real API server that the sandbox does not have.
pub(super) fn not_implemented(message: impl Into<String>) -> Status {
    Status::new(501, "NotImplemented", message)
}

/// What is wrong with one parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) field: &'static str,
    pub(super) reason: &'static str,
    pub(super) message: String,
}

impl Wrong {
    pub(super) fn forbidden(field: &'static str, why: &str) -> Self {
        Self {
            field,
            reason: "FieldValueForbidden",
            message: format!("Forbidden: {why}"),
        }
    }

    pub(super) fn required(field: &'static str, why: &str) -> Self {
        Self {
            field,
            reason: "FieldValueRequired",
            message: format!("Required value: {why}"),
        }
    }

    /// `value` as Go prints it.
    pub(super) fn invalid(field: &'static str, value: &str, why: &str) -> Self {
        Self {
            field,
            reason: "FieldValueInvalid",
            message: format!("Invalid value: {value}: {why}"),
        }
    }

    /// `value` as Go prints it.
    pub(super) fn not_supported(field: &'static str, value: &str, supported: &[&str]) -> Self {
        let supported: Vec<_> = supported.iter().map(|one| format!("{one:?}")).collect();
        let supported = supported.join(", ");
        Self {
            field,
            reason: "FieldValueNotSupported",
            message: format!("Unsupported value: {value}: supported values: {supported}"),
        }
    }

    fn sentence(&self) -> String {
        format!("{}: {}", self.field, self.message)
    }
}

/// Parameters of a request that are wrong: `ListOptions`, `CreateOptions`, …
pub(super) fn invalid_options(kind: &str, wrong: &[Wrong]) -> Status {
    invalid("meta.k8s.io", kind, wrong)
}

/// A request object that is wrong.
pub(super) fn invalid(group: &str, kind: &str, wrong: &[Wrong]) -> Status {
    let sentences: Vec<_> = wrong.iter().map(Wrong::sentence).collect();
    let said = match sentences.as_slice() {
        [one] => one.clone(),
        more => format!("[{}]", more.join(", ")),
    };
    let cause =
        |one: &Wrong| json!({"reason": one.reason, "message": one.message, "field": one.field});
    let causes: Vec<Value> = wrong.iter().map(cause).collect();
    let details = json!({"group": group, "kind": kind, "causes": causes});
    let message = format!("{kind}.{group} \"\" is invalid: {said}");
    Status::new(422, "Invalid", message).details(details)
}
