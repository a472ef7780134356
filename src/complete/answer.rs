//! A shell's question, answered.

use std::ffi::OsString;
use std::sync::Arc;

use clap::Command;
use clap_complete::CompleteEnv;

use super::candidates::attach;
use super::lookup::Lookup;
use super::script::{NAME, VARIABLE};
use super::words::typed;
use crate::settings::{Common, ProcessEnv, sandbox_home};

/// Prints candidates, if that is what the process was started for; call it before anything else
/// is printed. `args` are the process's arguments, `command` its whole command line.
///
/// Returns whether it was: then there is nothing more to do.
///
/// # Errors
/// The shell isn't one that clap knows.
pub fn answer(
    args: &[OsString],
    command: &dyn Fn() -> Command,
    lookup: &Arc<dyn Lookup>,
) -> clap::error::Result<bool> {
    if std::env::var_os(VARIABLE).is_none_or(|shell| shell.is_empty()) {
        return Ok(false);
    }
    // A message on the terminal, the shell's about a process that was aborted too, would end up in the line that is
    // being typed.
    std::panic::set_hook(Box::new(|_| std::process::exit(0)));
    let words: Vec<String> = args
        .iter()
        .map(|arg| arg.to_string_lossy().into_owned())
        .skip_while(|arg| arg != "--")
        .skip(1)
        .collect();
    let common = Arc::new(Common {
        sandbox: sandbox_home(&ProcessEnv),
        ..typed(&words)
    });
    CompleteEnv::with_factory(|| attach(command(), lookup, &common))
        .var(VARIABLE)
        .bin(NAME)
        .try_complete(args, std::env::current_dir().ok().as_deref())
}
