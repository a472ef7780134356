//! Starting a program.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::orders::Orders;
use super::wire::Launch;
use crate::sandbox::node;

/// Where a program's streams lead.
pub(super) struct Streams {
    stdin: Stdio,
    stdout: Stdio,
    stderr: Stdio,
    /// Whether it is put into a process group of its own. On a terminal it makes a session of its
    /// own, and must be in no such group for that.
    group: bool,
}

impl Streams {
    /// There is nothing to read, and its output comes in pipes.
    pub(super) fn piped() -> Self {
        Self::reading(Stdio::null())
    }

    /// It reads this, and its output comes in pipes.
    pub(super) fn reading(stdin: impl Into<Stdio>) -> Self {
        Self {
            stdin: stdin.into(),
            stdout: Stdio::piped(),
            stderr: Stdio::piped(),
            group: true,
        }
    }

    /// A terminal is all it has.
    pub(super) fn terminal(terminal: OwnedFd) -> io::Result<Self> {
        Ok(Self {
            stdin: terminal.try_clone()?.into(),
            stdout: terminal.try_clone()?.into(),
            stderr: terminal.into(),
            group: false,
        })
    }

    /// Files that come with an order.
    pub(super) fn given<S: AsFd>(which: node::Streams, orders: &mut Orders<S>) -> io::Result<Self> {
        if which.tty {
            return Self::terminal(orders.file()?);
        }
        let mut one = |given: bool| {
            if given {
                orders.file().map(Stdio::from)
            } else {
                Ok(Stdio::null())
            }
        };
        Ok(Self {
            stdin: one(which.stdin)?,
            stdout: one(which.stdout)?,
            stderr: one(which.stderr)?,
            group: true,
        })
    }
}

/// Starts it.
pub(super) fn spawn(launch: &Launch, streams: Streams) -> io::Result<Child> {
    let (program, arguments) = launch
        .argv
        .split_first()
        .ok_or_else(|| io::Error::other("no command"))?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(launch.env.iter().map(|(name, value)| (name, value)))
        .current_dir(&launch.cwd)
        .stdin(streams.stdin)
        .stdout(streams.stdout)
        .stderr(streams.stderr);
    if streams.group {
        command.process_group(0);
    }
    let refused = |error| refused(Path::new(program), &launch.cwd, &error);
    command.spawn().map_err(refused)
}

/// The system says why, but not of what: it may be the folder, the program, or the interpreter that
/// a script's first line names.
fn refused(program: &Path, cwd: &Path, error: &io::Error) -> io::Error {
    let words = if !cwd.is_dir() {
        format!("chdir to {}: {error}", cwd.display())
    } else if error.kind() == io::ErrorKind::NotFound && program.exists() {
        let program = program.display();
        format!("exec {program}: its interpreter is not there: {error}")
    } else {
        format!("exec {}: {error}", program.display())
    };
    io::Error::new(error.kind(), words)
}
