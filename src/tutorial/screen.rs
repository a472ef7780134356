//! Runs commands on a terminal of their own, whose screen somebody reads: what they write is shown
//! a screen at a time, and they look as they do at that person's own terminal.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Child;
use tokio_util::sync::CancellationToken;

use super::shell::{Done, Shell, cannot_run};
use crate::error::{Error, Result};
use crate::event::Reporter;
use crate::pty::{Size, Terminal};

/// What a command left running may still write is waited for no longer.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// Bytes that are read at once.
const CHUNK: usize = 4096;

impl Shell {
    /// Runs a command to its end, before somebody who reads if there is one.
    ///
    /// # Errors
    /// As those of [`Self::run`]; the person's terminal is gone.
    pub async fn show(
        &self,
        line: &str,
        reporter: &dyn Reporter,
        cancel: &CancellationToken,
    ) -> Result<Done> {
        let Some((width, height)) = reporter.screen() else {
            return self.run(line, cancel).await;
        };
        let opened = self.open(line, Size { width, height });
        let (child, screen) = opened.map_err(|error| cannot_run(line, &error))?;
        let status = tokio::select! {
            status = shown(child, screen, reporter) => status?,
            () = cancel.cancelled() => return Err(Error::interrupted()),
        };
        if cancel.is_cancelled() {
            return Err(Error::interrupted());
        }
        Ok(Done {
            status,
            output: String::new(),
        })
    }

    fn open(&self, line: &str, size: Size) -> io::Result<(Child, impl AsyncRead + Unpin)> {
        let (terminal, theirs) = Terminal::open()?;
        terminal.resize(size);
        let screen = terminal.screen()?;
        // The command's side is theirs alone once they run: it tells when nobody writes any more.
        let mut command = self.command(line);
        command.stdout(theirs.try_clone()?).stderr(theirs);
        Ok((command.spawn()?, screen))
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
