//! Goes through a tutorial, step by step.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::check::Look;
use super::model::{Part, Place, Tutorial};
use super::picture;
use super::progress::{Ended, Kept};
use super::report::{Report, StepReport};
use super::shell::Shell;
use crate::error::{Error, Exit, Result};
use crate::event::{ENTER, Event, Keys, Lesson, Reporter};
use crate::manifest::nearest;

/// Keys that can always be pressed; only from the first step there is no way back.
const ALWAYS: [(char, &str); 3] = [('s', "skips"), BACK, ('q', "leaves")];
const BACK: (char, &str) = ('b', "back");

/// What a tutorial runs with.
pub struct Runner<'a> {
    /// The tutorial.
    pub tutorial: &'a Tutorial,
    /// The cluster.
    pub look: Look,
    /// How commands run.
    pub shell: Shell,
    /// Who is told, and asked.
    pub reporter: &'a dyn Reporter,
    /// Set by the first Ctrl-C.
    pub cancel: CancellationToken,
    /// What is done.
    pub kept: Kept,
    /// Nobody is asked.
    pub auto: bool,
    /// The system as it was drawn last; nothing at first.
    pub drawn: Vec<String>,
}

/// Where it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// With what follows.
    On,
    /// With the next step: the rest of this one is left out.
    Skip,
    /// With the step before.
    Back,
    /// Not now.
    Leave,
}

/// A step that is being done.
pub(super) struct Doing<'s> {
    pub(super) place: Place<'s>,
    pub(super) report: StepReport,
    /// Its commands are left out: what they are for is there already.
    pub(super) there: bool,
    /// The commands that ran last.
    pub(super) behind: Option<&'s Part>,
    /// The parts that are to come, with the one that it is at.
    left: &'s [Part],
}

impl Doing<'_> {
    /// Whether all of it was gone through, and held.
    fn is_finished(&self) -> bool {
        self.left.is_empty() && self.report.ended == Ended::Done
    }

    /// Whether at most words are left of it: what it is for is there.
    fn is_done(&self) -> bool {
        let is_work = |part: &Part| !matches!(part, Part::Text(_) | Part::Question(_));
        let has_work = |parts: &[Part]| parts.iter().any(is_work);
        let is_there = has_work(&self.place.of.parts) && !has_work(self.left);
        self.is_finished() || is_there && self.report.ended == Ended::Done
    }
}

impl Runner<'_> {
    /// Goes through the tutorial: from the step of this number or title, or where it was left.
    ///
    /// # Errors
    /// There is no such step; something is in the way; Ctrl-C; the cluster went away, with nobody
    /// to ask.
    pub async fn run(&mut self, from: Option<&str>) -> Result<Report> {
        let begin = Instant::now();
        let tutorial = self.tutorial;
        let places = tutorial.steps();
        let first = self.first(&places, from)?;
        self.in_the_way(&places).await?;
        let mut report = Report::default();
        let (mut at, mut chapter) = (first, None);
        while let Some(place) = places.get(at) {
            if chapter != Some(place.chapter) {
                chapter = Some(place.chapter);
                self.chapter(place, at > 0 && at == first)?;
            }
            self.remember(Some(*place))?;
            let (turn, doing) = self.step(*place).await?;
            let (ended, is_finished) = (doing.report.ended, doing.is_finished());
            report.steps.retain(|it| it.number != doing.report.number);
            report.steps.push(doing.report);
            match turn {
                Turn::Back => at = at.saturating_sub(1),
                Turn::Leave if is_finished => {
                    // It does not begin again.
                    at += 1;
                    break;
                }
                Turn::Leave => break,
                _ if self.auto && ended == Ended::Failed => break,
                Turn::On | Turn::Skip => at += 1,
            }
        }
        report.complete = at == places.len();
        self.remember(places.get(at).copied())?;
        report.seconds = begin.elapsed().as_secs_f64();
        Ok(report)
    }

    /// Index of the step that [`Self::run`] begins with.
    ///
    /// # Errors
    /// There is no such step.
    pub fn first(&self, places: &[Place], from: Option<&str>) -> Result<usize> {
        let next = self.kept.progress.next.as_deref();
        let title = match (from, next) {
            (Some(from), _) => from,
            (None, Some(next)) if !self.auto => next,
            _ => return Ok(0),
        };
        let is_it = |place: &Place| place.number() == title || place.of.title == title;
        match places.iter().position(is_it) {
            Some(at) => Ok(at),
            // The tutorial was changed since.
            None if from.is_none() => Ok(0),
            None => Err(self.no_step(places, title)),
        }
    }

    fn no_step(&self, places: &[Place], title: &str) -> Error {
        let titles = places.iter().map(|place| place.of.title.as_str());
        let meant = nearest(title, titles).map(|near| format!("did you mean `{near}`? "));
        let error = Error::usage("no-step", format!("there is no step `{title}`"));
        error.hint(format!(
            "{}`daprk tutorial show {}` lists them",
            meant.unwrap_or_default(),
            self.tutorial.name
        ))
    }

    fn chapter(&self, place: &Place, resumed: bool) -> Result<()> {
        let chapter = &self.tutorial.chapters[place.chapter];
        self.show(Lesson::Chapter {
            number: place.chapter + 1,
            of: self.tutorial.chapters.len(),
            title: chapter.title.clone(),
        })?;
        if resumed && place.step > 0 || chapter.text.is_empty() {
            return Ok(());
        }
        self.show(Lesson::Text {
            text: chapter.text.clone(),
        })?;
        Ok(())
    }

    fn remember(&mut self, next: Option<Place>) -> Result<()> {
        self.kept.progress.next = next.map(|place| place.of.title.clone());
        self.kept.save()
    }

    async fn step<'s>(&mut self, place: Place<'s>) -> Result<(Turn, Doing<'s>)> {
        let begin = Instant::now();
        self.show(Lesson::Step {
            number: place.number(),
            title: place.of.title.clone(),
        })?;
        let mut doing = Doing {
            there: self.is_there(&place).await?,
            place,
            behind: None,
            left: &place.of.parts,
            report: StepReport {
                number: place.number(),
                title: place.of.title.clone(),
                ended: Ended::Done,
                error: None,
                seconds: 0.0,
                commands: Vec::new(),
                checks: Vec::new(),
                questions: Vec::new(),
            },
        };
        let turn = match self.parts_if_made(&mut doing).await {
            Ok(turn) => turn,
            Err(error) if error.exit == Exit::Interrupted || !self.auto => return Err(error),
            Err(error) => {
                doing.report.ended = Ended::Failed;
                doing.report.error = Some(told(&error));
                Turn::On
            }
        };
        if turn == Turn::Skip && doing.report.ended == Ended::Done && !doing.is_done() {
            doing.report.ended = Ended::Skipped;
        }
        doing.report.seconds = begin.elapsed().as_secs_f64();
        self.kept.progress.milliseconds += milliseconds(begin);
        if matches!(turn, Turn::On | Turn::Skip) || doing.is_finished() {
            let progress = &mut self.kept.progress;
            progress.ended(&place.of.title, doing.report.ended);
            self.kept.save()?;
        }
        Ok((turn, doing))
    }

    /// Whether all that the step is for is there, and not by this tutorial.
    async fn is_there(&self, place: &Place<'_>) -> Result<bool> {
        let step = place.of;
        if step.needs.is_empty() || self.kept.progress.made.contains(&step.title) {
            return Ok(false);
        }
        for subject in &step.needs {
            if !self.look.is_there(subject).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The parts, unless the step hangs on another one's work that this tutorial did not do.
    async fn parts_if_made(&mut self, doing: &mut Doing<'_>) -> Result<Turn> {
        let made = &self.kept.progress.made;
        match &doing.place.of.if_made {
            Some(title) if !made.contains(title) => {
                self.reporter.emit(Event::Note {
                    message: format!("left out, as `{title}` was not this tutorial's work"),
                });
                Ok(Turn::Skip)
            }
            _ => self.parts(doing).await,
        }
    }

    async fn parts(&mut self, doing: &mut Doing<'_>) -> Result<Turn> {
        while let Some(part) = doing.left.first() {
            if self.cancel.is_cancelled() {
                return Err(Error::interrupted());
            }
            if matches!(part, Part::Run(_) | Part::Solution(_)) {
                doing.behind = Some(part);
            }
            let turn = match part {
                Part::Text(text) => {
                    self.show(Lesson::Text { text: text.clone() })?;
                    Turn::On
                }
                Part::Run(run) => self.commands(doing, run).await?,
                Part::Solution(run) => self.solution(doing, run).await?,
                Part::Check(checks) => self.checks(doing, checks).await?,
                Part::Question(question) => self.question(doing, question).await?,
            };
            let failed = self.auto && doing.report.ended == Ended::Failed;
            if turn != Turn::On || failed {
                return Ok(turn);
            }
            doing.left = &doing.left[1..];
        }
        self.picture().await?;
        if self.auto {
            return Ok(Turn::On);
        }
        let on = [(ENTER, "goes on")];
        Ok(turn_of(self.press(doing.place, &on)?))
    }

    /// Draws the system where it is another one than at the last time.
    async fn picture(&mut self) -> Result<()> {
        // A cluster that does not answer now is told by the next step.
        let Ok(lines) = picture::lines(&self.look).await else {
            return Ok(());
        };
        if lines == self.drawn {
            return Ok(());
        }
        self.drawn.clone_from(&lines);
        self.show(Lesson::Picture { lines })
    }

    /// Shows something: to a person who reads, or to a log.
    pub(super) fn show(&self, lesson: Lesson) -> Result<()> {
        if self.auto {
            self.reporter.emit(Event::Lesson(lesson));
            return Ok(());
        }
        self.reporter.read(lesson)
    }

    /// Waits for a key: Enter, one of these, or one that always can be pressed.
    pub(super) fn press(&self, place: Place, keys: &[(char, &'static str)]) -> Result<char> {
        self.reporter.key(&keys_at(place, keys), &self.cancel)
    }
}

/// These keys, and those that always can be pressed.
pub(super) fn keys_at(place: Place, keys: &[(char, &'static str)]) -> Keys {
    let leads_nowhere = |key: &(char, &str)| place.is_first() && *key == BACK;
    let always = ALWAYS.into_iter().filter(|key| !leads_nowhere(key));
    Keys {
        keys: keys.iter().copied().chain(always).collect(),
    }
}

/// What the keys that can always be pressed mean.
pub(super) fn turn_of(key: char) -> Turn {
    match key {
        's' => Turn::Skip,
        'b' => Turn::Back,
        'q' => Turn::Leave,
        _ => Turn::On,
    }
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn told(error: &Error) -> String {
    let parts = [Some(&error.message), error.on.as_ref(), error.says.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(": ")
}
