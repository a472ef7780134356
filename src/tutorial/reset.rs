//! Takes back what a tutorial made, and nothing else.

use tokio_util::sync::CancellationToken;

use super::check::{Look, Subject};
use super::model::Tutorial;
use super::others::{self, Others};
use super::progress::{Kept, Progress};
use super::shell::Shell;
use crate::error::{Error, Exit, Result};
use crate::event::{Event, Lesson, Reporter};

/// A step that is to be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Back {
    /// Its heading.
    pub title: String,
    /// The commands that do it.
    pub lines: Vec<String>,
    /// What is gone then.
    makes: Vec<Subject>,
}

/// What a reset works with.
pub struct Reset<'a> {
    /// The cluster.
    pub look: Look,
    /// How commands run.
    pub shell: Shell,
    /// Who is told.
    pub reporter: &'a dyn Reporter,
    /// Set by the first Ctrl-C.
    pub cancel: CancellationToken,
}

/// The steps that made something, the last one first: as the tutorial has them now, or as it had
/// them then.
///
/// # Errors
/// How to take one back is known no more.
pub fn backwards(tutorial: &Tutorial, progress: &Progress) -> Result<Vec<Back>> {
    let titles = progress.made.iter().rev();
    titles
        .map(|title| back(tutorial, progress, title))
        .collect()
}

fn back(tutorial: &Tutorial, progress: &Progress, title: &str) -> Result<Back> {
    let steps = tutorial.steps();
    let same = |it: &&super::model::Place| it.of.title == title && !it.of.undo.is_empty();
    let (lines, makes) = match (steps.iter().find(same), progress.undo.get(title)) {
        (Some(place), _) => (place.of.undo.clone(), place.of.makes.clone()),
        (None, Some(undo)) => {
            let makes = undo.makes.iter().filter_map(|it| Subject::parse(it).ok());
            (undo.lines.clone(), makes.collect())
        }
        (None, None) => return Err(unknown(title)),
    };
    Ok(Back {
        title: title.to_owned(),
        lines,
        makes,
    })
}

fn unknown(title: &str) -> Error {
    Error::failed(
        "no-undo",
        format!("how to take back step `{title}` is not known: the tutorial has no such step now"),
    )
    .hint("give the step its heading and its `undo` again, and run `daprk tutorial reset` again")
}

impl Reset<'_> {
    /// Undoes these steps, and forgets the progress.
    ///
    /// # Errors
    /// Something could not be taken back; what was, is forgotten all the same.
    pub async fn run(&self, steps: &[Back], mut kept: Kept) -> Result<()> {
        for step in steps {
            self.undo(step).await?;
            kept.progress.unmade();
            kept.save()?;
        }
        kept.forget()
    }

    async fn undo(&self, step: &Back) -> Result<()> {
        let is_gone = self.is_gone(step).await?;
        for line in &step.lines {
            let Some(line) = self.spared(line).await? else {
                continue;
            };
            // The tutorial itself has cleaned up, or its learner. The command may find something
            // left of it; that it finds nothing is no error to show.
            let is_nothing = self.finds_nothing(&line).await?.unwrap_or(is_gone);
            let mut shell = self.shell.clone();
            shell.kept |= is_nothing;
            self.reporter.emit(Event::Lesson(Lesson::Command {
                line: shell.typed(&line),
            }));
            let done = shell.run(&line, &self.cancel).await?;
            if done.status == Some(0) {
                continue;
            }
            if is_nothing {
                let message = "that was gone already".to_owned();
                self.reporter.emit(Event::Note { message });
            } else if !self.is_gone(step).await? {
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

    /// A command, without what would take from others what this tutorial did not make; nothing
    /// where that is all of it.
    async fn spared(&self, line: &str) -> Result<Option<String>> {
        if !others::is_removal(line) {
            return Ok(Some(line.to_owned()));
        }
        let others = Others::of(&self.look.cluster).await?;
        if let Some(message) = others.told() {
            self.reporter.emit(Event::Note { message });
        }
        Ok(others.spared(line))
    }

    /// Whether an undeploy would find nothing; `None` for other commands, which cannot be asked.
    async fn finds_nothing(&self, line: &str) -> Result<Option<bool>> {
        let Some(asked) = asked_dry(line) else {
            return Ok(None);
        };
        let mut shell = self.shell.clone();
        (shell.kept, shell.unattended) = (true, true);
        let told = shell.run(&asked, &self.cancel).await?;
        Ok(Some(told.output.contains(r#""code":"no-release""#)))
    }

    /// Whether nothing is there of what the step made; a command that takes it back then fails.
    async fn is_gone(&self, step: &Back) -> Result<bool> {
        for subject in &step.makes {
            if self.look.is_there(subject).await? {
                return Ok(false);
            }
        }
        Ok(!step.makes.is_empty())
    }
}

/// An undeploy that only asks; `None` for other commands. The flags stand in front: behind a `#` or `--` they would be
/// none.
fn asked_dry(line: &str) -> Option<String> {
    let rest = line.strip_prefix("daprk undeploy ")?;
    Some(format!("daprk undeploy --dry-run -o json {rest}"))
}

fn last_lines(output: &str) -> String {
    const LINES: usize = 4;
    let lines: Vec<&str> = output.trim().lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn tutorial(step: &str) -> Tutorial {
        let head = "---\ntitle: T\nteaches: t\nminutes: 1\n---\n# One\n\n";
        parse("t", &format!("{head}{step}")).unwrap()
    }

    #[test]
    fn only_an_undeploy_is_asked_dry_and_nothing_behind_it_hides_that() {
        let rows = [
            (
                "daprk undeploy cart -n shop # the cart",
                Some("daprk undeploy --dry-run -o json cart -n shop # the cart"),
            ),
            ("daprk undeployed", None),
            ("kubectl delete pod a", None),
        ];
        for (line, expected) in rows {
            assert_eq!(asked_dry(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn a_step_that_the_file_has_no_more_is_taken_back() {
        let step = |title: &str, name: &str| {
            format!(
                "## {title}\n\n```run\ndaprk deploy -f - --name {name}\n```\n\n```makes\nconfigmap/{name}\n```\n\n\
                 ```undo\ndaprk undeploy {name}\n```\n"
            )
        };
        let before = tutorial(&step("One", "a"));
        let mut progress = Progress::default();
        assert!(progress.makes(before.steps()[0].of));
        assert!(!progress.makes(before.steps()[0].of));
        // As it is now, where it is there; else as it was.
        for (now, line) in [
            (step("One", "b"), "daprk undeploy b"),
            (step("First", "b"), "daprk undeploy a"),
            ("## One\n\nText.\n".to_owned(), "daprk undeploy a"),
        ] {
            let back = backwards(&tutorial(&now), &progress).unwrap();
            assert_eq!((back.len(), back[0].lines[0].as_str()), (1, line));
            assert_eq!(back[0].makes.len(), 1);
        }
        // A record of old knows the heading alone.
        progress.undo.clear();
        let error = backwards(&tutorial(&step("First", "a")), &progress).unwrap_err();
        assert!(error.message.contains("`One`"), "{error:?}");
        progress.unmade();
        assert_eq!(backwards(&before, &progress).unwrap(), []);
    }
}
