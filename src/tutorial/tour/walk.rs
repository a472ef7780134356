//! A person at a terminal goes from stop to stop.

use std::collections::BTreeSet;

use tokio_util::sync::CancellationToken;

use super::stop::Tour;
use crate::error::{Error, Result};
use crate::event::{ENTER, Event, Keys, Lesson, Prompt, Reporter, Text};
use crate::graph::Graph;
use crate::tutorial::check::Look;

/// What a walk needs.
pub struct Walk<'a> {
    /// The tour.
    pub tour: Tour,
    /// The cluster.
    pub look: Look,
    /// Who shows it, and hears the keys.
    pub reporter: &'a dyn Reporter,
    /// Set by the first Ctrl-C.
    pub cancel: CancellationToken,
}

/// Where a person stands.
#[derive(Default)]
struct Stand {
    /// Index of the stop; behind the last one are the questions.
    at: usize,
    /// Numbers of stops, and questions there, that were answered rightly.
    right: BTreeSet<(String, usize)>,
}

impl Walk<'_> {
    /// From the first stop on, until the person leaves. `draw` makes the picture anew.
    ///
    /// # Errors
    /// Ctrl-C; the terminal goes away; the cluster cannot be reached at the beginning.
    pub async fn run(mut self, draw: impl AsyncFn() -> Result<Graph>) -> Result<()> {
        let mut graph = self.fresh(&draw).await?;
        let mut stand = Stand::default();
        loop {
            self.show(&stand, &graph)?;
            match self.keys(&stand)? {
                'q' => return Ok(()),
                'b' => stand.at = stand.at.saturating_sub(1),
                'a' => self.ask(&mut stand).await?,
                'r' => {}
                key => match key.to_digit(10) {
                    Some(chapter) => stand.at = self.chapter(chapter),
                    None if stand.at == self.tour.stops.len() => return Ok(()),
                    None => stand.at += 1,
                },
            }
            match self.fresh(&draw).await {
                Ok(drawn) => graph = drawn,
                Err(error) if self.cancel.is_cancelled() => return Err(error),
                // The old picture, then; the ticks say the same of the cluster.
                Err(error) => self.reporter.emit(Event::Warning {
                    message: error.message,
                }),
            }
        }
    }

    /// The ticks and the picture as they are now.
    async fn fresh(&mut self, draw: &impl AsyncFn() -> Result<Graph>) -> Result<Graph> {
        let (graph, ()) = tokio::select! {
            both = async { tokio::join!(draw(), self.tour.look(&self.look)) } => both,
            () = self.cancel.cancelled() => return Err(Error::interrupted()),
        };
        let graph = graph?;
        self.tour.find(&graph, &self.look.namespace);
        Ok(graph)
    }

    fn show(&self, stand: &Stand, graph: &Graph) -> Result<()> {
        let Some(stop) = self.tour.stops.get(stand.at) else {
            return self.questions(stand);
        };
        self.head(stop.of + 1, &stop.chapter)?;
        self.reporter.read(Lesson::Step {
            number: stop.number.clone(),
            title: stop.title.clone(),
        })?;
        let text = stop.text.clone();
        self.reporter.read(Lesson::Text { text })?;
        let lines = stop.picture(graph);
        self.reporter.read(Lesson::Picture { lines })?;
        for tick in &stop.checks {
            self.reporter.read(Lesson::Ticked {
                check: tick.words.clone(),
                done: stop.done || tick.done,
                why: tick.why.clone(),
            })?;
        }
        for line in &stop.commands {
            self.reporter.read(Lesson::Command { line: line.clone() })?;
        }
        Ok(())
    }

    /// The chapter, with how far the tour is.
    fn head(&self, number: usize, title: &str) -> Result<()> {
        let (done, all) = (self.tour.done(), self.tour.stops.len());
        self.reporter.read(Lesson::Chapter {
            number,
            of: self.chapters(),
            title: format!("{title} ─ {done} of {all} stops done"),
        })
    }

    /// The end: what was asked on the way, and is not answered yet.
    fn questions(&self, stand: &Stand) -> Result<()> {
        let number = self.chapters();
        self.head(number, "Questions")?;
        let open = self.open(stand, ..);
        let item = |(number, _, text): (String, usize, String)| Text::Item {
            text: format!("{number}: {text}"),
        };
        let text = if open.is_empty() {
            let text = "All of them are answered.".to_owned();
            vec![Text::Paragraph { text }]
        } else {
            open.into_iter().map(item).collect()
        };
        self.reporter.read(Lesson::Text { text })
    }

    fn keys(&self, stand: &Stand) -> Result<char> {
        let is_end = stand.at == self.tour.stops.len();
        let on = if is_end { "leaves" } else { "next" };
        let mut keys = vec![(ENTER, on), ('n', on)];
        if stand.at > 0 {
            keys.push(('b', "back"));
        }
        keys.push(('r', "looks again"));
        if !self.open(stand, self.here(stand)).is_empty() {
            keys.push(('a', "answers"));
        }
        let chapters = u32::try_from(self.chapters()).unwrap_or(9).min(9);
        let digits = (1..=chapters).filter_map(|number| char::from_digit(number, 10));
        keys.extend(digits.map(|digit| (digit, "chapter")));
        keys.push(('q', "leaves"));
        self.reporter.key(&Keys { keys }, &self.cancel)
    }

    fn chapters(&self) -> usize {
        self.tour.stops.last().map_or(0, |stop| stop.of + 1)
    }

    /// The first stop of a chapter.
    fn chapter(&self, number: u32) -> usize {
        let mut stops = self.tour.stops.iter();
        let is_in = |stop: &super::Stop| stop.of + 1 == number as usize;
        stops.position(is_in).unwrap_or_default()
    }

    /// The stops whose questions are asked where the person stands.
    fn here(&self, stand: &Stand) -> std::ops::Range<usize> {
        let all = self.tour.stops.len();
        if stand.at == all {
            0..all
        } else {
            stand.at..stand.at + 1
        }
    }

    /// Questions of these stops that are not answered: number of the stop, index there, text.
    fn open(
        &self,
        stand: &Stand,
        stops: impl std::slice::SliceIndex<[super::Stop], Output = [super::Stop]>,
    ) -> Vec<(String, usize, String)> {
        let mut open = Vec::new();
        for stop in &self.tour.stops[stops] {
            for (index, asked) in stop.questions.iter().enumerate() {
                let own = (stop.number.clone(), index);
                if !stand.right.contains(&own) {
                    open.push((own.0, index, asked.text.clone()));
                }
            }
        }
        open
    }

    /// Asks until Esc.
    async fn ask(&self, stand: &mut Stand) -> Result<()> {
        for (number, index, text) in self.open(stand, self.here(stand)) {
            let Some(said) = self.reporter.line(&Prompt::short(text), &self.cancel)? else {
                return Ok(());
            };
            let judged = match self.tour.answer(&self.look, &number, index, &said).await {
                Ok(judged) => judged,
                Err(error) if self.cancel.is_cancelled() => return Err(error),
                // The question stays open.
                Err(error) => {
                    let message = error.message;
                    self.reporter.emit(Event::Warning { message });
                    continue;
                }
            };
            if judged.answer.is_empty() {
                self.reporter.emit(Event::Note {
                    message: "nothing in the cluster answers that yet".to_owned(),
                });
                continue;
            }
            self.reporter.read(Lesson::Answered {
                answer: judged.answer,
                right: Some(judged.right),
            })?;
            if judged.right {
                stand.right.insert((number, index));
            }
        }
        Ok(())
    }
}
