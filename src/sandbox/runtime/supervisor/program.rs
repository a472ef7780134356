//! Starting a program.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use super::wire::Launch;

/// Starts it in a process group of its own, with its output in pipes.
pub(super) fn spawn(launch: &Launch) -> io::Result<Child> {
    let (program, arguments) = launch
        .argv
        .split_first()
        .ok_or_else(|| io::Error::other("no command"))?;
    Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(launch.env.iter().map(|(name, value)| (name, value)))
        .current_dir(&launch.cwd)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
}
