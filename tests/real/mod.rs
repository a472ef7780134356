//! The program against a real cluster: the one that `DAPRK_TEST_KUBECONFIG` names.
//!
//! These tests are ignored unless asked for, and run one after another:
//!
//! ```text
//! DAPRK_TEST_KUBECONFIG=… cargo test --test daprk real:: -- --ignored --test-threads=1
//! ```
//!
//! They need `kubectl` on the PATH, and remove **any** Dapr from that cluster: give them one to
//! play with, such as kind's. Those that compare with helm need `helm` on the PATH and
//! `DAPRK_TEST_CHART`, the folder of Dapr's chart. A test that lacks a peer says so on standard
//! error, with its name, and counts as passed; `cargo test -- --nocapture` shows it.

mod access;
mod answers;
mod both;
mod cluster;
mod dapr_cli;
mod deploy;
mod dev;
mod drift;
mod equality;
pub(crate) mod faults;
mod graph;
mod helm;
mod idempotent;
mod kill;
mod listing;
mod peers;
mod pending;
mod session;
mod together;
mod tutorials;
mod waiting;
mod webhook;
