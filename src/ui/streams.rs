//! The three standard streams and what is known about them.

use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::line::Line;
use super::theme::Theme;

/// Width of text where nobody says how wide the screen is.
const DEFAULT_WIDTH: usize = 80;
/// Text wider than this is hard to read.
const MAX_WIDTH: usize = 100;

/// Columns and lines of the terminal behind standard error, if there is one.
pub(super) type Size = Arc<dyn Fn() -> Option<(usize, usize)> + Send + Sync>;

/// Standard output and standard error.
pub(super) struct Streams {
    pub(super) out: Mutex<Box<dyn Write + Send>>,
    pub(super) err: Mutex<Box<dyn Write + Send>>,
    pub(super) stdin_tty: bool,
    pub(super) stdout_tty: bool,
    pub(super) stderr_tty: bool,
    pub(super) size: Size,
}

impl Streams {
    /// The streams of this process.
    pub(super) fn of_process() -> Self {
        Self {
            out: Mutex::new(Box::new(io::stdout())),
            err: Mutex::new(Box::new(io::stderr())),
            stdin_tty: io::stdin().is_terminal(),
            stdout_tty: io::stdout().is_terminal(),
            stderr_tty: io::stderr().is_terminal(),
            size: Arc::new(|| {
                let (lines, columns) = console::Term::stderr().size_checked()?;
                Some((columns.into(), lines.into()))
            }),
        }
    }

    /// Writes data.
    pub(super) fn data(&self, data: &[u8]) -> io::Result<()> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(data)?;
        out.flush()
    }

    /// Tells lines on standard error. When nobody listens any more, that is no reason to stop.
    pub(super) fn tell(&self, lines: &[Line], theme: Theme) {
        if lines.is_empty() {
            return;
        }
        let text: String = lines.iter().map(|line| line.paint(theme) + "\n").collect();
        self.tell_text(&text);
    }

    /// Tells text that is ready for standard error.
    pub(super) fn tell_text(&self, text: &str) {
        let mut err = self.err.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }

    /// Columns of the screen that standard output is on, if it is on one.
    pub(super) fn room(&self) -> Option<usize> {
        let size = (self.size)().filter(|_| self.stdout_tty);
        size.map(|(columns, _)| columns)
    }

    /// Width for text that wraps.
    pub(super) fn text_width(&self) -> usize {
        (self.size)().map_or(DEFAULT_WIDTH, |(columns, _)| columns.min(MAX_WIDTH))
    }
}
