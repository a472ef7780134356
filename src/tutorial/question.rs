//! The questions of a step. The answer is what the cluster is like at that moment.

use super::answer::{how, is_right, key, once};
use super::hint::hint;
use super::model::Question;
use super::progress::Ended;
use super::report::QuestionReport;
use super::run::{Doing, Runner, Turn, turn_of};
use super::shell;
use crate::error::Result;
use crate::event::{Lesson, Prompt, Text};

/// How often an answer may be given before the right one is shown.
const TRIES: usize = 2;

impl Runner<'_> {
    /// A question.
    pub(super) async fn question(
        &mut self,
        doing: &mut Doing<'_>,
        question: &Question,
    ) -> Result<Turn> {
        let answer = self.answer_to(question).await?;
        if answer.is_empty() {
            let wrong = format!("nothing answers `{}`", question.text);
            doing.report.ended = Ended::Failed;
            doing.report.error = Some(wrong.clone());
            if !self.auto {
                // Nobody can know it.
                self.note(wrong);
                return Ok(Turn::On);
            }
        }
        let (said, answer) = if self.auto {
            self.show(Lesson::Text {
                text: vec![Text::Paragraph {
                    text: question.text.clone(),
                }],
            })?;
            (None, answer)
        } else {
            match self.asked(doing, question, answer).await? {
                Said::Answer(said, answer) => (said, answer),
                Said::Turn(turn) => return Ok(turn),
            }
        };
        let right = said.as_ref().map(|said| is_right(said, &answer));
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

    async fn answer_to(&self, question: &Question) -> Result<String> {
        Ok(once(&self.look.at(&question.answer).await?.text()))
    }

    async fn asked(
        &mut self,
        doing: &mut Doing<'_>,
        question: &Question,
        mut answer: String,
    ) -> Result<Said> {
        let is_first = doing.place.is_first();
        let prompt = Prompt {
            text: question.text.clone(),
            how: how(&answer, is_first),
        };
        let mut tried = 0;
        loop {
            let said = self
                .reporter
                .line(&prompt, &self.cancel)?
                .unwrap_or_default();
            if said.is_empty() {
                return Ok(Said::Answer(None, answer));
            }
            if is_command(&said) {
                self.of_ones_own(doing, &said).await?;
                continue;
            }
            answer = self.answer_to(question).await?;
            let right = is_right(&said, &answer);
            let key = key(&said).filter(|key| !(is_first && *key == 'b'));
            match key {
                Some('?') => {}
                Some(key) if !right => return Ok(Said::Turn(turn_of(key))),
                _ => tried += 1,
            }
            if tried == TRIES || right {
                return Ok(Said::Answer(Some(said), answer));
            }
            let hint = hint(&question.answer, &self.shell);
            self.show(match key {
                Some('?') => Lesson::Hint { hint },
                _ => Lesson::NotYet { hint },
            })?;
        }
    }
}

/// What came of a question.
enum Said {
    /// What the person said last, if anything, and what is right then.
    Answer(Option<String>, String),
    /// The person wants something else.
    Turn(Turn),
}

/// Whether it is no answer, but a command that may help to find one.
fn is_command(said: &str) -> bool {
    let first = shell::unprompted(said).split_whitespace().next();
    matches!(first, Some("daprk" | "kubectl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_no_answer() {
        for (said, command) in [("daprk list", true), ("daprd", false), ("", false)] {
            assert_eq!(is_command(said), command, "{said}");
        }
    }
}
