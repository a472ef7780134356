//! The sandbox's ends of what a process reads and writes.

use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;

use futures::future::BoxFuture;
use tokio::net::unix::pipe;

use crate::pty::Terminal;
use crate::sandbox::node::Stdin;

/// What a process writes.
pub(super) type FromProcess = pipe::Receiver;

/// What a process reads: a pipe, or a terminal.
pub(super) struct ToProcess(pipe::Sender);

/// A pipe to read from here, and the process's end.
pub(super) fn from_process() -> io::Result<(FromProcess, OwnedFd)> {
    let (theirs, ours) = pipe::pipe()?;
    Ok((ours, theirs.into_blocking_fd()?))
}

/// A pipe to write to here, and the process's end.
pub(super) fn to_process() -> io::Result<(ToProcess, OwnedFd)> {
    let (ours, theirs) = pipe::pipe()?;
    Ok((ToProcess(ours), theirs.into_blocking_fd()?))
}

/// The keyboard of a process's terminal.
pub(super) fn keyboard_of(terminal: &Terminal) -> io::Result<ToProcess> {
    terminal.keyboard().map(ToProcess)
}

impl Stdin for ToProcess {
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(self.share(bytes))
    }
}

impl ToProcess {
    /// As [`Stdin::write`], for several at a time.
    pub(super) async fn share(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.0.writable().await?;
            match self.0.try_write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
