//! daprk sets up, shows and teaches Dapr on Kubernetes.
//!
//! # The map
//!
//! | module | what it owns |
//! |---|---|
//! | [`cli`] | clap types only, one file a command; the help text |
//! | [`settings`] | what was typed + environment → plain values; nothing below sees clap |
//! | [`complete`] | candidates for shell completion |
//! | [`commands`] | one file a verb: settings in, [`event::Outcome`] out; composes the engines |
//! | [`ui`] | the only writer to the terminal; implements [`event::Reporter`] |
//! | [`dashboard`] | the live picture as a page on this machine |
//! | [`tutorial`] | tutorials: read, gone through, checked against the cluster |
//! | [`graph`] | the picture: what there is, what it has to do with each other, how that is known |
//! | [`check`] | collects a snapshot of a cluster, and has it diagnosed |
//! | [`install`] | the one sequence that changes a cluster |
//! | [`target`] | which cluster a command talks to |
//! | [`release`] | the inventory: Helm v3 release records |
//! | [`apps`] | Dapr applications that run: their pods, their sidecars' API |
//! | [`render`] | values and templates → manifests |
//! | [`cluster`] | the Kubernetes client: connect, apply, watch, delete, logs |
//! | [`sandbox`] | a Kubernetes on this machine: API, store, controllers, pods as processes |
//! | [`diagnose`] | pure: a snapshot of the cluster → the wait tree and findings |
//! | [`health`] | pure: an object → its health with the reason |
//! | [`dapr`] | what Dapr is: services, annotations, sidecar arguments |
//! | [`manifest`] | Kubernetes objects as data: YAML, identity, order, diff |
//! | [`pty`] | a terminal that a program runs in |
//! | [`event`] | what engines tell, and what commands return |
//! | [`error`] | the error type and the exit statuses |
//!
//! # Who may call whom
//!
//! Downwards only; modules of one tier do not call each other. A test reads this line:
//!
//! `lib > commands, complete > dashboard > tutorial > graph > check > install > target > release, render > apps > cluster, sandbox > diagnose > health > dapr > manifest, pty > event > error`
//!
//! `settings` is read by `commands` and `complete`, `cli` by `settings` and `lib` alone, and `ui` sees only `event` and
//! `error`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod apps;
pub mod check;
pub mod cli;
pub mod cluster;
pub mod commands;
pub mod complete;
pub mod dapr;
pub mod dashboard;
pub mod diagnose;
pub mod error;
pub mod event;
pub mod graph;
pub mod health;
pub mod install;
mod lookup;
pub mod manifest;
pub mod pty;
pub mod release;
pub mod render;
mod retype;
mod run;
pub mod sandbox;
pub mod settings;
pub mod target;
pub mod tutorial;
pub mod ui;

pub use run::run;
