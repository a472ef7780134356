//! The lines that teach a shell to ask daprk.

use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use crate::settings::Shell;

/// The variable by which a shell says that it wants candidates, and in which form.
pub const VARIABLE: &str = "DAPRK_COMPLETE";

/// The name that is completed.
pub(super) const NAME: &str = "daprk";

/// The script for `shell`. `program` is what it runs to get candidates: `daprk`, or a path.
///
/// # Errors
/// None that this can cause: it writes to memory.
pub fn script(shell: Shell, program: &str) -> std::io::Result<String> {
    let mut script = Vec::new();
    completer(shell).write_registration(VARIABLE, NAME, NAME, program, &mut script)?;
    Ok(String::from_utf8_lossy(&script).into_owned())
}

fn completer(shell: Shell) -> &'static dyn EnvCompleter {
    match shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        Shell::Elvish => &Elvish,
    }
}
