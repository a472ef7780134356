//! [`Ui`]: the two streams, and the reporter for people, for logs and for programs.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::again::Again;
use super::body::ToYaml;
use super::clock::{Clock, SystemClock};
use super::keyboard::PassedOn;
use super::line::{Line, wrap};
use super::live::Live;
use super::narrator::{Manner, Narrator};
use super::reader::{self, Page, Reader};
use super::streams::Streams;
use super::theme::{ColorChoice, Colors, Env, Theme, Tone, wants_color, wants_unicode};
use super::watch::Bottom;
use super::{body, failure, keyboard, ndjson, prompt, sanitize};
use crate::error::{Error, Result};
use crate::event::{Body, Event, Keys, Lesson, Outcome, Prompt, Question, Reporter, Typing, Watch};

/// How often it is looked whether a heartbeat is due.
const PULSE: Duration = Duration::from_secs(1);

/// What `-o` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Tables and text for people.
    #[default]
    Human,
    /// The same with more columns.
    Wide,
    /// JSON on standard output, and events and errors as JSON lines on standard error: no
    /// colours, no progress, no prompts.
    Json,
    /// YAML.
    Yaml,
    /// `deployment/dapr-operator`, one a line.
    Name,
}

/// What the flags say about input and output.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct UiOptions {
    /// `--color`.
    pub color: ColorChoice,
    /// `-q`: nothing but data, warnings and errors.
    pub quiet: bool,
    /// Number of `-v`: from one on, every object is told, in lines instead of a picture.
    pub verbose: u8,
    /// Off with `--no-progress`: lines instead of a picture.
    pub progress: bool,
    /// Says what to type next.
    pub next: bool,
    /// `--yes`: every question is answered with yes.
    pub assume_yes: bool,
    /// Log lines reach the terminal with the control characters they have.
    pub raw: bool,
    /// `-o`.
    pub format: Format,
    /// Writes a value as one YAML document without `---`.
    pub to_yaml: ToYaml,
}

/// The only writer to the terminal.
pub struct Ui {
    shared: Arc<Shared>,
    /// Ends the heartbeat's thread when dropped.
    pulse: OnceLock<Sender<()>>,
}

struct Shared {
    options: UiOptions,
    streams: Streams,
    clock: Arc<dyn Clock>,
    colors: Colors,
    theme: Theme,
    /// Held while something is said, so that two threads do not talk at once.
    turn: Mutex<()>,
    narrator: Arc<Mutex<Narrator>>,
    live: Option<Live>,
    reader: Reader,
    again: Mutex<Again>,
}

/// What surrounds a [`Ui`]; tests bring their own.
struct Surroundings {
    streams: Streams,
    clock: Arc<dyn Clock>,
    env: fn(&str) -> Option<String>,
}

impl Ui {
    /// Decides about colours, glyphs and progress, once for the whole run.
    pub fn new(options: UiOptions) -> Self {
        let ui = Self::within(
            options,
            Surroundings {
                streams: Streams::of_process(),
                clock: Arc::new(SystemClock),
                env: |name| std::env::var(name).ok(),
            },
        );
        ui.colors().push();
        keyboard::restore_at_panic();
        ui
    }

    fn within(options: UiOptions, around: Surroundings) -> Self {
        let Surroundings {
            streams,
            clock,
            env,
        } = around;
        let json = options.format == Format::Json;
        let colored = |tty| !json && wants_color(options.color, &env, tty);
        let colors = Colors {
            stdout: colored(streams.stdout_tty),
            stderr: colored(streams.stderr_tty),
        };
        let theme = Theme::new(colors.stderr, wants_unicode(&env));
        let live = wants_picture(&options, streams.stderr_tty, &env);
        let manner = Manner {
            quiet: options.quiet,
            verbose: options.verbose > 0,
            live,
            theme,
        };
        let narrator = Arc::new(Mutex::new(Narrator::new(manner, clock.now())));
        let live = live.then(|| picture(&narrator, &clock, &streams, theme));
        Self {
            shared: Arc::new(Shared {
                options,
                streams,
                clock,
                colors,
                theme,
                turn: Mutex::new(()),
                narrator,
                live,
                reader: Reader::default(),
                again: Mutex::default(),
            }),
            pulse: OnceLock::new(),
        }
    }

    /// Prints what a command came back with: the body on standard output, remarks on standard
    /// error.
    ///
    /// # Errors
    /// When standard output cannot be written. [`io::ErrorKind::BrokenPipe`] means that the reader
    /// has seen enough; the caller takes it for success.
    pub fn print(&self, outcome: &Outcome) -> io::Result<()> {
        self.clear();
        let shared = &self.shared;
        let text = shared.text(outcome);
        // A terminal acts on what a file only holds.
        let text = if shared.streams.stdout_tty {
            sanitize::block(&text)
        } else {
            text.into()
        };
        shared.streams.data(text.as_bytes())?;
        if let Body::Table(table) = &outcome.body
            && table.rows.is_empty()
        {
            shared.remark(&table.empty);
        }
        for remark in &outcome.remarks {
            shared.remark(remark);
        }
        Ok(())
    }

    /// Tells an error: the last thing on standard error.
    pub fn fail(&self, error: &Error) {
        self.clear();
        let shared = &self.shared;
        let _turn = shared.turn();
        if shared.options.format == Format::Json {
            let line = ndjson::error(error, &shared.clock.timestamp());
            return shared.streams.tell_text(&(line + "\n"));
        }
        let width = shared.streams.text_width();
        let mut lines = shared.narrator().stopped(shared.clock.now(), width);
        lines.extend(failure::lines(error, width, shared.streams.stderr_tty));
        shared.streams.tell(&lines, shared.theme);
    }

    /// Takes the picture off the terminal for good, and leaves the terminal as it was found, as
    /// Ctrl-C has to before the process ends.
    pub fn clear(&self) {
        keyboard::restore();
        if let Some(live) = &self.shared.live {
            live.end();
        }
    }

    /// Which streams get colours; for clap and for the debug log.
    pub fn colors(&self) -> Colors {
        self.shared.colors
    }

    /// Starts the heartbeat of logs, unless there is a picture or nothing to tell.
    fn start_pulse(&self) {
        let options = &self.shared.options;
        if self.shared.live.is_some() || options.quiet || options.format == Format::Json {
            return;
        }
        self.pulse.get_or_init(|| {
            let (stop, stopped) = mpsc::channel::<()>();
            let shared = Arc::downgrade(&self.shared);
            // Without a thread there is no heartbeat; the work goes on all the same.
            let _ = thread::Builder::new()
                .name("heartbeat".to_owned())
                .spawn(move || pulse(&shared, &stopped));
            stop
        });
    }
}

impl Drop for Ui {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Reporter for Ui {
    fn emit(&self, event: Event) {
        if matches!(event, Event::PhaseStarted { .. } | Event::Waiting { .. }) {
            self.start_pulse();
        }
        self.shared.emit(event);
    }

    fn ask(&self, question: &Question) -> Result<bool> {
        self.shared.ask(question)
    }

    fn read(&self, lesson: Lesson) -> Result<()> {
        self.shared.read(lesson)
    }

    fn has_reader(&self) -> bool {
        self.shared.streams.stdout_tty && self.shared.has_reader().is_ok()
    }

    fn key(&self, keys: &Keys, cancel: &CancellationToken) -> Result<char> {
        let shared = &self.shared;
        shared.has_reader()?;
        shared.aside(|| shared.reader.wait(keys, cancel, shared.page()))
    }

    fn screen(&self) -> Option<(u16, u16)> {
        let (columns, lines) = (self.shared.streams.size)().filter(|_| self.has_reader())?;
        Some((columns.try_into().ok()?, lines.try_into().ok()?))
    }

    fn written(&self, bytes: &[u8]) -> Result<()> {
        let shared = &self.shared;
        shared.aside(|| shared.reader.write(bytes, shared.page()))
    }

    fn watch(&self, keys: &Keys) -> Result<Box<dyn Watch + '_>> {
        let shared = &self.shared;
        shared.has_reader()?;
        let width = shared.streams.text_width();
        Ok(Box::new(Bottom::begin(keys, shared.theme, width)?))
    }

    fn line(&self, prompt: &Prompt, cancel: &CancellationToken) -> Result<Option<String>> {
        let shared = &self.shared;
        shared.has_reader()?;
        shared.aside(|| shared.reader.line(prompt, cancel, shared.page()))
    }

    fn typing(&self) -> Result<Box<dyn Typing + '_>> {
        self.shared.has_reader()?;
        let passed_on = PassedOn::begin().map_err(|error| reader::gone(&error))?;
        Ok(Box::new(passed_on))
    }

    fn show(&self, outcome: &Outcome) -> io::Result<()> {
        self.print(outcome)
    }

    fn show_again(&self, outcome: &Outcome) -> io::Result<()> {
        let shared = &self.shared;
        let size = (shared.streams.size)().filter(|_| shared.streams.stdout_tty);
        let is_drawn = matches!(outcome.body, Body::Table(_) | Body::Record { .. });
        match size {
            Some(size) if is_drawn && shared.is_for_people() => shared.redraw(outcome, size),
            _ => self.print(outcome),
        }
    }

    fn data(&self, line: &[u8]) -> io::Result<()> {
        let shared = &self.shared;
        let mut text = if shared.streams.stdout_tty && !shared.options.raw {
            sanitize::bytes(line).into_bytes()
        } else {
            line.to_vec()
        };
        text.push(b'\n');
        match &shared.live {
            Some(picture) if shared.streams.stdout_tty => {
                picture.aside(|| shared.streams.data(&text))
            }
            _ => shared.streams.data(&text),
        }
    }
}

impl Shared {
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn narrator(&self) -> MutexGuard<'_, Narrator> {
        self.narrator.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn emit(&self, mut event: Event) {
        let _turn = self.turn();
        if let (Event::Finished { next, .. }, false) = (&mut event, self.options.next) {
            next.clear();
        }
        if self.options.format == Format::Json {
            if !self.options.quiet || matches!(event, Event::Warning { .. }) {
                let line = ndjson::event(&event, &self.clock.timestamp());
                self.streams.tell_text(&(line + "\n"));
            }
            return;
        }
        let width = if self.streams.stderr_tty {
            self.streams.text_width()
        } else {
            // A log is searched by line.
            usize::MAX
        };
        let lines = self.narrator().hear(event, self.clock.now(), width);
        self.tell(&lines);
        if let Some(live) = &self.live {
            let is_busy = self.narrator().is_busy();
            live.run_while(is_busy);
        }
    }

    /// Says lines above the picture.
    fn tell(&self, lines: &[Line]) {
        match &self.live {
            Some(live) if !lines.is_empty() => live.aside(|| self.streams.tell(lines, self.theme)),
            _ => self.streams.tell(lines, self.theme),
        }
        self.reader.told(lines, self.page());
    }

    /// The screen that somebody reads on.
    fn page(&self) -> Page {
        Page {
            theme: self.theme,
            size: (self.streams.size)().unwrap_or((80, 24)),
        }
    }

    fn remark(&self, text: &str) {
        if self.options.format == Format::Json {
            let message = text.to_owned();
            return self.emit(Event::Note { message });
        }
        if !self.options.quiet {
            // A log keeps a remark on one line; a terminal would break it within words.
            let lines = if self.streams.stderr_tty {
                wrap(text, self.streams.text_width())
            } else {
                vec![text.to_owned()]
            };
            let lines: Vec<_> = lines
                .iter()
                .map(|line| Line::new().then(Tone::Plain, line))
                .collect();
            self.tell(&lines);
        }
    }

    fn ask(&self, question: &Question) -> Result<bool> {
        let _turn = self.turn();
        let json = self.options.format == Format::Json;
        if self.options.assume_yes {
            if json {
                let line = ndjson::answered(&question.prompt, &self.clock.timestamp());
                self.streams.tell_text(&(line + "\n"));
            } else if !self.options.quiet {
                self.tell(&prompt::answered(question, self.streams.text_width()));
            }
            return Ok(true);
        }
        if !self.is_for_people() || !self.streams.stdin_tty || !self.streams.stderr_tty {
            return Err(prompt::unanswered(question));
        }
        let ask = || prompt::ask(question, self.theme, self.streams.text_width());
        self.aside(ask)
    }

    /// The outcome with its remarks, in the place of the one before.
    fn redraw(&self, outcome: &Outcome, size: (usize, usize)) -> io::Result<()> {
        let mut text = self.text(outcome);
        let empty = match &outcome.body {
            Body::Table(table) if table.rows.is_empty() => Some(&table.empty),
            _ => None,
        };
        let remarks = empty.into_iter().chain(&outcome.remarks);
        for remark in remarks.filter(|_| !self.options.quiet) {
            text.push_str(remark);
            text.push('\n');
        }
        let mut again = self.again.lock().unwrap_or_else(PoisonError::into_inner);
        let drawn = again.next(&sanitize::block(&text), size);
        self.streams.data(drawn.as_bytes())
    }

    /// The body, for the screen where it is on one.
    fn text(&self, outcome: &Outcome) -> String {
        let options = &self.options;
        body::text(
            &outcome.body,
            options.format,
            options.to_yaml,
            self.streams.room(),
        )
    }

    fn is_for_people(&self) -> bool {
        matches!(self.options.format, Format::Human | Format::Wide)
    }

    /// Does something on the terminal without the picture in the way.
    fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.live {
            Some(live) => live.aside(work),
            None => work(),
        }
    }

    /// Shows a piece of a tutorial to somebody who reads.
    fn read(&self, lesson: Lesson) -> Result<()> {
        self.has_reader()?;
        let width = self.streams.text_width();
        let lines = {
            let _turn = self.turn();
            self.narrator()
                .hear(Event::Lesson(lesson), self.clock.now(), width)
        };
        self.aside(|| self.reader.show(&lines, self.page()))
    }

    fn has_reader(&self) -> Result<()> {
        if self.is_for_people() && self.streams.stdin_tty && self.streams.stderr_tty {
            return Ok(());
        }
        Err(reader::nobody())
    }

    fn beat(&self) {
        let _turn = self.turn();
        let line = self.narrator().beat(self.clock.now());
        self.tell(line.as_slice());
    }
}

/// Whether the running phase is drawn and redrawn rather than told in lines.
fn wants_picture(options: &UiOptions, stderr_tty: bool, env: Env<'_>) -> bool {
    stderr_tty
        && options.progress
        && options.verbose == 0
        && !options.quiet
        && options.format != Format::Json
        && env("TERM").as_deref() != Some("dumb")
}

/// The picture of what the narrator knows, drawn from now on.
fn picture(
    narrator: &Arc<Mutex<Narrator>>,
    clock: &Arc<dyn Clock>,
    streams: &Streams,
    theme: Theme,
) -> Live {
    let (narrator, clock) = (Arc::clone(narrator), Arc::clone(clock));
    let size = Arc::clone(&streams.size);
    Live::new(console::Term::buffered_stderr(), move || {
        let size = size().unwrap_or((80, 24));
        let narrator = narrator.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = narrator.picture(clock.now(), size);
        let painted: Vec<String> = lines.iter().map(|line| line.paint(theme)).collect();
        painted.join("\n")
    })
}

/// Beats until the [`Ui`] is gone.
fn pulse(shared: &Weak<Shared>, stopped: &mpsc::Receiver<()>) {
    while stopped.recv_timeout(PULSE) == Err(RecvTimeoutError::Timeout) {
        if let Some(shared) = shared.upgrade() {
            shared.beat();
        }
    }
}

#[cfg(test)]
mod tests;
