//! A request, whole.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use http::request::Parts;
use http::{HeaderMap, Method};
use hyper::body::Bytes;
use serde_json::Value;

use super::super::go;
use super::super::trace::{Span, Tracing};

/// What a body that is too long is refused with.
pub(super) const TOO_LARGE: &str = "stream too large";

/// A request with its body.
pub(super) struct Call {
    pub method: Method,
    /// As it came, `%` and all.
    pub raw_path: String,
    /// With the escapes undone.
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    /// None for one that is too long.
    pub body: Option<Bytes>,
    pub span: Span,
    /// Who asks.
    pub peer: Option<SocketAddr>,
}

impl Call {
    pub(super) fn new(parts: Parts, body: Option<Bytes>, tracing: Tracing) -> Self {
        let raw_path = parts.uri.path().to_owned();
        Self {
            method: parts.method,
            path: go::unescape(&raw_path, false).unwrap_or_else(|| raw_path.clone()),
            raw_path,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            span: Span::of(&parts.headers, tracing),
            peer: parts.extensions.get().copied(),
            headers: parts.headers,
            body,
        }
    }

    /// Path and query, as they came.
    pub(super) fn url(&self) -> String {
        let query = if self.query.is_empty() { "" } else { "?" };
        format!("{}{query}{}", self.raw_path, self.query)
    }

    /// The body.
    pub(super) fn bytes(&self) -> Result<Bytes, String> {
        self.body.clone().ok_or_else(|| TOO_LARGE.to_owned())
    }

    /// The body as JSON, or why it is none.
    pub(super) fn json(&self) -> Result<Value, String> {
        go::decode(&self.bytes()?)
    }

    /// A header that is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of a field of the query.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        let mut fields = go::query(&self.query).into_iter();
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value)
    }

    /// `?metadata.NAME=VALUE`.
    pub(super) fn metadata(&self) -> BTreeMap<String, String> {
        let mut metadata = BTreeMap::new();
        for (name, value) in go::query(&self.query) {
            if let Some(name) = name.strip_prefix("metadata.") {
                metadata.entry(name.to_owned()).or_insert(value);
            }
        }
        metadata
    }
}
