//! Pipes between the sandbox and a process.

use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;

use futures::future::BoxFuture;
use tokio::net::unix::pipe;

use crate::sandbox::node::Stdin;

/// What a process writes.
pub(crate) type FromProcess = pipe::Receiver;

/// What a process reads: a pipe, or a terminal.
pub(crate) struct ToProcess(pub(super) pipe::Sender);

/// A pipe to read from here, and the process's end.
pub(crate) fn from_process() -> io::Result<(FromProcess, OwnedFd)> {
    let (theirs, ours) = pipe::pipe()?;
    Ok((ours, theirs.into_blocking_fd()?))
}

/// A pipe to write to here, and the process's end.
pub(crate) fn to_process() -> io::Result<(ToProcess, OwnedFd)> {
    let (ours, theirs) = pipe::pipe()?;
    Ok((ToProcess(ours), theirs.into_blocking_fd()?))
}

impl Stdin for ToProcess {
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(self.share(bytes))
    }
}

impl ToProcess {
    /// As [`Stdin::write`], for several at a time.
    pub(crate) async fn share(&self, mut bytes: &[u8]) -> io::Result<()> {
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
