//! Takes back what a tutorial made, and nothing else.

use tokio_util::sync::CancellationToken;

use super::check::Look;
use super::model::{Step, Tutorial};
use super::progress::Kept;
use super::shell::Shell;
use crate::error::{Error, Exit, Result};
use crate::event::{Event, Lesson, Reporter};

/// What a reset works with.
pub struct Reset<'a> {
    /// The tutorial.
    pub tutorial: &'a Tutorial,
    /// The cluster.
    pub look: Look,
    /// How commands run.
    pub shell: Shell,
    /// Who is told.
    pub reporter: &'a dyn Reporter,
    /// Set by the first Ctrl-C.
    pub cancel: CancellationToken,
}

impl Reset<'_> {
    /// Undoes the steps that made something, the last one first, and forgets the progress.
    ///
    /// # Errors
    /// Something could not be taken back; what was, is forgotten all the same.
    pub async fn run(&self, mut kept: Kept) -> Result<usize> {
        let steps = self.tutorial.steps();
        let mut undone = 0;
        while let Some(title) = kept.progress.made.last().cloned() {
            if let Some(place) = steps.iter().find(|place| place.of.title == title) {
                self.undo(place.of).await?;
                undone += 1;
            }
            kept.progress.made.pop();
            kept.save()?;
        }
        kept.forget()?;
        Ok(undone)
    }

    async fn undo(&self, step: &Step) -> Result<()> {
        let mut shell = self.shell.clone();
        if self.is_gone(step).await? {
            // The tutorial itself has cleaned up. The command may find something left of it; that
            // it finds nothing is no error to show.
            shell.kept = true;
        }
        for line in &step.undo {
            self.reporter.emit(Event::Lesson(Lesson::Command {
                line: shell.typed(line),
            }));
            let done = shell.run(line, &self.cancel).await?;
            if done.status != Some(0) && !self.is_gone(step).await? {
                return Err(Error::new(
                    Exit::Failed,
                    "not-undone",
                    format!("`{line}` did not take back step `{}`", step.title),
                )
                .says(last_lines(&done.output))
                .hint("mend that, and run `daprk tutorial reset` again"));
            }
        }
        Ok(())
    }

    /// Whether nothing is there of what the step made; a command that takes it back then fails.
    async fn is_gone(&self, step: &Step) -> Result<bool> {
        for subject in &step.makes {
            if self.look.is_there(subject).await? {
                return Ok(false);
            }
        }
        Ok(!step.makes.is_empty())
    }
}

fn last_lines(output: &str) -> String {
    const LINES: usize = 4;
    let lines: Vec<&str> = output.trim().lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}
