//! What there is to show, kept current while somebody looks.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use crate::check::{Live, Scope};
use crate::cluster::{Cluster, Refusal};
use crate::diagnose::{self, Answers, Snapshot, Survey};
use crate::graph::{self, Graph};

/// What was seen at one time.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// When; the epoch before the first look.
    pub(super) at: Timestamp,
    /// The objects, and what sidecars answered last.
    pub(super) snapshot: Snapshot,
    /// All of the picture, with what is wrong.
    pub(super) graph: Graph,
    /// Since when the cluster tells nothing, and why.
    pub(super) lost: Option<(Timestamp, Refusal)>,
}

/// What is followed, and how it is called.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) cluster: Cluster,
    pub(super) scope: Scope,
    pub(super) survey: Survey,
    pub(super) title: String,
    /// What draws the same in a terminal: `daprk graph -k`.
    pub(super) command: String,
}

/// The time from one picture to the next, at least.
const PAUSE: Duration = Duration::from_millis(250);
/// How often sidecars are asked, at most; where that takes long, less often.
const ASK: Duration = Duration::from_secs(2);
/// A round of asking takes at most one part of so many of the time.
const SHARE: u32 = 4;
/// Rates are of this time: shorter, and one call a second is now 0.5, now 1.5.
const WINDOW: Duration = Duration::from_secs(10);
/// How often the cluster is asked whether it is there, and how long it may take to say so.
const KNOCK: Duration = Duration::from_secs(10);
/// The same while it is not.
const AGAIN: Duration = Duration::from_secs(1);
/// How long the first picture waits for all lists.
const FIRST: Duration = Duration::from_secs(5);

type Round = BTreeMap<(String, String), Answers>;

/// Since when the cluster is silent, and how that is known.
type Silence = Option<(Timestamp, Refusal)>;

/// Follows until this is dropped; while nobody listens, neither sidecars nor anybody else is asked for more than changes.
pub(super) async fn follow(subject: Subject, sender: watch::Sender<Arc<State>>) {
    loop {
        let live = Live::start(&subject.cluster, &subject.scope);
        let (told, rounds) = mpsc::channel(1);
        let (silent, silence) = watch::channel(None);
        tokio::select! {
            () = ask(&live, told, &sender) => return,
            () = draw(&subject, &live, (rounds, silence), &sender) => return,
            // Its watches may be on connections that nobody speaks on any more: they are begun anew.
            () = knock(&subject.cluster, &silent, &sender) => {}
        }
    }
}

/// Asks the cluster now and then whether it is there, and comes back when it is after it was not. A watch cannot tell:
/// a connection that was cut without a word is as one on which nothing happens.
async fn knock(
    cluster: &Cluster,
    silent: &watch::Sender<Silence>,
    sender: &watch::Sender<Arc<State>>,
) {
    let mut last = Timestamp::now();
    loop {
        listened(sender).await;
        let is_silent = silent.borrow().is_some();
        sleep(if is_silent { AGAIN } else { KNOCK }).await;
        match cluster.answers(KNOCK).await {
            Ok(()) if is_silent => return,
            Ok(()) => last = Timestamp::now(),
            Err(why) => drop(silent.send_replace(Some((last, why)))),
        }
    }
}

/// Draws anew whatever changes.
async fn draw(
    subject: &Subject,
    live: &Live,
    (mut rounds, mut silence): (mpsc::Receiver<Round>, watch::Receiver<Silence>),
    sender: &watch::Sender<Arc<State>>,
) {
    let complete = async {
        while !live.is_complete() {
            live.changed().await;
        }
    };
    // What could not be had by then is told as unknown.
    let _ = timeout(FIRST, complete).await;
    let mut heard = Heard::default();
    loop {
        let begun = Instant::now();
        let told = live.lost().map(|why| (Timestamp::now(), why));
        let silent = silence.borrow_and_update().clone();
        let state = match told.or(silent) {
            Some((since, why)) => State::silent(&sender.borrow(), since, why),
            None => look(subject, live, &heard),
        };
        sender.send_replace(Arc::new(state));
        sleep(PAUSE.max(begun.elapsed())).await;
        tokio::select! {
            () = live.changed() => {}
            Ok(()) = silence.changed() => {}
            Some(round) = rounds.recv() => heard.add(round),
        }
        listened(sender).await;
    }
}

impl State {
    /// What was seen last, when the cluster does not answer any more.
    fn silent(last: &Self, since: Timestamp, why: Refusal) -> Self {
        let since = last.lost.as_ref().map_or(since, |(since, _)| *since);
        Self {
            at: Timestamp::now(),
            lost: Some((since, why)),
            ..last.clone()
        }
    }
}

/// Comes back when somebody looks.
async fn listened(sender: &watch::Sender<Arc<State>>) {
    while sender.receiver_count() == 0 {
        sleep(PAUSE).await;
    }
}

/// Asks the sidecars, round by round.
async fn ask(live: &Live, told: mpsc::Sender<Round>, sender: &watch::Sender<Arc<State>>) {
    loop {
        listened(sender).await;
        let begun = Instant::now();
        if sender.borrow().lost.is_none() {
            let round = live.ask().await;
            if told.send(round).await.is_err() {
                return;
            }
        }
        sleep(ASK.max(begun.elapsed() * SHARE)).await;
    }
}

fn look(subject: &Subject, live: &Live, heard: &Heard) -> State {
    let mut snapshot = live.snapshot();
    snapshot.sidecars = heard.last();
    let before = heard.before();
    let mut graph = graph::build(&subject.title, &snapshot, before.as_ref());
    let found = diagnose::survey(&snapshot, &subject.survey);
    graph.problems = graph::problems(&graph, &found);
    graph.command.clone_from(&subject.command);
    State {
        at: snapshot.now,
        graph,
        lost: None,
        snapshot,
    }
}

/// What sidecars have answered lately, the oldest first.
#[derive(Default)]
struct Heard(VecDeque<(Instant, Round)>);

impl Heard {
    fn add(&mut self, round: Round) {
        let now = Instant::now();
        self.0.push_back((now, round));
        // Of those that are too old the youngest stays: from it on is the window.
        while self.0.len() > 2 && now.duration_since(self.0[1].0) >= WINDOW {
            self.0.pop_front();
        }
    }

    fn last(&self) -> Round {
        self.0
            .back()
            .map(|(_, round)| round.clone())
            .unwrap_or_default()
    }

    /// Of each sidecar the oldest answer with numbers in the window; none before there are two rounds.
    fn before(&self) -> Option<Snapshot> {
        let count = self.0.len().checked_sub(1).filter(|count| *count > 0)?;
        let mut oldest = Round::new();
        for (_, round) in self.0.iter().take(count).rev() {
            let told = round
                .iter()
                .filter(|(_, answers)| answers.metrics.is_some());
            oldest.extend(told.map(|(pod, answers)| (pod.clone(), answers.clone())));
        }
        Some(Snapshot {
            sidecars: oldest,
            ..Snapshot::default()
        })
    }
}
