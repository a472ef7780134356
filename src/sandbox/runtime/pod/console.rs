//! What a container reads and shows, where its pod says that it does.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use serde_json::Value;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::pty::Terminal;
use crate::sandbox::node::{Ended, Resize, Stdin};
use crate::sandbox::runtime::streams::{ToProcess, keyboard_of, to_process};
use crate::sandbox::runtime::supervisor::Input;

/// The sandbox's end of one run of a container. Dropped, the run is over.
pub(super) struct Console {
    reads: Reads,
    over: CancellationToken,
    _over: DropGuard,
}

enum Reads {
    Nothing,
    Pipe(Pipe),
    Terminal { terminal: Terminal, typed: bool },
}

/// What is sent to a container.
#[derive(Clone)]
struct Pipe {
    end: Arc<Mutex<Option<Arc<ToProcess>>>>,
    /// `stdinOnce`: there is nothing to read any more when the first who sends something leaves.
    once: bool,
}

impl Console {
    /// For a run of a container that is about to start: what it is told to read, and the files that
    /// go with that.
    pub(super) fn open(container: &Value) -> io::Result<(Self, Input, Vec<OwnedFd>)> {
        let says = |key: &str| container[key] == true;
        let (reads, input, files) = if says("tty") {
            let (terminal, program) = Terminal::open()?;
            let files = vec![program, terminal.again()?];
            let typed = says("stdin");
            (Reads::Terminal { terminal, typed }, Input::Terminal, files)
        } else if says("stdin") {
            let (end, program) = to_process()?;
            let end = Arc::new(Mutex::new(Some(Arc::new(end))));
            let once = says("stdinOnce");
            (Reads::Pipe(Pipe { end, once }), Input::Pipe, vec![program])
        } else {
            (Reads::Nothing, Input::Nothing, Vec::new())
        };
        let over = CancellationToken::new();
        let console = Self {
            reads,
            over: over.clone(),
            _over: over.drop_guard(),
        };
        Ok((console, input, files))
    }

    /// A way to what it reads.
    pub(super) fn stdin(&self) -> io::Result<Option<Box<dyn Stdin>>> {
        Ok(match &self.reads {
            Reads::Pipe(pipe) => Some(Box::new(Sender(pipe.clone()))),
            Reads::Terminal { terminal, typed } if *typed => Some(Box::new(keyboard_of(terminal)?)),
            _ => None,
        })
    }

    /// Whether it has a terminal, and then how to tell it its size.
    pub(super) fn resize(&self) -> Option<Resize> {
        let Reads::Terminal { terminal, .. } = &self.reads else {
            return None;
        };
        let terminal = terminal.clone();
        Some(Box::new(move |size| terminal.resize(size)))
    }

    /// Whether somebody who sends no more has no more to hear, as containerd sees it.
    pub(super) fn ends_with_stdin(&self) -> bool {
        match &self.reads {
            Reads::Nothing => false,
            Reads::Pipe(pipe) => !pipe.once,
            Reads::Terminal { typed, .. } => *typed,
        }
    }

    /// The end of the run.
    pub(super) fn over(&self) -> BoxFuture<'static, Ended> {
        let over = self.over.clone().cancelled_owned();
        Box::pin(async move {
            over.await;
            Ended::Code(0)
        })
    }
}

impl Pipe {
    fn end(&self) -> std::sync::MutexGuard<'_, Option<Arc<ToProcess>>> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who sends something.
struct Sender(Pipe);

impl Stdin for Sender {
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>> {
        let end = self.0.end().clone();
        Box::pin(async move {
            let end = end.ok_or(io::ErrorKind::BrokenPipe)?;
            end.share(bytes).await
        })
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        if self.0.once {
            *self.0.end() = None;
        }
    }
}
