//! Errors of Dapr's API: a status, a code, a sentence and, for some, details.

use serde_json::{Value, json};

use super::go;

/// An error as the API tells it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Problem {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
    pub details: Vec<Value>,
}

impl Problem {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// The body.
    pub(super) fn body(&self) -> String {
        let mut body = json!({"errorCode": self.code, "message": self.message});
        if !self.details.is_empty() {
            body["details"] = self.details.clone().into();
        }
        go::json(&body)
    }

    pub(super) fn info(mut self, reason: &str, metadata: &Value) -> Self {
        self.details.push(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "domain": "dapr.io",
            "metadata": metadata,
            "reason": reason,
        }));
        self
    }

    fn resource(mut self, kind: &str, name: &str, description: &str) -> Self {
        self.details.push(json!({
            "@type": "type.googleapis.com/google.rpc.ResourceInfo",
            "description": description,
            "owner": "",
            "resource_name": name,
            "resource_type": kind,
        }));
        self
    }

    /// `{"errorCode":"ERR_MALFORMED_REQUEST","message":"failed deserializing HTTP body: …"}`.
    pub(super) fn malformed(reason: &str) -> Self {
        Self::new(
            400,
            "ERR_MALFORMED_REQUEST",
            format!("failed deserializing HTTP body: {reason}"),
        )
    }

    /// No state store is loaded at all.
    pub(super) fn state_not_configured(store: &str, app_id: &str) -> Self {
        let message = format!("state store {store} is not configured");
        Self::new(500, "ERR_STATE_STORE_NOT_CONFIGURED", message)
            .info("DAPR_STATE_NOT_CONFIGURED", &json!({"appID": app_id}))
    }

    /// Others are loaded, this one is not.
    pub(super) fn state_not_found(store: &str, app_id: &str) -> Self {
        let message = format!("state store {store} is not found");
        Self::new(400, "ERR_STATE_STORE_NOT_FOUND", message)
            .info("DAPR_STATE_NOT_FOUND", &json!({"appID": app_id}))
    }

    /// A key that holds `||`.
    pub(super) fn illegal_key(store: &str, key: &str) -> Self {
        let inner = format!("input key/keyPrefix '{key}' can't contain '||'");
        let message = format!("api error: code = InvalidArgument desc = {inner}");
        let mut problem = Self::new(400, "ERR_MALFORMED_REQUEST", message.clone());
        problem.details.push(json!({
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "field_violations": [{"field": key, "description": message}],
        }));
        problem
            .resource("state", store, "")
            .info("DAPR_STATE_ILLEGAL_KEY", &Value::Null)
    }

    /// The query API without `RediSearch`.
    pub(super) fn state_query_unsupported(store: &str) -> Self {
        Self::new(
            500,
            "ERR_STATE_STORE_NOT_SUPPORTED",
            "state store does not support querying",
        )
        .resource("state", store, "")
        .info("DAPR_STATE_QUERYING_NOT_SUPPORTED", &Value::Null)
    }

    /// An error of a store, with the status it leads to.
    pub(super) fn state(status: u16, code: &'static str, message: String) -> Self {
        Self::new(status, code, message)
    }

    /// No such broker is loaded.
    pub(super) fn pubsub_not_found(name: &str, metadata: &Value) -> Self {
        Self::new(
            404,
            "ERR_PUBSUB_NOT_FOUND",
            format!("pubsub {name} is not found"),
        )
        .info("DAPR_PUBSUB_NOT_FOUND", metadata)
    }

    /// A broker's problem with a topic: publishing, forbidden, bad events.
    pub(super) fn pubsub(
        status: u16,
        codes: (&'static str, &str),
        name: &str,
        message: &str,
        metadata: &Value,
    ) -> Self {
        let problem = Self::new(status, codes.0, message);
        problem
            .resource("pubsub", name, message)
            .info(codes.1, metadata)
    }

    /// An app could not be called.
    pub(super) fn invoke(status: u16, app: &str, reason: &str) -> Self {
        Self::new(
            status,
            "ERR_DIRECT_INVOKE",
            format!("failed to invoke, id: {app}, err: {reason}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Problem;

    #[test]
    fn bodies_are_daprs() {
        let rows = [
            (
                Problem::malformed("EOF"),
                r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"failed deserializing HTTP body: EOF"}"#,
            ),
            (
                Problem::state_not_found("s", "node"),
                r#"{"errorCode":"ERR_STATE_STORE_NOT_FOUND","message":"state store s is not found","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":"node"},"reason":"DAPR_STATE_NOT_FOUND"}]}"#,
            ),
        ];
        for (problem, body) in rows {
            assert_eq!(problem.body(), body);
        }
        let forbidden = Problem::pubsub(403, ("A", "B"), "p", "m", &json!({"topic": "t"}));
        assert_eq!(forbidden.details.len(), 2);
        assert_eq!(forbidden.details[0]["resource_type"], "pubsub");
    }
}
