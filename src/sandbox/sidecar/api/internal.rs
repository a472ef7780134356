//! Calls of apps, from the callee's side: another sidecar asks for our app.

use http::{HeaderMap, HeaderValue};

use super::super::answer::{Answer, full, set};
use super::super::app::{Outgoing, end_to_end};
use super::super::invoke::{CALLEE, CALLER, REFUSED};
use super::super::shared::Sidecar;
use super::super::trace::{TRACEPARENT, Tracing};
use super::call::Call;
use super::invoke::pass_on;

/// Passes a call on to the app.
pub(super) async fn call_local(sidecar: &Sidecar, call: Call) -> Answer {
    let caller = text(&call.headers, CALLER);
    let meant = text(&call.headers, CALLEE);
    // A port that belonged to another pod before: its callers have to look again.
    if meant != sidecar.options.app_id {
        return refuse(
            "Unavailable",
            &format!(
                "this is the sidecar of {}, not of {meant}",
                sidecar.options.app_id
            ),
        );
    }
    let Some(app) = &sidecar.app else {
        return refuse("Internal", "app channel is not initialized");
    };
    if !sidecar.is_healthy() {
        return refuse(
            "Internal",
            "error invoking app channel: rpc error: code = Internal desc = app is not in a healthy state",
        );
    }
    let metrics = &sidecar.metrics;
    metrics.count(
        "dapr_runtime_service_invocation_req_recv_total",
        &[("src_app_id", &caller)],
    );
    let answer = match outgoing(sidecar, call) {
        Some(outgoing) => match app.call(outgoing, metrics).await {
            Ok(response) => pass_on(response).await,
            Err(reason) => Err(reason),
        },
        None => Err(super::call::TOO_LARGE.to_owned()),
    };
    let status = answer
        .as_ref()
        .map_or(0, |answer| answer.status().as_u16())
        .to_string();
    metrics.count(
        "dapr_runtime_service_invocation_res_sent_total",
        &[("dst_app_id", &caller), ("status", &status)],
    );
    answer.unwrap_or_else(|reason| {
        refuse("Internal", &format!("error invoking app channel: {reason}"))
    })
}

fn outgoing(sidecar: &Sidecar, call: Call) -> Option<Outgoing> {
    let mut headers = end_to_end(&call.headers);
    // The app's own calls are then steps after this one.
    if let (Tracing::Sampling(_), Ok(parent)) =
        (sidecar.tracing, HeaderValue::from_str(&call.span.header()))
    {
        headers.insert(TRACEPARENT, parent);
    }
    let query = if call.query.is_empty() {
        String::new()
    } else {
        format!("?{}", call.query)
    };
    let target = format!("{}{query}", call.raw_path.trim_start_matches('/'));
    Some(Outgoing {
        method: call.method,
        target,
        headers,
        body: call.body?,
    })
}

fn text(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

fn refuse(code: &str, words: &str) -> Answer {
    let mut answer = Answer::new(full(words.to_owned()));
    set(&mut answer, REFUSED, code);
    answer
}
