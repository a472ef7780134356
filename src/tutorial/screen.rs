//! Runs commands on a terminal of their own, whose screen somebody reads: what they write is shown
//! a screen at a time, and they look as they do at that person's own terminal.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Child;
use tokio_util::sync::CancellationToken;

use super::shell::{Done, Shell, cannot_run, reads_lines};
use crate::error::{Error, Result};
use crate::event::Reporter;
use crate::pty::{Size, Terminal, hush};

/// What a command left running may still write is waited for no longer.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// Between two looks what was typed to a command.
const BETWEEN_KEYS: Duration = Duration::from_millis(15);
/// Between two looks how large the person's terminal is.
const GLANCE: Duration = Duration::from_millis(200);
/// Bytes that are read at once.
const CHUNK: usize = 4096;

/// Whose a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Nobody types to it, but where it asks.
    Tutorial,
    /// The learner's own: it has the keyboard until it ends.
    Person,
}

impl Shell {
    /// Runs a command to its end, before somebody who reads if there is one.
    ///
    /// # Errors
    /// As those of [`Self::run`]; the person's terminal is gone.
    pub async fn show(
        &self,
        line: &str,
        by: By,
        reporter: &dyn Reporter,
        cancel: &CancellationToken,
    ) -> Result<Done> {
        let Some((width, height)) = reporter.screen() else {
            return self.run(line, cancel).await;
        };
        let opened = self.open(line, by, Size { width, height });
        let (child, terminal, screen) = opened.map_err(|error| cannot_run(line, &error))?;
        let status = tokio::select! {
            status = shown(child, screen, reporter) => status?,
            () = cancel.cancelled() => return Err(Error::interrupted()),
            () = follow(&terminal, reporter) => None,
            error = typed(&terminal, reporter), if by == By::Person => return Err(error),
        };
        if cancel.is_cancelled() {
            return Err(Error::interrupted());
        }
        Ok(Done {
            status,
            output: String::new(),
        })
    }

    fn open(
        &self,
        line: &str,
        by: By,
        size: Size,
    ) -> io::Result<(Child, Terminal, impl AsyncRead + Unpin)> {
        let (terminal, theirs) = Terminal::open()?;
        terminal.resize(size);
        let screen = terminal.screen()?;
        // The command's side is theirs alone once they run: it tells when nobody writes any more.
        let mut command = match by {
            By::Tutorial => self.command(line),
            By::Person => self.command_on_terminal(line),
        };
        if by == By::Person {
            if !reads_lines(line) {
                hush(&theirs)?;
            }
            command.stdin(theirs.try_clone()?);
        }
        command.stdout(theirs.try_clone()?).stderr(theirs);
        Ok((command.spawn()?, terminal, screen))
    }
}

/// Passes on what the person types, until that fails.
async fn typed(terminal: &Terminal, reporter: &dyn Reporter) -> Error {
    match pass_on(terminal, reporter).await {
        Ok(()) => std::future::pending().await,
        Err(error) => error,
    }
}

async fn pass_on(terminal: &Terminal, reporter: &dyn Reporter) -> Result<()> {
    let mut typing = reporter.typing()?;
    let Ok(mut keyboard) = terminal.keyboard() else {
        return Ok(());
    };
    loop {
        // The command may have ended, and read no more.
        if keyboard.write_all(&typing.typed()?).await.is_err() {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_KEYS).await;
    }
}

/// Keeps a command's terminal as large as the person's own.
async fn follow(terminal: &Terminal, reporter: &dyn Reporter) {
    loop {
        tokio::time::sleep(GLANCE).await;
        if let Some((width, height)) = reporter.screen() {
            terminal.resize(Size { width, height });
        }
    }
}

/// Shows what is written until the command ends; its exit status.
async fn shown(
    mut child: Child,
    mut screen: impl AsyncRead + Unpin,
    reporter: &dyn Reporter,
) -> Result<Option<i32>> {
    let mut bytes = vec![0; CHUNK];
    let mut ended = None;
    loop {
        let read = tokio::select! {
            biased;
            read = screen.read(&mut bytes) => read,
            status = child.wait(), if ended.is_none() => {
                ended = status.ok();
                continue;
            }
            () = tokio::time::sleep(LAST_WORDS), if ended.is_some() => break,
        };
        match read {
            Ok(0) | Err(_) => break,
            Ok(count) => reporter.written(&bytes[..count])?,
        }
    }
    if ended.is_none() {
        // It closed its terminal, and goes on.
        ended = child.wait().await.ok();
    }
    Ok(ended.and_then(|status| status.code()))
}
