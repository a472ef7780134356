//! Probes of containers.

mod http;
mod task;
mod words;

#[cfg(test)]
pub(crate) use http::ask;
pub(crate) use http::connect;
pub(crate) use task::{Asking, Exec, Found, watch};
pub(crate) use words::Sort;
