//! Events → lines for people.
//!
//! On a terminal the running phase is a picture redrawn in place and only what is over becomes a
//! line. In a log every change becomes a line, and a heartbeat tells that nothing changed.
//! Nothing here reads a clock or writes: the time comes in, lines go out.

use std::time::{Duration, Instant};

use super::changes::{Change, Changes};
use super::failure;
use super::lesson;
use super::line::{Line, duration};
use super::theme::{Theme, Tone};
use super::tree;
use crate::event::{Action, Event, Lesson, Progress, Subject, WaitNode};

/// A log is silent for no longer than this while a phase runs.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// How long a frame of the spinner stands.
const FRAME: Duration = Duration::from_millis(100);
/// Columns of a phase's name, after glyph and blank.
const PHASE_COLUMN: usize = 17;
/// Where the seconds of a phase end.
const SECONDS_END: usize = 78;
/// Lines of the command itself, above all that it tells.
const COMMAND: usize = 4;
/// Lines that a picture has, however much was told.
const LEAST_PICTURE: usize = 8;
/// Lines of the tree that stay when a phase fails.
const LAST_WORDS: usize = 12;

/// What is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Warnings only.
    pub(super) quiet: bool,
    /// Every object that is sent, too.
    pub(super) verbose: bool,
    /// The running phase is a picture, not lines.
    pub(super) live: bool,
    pub(super) theme: Theme,
}

/// A phase that has begun and not ended.
#[derive(Debug)]
struct Running {
    phase: String,
    since: Instant,
    applied: usize,
    tree: Vec<WaitNode>,
}

/// Follows the events and says what there is to say.
pub(super) struct Narrator {
    manner: Manner,
    running: Vec<Running>,
    changes: Changes,
    spoke: Instant,
    /// Lines that were told.
    told: usize,
    /// The last thing told was a tutorial's condition.
    checks: bool,
}

impl Narrator {
    pub(super) fn new(manner: Manner, now: Instant) -> Self {
        Self {
            manner,
            running: Vec::new(),
            changes: Changes::default(),
            spoke: now,
            told: 0,
            checks: false,
        }
    }

    /// Takes an event; returns the lines that stay, for a text `width` columns wide.
    pub(super) fn hear(&mut self, event: Event, now: Instant, width: usize) -> Vec<Line> {
        let lines = self.lines(event, now, width);
        if !lines.is_empty() {
            self.spoke = now;
        }
        self.told += lines.len();
        lines
    }

    fn lines(&mut self, event: Event, now: Instant, width: usize) -> Vec<Line> {
        let warning = matches!(event, Event::Warning { .. });
        let lines = match event {
            Event::Started {
                what,
                context,
                namespace,
            } => vec![self.started(&what, &context, &namespace)],
            Event::PhaseStarted { phase } => {
                self.running(&phase, now);
                self.spoke = now;
                Vec::new()
            }
            Event::PhaseDone {
                phase,
                detail,
                seconds,
            } => vec![self.done(&phase, &detail, seconds, width)],
            Event::Applied { subject, action } => self.applied(&subject, action),
            Event::Waiting { phase, tree } => self.waiting(&phase, tree, now),
            Event::Warning { message } => failure::remark(Tone::Warn, "warning", &message, width),
            Event::Note { message } => failure::remark(Tone::Accent, "note", &message, width),
            Event::Lesson(lesson) => self.lesson(&lesson, width),
            Event::Finished {
                message,
                seconds,
                next,
            } => self.finished(&message, seconds, &next),
        };
        if self.manner.quiet && !warning {
            return Vec::new();
        }
        lines
    }

    /// Conditions stand apart from what a command wrote before them.
    fn lesson(&mut self, lesson: &Lesson, width: usize) -> Vec<Line> {
        let checks = matches!(
            lesson,
            Lesson::Checked { .. } | Lesson::Ticked { .. } | Lesson::Waiting { .. }
        );
        let apart = checks && !self.checks;
        self.checks = checks;
        let lines = lesson::lines(lesson, width, self.manner.theme);
        let gap = apart.then(Line::new).into_iter();
        gap.chain(lines).collect()
    }

    fn started(&self, what: &str, context: &str, namespace: &str) -> Line {
        let line = Line::new()
            .then(Tone::Strong, what)
            .then(Tone::Plain, " ")
            .then(Tone::Plain, self.manner.theme.glyphs.arrow)
            .then(Tone::Plain, " context ")
            .then(Tone::Accent, context);
        if namespace.is_empty() {
            return line;
        }
        line.then(Tone::Plain, ", namespace ")
            .then(Tone::Accent, namespace)
    }

    /// The phase as it runs; one that was not announced begins now.
    fn running(&mut self, phase: &str, now: Instant) -> &mut Running {
        let at = self.running.iter().position(|is| is.phase == phase);
        let at = at.unwrap_or_else(|| {
            self.running.push(Running {
                phase: phase.to_owned(),
                since: now,
                applied: 0,
                tree: Vec::new(),
            });
            self.running.len() - 1
        });
        &mut self.running[at]
    }

    fn applied(&mut self, subject: &Subject, action: Action) -> Vec<Line> {
        if let Some(running) = self.running.last_mut() {
            running.applied += 1;
        }
        if !self.manner.verbose {
            return Vec::new();
        }
        let line = Line::plain("      ").then(Tone::Plain, action_word(action));
        vec![line.up_to(18, 1).then(Tone::Plain, &subject.to_string())]
    }

    fn waiting(&mut self, phase: &str, tree: Vec<WaitNode>, now: Instant) -> Vec<Line> {
        let theme = self.manner.theme;
        let mut lines = Vec::new();
        if !self.manner.live {
            let changes = self.changes.since(phase, &tree);
            lines.extend(changes.iter().map(|is| change_line(phase, is, theme)));
        }
        self.running(phase, now).tree = tree;
        lines
    }

    fn done(&mut self, phase: &str, detail: &str, seconds: f64, width: usize) -> Line {
        self.running.retain(|is| is.phase != phase);
        self.changes.forget(phase);
        let sign = tree::glyph(Progress::Ready, self.manner.theme);
        phase_line(sign, phase, detail, seconds, seconds_end(width))
    }

    fn finished(&mut self, message: &str, seconds: f64, next: &[String]) -> Vec<Line> {
        self.running.clear();
        let took = format!(" ({})", duration(seconds));
        let mut lines = vec![
            Line::new()
                .then(Tone::Strong, message)
                .then(Tone::Dim, &took),
        ];
        for (at, command) in next.iter().enumerate() {
            let label = if at == 0 { "next" } else { "" };
            if at == 0 {
                lines.push(Line::new());
            }
            let lead = Line::plain("  ").then(Tone::Dim, label).up_to(8, 0);
            lines.push(lead.then(Tone::Accent, command));
        }
        lines
    }

    /// The running phases with their trees, in at most `height - 1` lines of `width - 1` columns.
    /// It leaves room for what was told before, which would be pushed off the screen.
    pub(super) fn picture(&self, now: Instant, (width, height): (usize, usize)) -> Vec<Line> {
        // One column stays free: some terminals wrap when the last one is written.
        let width = width.saturating_sub(1);
        let least = LEAST_PICTURE.min(height);
        let height = height.saturating_sub(self.told + COMMAND).max(least);
        let theme = self.manner.theme;
        let mut lines = Vec::new();
        for (at, running) in self.running.iter().enumerate() {
            let elapsed = now.saturating_duration_since(running.since);
            let frame = usize::try_from(elapsed.as_millis() / FRAME.as_millis()).unwrap_or(0);
            let spinner = theme.glyphs.spinner;
            let sign = (Tone::Busy, spinner[frame % spinner.len()]);
            let end = SECONDS_END.min(width);
            let seconds = elapsed.as_secs_f64();
            let head = |seconds| phase_line(sign, &running.phase, &running.detail(), seconds, end);
            let whole = Some(head(seconds)).filter(|line| line.width() <= width);
            lines.push(whole.unwrap_or_else(|| head(0.0).cut(width, theme.glyphs.more)));
            let heads_to_come = self.running.len() - at - 1;
            let taken = lines.len() + heads_to_come + 1;
            let budget = height.saturating_sub(taken);
            lines.extend(tree::lines(&running.tree, width, budget, theme));
        }
        lines.truncate(height.saturating_sub(1).max(1));
        lines
    }

    /// Whether a phase runs.
    pub(super) fn is_busy(&self) -> bool {
        !self.running.is_empty()
    }

    /// A sign of life, when a phase runs and nothing was said for half a minute.
    pub(super) fn beat(&mut self, now: Instant) -> Option<Line> {
        if self.manner.quiet || self.manner.live {
            return None;
        }
        let running = self.running.last()?;
        if now.saturating_duration_since(self.spoke) < HEARTBEAT {
            return None;
        }
        let elapsed = now.saturating_duration_since(running.since).as_secs_f64();
        let mut text = format!("still waiting after {}", duration(elapsed));
        let detail = running.detail();
        if !detail.is_empty() {
            text = format!("{text}, {detail}");
        }
        if let Some(gravest) = gravest(&running.tree, None) {
            text = format!("{text}; {}", change_text(&gravest));
        }
        self.spoke = now;
        let sign = tree::glyph(Progress::Waiting, self.manner.theme);
        Some(phase_head(sign, &running.phase).then(Tone::Plain, &text))
    }

    /// The phases that will not end any more, with what they waited for.
    pub(super) fn stopped(&mut self, now: Instant, width: usize) -> Vec<Line> {
        let running = std::mem::take(&mut self.running);
        if self.manner.quiet {
            return Vec::new();
        }
        let theme = self.manner.theme;
        let mut lines = Vec::new();
        for phase in running {
            let seconds = now.saturating_duration_since(phase.since).as_secs_f64();
            let detail = match phase.detail() {
                detail if detail.is_empty() => "stopped".to_owned(),
                detail => format!("stopped at {detail}"),
            };
            let sign = tree::glyph(Progress::Hopeless, theme);
            lines.push(phase_line(
                sign,
                &phase.phase,
                &detail,
                seconds,
                seconds_end(width),
            ));
            if self.manner.live {
                let rest = unready(phase.tree);
                lines.extend(tree::lines(&rest, width, LAST_WORDS, theme));
            }
        }
        lines
    }
}

impl Running {
    /// What can be said about it while it runs.
    fn detail(&self) -> String {
        match (self.tree.is_empty(), self.applied) {
            (false, _) => tree::summary(&self.tree),
            (true, 0) => String::new(),
            (true, 1) => "1 object".to_owned(),
            (true, count) => format!("{count} objects"),
        }
    }
}

/// Where the seconds end, on a screen that may be narrow.
fn seconds_end(width: usize) -> usize {
    SECONDS_END.min(width.saturating_sub(2))
}

/// `  ✔ definitions      7 established                            0.3s`
fn phase_line(sign: (Tone, &str), phase: &str, detail: &str, seconds: f64, end: usize) -> Line {
    let line = phase_head(sign, phase).then(Tone::Plain, detail);
    let took = duration(seconds);
    if took == "0.0s" {
        return line;
    }
    line.up_to(end.saturating_sub(took.len()), 2)
        .then(Tone::Dim, &took)
}

fn phase_head((tone, glyph): (Tone, &str), phase: &str) -> Line {
    Line::plain("  ")
        .then(tone, glyph)
        .then(Tone::Plain, " ")
        .then(Tone::Plain, phase)
        .up_to(4 + PHASE_COLUMN, 2)
}

/// `  ! services         Pod dapr-scheduler-server-1: image not found`
fn change_line(phase: &str, change: &Change<'_>, theme: Theme) -> Line {
    let sign = tree::glyph(change.node.progress, theme);
    phase_head(sign, phase).then(Tone::Plain, &change_text(change))
}

fn change_text(change: &Change<'_>) -> String {
    let subject = &change.node.subject;
    let words = tree::words(change.node);
    match change.parent {
        // A container's name says little without its pod.
        Some(parent) if subject.kind == "Container" => {
            format!("{parent}, container {}: {words}", subject.name)
        }
        _ => format!("{subject}: {words}"),
    }
}

/// The gravest node that is not ready; a part rather than the whole that waits for it.
fn gravest<'a>(nodes: &'a [WaitNode], parent: Option<&'a Subject>) -> Option<Change<'a>> {
    let mut found: Option<Change<'a>> = None;
    for node in nodes.iter().filter(|node| node.progress != Progress::Ready) {
        let here = gravest(&node.parts, Some(&node.subject))
            .filter(|part| part.node.progress >= node.progress)
            .unwrap_or(Change { node, parent });
        if found
            .as_ref()
            .is_none_or(|best| here.node.progress > best.node.progress)
        {
            found = Some(here);
        }
    }
    found
}

/// The tree without what is ready.
fn unready(tree: Vec<WaitNode>) -> Vec<WaitNode> {
    tree.into_iter()
        .filter(|node| node.progress != Progress::Ready)
        .map(|node| WaitNode {
            parts: unready(node.parts),
            ..node
        })
        .collect()
}

fn action_word(action: Action) -> &'static str {
    match action {
        Action::Created => "created",
        Action::Configured => "configured",
        Action::Unchanged => "unchanged",
        Action::Deleted => "deleted",
        Action::Kept => "kept",
    }
}

#[cfg(test)]
mod tests;
