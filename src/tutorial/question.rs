//! The questions of a step. The answer is what the cluster is like at that moment.

use super::model::Question;
use super::progress::Ended;
use super::report::QuestionReport;
use super::run::{Doing, Runner, Turn};
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
        let answer = self.look.at(&question.answer).await?.text();
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
            self.asked(doing, question, answer).await?
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

    /// What the person said last, if anything, and what is right then.
    async fn asked(
        &mut self,
        doing: &mut Doing<'_>,
        question: &Question,
        mut answer: String,
    ) -> Result<(Option<String>, String)> {
        let prompt = Prompt {
            text: question.text.clone(),
            how: how(&answer),
        };
        let mut tried = 0;
        loop {
            let said = self.reporter.line(&prompt)?.unwrap_or_default();
            if said.is_empty() {
                return Ok((None, answer));
            }
            if is_command(&said) {
                self.command(doing, &said).await?;
                continue;
            }
            answer = self.look.at(&question.answer).await?.text();
            tried += 1;
            if tried == TRIES || is_right(&said, &answer) {
                return Ok((Some(said), answer));
            }
            self.show(Lesson::NotYet {
                hint: format!("look at {}", question.answer.subject),
            })?;
        }
    }
}

/// How to answer what has this answer.
fn how(answer: &str) -> String {
    let kind = if answer.parse::<f64>().is_ok() {
        "a number"
    } else if answer.contains(", ") {
        "words in any order"
    } else {
        "a word"
    };
    format!("Type {kind}, or a daprk command to find it; Enter shows the answer")
}

/// Whether it is no answer, but a command that may help to find one.
fn is_command(said: &str) -> bool {
    let first = said.split_whitespace().next();
    matches!(first, Some("daprk" | "kubectl"))
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
    use super::*;

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

    #[test]
    fn it_is_said_how_to_answer() {
        for (answer, kind) in [
            ("3", "Type a number,"),
            ("app, daprd", "Type words in any order,"),
            ("state.redis", "Type a word,"),
        ] {
            let how = how(answer);
            assert!(how.starts_with(kind) && how.len() < 80, "{how}");
        }
    }

    #[test]
    fn a_command_is_no_answer() {
        for (said, command) in [("daprk list", true), ("daprd", false), ("", false)] {
            assert_eq!(is_command(said), command, "{said}");
        }
    }
}
