//! The process between the sandbox and a pod: it starts the pod's containers, writes their logs, and
//! ends all of them when the sandbox is gone. Plain threads, no async: it has to be small, as there
//! is one for each pod.

mod children;
mod commands;
mod descendants;
mod log_file;
mod orders;
mod output;
mod program;
mod run;
mod serve;
mod taps;
mod terminal;
mod wire;

pub(super) use descendants::{MARK, MARK_OF_COMMAND, sweep};
pub(super) use log_file::{LogFile, full_files};
pub(super) use wire::{Input, Launch, Order, Signal, Told};

pub use serve::supervise;
pub use terminal::terminal;
