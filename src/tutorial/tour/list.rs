//! All stops as text: what is done, and what is to be typed for the rest.

use std::fmt::Write as _;

use super::stop::{Stop, Tour};

impl Tour {
    /// For a log or a file.
    pub fn text(&self) -> String {
        let (done, all) = (self.done(), self.stops.len());
        let mut text = format!("{}: {done} of {all} stops done\n", self.title);
        let mut chapter = None;
        for stop in &self.stops {
            if chapter != Some(stop.of) {
                chapter = Some(stop.of);
                let _ = write!(text, "\n{}  {}\n", stop.of + 1, stop.chapter);
            }
            put(&mut text, stop);
        }
        let questions: Vec<_> = self.stops.iter().flat_map(asked).collect();
        if !questions.is_empty() {
            let _ = write!(text, "\nQuestions\n{}", questions.concat());
        }
        text
    }
}

/// `✔` or `·`
pub(super) fn mark(done: bool) -> char {
    if done { '✔' } else { '·' }
}

fn put(text: &mut String, stop: &Stop) {
    let _ = writeln!(text, "{} {}  {}", mark(stop.done), stop.number, stop.title);
    if stop.done {
        return;
    }
    for command in &stop.commands {
        let _ = writeln!(text, "       $ {command}");
    }
    for tick in &stop.checks {
        let why = if tick.done {
            String::new()
        } else {
            format!(": {}", tick.why)
        };
        let _ = writeln!(text, "       {} {}{why}", mark(tick.done), tick.words);
    }
    let lacking = stop.checks.iter().find(|tick| !tick.done);
    if lacking.is_none_or(|tick| !stop.why.starts_with(&tick.words)) {
        let _ = writeln!(text, "       {}", stop.why);
    }
}

fn asked(stop: &Stop) -> impl Iterator<Item = String> {
    let line = |text: &str| format!("  {:<4} {text}\n", stop.number);
    stop.questions.iter().map(move |asked| line(&asked.text))
}
