//! The commands of a step: shown, run, and run again where one did not end as it should.

use tokio::time::Instant;

use super::model::{Part, Run};
use super::progress::Ended;
use super::report::CommandReport;
use super::run::{Doing, Runner, Turn, turn_of};
use super::screen::By;
use super::shell::{self, Done};
use crate::error::{Error, Result};
use crate::event::{ENTER, Event, Lesson, Prompt};

/// The key of a command of the learner's own, and what it does.
pub(super) const OWN: (char, &str) = ('c', "own command");

impl Runner<'_> {
    /// Commands that a person sees before they run.
    pub(super) async fn commands(&mut self, doing: &mut Doing<'_>, run: &Run) -> Result<Turn> {
        if doing.there {
            self.note(format!(
                "left out, as what it is for is there already: {}",
                run.lines.join("; ")
            ));
            return Ok(Turn::On);
        }
        for line in &run.lines {
            self.show_command(line)?;
            if !self.auto {
                let turn = turn_of(self.press(doing.place, &[(ENTER, "runs it")])?);
                if turn != Turn::On {
                    return Ok(turn);
                }
            }
            let turn = self.until_it_ends_well(doing, line, run.fails).await?;
            let failed = self.auto && doing.report.ended == Ended::Failed;
            if turn != Turn::On || failed {
                return Ok(turn);
            }
        }
        Ok(Turn::On)
    }

    /// Runs a command, and again as long as it does not end as it should and the person wants that.
    async fn until_it_ends_well(
        &mut self,
        doing: &mut Doing<'_>,
        line: &str,
        fails: bool,
    ) -> Result<Turn> {
        loop {
            let done = self.command(doing, line).await?;
            let Some(wrong) = wrong(&done, fails) else {
                return Ok(Turn::On);
            };
            if self.auto {
                doing.report.ended = Ended::Failed;
                doing.report.error = Some(format!("`{line}` {wrong}"));
                return Ok(Turn::On);
            }
            self.note(format!("that command {wrong}{}", status(&done)));
            if let Some(turn) = self.wrongly_ended(doing).await? {
                return Ok(turn);
            }
            self.show_command(line)?;
        }
    }

    /// What a person wants whose command did not end as it should; nothing: to run it again.
    async fn wrongly_ended(&mut self, doing: &mut Doing<'_>) -> Result<Option<Turn>> {
        let again = "runs it again";
        let keys = [(ENTER, again), ('r', again), OWN, ('g', "goes on")];
        loop {
            match self.press(doing.place, &keys)? {
                ENTER | 'r' => return Ok(None),
                'c' => self.own_command(doing).await?,
                'g' => return Ok(Some(Turn::On)),
                key => return Ok(Some(turn_of(key))),
            }
        }
    }

    /// Runs a command of the tutorial's.
    pub(super) async fn command(&mut self, doing: &mut Doing<'_>, line: &str) -> Result<Done> {
        self.run_by(By::Tutorial, doing, line).await
    }

    async fn run_by(&mut self, by: By, doing: &mut Doing<'_>, line: &str) -> Result<Done> {
        // Whoever waited for a person's key may have lost the namespace to another run meanwhile.
        if self.cancel.is_cancelled() {
            return Err(Error::interrupted());
        }
        let step = doing.place.of;
        if !step.undo.is_empty() && self.kept.progress.makes(step) {
            // Before it runs: it may be killed half-way.
            self.kept.save()?;
        }
        let begin = Instant::now();
        let done = if self.auto {
            self.shell.run(line, &self.cancel).await?
        } else {
            let shell = &self.shell;
            shell.show(line, by, self.reporter, &self.cancel).await?
        };
        self.claim_left_out(doing.place).await?;
        doing.report.commands.push(CommandReport {
            line: self.shell.typed(line),
            exit_code: done.status,
            seconds: begin.elapsed().as_secs_f64(),
            output: done.output.clone(),
        });
        Ok(done)
    }

    /// Something for the learner to find.
    pub(super) async fn solution(&mut self, doing: &mut Doing<'_>, run: &Run) -> Result<Turn> {
        if self.auto {
            return self.commands(doing, run).await;
        }
        let keys = [
            (ENTER, "looks at it"),
            ('h', "hint"),
            ('m', "mends it"),
            OWN,
        ];
        loop {
            match self.press(doing.place, &keys)? {
                'c' => self.own_command(doing).await?,
                'h' => self.hint(doing)?,
                'm' => return self.commands(doing, run).await,
                key => return Ok(turn_of(key)),
            }
        }
    }

    /// A command that the learner types.
    pub(super) async fn own_command(&mut self, doing: &mut Doing<'_>) -> Result<()> {
        let typed = self.reporter.line(&Prompt::short("$"), &self.cancel)?;
        let typed = typed.unwrap_or_default();
        if !typed.trim().is_empty() {
            self.of_ones_own(doing, &typed).await?;
        }
        Ok(())
    }

    /// Runs what the learner typed, who may type to it, too.
    pub(super) async fn of_ones_own(&mut self, doing: &mut Doing<'_>, line: &str) -> Result<()> {
        self.run_by(By::Person, doing, shell::unprompted(line))
            .await?;
        Ok(())
    }

    /// The commands that a check stands behind, once more: one was declined, or left out, or what
    /// it did is undone.
    pub(super) async fn again(&mut self, doing: &mut Doing<'_>) -> Result<Turn> {
        match doing.behind {
            Some(Part::Run(run)) => {
                for line in &run.lines {
                    self.show_command(line)?;
                    self.command(doing, line).await?;
                }
                Ok(Turn::On)
            }
            Some(Part::Solution(run)) => self.commands(doing, run).await,
            _ => Ok(Turn::On),
        }
    }

    fn show_command(&self, line: &str) -> Result<()> {
        self.show(Lesson::Command {
            line: self.shell.typed(line),
        })
    }

    pub(super) fn hint(&self, doing: &Doing<'_>) -> Result<()> {
        let hint = &doing.place.of.hint;
        if hint.is_empty() {
            return Ok(());
        }
        self.show(Lesson::Text { text: hint.clone() })
    }

    pub(super) fn note(&self, message: String) {
        self.reporter.emit(Event::Note { message });
    }
}

/// What is wrong with how a command ended.
fn wrong(done: &Done, fails: bool) -> Option<&'static str> {
    match (done.status == Some(0), fails) {
        (true, true) => Some("was expected to end with an error, and did not"),
        (false, false) => Some("ended with an error"),
        _ => None,
    }
}

/// ` (exit status 5)`
fn status(done: &Done) -> String {
    match done.status {
        Some(0) => String::new(),
        Some(status) => format!(" (exit status {status})"),
        None => " (a signal)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_command_ended_is_judged() {
        let error = Some("ended with an error");
        let none = Some("was expected to end with an error, and did not");
        for (exit, fails, expected, told) in [
            (Some(0), false, None, ""),
            (Some(5), false, error, " (exit status 5)"),
            (None, false, error, " (a signal)"),
            (Some(0), true, none, ""),
            (Some(1), true, None, " (exit status 1)"),
        ] {
            let done = Done {
                status: exit,
                output: String::new(),
            };
            assert_eq!(wrong(&done, fails), expected, "{exit:?} {fails}");
            assert_eq!(status(&done), told);
        }
    }
}
