//! A daprd of our own, a program by itself: Dapr's HTTP API beside one app, as far as learning
//! and tests need it. It knows nothing of the sandbox but its Kubernetes API.
//!
//! | module | what it owns |
//! |---|---|
//! | `options` | pure: daprd's arguments and environment |
//! | `go` | pure: what a Go program writes otherwise than a Rust one: JSON, paths, quotes |
//! | `log` | lines as daprd writes them |
//! | `problem`, `answer` | pure: errors and answers as Dapr's API gives them |
//! | `metrics` | counters and histograms under Dapr's names |
//! | `trace` | pure: `traceparent` |
//! | `cluster` | what is asked of the Kubernetes API |
//! | `host` | pure: names of Services → the ports that really listen |
//! | `component` | pure: a Component with its secrets → settings |
//! | `connection` | one connection that comes back |
//! | `state` | state stores |
//! | `pubsub` | brokers, events, subscriptions, delivery |
//! | `load`, `loaded` | components: their coming and going; those that are here |
//! | `app` | calls to the app |
//! | `resiliency` | timeouts, retries and circuit breakers around calls |
//! | `invoke` | calls to other apps, through their sidecars |
//! | `api` | HTTP: routes, handlers, logging |
//! | `probe` | whether the app listens and is well |
//! | `zipkin` | spans → a collector |
//! | `shared` | all that the parts share |
//! | `differences` | what a real daprd does otherwise, in one list |
//! | `serve` | listeners |
//! | `run` | all of it, from the first line to the last |

mod answer;
mod api;
mod app;
mod cluster;
mod component;
mod connection;
mod differences;
mod go;
mod host;
mod invoke;
mod load;
mod loaded;
mod log;
mod metrics;
mod options;
mod probe;
mod problem;
mod pubsub;
mod resiliency;
mod run;
mod serve;
mod shared;
mod state;
mod trace;
mod zipkin;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod resiliency_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod zipkin_tests;

pub use differences::DIFFERENCES;
pub use run::run;
