//! What the annotations of a Dapr app mean, in words.

/// What an annotation with this value says; none if it is not one of Dapr's that an app sets.
pub(super) fn annotation(key: &str, value: &str) -> Option<String> {
    let name = key.strip_prefix("dapr.io/")?;
    let (_, words) = WORDS.iter().find(|(known, _)| *known == name)?;
    Some(words.replace("{}", value))
}

/// By name, what it says; `{}` stands for the value.
const WORDS: [(&str, &str); 40] = [
    ("enabled", "the injector adds a sidecar: {}"),
    ("app-id", "others call it {}"),
    ("app-port", "the sidecar calls it on port {}"),
    ("app-protocol", "the sidecar speaks {} with it"),
    ("app-channel-address", "the sidecar finds it at {}"),
    ("app-max-concurrency", "at most {} calls at a time"),
    (
        "app-token-secret",
        "the sidecar shows it the token in Secret {}",
    ),
    (
        "api-token-secret",
        "it must show the sidecar the token in Secret {}",
    ),
    ("app-ssl", "the sidecar speaks TLS with it: {}"),
    ("config", "the sidecar reads Configuration {}"),
    ("log-level", "the sidecar logs from level {} on"),
    ("log-as-json", "the sidecar logs as JSON: {}"),
    (
        "enable-api-logging",
        "the sidecar logs each call of its API: {}",
    ),
    ("enable-metrics", "the sidecar counts: {}"),
    ("metrics-port", "the sidecar's metrics are on port {}"),
    ("enable-profiling", "the sidecar can be profiled: {}"),
    ("enable-debug", "the sidecar waits for a debugger: {}"),
    (
        "enable-app-health-check",
        "the sidecar asks whether it is well: {}",
    ),
    ("app-health-check-path", "the sidecar asks that at {}"),
    (
        "app-health-probe-interval",
        "the sidecar asks that every {} s",
    ),
    (
        "app-health-probe-timeout",
        "the sidecar waits {} ms for the answer",
    ),
    (
        "app-health-threshold",
        "after {} wrong answers it gets no calls",
    ),
    ("http-port", "the sidecar's HTTP API is on port {}"),
    ("grpc-port", "the sidecar's gRPC API is on port {}"),
    (
        "internal-grpc-port",
        "other sidecars reach this one on port {}",
    ),
    ("max-body-size", "bodies are at most {}"),
    ("http-max-request-size", "bodies are at most {} MB"),
    ("read-buffer-size", "headers are at most {}"),
    ("http-read-buffer-size", "headers are at most {} kB"),
    ("graceful-shutdown-seconds", "the sidecar takes {} s to end"),
    (
        "block-shutdown-duration",
        "the sidecar waits {} before it ends",
    ),
    ("sidecar-image", "the sidecar is image {}"),
    ("sidecar-cpu-limit", "the sidecar gets at most {} CPU"),
    (
        "sidecar-memory-limit",
        "the sidecar gets at most {} of memory",
    ),
    ("sidecar-cpu-request", "the sidecar asks for {} CPU"),
    (
        "sidecar-memory-request",
        "the sidecar asks for {} of memory",
    ),
    (
        "sidecar-listen-addresses",
        "the sidecar's API listens at {}",
    ),
    (
        "unix-domain-socket-path",
        "they speak through a socket in {}",
    ),
    ("volume-mounts", "the sidecar reads the volumes {}"),
    ("env", "the sidecar gets the variables {}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_put_in_words() {
        let rows = [
            (
                "dapr.io/app-port",
                "3000",
                Some("the sidecar calls it on port 3000"),
            ),
            (
                "dapr.io/config",
                "a{}b",
                Some("the sidecar reads Configuration a{}b"),
            ),
            ("dapr.io/nobody-knows", "1", None),
            ("kubernetes.io/app-port", "1", None),
        ];
        for (key, value, words) in rows {
            assert_eq!(annotation(key, value).as_deref(), words, "{key}");
        }
    }
}
