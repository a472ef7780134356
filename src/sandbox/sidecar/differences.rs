//! What the built-in sidecar does otherwise than a real daprd, in one list.

/// One line each; everything else that `conformance` asks is answered the same.
pub const DIFFERENCES: &[&str] = &[
    "components: state.redis (no TLS, cluster or Sentinel), state.in-memory, pubsub.redis (the same), pubsub.in-memory, secretstores.kubernetes; others fail to load, with these names in the message",
    "no gRPC API: its port answers Unimplemented",
    "no actors, workflows, jobs, bindings, configuration stores, locks, cryptography or conversation: answers as of a daprd without them",
    "no HTTPEndpoint, access control, middleware or secret scopes",
    "Resiliency: not for actors, nor for what comes in from a component; a breaker's trip compares counts (consecutiveFailures > 5, joined by && and ||); changed policies are taken up without a restart",
    "traces go to Zipkin by http, not to OpenTelemetry or the log; no spans of events that come in, or of the single events of a bulk",
    "sidecars call each other by HTTP on the internal port: a built-in sidecar and a real daprd cannot call one another",
    "calls of apps are held whole, up to the body limit, before they are passed on; only answers of type text/event-stream are streamed",
    "rules of subscriptions: event.FIELD == \"TEXT\", !=, && and || only; bulkSubscribe delivers one by one",
    "Redis' own words about a script that refused carry another SHA1, as the script is another",
    "«no such host» names no DNS server; a self-call with a body that is too long never reaches the app",
    "/v1.0/metadata: extended.daprkBuiltIn is \"true\"; enabledFeatures has HotReload alone",
    "all ports listen on loopback",
];
