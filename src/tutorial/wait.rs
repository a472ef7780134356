//! The conditions of a step: waited for, beside somebody who may end the wait.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::check::{Check, Verdict, hold};
use super::commands::OWN;
use super::model::{Checks, Part, Place};
use super::progress::Ended;
use super::report::CheckReport;
use super::run::{Doing, Runner, Turn, keys_at, turn_of};
use crate::error::{Error, Result};
use crate::event::{ENTER, Event, Lesson, Waiting};

/// A person who says that it is so need not wait as long as a start takes.
const SHORT: Duration = Duration::from_secs(10);
/// Between two looks whether a key was pressed.
const GLANCE: Duration = Duration::from_millis(100);
/// In a log, what is found is told after this time …
const FIRST_WORD: Duration = Duration::from_secs(2);
/// … and when it changes, again after this one.
const BETWEEN_WORDS: Duration = Duration::from_secs(5);

/// What the conditions came to.
enum Came {
    /// All of them hold.
    Hold,
    /// One does not.
    Not,
    /// The person wants something else.
    Turn(Turn),
}

/// What was found last.
#[derive(Default)]
struct Found(Mutex<String>);

impl Found {
    fn set(&self, found: &str) {
        found.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn get(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Runner<'_> {
    /// Conditions, until all of them hold or nobody wants to look any more.
    pub(super) async fn checks(&mut self, doing: &mut Doing<'_>, checks: &Checks) -> Result<Turn> {
        loop {
            match self.all_hold(doing, checks).await? {
                Came::Hold => return Ok(Turn::On),
                Came::Turn(turn) => return Ok(turn),
                Came::Not => {}
            }
            doing.report.ended = Ended::Failed;
            if !self.is_riddle(doing) {
                self.hint(doing)?;
            }
            if self.auto {
                return Ok(Turn::On);
            }
            let turn = self.does_not_hold(doing).await?;
            if turn.is_none_or(|turn| turn == Turn::On) {
                doing.report.ended = Ended::Done;
            }
            if let Some(turn) = turn {
                return Ok(turn);
            }
        }
    }

    /// What a person wants where a condition does not hold; nothing: to look again.
    async fn does_not_hold(&mut self, doing: &mut Doing<'_>) -> Result<Option<Turn>> {
        let mut keys = vec![(ENTER, "looks again")];
        match doing.behind {
            Some(Part::Run(_)) => keys.push(('r', "runs it again")),
            Some(Part::Solution(_)) => keys.extend([('h', "hint"), ('m', "mends it")]),
            _ => {}
        }
        keys.push(OWN);
        if self.was_done(doing) {
            self.note(format!(
                "step {} was done before: what it made has been changed since, by a later step or \
                 by you",
                doing.place.number()
            ));
            keys.push(('g', "goes on"));
        }
        loop {
            match self.press(doing.place, &keys)? {
                ENTER => return Ok(None),
                // Whether it helped, the person knows best: a look takes its time.
                'c' => self.own_command(doing).await?,
                'h' => self.hint(doing)?,
                'g' => return Ok(Some(Turn::On)),
                'r' | 'm' => {
                    let turn = self.again(doing).await?;
                    return Ok(Some(turn).filter(|turn| *turn != Turn::On));
                }
                key => return Ok(Some(turn_of(key))),
            }
        }
    }

    /// Whether the person is to find out what is wrong: a hint is given when it is asked for.
    fn is_riddle(&self, doing: &Doing<'_>) -> bool {
        !self.auto && matches!(doing.behind, Some(Part::Solution(_)))
    }

    fn was_done(&self, doing: &Doing<'_>) -> bool {
        let steps = &self.kept.progress.steps;
        steps.get(&doing.place.of.title) == Some(&Ended::Done)
    }

    async fn all_hold(&mut self, doing: &mut Doing<'_>, checks: &Checks) -> Result<Came> {
        let within = if self.auto {
            checks.within
        } else if self.is_riddle(doing) {
            checks.within.min(SHORT)
        } else {
            checks.within.min(SHORT.max(checks.within / 2))
        };
        for check in &checks.checks {
            let (verdict, turn) = self.look_at(doing.place, check, within).await?;
            if turn != Turn::On {
                return Ok(Came::Turn(turn));
            }
            let holds = verdict.holds;
            self.judged(doing, check, verdict)?;
            if !holds {
                return Ok(Came::Not);
            }
        }
        Ok(Came::Hold)
    }

    fn judged(&self, doing: &mut Doing<'_>, check: &Check, verdict: Verdict) -> Result<()> {
        let seconds = verdict.took.as_secs_f64();
        self.show(Lesson::Checked {
            check: check.text.clone(),
            holds: verdict.holds,
            found: verdict.found.clone(),
            seconds,
        })?;
        let checks = &mut doing.report.checks;
        checks.retain(|it| it.check != check.text);
        checks.push(CheckReport {
            check: check.text.clone(),
            holds: verdict.holds,
            found: verdict.found,
            seconds,
        });
        Ok(())
    }

    /// What a condition came to, and where the person wants to go on.
    async fn look_at(
        &self,
        place: Place<'_>,
        check: &Check,
        within: Duration,
    ) -> Result<(Verdict, Turn)> {
        let begin = Instant::now();
        let found = Found::default();
        let words = Words::default();
        let told = |now: &str, took: Duration| {
            found.set(now);
            if self.auto && words.are_due(now, took) {
                self.reporter.emit(Event::Lesson(Lesson::Waiting {
                    check: check.text.clone(),
                    found: now.to_owned(),
                }));
            }
        };
        let key = tokio::select! {
            verdict = hold(&self.look, check, within, &told) => return Ok((verdict?, Turn::On)),
            key = self.ended_by(place, check, &found), if !self.auto => key?,
            () = self.cancel.cancelled() => return Err(Error::interrupted()),
        };
        let verdict = Verdict {
            holds: false,
            found: found.get(),
            took: begin.elapsed(),
        };
        Ok((verdict, turn_of(key)))
    }

    /// Shows what is waited for until somebody ends the wait; by which key.
    async fn ended_by(&self, place: Place<'_>, check: &Check, found: &Found) -> Result<char> {
        let keys = keys_at(place, &[(ENTER, "ends the wait")]);
        let begin = Instant::now();
        let mut watch = self.reporter.watch(&keys)?;
        loop {
            let pressed = watch.look(&Waiting {
                check: check.text.clone(),
                found: found.get(),
                seconds: begin.elapsed().as_secs_f64(),
            })?;
            if let Some(key) = pressed {
                return Ok(key);
            }
            sleep(GLANCE).await;
        }
    }
}

/// What a log was told of a wait.
#[derive(Default)]
struct Words(Mutex<Option<(String, Duration)>>);

impl Words {
    /// Whether this is to be told now; then it is taken for told.
    fn are_due(&self, found: &str, took: Duration) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = match &*last {
            None => took >= FIRST_WORD,
            Some((told, at)) => told != found && took >= *at + BETWEEN_WORDS,
        };
        if due {
            *last = Some((found.to_owned(), took));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_hears_what_changes_and_not_too_often() {
        let words = Words::default();
        for (second, found, due) in [
            (1, "none", false),
            (2, "none", true),
            (9, "none", false),
            (10, "one", true),
            (12, "two", false),
            (15, "two", true),
        ] {
            let took = Duration::from_secs(second);
            assert_eq!(words.are_due(found, took), due, "{second}");
        }
    }
}
