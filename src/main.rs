//! The `daprk` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(daprk::run(std::env::args_os().collect()))
}
