//! One look at a cluster: which checks hold now.

use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use tokio::time::timeout;

use super::stop::{Judged, Stop, Tick, Tour};
use crate::error::{Error, Result};
use crate::tutorial::answer::is_right;
use crate::tutorial::check::{Condition, Found, Look, Of, Subject};

/// Things that are looked at side by side.
const AT_ONCE: usize = 8;
/// As long as one of them may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was found of a subject; else why it is not known.
type Seen = Result<Found, String>;

impl Tour {
    /// Looks once at all that is not done, each thing once, and ticks what is so. What cannot be seen is not done, and
    /// says why; nothing is waited for.
    pub async fn look(&mut self, look: &Look) {
        let mut sight = Sight::default();
        sight.see(look, self.subjects()).await;
        self.judge(&|subject| sight.of(subject));
    }

    /// As [`Self::look`], for whoever looks again and again: what counts as traffic of the apps is asked only where it
    /// is the last thing that a stop lacks. Else the counters would tell of nobody but us.
    pub async fn follow(&mut self, look: &Look) {
        let (loud, quiet): (Vec<_>, Vec<_>) =
            self.subjects().into_iter().partition(Subject::is_counted);
        let mut sight = Sight::default();
        sight.see(look, quiet).await;
        sight.see(look, self.last(loud, &sight)).await;
        self.judge(&|subject| sight.of(subject));
    }

    /// Those of them that are the last thing that a stop lacks.
    pub(super) fn last(&self, mut loud: Vec<Subject>, sight: &Sight) -> Vec<Subject> {
        loud.retain(|subject| self.lacks_only(subject, sight));
        loud
    }

    /// Whether a stop whose turn it is lacks this, and nothing that is asked more quietly.
    fn lacks_only(&self, subject: &Subject, sight: &Sight) -> bool {
        let mut chapter = None;
        let mut next = self.stops.iter().filter(|stop| !stop.done);
        next.any(|stop| {
            let is_first = chapter.replace(stop.of) != Some(stop.of);
            is_first && stop.is_about(subject) && stop.is_quietly_done(sight)
        })
    }

    /// Whether something has to grow that has been seen once: another look tells.
    pub fn has_to_grow(&self) -> bool {
        let open = self.stops.iter().filter(|stop| !stop.done);
        let mut ticks = open.flat_map(|stop| &stop.checks);
        ticks.any(|tick| {
            let grows = tick.check.condition == Condition::Grows;
            grows && !tick.done && tick.first.is_some()
        })
    }

    /// Whether this is the answer to a question of the stop with this number, counted from 0.
    ///
    /// # Errors
    /// There is no such question; the cluster cannot be asked.
    pub async fn answer(
        &self,
        look: &Look,
        number: &str,
        question: usize,
        said: &str,
    ) -> Result<Judged> {
        let stop = self.stops.iter().find(|stop| stop.number == number);
        let asked = stop.and_then(|stop| stop.questions.get(question));
        let asked = asked.ok_or_else(|| {
            Error::usage(
                "no-question",
                format!("stop {number} has no question {question}"),
            )
        })?;
        let subject = &asked.answer.subject;
        let found = match timeout(PATIENCE, look.whole(subject)).await {
            Ok(found) => found?,
            Err(_) => Found::Nothing(late()),
        };
        let answer = asked.answer.of(found).text();
        Ok(Judged {
            right: !answer.is_empty() && is_right(said, &answer),
            hint: asked.hint.clone(),
            answer,
        })
    }

    /// What the checks of stops that are not done are about, each once.
    fn subjects(&self) -> Vec<Subject> {
        let mut subjects: Vec<Subject> = Vec::new();
        let open = self.stops.iter().filter(|stop| !stop.done);
        for tick in open.flat_map(|stop| &stop.checks) {
            let subject = &tick.check.value.subject;
            if !subjects.contains(subject) {
                subjects.push(subject.clone());
            }
        }
        subjects
    }

    /// Ticks what was seen, in the order of the stops.
    pub(super) fn judge(&mut self, seen: &dyn Fn(&Subject) -> Seen) {
        let mut open: Option<(usize, String)> = None;
        for stop in &mut self.stops {
            if stop.done {
                continue;
            }
            for tick in &mut stop.checks {
                tick.judge(seen(&tick.check.value.subject));
            }
            let before = open.as_ref().filter(|(chapter, _)| *chapter == stop.of);
            stop.settle(before.map(|(_, number)| number.as_str()));
            if !stop.done && before.is_none() {
                open = Some((stop.of, stop.number.clone()));
            }
        }
    }
}

/// What one look has seen.
#[derive(Default)]
pub(super) struct Sight(pub(super) Vec<(Subject, Seen)>);

impl Sight {
    async fn see(&mut self, look: &Look, subjects: Vec<Subject>) {
        // Owned, so that a server may hold it over threads.
        let seen = stream::iter(subjects)
            .map(|subject| async move {
                let seen = see(look, &subject).await;
                (subject, seen)
            })
            .buffered(AT_ONCE);
        self.0.extend(seen.collect::<Vec<_>>().await);
    }

    fn of(&self, subject: &Subject) -> Seen {
        let found = self.0.iter().find(|(one, _)| one == subject);
        found.map_or_else(
            || Err("it is asked when all else is so".to_owned()),
            |(_, seen)| seen.clone(),
        )
    }
}

async fn see(look: &Look, subject: &Subject) -> Seen {
    match timeout(PATIENCE, look.whole(subject)).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => Err(error.message),
        Err(_) => silence(subject),
    }
}

/// An app or a sidecar that takes so long does not answer: it has nothing. Of the cluster's own objects nothing is known
/// then.
pub(super) fn silence(subject: &Subject) -> Seen {
    match subject.of {
        Of::Object { .. } | Of::All { .. } | Of::Log { .. } => Err(late()),
        Of::Sidecar { .. }
        | Of::Answer { .. }
        | Of::State { .. }
        | Of::Metrics { .. }
        | Of::Redis { .. } => Ok(Found::Nothing(late())),
    }
}

fn late() -> String {
    format!("no answer within {} s", PATIENCE.as_secs())
}

impl Tick {
    fn judge(&mut self, seen: Seen) {
        let verdict = match seen {
            Ok(found) => {
                let found = self.check.value.of(found);
                self.check.condition.holds(&found, &mut self.first)
            }
            Err(why) => Err(format!("not known: {why}")),
        };
        self.done = verdict.is_ok();
        self.why = verdict.err().unwrap_or_default();
    }
}

impl Stop {
    fn is_about(&self, subject: &Subject) -> bool {
        let mut checks = self.checks.iter();
        checks.any(|tick| tick.check.value.subject == *subject)
    }

    /// Whether all holds that can be seen without asking an app or its store.
    fn is_quietly_done(&self, sight: &Sight) -> bool {
        let is_quiet = |tick: &&Tick| !tick.check.value.subject.is_counted();
        self.checks.iter().filter(is_quiet).all(|tick| {
            // What is judged for good is judged once.
            let mut tick = tick.clone();
            tick.judge(sight.of(&tick.check.value.subject));
            tick.done
        })
    }

    /// `before`: the stop of the chapter that has to be done first.
    fn settle(&mut self, before: Option<&str>) {
        let lacking = self.checks.iter().find(|tick| !tick.done);
        self.why = match (before, lacking) {
            (Some(number), _) => format!("{number} comes first"),
            (None, Some(tick)) => format!("{}: {}", tick.words, tick.why),
            (None, None) => String::new(),
        };
        self.done = self.why.is_empty();
    }
}
