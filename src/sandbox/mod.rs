//! A Kubernetes to learn on: an API server, its controllers and a node that runs pods as
//! processes, all in one process on this machine.
//!
//! | module | what it owns |
//! |---|---|
//! | `status` | the API's own errors |
//! | `schema` | pure: what types look like: fields, list keys, defaults; CRDs' too |
//! | `patch` | pure: JSON, merge and strategic merge patches |
//! | `apply` | pure: managed fields and server-side apply |
//! | `protobuf` | pure: bodies of typed clients → JSON |
//! | `table` | pure: objects → kubectl's columns |
//! | `inject` | pure: a pod → the pod with Dapr's sidecar |
//! | `node` | what the API asks of the runtime |
//! | `store` | durable objects with revisions, and what changed since |
//! | `registry` | what the API does with an object: defaults, admission, validation, deletion |
//! | `api` | HTTP over TLS: discovery, verbs, watches, logs, exec, attach, port-forward, proxy |
//! | `events` | what became of objects, for `kubectl describe` |
//! | `controllers` | Deployments to pods, Services to endpoints, what an owner leaves behind |
//! | `runtime` | pods as processes: images to programs, ports, probes, logs |
//! | `sidecar` | a daprd of our own, a program by itself that knows the API alone |
//! | `home` | the folder it lives in |
//! | `daprd` | which sidecar runs: built in, or a real daprd that is found or named |
//! | `serve` | all of it together, until it is told to stop |
//!
//! Calls go down this list's dependencies only:
//! `serve > api, controllers, runtime > events > registry > store, inject, table > apply, patch, protobuf > schema > status`.
//! `sidecar` stands alone; `home` and `daprd` are for `serve` and `runtime`.

pub mod api;
pub mod apply;
pub mod controllers;
pub mod daprd;
pub mod events;
pub mod home;
pub mod inject;
pub mod node;
pub mod patch;
#[cfg(test)]
#[path = "../../tests/programs.rs"]
mod programs;
pub mod protobuf;
pub mod registry;
pub mod runtime;
pub mod schema;
pub mod serve;
pub mod sidecar;
pub mod status;
pub mod store;
pub mod table;
