//! Health and metrics.

use super::super::answer::{Answer, Handled, bare, empty, sentence, set, typed};
use super::super::problem::Problem;
use super::super::shared::Sidecar;
use super::call::Call;
use super::route::{Route, route};

/// `GET /v1.0/healthz`.
pub(super) fn healthz(sidecar: &Sidecar, call: &Call) -> Handled {
    if !sidecar.is_ready() {
        return Err(Problem::new(
            500,
            "ERR_HEALTH_NOT_READY",
            "dapr is not ready: [runtime]",
        ));
    }
    match call.field("appid") {
        Some(other) if other != sidecar.options.app_id => Err(Problem::new(
            500,
            "ERR_HEALTH_APPID_NOT_MATCH",
            "dapr app-id does not match",
        )),
        _ => Ok(empty()),
    }
}

/// `GET /v1.0/healthz/outbound`.
pub(super) fn outbound(sidecar: &Sidecar) -> Handled {
    if sidecar.is_outbound() {
        return Ok(empty());
    }
    Err(Problem::new(
        500,
        "ERR_OUTBOUND_HEALTH_NOT_READY",
        "dapr outbound is not ready",
    ))
}

/// Any path of the metrics' port.
pub(super) fn metrics(sidecar: &Sidecar) -> Answer {
    typed(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        sidecar.metrics.render(),
    )
}

/// What the public door has not: 405 for what it has by `GET`.
pub(super) fn not_public(call: &Call) -> Answer {
    let by_get = route(&http::Method::GET, &call.raw_path);
    if matches!(by_get, Route::Healthz | Route::Outbound | Route::Metadata) {
        let mut answer = bare(405);
        set(&mut answer, "allow", "GET");
        return answer;
    }
    sentence(404, "404 page not found")
}
