//! Commands in hints, as they are typed for the sandbox: without `-k`.
//!
//! Engines and commands don't know which target they work on, so they name commands as for a
//! cluster.

use crate::error::{Error, Result};
use crate::event::{
    Event, Keys, Lesson, Outcome, Prompt, Question, Reporter, Typing, Watch, without_k,
};

/// A reporter that tells everything for the sandbox.
pub(crate) struct WithoutK<'a>(pub(crate) &'a dyn Reporter);

impl Reporter for WithoutK<'_> {
    fn emit(&self, event: Event) {
        self.0.emit(match event {
            Event::Note { message } => Event::Note {
                message: without_k(&message),
            },
            Event::Warning { message } => Event::Warning {
                message: without_k(&message),
            },
            Event::Finished {
                message,
                seconds,
                next,
            } => Event::Finished {
                message,
                seconds,
                next: next.iter().map(|command| without_k(command)).collect(),
            },
            other => other,
        });
    }

    fn ask(&self, question: &Question) -> Result<bool> {
        let context = question
            .context
            .iter()
            .map(|line| without_k(line))
            .collect();
        self.0.ask(&Question {
            context,
            ..question.clone()
        })
    }

    fn read(&self, lesson: Lesson) -> Result<()> {
        self.0.read(lesson)
    }

    fn has_reader(&self) -> bool {
        self.0.has_reader()
    }

    fn key(&self, keys: &Keys) -> Result<char> {
        self.0.key(keys)
    }

    fn screen(&self) -> Option<(u16, u16)> {
        self.0.screen()
    }

    fn written(&self, bytes: &[u8]) -> Result<()> {
        self.0.written(bytes)
    }

    fn watch(&self, keys: &Keys) -> Result<Box<dyn Watch + '_>> {
        self.0.watch(keys)
    }

    fn line(&self, prompt: &Prompt) -> Result<Option<String>> {
        self.0.line(prompt)
    }

    fn typing(&self) -> Result<Box<dyn Typing + '_>> {
        self.0.typing()
    }

    fn show(&self, shown: &Outcome) -> std::io::Result<()> {
        self.0.show(&outcome(shown.clone()))
    }

    fn data(&self, line: &[u8]) -> std::io::Result<()> {
        self.0.data(line)
    }
}

/// What a command came back with.
pub(crate) fn outcome(mut outcome: Outcome) -> Outcome {
    for remark in &mut outcome.remarks {
        *remark = without_k(remark);
    }
    if let crate::event::Body::Table(table) = &mut outcome.body {
        table.empty = without_k(&table.empty);
    }
    outcome
}

/// An error with what to do about it.
pub(crate) fn error(mut error: Error) -> Error {
    for part in [&mut error.hint, &mut error.says, &mut error.state] {
        *part = part.take().map(|part| without_k(&part));
    }
    error
}
