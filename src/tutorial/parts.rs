//! What happens in a step: commands, conditions, questions.

use std::time::Duration;

use tokio::time::Instant;

use super::check::{Check, Verdict, hold};
use super::model::{Checks, Part, Question, Run};
use super::progress::Ended;
use super::report::{CheckReport, CommandReport, QuestionReport};
use super::run::{Doing, Runner, Turn, turn_of};
use crate::error::{Error, Result};
use crate::event::{ENTER, Event, Lesson};

/// A person who says that it is so need not wait as long as a start takes.
const SHORT: Duration = Duration::from_secs(10);

impl Runner<'_> {
    /// Commands that a person sees before they run.
    pub(super) async fn commands(&mut self, doing: &mut Doing<'_>, run: &Run) -> Result<Turn> {
        if doing.there {
            self.reporter.emit(Event::Note {
                message: format!(
                    "left out, as what it is for is there already: {}",
                    run.lines.join("; ")
                ),
            });
            return Ok(Turn::On);
        }
        for line in &run.lines {
            self.show(Lesson::Command {
                line: self.shell.typed(line),
            })?;
            if !self.auto {
                let turn = turn_of(self.press(&[(ENTER, "runs it")])?);
                if turn != Turn::On {
                    return Ok(turn);
                }
            }
            let succeeds = self.command(doing, line).await?;
            if succeeds == run.fails && self.auto {
                doing.report.ended = Ended::Failed;
                doing.report.error = Some(format!("`{line}` {}", ended(run.fails)));
                return Ok(Turn::On);
            }
        }
        Ok(Turn::On)
    }

    /// Runs a command; whether it succeeds.
    async fn command(&mut self, doing: &mut Doing<'_>, line: &str) -> Result<bool> {
        let step = doing.place.of;
        let made = &mut self.kept.progress.made;
        if !step.undo.is_empty() && !made.contains(&step.title) {
            // Before it runs: it may be killed half-way.
            made.push(step.title.clone());
            self.kept.save()?;
        }
        let begin = Instant::now();
        let done = self.shell.run(line, &self.cancel).await?;
        doing.report.commands.push(CommandReport {
            line: self.shell.typed(line),
            exit_code: done.status,
            seconds: begin.elapsed().as_secs_f64(),
            output: done.output,
        });
        Ok(done.status == Some(0))
    }

    /// Something for the learner to find.
    pub(super) async fn solution(&mut self, doing: &mut Doing<'_>, run: &Run) -> Result<Turn> {
        if self.auto {
            return self.commands(doing, run).await;
        }
        let keys = [
            (ENTER, "looks whether it is mended"),
            ('c', "types a command"),
            ('h', "hint"),
            ('m', "mends it"),
        ];
        loop {
            match self.press(&keys)? {
                'c' => self.own_command(doing).await?,
                'h' => self.hint(doing)?,
                'm' => return self.commands(doing, run).await,
                key => return Ok(turn_of(key)),
            }
        }
    }

    /// A command that the learner types.
    async fn own_command(&mut self, doing: &mut Doing<'_>) -> Result<()> {
        let typed = self.reporter.line("$ ")?.unwrap_or_default();
        if typed.trim().is_empty() {
            return Ok(());
        }
        self.command(doing, &typed).await?;
        Ok(())
    }

    fn hint(&self, doing: &Doing<'_>) -> Result<()> {
        let hint = &doing.place.of.hint;
        if hint.is_empty() {
            return Ok(());
        }
        self.show(Lesson::Text { text: hint.clone() })
    }

    /// Conditions, until all of them hold or nobody wants to look any more.
    pub(super) async fn checks(&mut self, doing: &mut Doing<'_>, checks: &Checks) -> Result<Turn> {
        loop {
            let holds = self.all_hold(doing, checks).await?;
            if holds {
                return Ok(Turn::On);
            }
            doing.report.ended = Ended::Failed;
            self.hint(doing)?;
            if self.auto {
                return Ok(Turn::On);
            }
            let keys = [
                (ENTER, "looks again"),
                ('r', "runs it again"),
                ('c', "types a command"),
            ];
            match self.press(&keys)? {
                'r' => self.run_again(doing).await?,
                'c' => self.own_command(doing).await?,
                ENTER => {}
                key => return Ok(turn_of(key)),
            }
            doing.report.ended = Ended::Done;
        }
    }

    /// The step's commands once more: one was declined, or left out.
    async fn run_again(&mut self, doing: &mut Doing<'_>) -> Result<()> {
        for part in &doing.place.of.parts {
            let Part::Run(run) = part else { continue };
            for line in &run.lines {
                self.command(doing, line).await?;
            }
        }
        Ok(())
    }

    async fn all_hold(&mut self, doing: &mut Doing<'_>, checks: &Checks) -> Result<bool> {
        let within = if self.auto {
            checks.within
        } else {
            checks.within.min(SHORT.max(checks.within / 2))
        };
        for check in &checks.checks {
            let verdict = self.look_at(check, within).await?;
            let seconds = verdict.took.as_secs_f64();
            self.show(Lesson::Checked {
                check: check.text.clone(),
                holds: verdict.holds,
                found: verdict.found.clone(),
                seconds,
            })?;
            let holds = verdict.holds;
            doing.report.checks.retain(|it| it.check != check.text);
            doing.report.checks.push(CheckReport {
                check: check.text.clone(),
                holds,
                found: verdict.found,
                seconds,
            });
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn look_at(&self, check: &Check, within: Duration) -> Result<Verdict> {
        let told = |found: &str| {
            self.reporter.emit(Event::Lesson(Lesson::Waiting {
                check: check.text.clone(),
                found: found.to_owned(),
            }));
        };
        tokio::select! {
            verdict = hold(&self.look, check, within, &told) => verdict,
            () = self.cancel.cancelled() => Err(Error::interrupted()),
        }
    }

    /// A question; its answer is what the cluster is like now.
    pub(super) async fn question(
        &mut self,
        doing: &mut Doing<'_>,
        question: &Question,
    ) -> Result<Turn> {
        let said = if self.auto {
            None
        } else {
            let prompt = format!("{} ", question.text);
            self.reporter.line(&prompt)?
        };
        let answer = self.look.at(&question.answer).await?.text();
        if answer.is_empty() {
            doing.report.ended = Ended::Failed;
            doing.report.error = Some(format!("nothing answers `{}`", question.text));
        }
        let right = said.as_ref().map(|said| is_right(said, &answer));
        if self.auto {
            self.show(Lesson::Text {
                text: vec![crate::event::Text::Paragraph {
                    text: question.text.clone(),
                }],
            })?;
        }
        self.show(Lesson::Answered {
            answer: answer.clone(),
            right,
        })?;
        doing.report.questions.push(QuestionReport {
            question: question.text.clone(),
            answer,
            said,
        });
        Ok(Turn::On)
    }
}

fn ended(fails: bool) -> &'static str {
    if fails {
        "was expected to end with an error, and did not"
    } else {
        "ended with an error"
    }
}

/// The same words, in any order and case.
pub(super) fn is_right(said: &str, answer: &str) -> bool {
    let words = |text: &str| {
        let text = text.to_lowercase();
        let words = text.split([',', ' ']).map(str::trim);
        let mut words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        words
    };
    words(said) == words(answer)
}

#[cfg(test)]
mod tests {
    use super::is_right;

    #[test]
    fn an_answer_is_right_in_any_order_and_case() {
        for (said, answer, right) in [
            ("2", "2", true),
            (" Statestore,  pubsub", "pubsub, statestore", true),
            ("3", "2", false),
            ("", "2", false),
        ] {
            assert_eq!(is_right(said, answer), right, "{said:?} {answer:?}");
        }
    }
}
