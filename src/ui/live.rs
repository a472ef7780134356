//! The picture that is redrawn in place on standard error.
//!
//! The cursor is never hidden, so that there is nothing to restore however the process ends.

use std::fmt::Write as _;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle, TermLike};

/// How often it is redrawn, so that the spinner moves and a resize is seen.
const REDRAW: Duration = Duration::from_millis(100);

/// A picture on a terminal.
pub(super) struct Live {
    bar: ProgressBar,
    /// Whether it is being redrawn; each start costs a thread.
    moving: AtomicBool,
}

impl Live {
    /// Draws on `term` what `picture` returns: lines that fit the terminal.
    pub(super) fn new(
        term: impl TermLike + 'static,
        picture: impl Fn() -> String + Clone + Send + Sync + 'static,
    ) -> Self {
        let draw = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = out.write_str(&picture());
        };
        let style = ProgressStyle::with_template("{picture}")
            .expect("the template is a single placeholder")
            .with_key("picture", draw);
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(Screen::new(term)), 20);
        let bar = ProgressBar::with_draw_target(None, target);
        Self {
            bar: bar.with_style(style),
            moving: AtomicBool::new(false),
        }
    }

    /// Draws again and again while there is something to show.
    pub(super) fn run_while(&self, busy: bool) {
        if self.bar.is_finished() || self.moving.swap(busy, Ordering::Relaxed) == busy {
            return;
        }
        if busy {
            self.bar.enable_steady_tick(REDRAW);
        } else {
            self.bar.disable_steady_tick();
            self.bar.force_draw();
        }
    }

    /// Takes the picture away, does something else with the terminal, draws it again below.
    pub(super) fn aside<R>(&self, what: impl FnOnce() -> R) -> R {
        self.bar.suspend(what)
    }

    /// Takes the picture away for good.
    pub(super) fn end(&self) {
        self.bar.disable_steady_tick();
        self.bar.finish_and_clear();
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.end();
    }
}

/// Where in a line the drawing is.
#[derive(Clone, Copy, Debug)]
enum At {
    /// Nothing was written since the cursor moved.
    Fresh,
    /// A line's text was written; its filler comes next.
    Text,
    /// A line is complete.
    End,
}

/// A terminal on which lines end with a line break.
///
/// indicatif fills each line with blanks up to the last column and lets the terminal wrap. When
/// the window is widened, a terminal that reflows joins such lines, and the next redraw, which
/// goes up as many lines as it drew, would wipe lines that are not its own.
#[derive(Debug)]
struct Screen<T> {
    term: T,
    at: Mutex<At>,
}

impl<T: TermLike> Screen<T> {
    fn new(term: T) -> Self {
        let at = Mutex::new(At::Fresh);
        Self { term, at }
    }

    fn swap(&self, next: At) -> At {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut at, next)
    }
}

impl<T: TermLike> TermLike for Screen<T> {
    fn width(&self) -> u16 {
        self.term.width()
    }

    fn height(&self) -> u16 {
        self.term.height()
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.swap(At::Fresh);
        self.term.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.swap(At::Fresh);
        self.term.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.term.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.term.move_cursor_left(n)
    }

    fn write_line(&self, s: &str) -> io::Result<()> {
        self.swap(At::Fresh);
        self.term.write_line(s)
    }

    /// indicatif writes in turn the text of a line and the blanks that fill it.
    fn write_str(&self, s: &str) -> io::Result<()> {
        match self.swap(At::Text) {
            At::Fresh => self.term.write_str(s),
            At::Text => {
                self.swap(At::End);
                Ok(())
            }
            At::End => {
                let mut line = String::from("\r\n");
                let _ = line.write_str(s);
                self.term.write_str(&line)
            }
        }
    }

    fn clear_line(&self) -> io::Result<()> {
        self.swap(At::Fresh);
        self.term.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.swap(At::Fresh);
        self.term.flush()
    }
}

#[cfg(test)]
mod tests;
