//! One pod, from its first sight to its end.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::adopt;
use super::cell::{Cell, Role};
use super::console::Console;
use super::exec::Execs;
use super::note::Note;
use super::steps::{Course, Policy, candidates, course, due};
use super::stop::Ending;
use crate::manifest::Object;
use crate::sandbox::runtime::keeper::Keeper;
use crate::sandbox::runtime::launch::ports::Ports;
use crate::sandbox::runtime::shared::Shared;
use crate::sandbox::runtime::standalone::desk::Files;
use crate::sandbox::runtime::standin::StandIn;
use crate::sandbox::runtime::volumes::File;

/// What is known of a pod, and done with it.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) pod: Object,
    pub(super) cells: Vec<Cell>,
    pub(super) policy: Policy,
    pub(super) ports: Ports,
    /// When the pod was started first.
    pub(super) started: Timestamp,
    /// Whether its ports and volumes are there.
    pub(super) prepared: bool,
    /// When to try again to make them.
    pub(super) prepare_after: Option<Instant>,
    /// How often that was tried.
    pub(super) preparations: u32,
    pub(super) keeper: Option<Keeper>,
    pub(super) execs: Execs,
    pub(super) probes: HashMap<usize, Task>,
    pub(super) stand_ins: HashMap<usize, StandIn>,
    /// Of the containers that are processes, while they run.
    pub(super) consoles: HashMap<usize, Console>,
    /// What was written into volumes of files.
    pub(super) files: HashMap<String, Vec<File>>,
    /// What its real daprd was given.
    pub(super) given: Option<Files>,
    /// Shown as its service account's token.
    pub(super) token: String,
    /// When containers that are being stopped are killed.
    pub(super) kills: HashMap<usize, Instant>,
    pub(super) ending: Option<Ending>,
    /// The status that was written last.
    pub(super) written: Option<Value>,
    /// When to write one again that could not be written.
    pub(super) write_after: Option<Instant>,
    pub(super) tell: UnboundedSender<Note>,
    inbox: UnboundedReceiver<Note>,
}

/// A task that ends when it is dropped.
pub(super) struct Task(pub(super) JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Worker {
    /// For a pod that was just seen.
    pub(super) fn new(
        shared: Arc<Shared>,
        pod: Object,
        (tell, inbox): (UnboundedSender<Note>, UnboundedReceiver<Note>),
    ) -> Self {
        let now = Timestamp::now();
        Self {
            cells: adopt::cells(&pod, now),
            policy: Policy::of(pod.text("/spec/restartPolicy")),
            ports: Ports::default(),
            started: adopt::started(&pod, now),
            prepared: false,
            prepare_after: None,
            preparations: 0,
            keeper: None,
            execs: Execs::default(),
            probes: HashMap::new(),
            stand_ins: HashMap::new(),
            consoles: HashMap::new(),
            files: HashMap::new(),
            given: None,
            token: format!("{:032x}", rand::random::<u128>()),
            kills: HashMap::new(),
            ending: None,
            written: None,
            write_after: None,
            shared,
            pod,
            tell,
            inbox,
        }
    }

    /// Does all there is to do with the pod; returns when it is gone, or the sandbox ends.
    pub(super) async fn run(mut self) {
        self.notice_deletion();
        loop {
            self.settle().await;
            if self.is_done().await {
                break;
            }
            self.wait().await;
        }
        self.leave().await;
    }

    async fn wait(&mut self) {
        let cancel = self.shared.cancel.clone();
        let wake = self.wake();
        let timer = async {
            match wake {
                Some(time) => sleep_until(time).await,
                None => std::future::pending().await,
            }
        };
        let ends = self.ending.is_some();
        tokio::select! {
            note = self.inbox.recv() => if let Some(note) = note { self.take(note).await },
            () = timer => {}
            () = cancel.cancelled(), if !ends => self.end_with_the_sandbox(),
        }
        while let Ok(note) = self.inbox.try_recv() {
            self.take(note).await;
        }
    }

    /// The next time at which something is due without anybody saying so.
    fn wake(&self) -> Option<Instant> {
        let starts = || due(&self.cells, &self.candidates(), Instant::now()).1;
        let next = match &self.ending {
            Some(ending) => Some(ending.deadline),
            None if adopt::is_over(&self.pod) => None,
            None if !self.prepared => self.prepare_after,
            None => starts(),
        };
        let writes = self.write_after;
        let due = next.into_iter().chain(writes);
        due.chain(self.kills.values().copied()).min()
    }

    fn candidates(&self) -> Vec<usize> {
        candidates(&self.cells, self.policy)
    }

    async fn take(&mut self, note: Note) {
        match note {
            Note::Pod(pod) => self.changed(&pod),
            Note::Gone => self.gone(),
            Note::Told(Some(told)) => self.told(told),
            Note::Told(None) => self.lost().await,
            Note::Probe(run, found) => self.probed(&run, found),
            Note::Source(kind, name) => self.source_changed(kind, &name),
            Note::Listens(run) => self.check_port(&run).await,
            Note::Asked(asked) => self.asked(asked),
            Note::Dapr => self.dapr_changed(),
        }
    }

    fn changed(&mut self, pod: &Value) {
        self.pod = Object(pod.clone());
        self.notice_deletion();
        self.refresh();
    }

    /// Whatever can be done now.
    async fn settle(&mut self) {
        self.kill_late();
        if self.ending.is_some() {
            self.go_on_ending();
        } else if course(&self.cells, self.policy) == Course::Finished || adopt::is_over(&self.pod)
        {
            self.finish();
        } else {
            self.start_due().await;
        }
        self.write_status().await;
    }

    async fn start_due(&mut self) {
        let now = Instant::now();
        if !self.prepared && self.prepare_after.is_none_or(|time| time <= now) {
            self.prepare().await;
        }
        if !self.prepared {
            return;
        }
        for index in due(&self.cells, &self.candidates(), now).0 {
            if self.equip_daprd(index).await {
                self.start(index);
            }
        }
    }

    /// The main containers have ended for good: the others have nothing to do.
    fn finish(&mut self) {
        let sidecars: Vec<_> = self.living(|cell| cell.role != Role::Main);
        for index in sidecars {
            self.stop(index);
        }
        if self.living(|_| true).is_empty() {
            self.keeper = None;
        }
    }

    /// Containers that run.
    pub(super) fn living(&self, which: impl Fn(&Cell) -> bool) -> Vec<usize> {
        let all = self.cells.iter().enumerate();
        let living = all.filter(|(_, cell)| cell.lives() && which(cell));
        living.map(|(index, _)| index).collect()
    }

    /// The container of a run, if it is its present one.
    pub(super) fn of_run(&self, run: &str) -> Option<usize> {
        self.cells.iter().position(|cell| cell.run() == run)
    }

    pub(super) fn uid(&self) -> String {
        self.pod.text("/metadata/uid").to_owned()
    }
}
