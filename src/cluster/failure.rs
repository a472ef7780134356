//! What the API server (or the way to it) refused, told apart as far as anyone has to act on it,
//! and turned into words.

use std::error::Error as StdError;

use kube::core::Status;
use kube::runtime::watcher;

use super::credentials;
use crate::error::{Error, Exit};

/// A field that another manager owns, from a server-side apply conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldConflict {
    /// `kubectl-edit`, `kubectl with subresource scale`.
    pub manager: String,
    /// `.spec.replicas`.
    pub field: String,
}

/// Why a request did not do what it should.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// No such object (404).
    #[error("{0}")]
    NotFound(String),
    /// It exists already (409 `AlreadyExists`).
    #[error("{0}")]
    AlreadyExists(String),
    /// Another field manager owns fields that we want to set (409 with causes).
    #[error("{message}")]
    FieldConflicts {
        /// The server's words.
        message: String,
        /// Which fields, and whose they are.
        conflicts: Vec<FieldConflict>,
    },
    /// The object changed in between (409).
    #[error("{0}")]
    Changed(String),
    /// The object is not valid (422, and 400 for what cannot be decoded).
    #[error("{0}")]
    Invalid(String),
    /// No right to do so (403).
    #[error("{0}")]
    Forbidden(String),
    /// A quota, a policy or a webhook said no.
    #[error("{0}")]
    Denied(String),
    /// The namespace is being deleted: nothing new may be made in it (403).
    #[error("{0}")]
    Terminating(String),
    /// Who we are is not known (401), or the credentials could not be had.
    #[error("{0}")]
    Unauthorized(String),
    /// The list or watch begins too far back (410).
    #[error("{0}")]
    Expired(String),
    /// The server can't be reached, or the connection broke.
    #[error("{0}")]
    Unreachable(String),
    /// Any other answer.
    #[error("{message}")]
    Other {
        /// HTTP status.
        code: u16,
        /// The server's words.
        message: String,
    },
}

impl Refusal {
    /// Whether the answer was «there is no such object».
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound(_))
    }

    /// One word for the debug log.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not-found",
            Self::AlreadyExists(_) => "already-exists",
            Self::FieldConflicts { .. } | Self::Changed(_) => "conflict",
            Self::Invalid(_) => "invalid",
            Self::Forbidden(_) => "forbidden",
            Self::Denied(_) => "denied",
            Self::Terminating(_) => "terminating",
            Self::Unauthorized(_) => "unauthorized",
            Self::Expired(_) => "expired",
            Self::Unreachable(_) => "unreachable",
            Self::Other { .. } => "refused",
        }
    }

    /// Whether trying again may help: the server was busy, starting, or away for a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Other { code, .. } => matches!(code, 429 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// Without the values that the server quotes, for answers about Secrets.
    #[must_use]
    pub(super) fn without_values(mut self) -> Self {
        const QUOTES: [&str; 2] = ["got ", "Invalid value:"];
        let message = self.message();
        if let Some(end) = QUOTES.iter().filter_map(|quote| message.find(quote)).min() {
            message.truncate(end);
            message.truncate(message.trim_end_matches([' ', ',', ':']).len());
            message.push_str(" (the value is not shown)");
        }
        self
    }

    fn message(&mut self) -> &mut String {
        match self {
            Self::NotFound(message)
            | Self::AlreadyExists(message)
            | Self::FieldConflicts { message, .. }
            | Self::Changed(message)
            | Self::Invalid(message)
            | Self::Forbidden(message)
            | Self::Denied(message)
            | Self::Terminating(message)
            | Self::Unauthorized(message)
            | Self::Expired(message)
            | Self::Unreachable(message)
            | Self::Other { message, .. } => message,
        }
    }

    /// In words for a person; `doing` says what was tried: `apply Deployment cart in shop`.
    pub fn explain(self, doing: &str) -> Error {
        let says = self.to_string();
        match self {
            Self::NotFound(_) => {
                Error::failed("not-found", format!("cannot {doing}: not found")).says(says)
            }
            Self::AlreadyExists(_) => {
                Error::failed("already-exists", format!("cannot {doing}: it exists")).says(says)
            }
            Self::FieldConflicts { conflicts, .. } => conflict_error(doing, &conflicts),
            Self::Changed(_) => Error::failed(
                "conflict",
                format!("cannot {doing}: it was changed at the same time"),
            )
            .says(says)
            .hint("run the command again"),
            Self::Invalid(_) => Error::failed(
                "invalid-object",
                format!("cannot {doing}: the cluster finds it invalid"),
            )
            .says(says),
            Self::Forbidden(_) => Error::new(
                Exit::Unreachable,
                "forbidden",
                format!("no right to {doing}"),
            )
            .says(says)
            .hint("ask for the right, or use a context that has it (--context)"),
            Self::Denied(_) => Error::failed(
                "denied",
                format!("cannot {doing}: a policy of the cluster denies it"),
            )
            .says(says),
            Self::Terminating(_) => Error::failed(
                "namespace-terminating",
                format!("cannot {doing}: its namespace is being deleted"),
            )
            .says(says)
            .hint("wait until the namespace is gone, then run the command again"),
            Self::Unauthorized(_) => Error::new(
                Exit::Unreachable,
                "unauthorized",
                "the cluster does not accept these credentials",
            )
            .says(says)
            .hint("log in again, or use another context (--context)"),
            Self::Expired(_) => Error::failed(
                "expired",
                format!("cannot {doing}: the cluster's history is too short"),
            )
            .says(says),
            Self::Unreachable(_) => Error::new(
                Exit::Unreachable,
                "cluster-unreachable",
                "the cluster cannot be reached",
            )
            .says(says)
            .hint("is it running, and is this the right context? (`kubectl config get-contexts`)"),
            Self::Other { message, .. } if !unknown_fields(&message).is_empty() => {
                unknown_field_error(doing, &unknown_fields(&message))
            }
            Self::Other { code, .. } => Error::failed(
                "refused",
                format!("cannot {doing}: the cluster answered {code}"),
            )
            .says(says),
        }
    }
}

/// The fields of an object that its kind does not have: server-side apply answers with a 500 for
/// them, in many words.
fn unknown_fields(message: &str) -> Vec<&str> {
    const TYPED: &str = "failed to create typed patch object";
    const UNKNOWN: &str = ": field not declared in schema";
    let lines = message.lines().filter(|_| message.starts_with(TYPED));
    let fields = lines.filter_map(|line| line.trim().strip_suffix(UNKNOWN));
    fields
        .map(|field| field.rsplit("): ").next().unwrap_or(field))
        .collect()
}

fn unknown_field_error(doing: &str, fields: &[&str]) -> Error {
    const SHOWN: usize = 3;
    let mut shown: Vec<_> = fields.iter().take(SHOWN).copied().collect();
    let more = format!("and {} more", fields.len().saturating_sub(SHOWN));
    if fields.len() > SHOWN {
        shown.push(&more);
    }
    let message = format!("cannot {doing}: its kind has no such field");
    Error::failed("unknown-field", message)
        .says(shown.join(", "))
        .hint("look at how they are spelled, and below what they stand")
}

fn conflict_error(doing: &str, conflicts: &[FieldConflict]) -> Error {
    const SHOWN: usize = 2;
    let mut lines: Vec<_> = conflicts
        .iter()
        .take(SHOWN)
        .map(|conflict| format!("{} is set by {}", conflict.field, conflict.manager))
        .collect();
    if conflicts.len() > SHOWN {
        lines.push(format!("and {} more", conflicts.len() - SHOWN));
    }
    Error::failed(
        "field-conflict",
        format!("cannot {doing}: another manager owns fields of it"),
    )
    .says(lines.join("; "))
    .hint(format!(
        "{} sets them back; or give them here, too (--set, -f)",
        edit(doing)
    ))
}

/// What opens the object that something was done to: `apply Deployment cart in shop`.
fn edit(doing: &str) -> String {
    match *doing.split(' ').collect::<Vec<_>>() {
        [_, kind, name] => format!("`kubectl edit {} {name}`", kind.to_lowercase()),
        [_, kind, name, "in", place] => {
            format!("`kubectl edit {} {name} -n {place}`", kind.to_lowercase())
        }
        _ => "`kubectl edit`".to_owned(),
    }
}

impl From<kube::Error> for Refusal {
    fn from(error: kube::Error) -> Self {
        match error {
            kube::Error::Api(status) => answered(&status),
            kube::Error::Auth(_) => Self::Unauthorized(chain(&error)),
            kube::Error::SerdeError(_) | kube::Error::FromUtf8(_) => Self::Other {
                code: 200,
                message: format!("not an answer of a Kubernetes API: {}", chain(&error)),
            },
            _ => broken(&error),
        }
    }
}

impl From<watcher::Error> for Refusal {
    fn from(error: watcher::Error) -> Self {
        match error {
            watcher::Error::InitialListFailed(error)
            | watcher::Error::WatchStartFailed(error)
            | watcher::Error::WatchFailed(error) => error.into(),
            watcher::Error::WatchError(status) => answered(&status),
            watcher::Error::NoResourceVersion => Self::Other {
                code: 200,
                message: chain(&error),
            },
        }
    }
}

/// The way to the server failed; credential plug-ins fail inside it, too.
fn broken(error: &kube::Error) -> Refusal {
    let mut source: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(inner) = source {
        if let Some(kube::Error::Auth(_)) = inner.downcast_ref::<kube::Error>() {
            return Refusal::Unauthorized(chain(inner));
        }
        source = inner.source();
    }
    Refusal::Unreachable(chain(error))
}

/// What an answer that is no success means.
pub(super) fn answered(status: &Status) -> Refusal {
    let message = status.message.clone();
    match status.code {
        // A webhook chooses the status of its no.
        _ if message.contains("admission webhook") => Refusal::Denied(message),
        401 => Refusal::Unauthorized(message),
        403 if is_terminating(status) => Refusal::Terminating(message),
        403 if is_about_rights(&message) => Refusal::Forbidden(message),
        403 => Refusal::Denied(message),
        404 => Refusal::NotFound(message),
        409 if status.reason == "AlreadyExists" => Refusal::AlreadyExists(message),
        409 => conflict(status),
        410 => Refusal::Expired(message),
        400 | 422 => Refusal::Invalid(message),
        code => Refusal::Other { code, message },
    }
}

/// The authorizer says who cannot do what, and RBAC who would grant more than they have. Every other
/// 403 comes from admission: quotas, limits, Pod Security, policies.
fn is_about_rights(message: &str) -> bool {
    let cannot = message
        .split_once("forbidden: User \"")
        .is_some_and(|(_, rest)| rest.contains("\" cannot "));
    cannot || message.contains("attempting to grant RBAC permissions")
}

fn is_terminating(status: &Status) -> bool {
    let details = status.details.as_ref();
    details.is_some_and(|details| {
        let mut causes = details.causes.iter();
        causes.any(|cause| cause.reason == "NamespaceTerminating")
    })
}

fn conflict(status: &Status) -> Refusal {
    let causes = status
        .details
        .as_ref()
        .map_or(&[][..], |details| &details.causes);
    let conflicts: Vec<_> = causes
        .iter()
        .filter(|cause| cause.reason == "FieldManagerConflict")
        .map(|cause| FieldConflict {
            manager: cause
                .message
                .trim_start_matches("conflict with ")
                .split(" using ")
                .next()
                .unwrap_or_default()
                .replace('"', ""),
            field: cause.field.clone(),
        })
        .collect();
    if conflicts.is_empty() {
        Refusal::Changed(status.message.clone())
    } else {
        Refusal::FieldConflicts {
            message: status.message.clone(),
            conflicts,
        }
    }
}

/// The messages of an error and its sources, each said once, the outer wrappers left out.
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut source = Some(error);
    while let Some(inner) = source {
        if let Some(safe) = credentials::told(inner) {
            return safe;
        }
        let text = inner.to_string();
        // A wrapper that repeats its source says nothing new.
        parts.retain(|outer| !outer.contains(&text));
        if !parts.iter().any(|outer| outer == &text) {
            parts.push(text);
        }
        source = inner.source();
    }
    parts.retain(|part| part != "client error (Connect)" && part != "tcp connect error");
    parts.join(": ")
}

#[cfg(test)]
mod tests;
