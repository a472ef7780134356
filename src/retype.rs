//! Commands in whatever is told, as they are typed for the target of this run.

use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};
use crate::event::{
    Event, Keys, Lesson, Outcome, Prompt, Question, Reporter, Typed, Typing, Watch,
};

/// A reporter that tells everything for one target.
pub(crate) struct Retyped<'a> {
    pub(crate) to: &'a dyn Reporter,
    pub(crate) typed: &'a Typed,
}

impl Reporter for Retyped<'_> {
    fn emit(&self, event: Event) {
        self.to.emit(match event {
            Event::Note { message } => Event::Note {
                message: self.typed.text(&message),
            },
            Event::Warning { message } => Event::Warning {
                message: self.typed.text(&message),
            },
            Event::Finished {
                message,
                seconds,
                next,
            } => Event::Finished {
                message,
                seconds,
                next: next
                    .iter()
                    .map(|command| self.typed.text(command))
                    .collect(),
            },
            other => other,
        });
    }

    fn ask(&self, question: &Question) -> Result<bool> {
        let context = question
            .context
            .iter()
            .map(|line| self.typed.text(line))
            .collect();
        self.to.ask(&Question {
            context,
            ..question.clone()
        })
    }

    fn read(&self, lesson: Lesson) -> Result<()> {
        self.to.read(lesson)
    }

    fn has_reader(&self) -> bool {
        self.to.has_reader()
    }

    fn key(&self, keys: &Keys, cancel: &CancellationToken) -> Result<char> {
        self.to.key(keys, cancel)
    }

    fn screen(&self) -> Option<(u16, u16)> {
        self.to.screen()
    }

    fn written(&self, bytes: &[u8]) -> Result<()> {
        self.to.written(bytes)
    }

    fn watch(&self, keys: &Keys) -> Result<Box<dyn Watch + '_>> {
        self.to.watch(keys)
    }

    fn line(&self, prompt: &Prompt, cancel: &CancellationToken) -> Result<Option<String>> {
        self.to.line(prompt, cancel)
    }

    fn typing(&self) -> Result<Box<dyn Typing + '_>> {
        self.to.typing()
    }

    fn show(&self, shown: &Outcome) -> std::io::Result<()> {
        self.to.show(&outcome(shown.clone(), self.typed))
    }

    fn show_again(&self, shown: &Outcome) -> std::io::Result<()> {
        self.to.show_again(&outcome(shown.clone(), self.typed))
    }

    fn data(&self, line: &[u8]) -> std::io::Result<()> {
        self.to.data(line)
    }
}

/// What a command came back with.
pub(crate) fn outcome(mut outcome: Outcome, typed: &Typed) -> Outcome {
    for remark in &mut outcome.remarks {
        *remark = typed.text(remark);
    }
    if let crate::event::Body::Table(table) = &mut outcome.body {
        table.empty = typed.text(&table.empty);
    }
    outcome
}

/// An error with what to do about it.
pub(crate) fn error(mut error: Error, typed: &Typed) -> Error {
    for part in [&mut error.hint, &mut error.says, &mut error.state] {
        *part = part.take().map(|part| typed.text(&part));
    }
    error
}
