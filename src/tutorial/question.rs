//! The questions of a step. The answer is what the cluster is like at that moment.

use super::answer::{how, is_right, key, once};
use super::check::{Of, Subject};
use super::model::Question;
use super::progress::Ended;
use super::report::QuestionReport;
use super::run::{Doing, Runner, Turn, turn_of};
use super::shell;
use crate::error::Result;
use crate::event::{Lesson, Prompt, Text};

/// Where Dapr itself is.
const DAPR: &str = "dapr-system";
/// What draws the control plane.
const CONTROL_PLANE: &str = "daprk graph --view control-plane";
/// Kinds that `daprk status` tells of.
const WORKLOADS: [&str; 2] = ["Deployment", "StatefulSet"];
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
            let hint = self.where_to_look(&question.answer.subject);
            self.show(match key {
                Some('?') => Lesson::Hint { hint },
                _ => Lesson::NotYet { hint },
            })?;
        }
    }

    fn where_to_look(&self, subject: &Subject) -> String {
        let command = command_for(subject);
        let can_run = |line: &String| !line.starts_with("kubectl ") || shell::finds("kubectl");
        match command.filter(can_run) {
            Some(command) => format!("look at {subject}: `{}`", self.shell.typed(&command)),
            None => format!("look at {subject}"),
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

/// A command that shows what answers, where there is one.
fn command_for(subject: &Subject) -> Option<String> {
    let of_dapr = subject.namespace.as_deref() == Some(DAPR);
    match &subject.of {
        Of::Answer { app, path } => {
            let path = shlex::try_quote(path).ok()?;
            Some(format!("daprk invoke -a {app} -m {path} --verb GET"))
        }
        Of::State { app, key } => Some(format!("daprk state get {app} {key}")),
        Of::Log { app, container } => {
            let container = container.as_deref().map_or("-c app", |_| "");
            Some(
                format!("daprk logs -a {app} {container}")
                    .trim_end()
                    .to_owned(),
            )
        }
        Of::Object { kind, .. } if of_dapr && WORKLOADS.contains(&kind.kind.as_str()) => {
            Some("daprk status".to_owned())
        }
        // It has each by its kind, and the ports of Services.
        Of::All { .. } if of_dapr => Some(CONTROL_PLANE.to_owned()),
        Of::Object { kind, .. } if of_dapr && kind.kind == "Service" => {
            Some(CONTROL_PLANE.to_owned())
        }
        Of::Sidecar { .. } => Some("daprk graph".to_owned()),
        Of::Object { kind, name } => {
            let namespace = subject.namespace.as_ref();
            let namespace = namespace.map_or(String::new(), |name| format!(" -n {name}"));
            Some(format!(
                "kubectl get {} {name}{namespace} -o yaml",
                kind.plural
            ))
        }
        Of::All { kind, .. } if kind.kind == "Pod" => Some("daprk list -o wide".to_owned()),
        _ => None,
    }
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

    #[test]
    fn a_command_shows_where_to_look() {
        for (subject, command) in [
            (
                "answer of shop /last",
                Some("daprk invoke -a shop -m last --verb GET"),
            ),
            (
                "state of kitchen order-7",
                Some("daprk state get kitchen order-7"),
            ),
            ("log of shop", Some("daprk logs -a shop -c app")),
            ("log of shop daprd", Some("daprk logs -a shop")),
            (
                "deployment/dapr-sentry in dapr-system",
                Some("daprk status"),
            ),
            ("all pod", Some("daprk list -o wide")),
            (
                "all deployment in dapr-system",
                Some("daprk graph --view control-plane"),
            ),
            (
                "all pod in dapr-system",
                Some("daprk graph --view control-plane"),
            ),
            (
                "service/dapr-api in dapr-system",
                Some("daprk graph --view control-plane"),
            ),
            ("sidecar of shop", Some("daprk graph")),
            (
                "answer of front /add?one=6&two=7",
                Some("daprk invoke -a front -m 'add?one=6&two=7' --verb GET"),
            ),
            (
                "component/statestore",
                Some("kubectl get components statestore -o yaml"),
            ),
            (
                "role/dapr-injector in dapr-system",
                Some("kubectl get roles dapr-injector -n dapr-system -o yaml"),
            ),
            ("all component", None),
        ] {
            let subject = Subject::parse(subject).unwrap();
            assert_eq!(command_for(&subject).as_deref(), command, "{subject}");
        }
    }
}
