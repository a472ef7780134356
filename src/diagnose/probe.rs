//! Probes that fail, and readiness gates.

use serde_json::Value;

use super::context::{Context, PodSpot, Spot};
use super::finding::{Found, Place, Weight};
use super::words::{after, chain};
use crate::health::{Doing, condition};

/// Seconds in which a container that has just been started may fail its probes.
const START: i64 = 30;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    let probes = context.unready().filter_map(|spot| judge(context, &spot));
    let gates = context.pods().filter_map(|spot| gate(&spot));
    probes.chain(gates).collect()
}

/// Probes in the order of their importance to a container that isn't ready.
const PROBES: [(&str, &str, &str); 3] = [
    ("Startup", "startupProbe", "startup-probe-fails"),
    ("Liveness", "livenessProbe", "liveness-probe-fails"),
    ("Readiness", "readinessProbe", "readiness-probe-fails"),
];

fn judge(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let Doing::Running { since } = spot.container.doing() else {
        return None;
    };
    let events = spot.events();
    let current = |kind: &str| {
        let mut told = events
            .iter()
            .rev()
            .filter(|told| told.reason == "Unhealthy" && told.last >= since);
        let sign = format!("{kind} probe failed");
        told.find(|told| told.message.starts_with(&sign)).copied()
    };
    let (kind, key, id, told) = PROBES
        .iter()
        .find_map(|(kind, key, id)| current(kind).map(|told| (kind, key, id, told)))?;
    let probe = &spot.container.spec[key];
    let message = format!(
        "{} probe fails: {}",
        kind.to_lowercase(),
        words(probe, told.message)
    );
    let found = failing(&spot.place(), id, message, context.age(since) < START);
    Some(found.weight(Weight::Symptom))
}

fn failing(place: &Place, id: &'static str, message: String, young: bool) -> Found {
    if young {
        place.warning(id, message)
    } else {
        place.error(id, message)
    }
}

/// `GET /ready on port 9000: connection refused`.
fn words(probe: &Value, message: &str) -> String {
    let answer = message
        .split_once(" probe failed: ")
        .map_or(message, |(_, answer)| answer);
    let answer = match answer.split_once("failed with statuscode: ") {
        Some((_, status)) => format!("status {status}"),
        None if answer.contains("\": ") || answer.starts_with("dial tcp") => {
            after(answer, ": ").to_owned()
        }
        None => chain(answer),
    };
    match asks(probe) {
        Some(asks) => format!("{asks}: {answer}"),
        None => answer,
    }
}

fn asks(probe: &Value) -> Option<String> {
    let port = |of: &Value| {
        of["port"]
            .as_str()
            .map_or_else(|| of["port"].to_string(), str::to_owned)
    };
    if let Some(get) = probe.get("httpGet") {
        return Some(format!(
            "GET {} on port {}",
            get["path"].as_str().unwrap_or("/"),
            port(get)
        ));
    }
    if let Some(socket) = probe.get("tcpSocket") {
        return Some(format!("port {}", port(socket)));
    }
    probe
        .get("grpc")
        .map(|grpc| format!("gRPC on port {}", port(grpc)))
}

/// Every container is ready, and something outside the pod has yet to agree.
fn gate(spot: &PodSpot<'_, '_>) -> Option<Found> {
    let ready = condition(spot.pod.object, "Ready")?;
    (ready.reason == "ReadinessGatesNotReady").then(|| {
        let gates = spot.pod.object.items("/spec/readinessGates").iter();
        let names: Vec<_> = gates
            .filter_map(|gate| gate["conditionType"].as_str())
            .collect();
        let message = format!("waits for readiness gate {}", names.join(", "));
        spot.place().error("readiness-gate", message)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::words;

    #[test]
    fn probes_in_words() {
        let get = json!({"httpGet": {"path": "/healthz", "port": "http"}});
        let rows = [
            (
                &get,
                "Liveness probe failed: HTTP probe failed with statuscode: 503",
                "GET /healthz on port http: status 503",
            ),
            (
                &get,
                "Readiness probe failed: Get \"http://10.0.0.1:8080/healthz\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
                "GET /healthz on port http: context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            ),
            (
                &json!({"tcpSocket": {"port": 6379}}),
                "Readiness probe failed: dial tcp 10.0.0.1:6379: connect: connection refused",
                "port 6379: connection refused",
            ),
            (
                &json!({"exec": {}}),
                "Readiness probe failed: LOADING Redis is loading",
                "LOADING Redis is loading",
            ),
            (
                &json!({"grpc": {"port": 50051}}),
                "Startup probe failed: timeout: failed to connect service",
                "gRPC on port 50051: timeout: failed to connect service",
            ),
        ];
        for (probe, message, expected) in rows {
            assert_eq!(words(probe, message), expected);
        }
    }
}
