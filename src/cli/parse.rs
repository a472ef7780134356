//! From what was typed to a [`Cli`].

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{CommandFactory as _, FromArgMatches as _};

use super::{Cli, booleans, dapr, help};
use crate::error::Error;

/// What the binary is called as a plugin of kubectl.
pub const PLUGIN: &str = "kubectl-daprk";

/// Why there is no [`Cli`].
#[derive(Debug)]
pub enum Refused {
    /// clap's own: a wrong line (exit 2), or the text of `--help` and `--version` (exit 0).
    /// It prints itself.
    Clap(Box<clap::Error>),
    /// Something of the dapr CLI's that daprk doesn't have.
    Known(Box<Error>),
}

/// The whole command line, for parsing, help and completion. `name` is what a person types to run
/// it: `daprk` or `kubectl daprk`.
pub fn command(name: &str) -> clap::Command {
    let values = |command: clap::Command| command.mut_arg("values", |arg| arg.short('f'));
    let root = Cli::command()
        .mut_subcommand("init", values)
        .mut_subcommand("upgrade", values);
    help::complete(root, name)
}

/// Reads a command line; the first of `args` is the program's own name.
///
/// # Errors
/// [`Refused`]
pub fn parse<I, T>(args: I) -> Result<Cli, Refused>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString>,
{
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let mut command = command(name(args.first().map(OsString::as_os_str)));
    let args = booleans::plain(args, &command);
    command
        .try_get_matches_from_mut(&args)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| refused(error, &command, &args))
}

/// kubectl runs `kubectl-daprk` for `kubectl daprk`.
fn name(program: Option<&OsStr>) -> &'static str {
    let stem = program.and_then(|program| Path::new(program).file_stem());
    if stem.is_some_and(|stem| stem == PLUGIN) {
        "kubectl daprk"
    } else {
        "daprk"
    }
}

fn refused(error: clap::Error, command: &clap::Command, args: &[OsString]) -> Refused {
    let typed = args
        .iter()
        .skip(1)
        .filter_map(|arg| arg.to_str())
        .find(|arg| command.find_subcommand(arg).is_some());
    match dapr::known(&error, typed) {
        Some(known) => Refused::Known(Box::new(known)),
        None => Refused::Clap(Box::new(error.with_cmd(command))),
    }
}
