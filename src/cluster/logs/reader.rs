//! The requests that together are one log.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::position::{Overlap, Position};
use super::request::{Answer, Query, Read, Since};
use super::state::{Now, State};
use super::{LogItem, LogLine, LogOptions, LogSource};
use crate::cluster::{Cluster, Refusal};
use crate::manifest::Kind;

/// The first pause before something is tried again, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(4));

/// A failure is told when it happens so often in a row.
const TOLD_FAILURE: u32 = 2;

/// How often a log that is not followed is tried again.
const RETRIES: u32 = 6;

/// An answer that is silent for so long is asked for anew, and again after up to the longer time
/// if that brought nothing. A connection that a router forgot, or that a laptop slept through,
/// gives no sign of it; and a kubelet that opens a log just before it is rotated, and begins to
/// watch it just after, stays with the old file (`ReadLogs` in `k8s.io/cri-client/pkg/logs`).
const SILENCES: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(120));

/// The least number of seconds between two rotations of a log (`containerLogMonitorInterval`).
const ROTATION: i64 = 3;

/// A line that was waited for so long shows that the kubelet watches the right file.
const LULL: Duration = Duration::from_secs(1);

/// A log that doesn't answer within this holds up no other.
const PATIENCE: Duration = Duration::from_secs(3);

/// Reads one log to its end.
pub(super) struct Reader {
    cluster: Cluster,
    source: LogSource,
    options: LogOptions,
    out: mpsc::Sender<Result<LogItem, Refusal>>,
    began: Instant,
    position: Position,
    /// How many lines were told.
    told: u64,
    /// `--tail`, until that part of the log was read.
    tail: Option<u64>,
    is_caught_up: bool,
    /// Restarts of the container that was read last.
    restarts: Option<u64>,
    /// The container with this many restarts was read to its end.
    complete: Option<u64>,
    /// Whether the last answer came to an end of itself.
    is_clean: bool,
    /// Whether it fell silent: then all of the file that the kubelet followed was read.
    is_silent: bool,
    /// How long the next answer may be silent.
    silence: Duration,
    /// The unended line at the end of the last answer.
    rest: Option<LogLine>,
    /// How often it failed in a row; told from the second time on.
    failures: u32,
    /// What the kubelet said last in place of lines.
    words: Option<String>,
}

/// Why reading stops.
enum Stop {
    /// Nobody listens any more.
    Deaf,
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What to do after an answer.
enum Next {
    /// The log is over.
    Stop,
    /// Ask again.
    Again,
    /// Wait for a while, then ask again.
    Wait,
}

/// How an answer ended.
enum End {
    /// After a line.
    Whole,
    /// Within this line.
    Rest(LogLine),
    /// The connection broke.
    Broken(String),
    /// Nothing came for long.
    Silent,
    /// With words of the kubelet.
    Words(String),
    /// There was none.
    Refused(Refusal),
}

impl Reader {
    pub(super) fn new(
        cluster: Cluster,
        source: LogSource,
        options: LogOptions,
        out: mpsc::Sender<Result<LogItem, Refusal>>,
    ) -> Self {
        Self {
            cluster,
            source,
            options,
            out,
            began: Instant::now(),
            position: Position::default(),
            told: 0,
            tail: options.tail,
            is_caught_up: false,
            restarts: None,
            complete: None,
            is_clean: true,
            is_silent: false,
            silence: SILENCES.0,
            rest: None,
            failures: 0,
            words: None,
        }
    }

    pub(super) async fn run(mut self) {
        if let Err(Stop::Refused(refusal)) = self.read_log().await {
            // Nobody listens: then nobody wants to know.
            let _ = self.out.send(Err(refusal)).await;
        }
    }

    async fn read_log(&mut self) -> Result<(), Stop> {
        if !self.options.follow {
            return self.read_once().await;
        }
        if self.options.is_new {
            self.restarts = Some(0);
        } else {
            self.read_up_to_now().await?;
        }
        self.tail = None;
        self.caught_up().await?;
        self.follow().await
    }

    /// What is there now, to the end of the log or a failure that lasts.
    async fn read_once(&mut self) -> Result<(), Stop> {
        let mut pause = Pause::default();
        loop {
            let refusal = match self.answer_once().await? {
                End::Whole => return Ok(()),
                End::Rest(line) if self.is_the_rest(&line) => return self.show(line).await,
                End::Rest(line) => {
                    self.rest = Some(line);
                    pause.wait().await;
                    continue;
                }
                End::Words(words) => return self.hear(words).await,
                End::Refused(refusal) => refusal,
                End::Broken(error) => Refusal::Unreachable(error),
                End::Silent => Refusal::Unreachable("no answer".to_owned()),
            };
            if pause.count >= RETRIES || !refusal.is_passing() {
                return Err(refusal.into());
            }
            pause.wait().await;
        }
    }

    /// The same for a log that is followed: other logs don't wait for it once it fails.
    async fn read_up_to_now(&mut self) -> Result<(), Stop> {
        let mut pause = Pause::default();
        loop {
            match self.look().await {
                Ok(None) => return Ok(()),
                Ok(Some(state)) => {
                    self.restarts = Some(state.restarts);
                    if self.is_read_up_to_now().await? {
                        return Ok(());
                    }
                }
                Err(refusal) => self.bear(refusal).await?,
            }
            self.caught_up().await?;
            pause.wait().await;
        }
    }

    async fn is_read_up_to_now(&mut self) -> Result<bool, Stop> {
        match self.answer_once().await? {
            End::Whole | End::Refused(Refusal::Invalid(_) | Refusal::NotFound(_)) => Ok(true),
            End::Rest(line) => {
                // The line is read anew once it is whole.
                if self.position.since().is_none() {
                    self.position.begin(line.stamp);
                }
                Ok(true)
            }
            End::Words(words) => self.hear(words).await.map(|()| true),
            End::Refused(refusal) => self.bear(refusal).await.map(|()| false),
            End::Broken(_) | End::Silent => Ok(false),
        }
    }

    async fn answer_once(&mut self) -> Result<End, Stop> {
        let mut overlap = self.position.overlap(true);
        let query = self.query(false, self.options.previous);
        self.answer(query, &mut overlap).await
    }

    /// Goes on until the pod is gone or the container is over.
    async fn follow(&mut self) -> Result<(), Stop> {
        let mut pause = Pause::default();
        loop {
            let (told, began) = (self.told, Instant::now());
            let next = match self.look().await {
                Ok(None) => return self.gone().await,
                Ok(Some(state)) => self.go_on(&state).await?,
                Err(refusal) => self.bear(refusal).await.map(|()| Next::Wait)?,
            };
            // What breaks off at once is not helped by haste.
            if self.told > told && began.elapsed() >= LULL {
                pause = Pause::default();
            }
            match next {
                Next::Stop => return Ok(()),
                Next::Again => {}
                Next::Wait => pause.wait().await,
            }
        }
    }

    /// Reads what this container has to say.
    async fn go_on(&mut self, state: &State) -> Result<Next, Stop> {
        let is_running = state.now == Now::Running;
        let at_the_end = if state.now == Now::Over {
            Next::Stop
        } else {
            Next::Wait
        };
        if state.now == Now::NotStarted {
            self.restarts = Some(state.restarts);
            return Ok(Next::Wait);
        }
        if !is_running && self.complete == Some(state.restarts) {
            return Ok(at_the_end);
        }
        let end = self.answer_all(state).await?;
        self.is_clean = matches!(end, End::Whole);
        self.is_silent = matches!(end, End::Silent);
        match end {
            End::Whole if !is_running => self.completed(state).await.map(|()| at_the_end),
            End::Rest(line) if !is_running && self.is_the_rest(&line) => {
                self.show(line).await?;
                self.completed(state).await.map(|()| at_the_end)
            }
            End::Rest(line) => {
                self.rest = Some(line);
                Ok(Next::Wait)
            }
            End::Silent => Ok(Next::Again),
            End::Words(words) => self.hear(words).await.map(|()| Next::Wait),
            End::Refused(Refusal::Invalid(_) | Refusal::NotFound(_)) => Ok(at_the_end),
            End::Refused(refusal) => self.bear(refusal).await.map(|()| Next::Wait),
            End::Whole | End::Broken(_) => Ok(Next::Wait),
        }
    }

    /// What is left of the container before, then the log of this one.
    async fn answer_all(&mut self, state: &State) -> Result<End, Stop> {
        let before = self.restarts.unwrap_or(state.restarts);
        let is_other = before != state.restarts;
        let mut overlap = self.position.overlap(!(is_other && self.is_clean));
        let is_previous_open = match self.position.since() {
            // The status may lag behind: as long as it knows of no end, the kubelet is asked.
            Some(second) => state
                .previous_end
                .is_none_or(|end| end.as_second() >= second),
            None => is_other,
        };
        if is_previous_open {
            let query = self.query(false, true);
            match self.answer(query, &mut overlap).await? {
                End::Rest(line) => self.show(line).await?,
                End::Refused(refusal) if !refusal.is_passing() => {}
                End::Whole | End::Words(_) => {}
                end => return Ok(end),
            }
        }
        // The kubelet keeps the log of one container before the present one.
        if state.restarts > before + 2 {
            let times = state.restarts - before;
            let warning = format!(
                "{} was started {times} times meanwhile; some of its lines are gone",
                self.source
            );
            self.tell(LogItem::Warning(warning)).await?;
        }
        self.restarts = Some(state.restarts);
        let query = self.query(state.now == Now::Running, false);
        self.answer(query, &mut overlap).await
    }

    /// Asks, and tells the lines that are new.
    async fn answer(&mut self, query: Query, overlap: &mut Overlap) -> Result<End, Stop> {
        let cluster = self.cluster.clone();
        let source = self.source.clone();
        let mut opening = std::pin::pin!(timeout(SILENCES.1, cluster.open_log(&source, query)));
        let opened = if let Ok(opened) = timeout(PATIENCE, &mut opening).await {
            opened
        } else {
            self.caught_up().await?;
            opening.await
        };
        match opened {
            Ok(Ok(answer)) => {
                self.mended().await?;
                self.listen(answer, query.follow, overlap).await
            }
            Ok(Err(refusal)) => Ok(End::Refused(refusal)),
            Err(_) => Ok(End::Silent),
        }
    }

    async fn listen(
        &mut self,
        mut answer: Answer,
        follow: bool,
        overlap: &mut Overlap,
    ) -> Result<End, Stop> {
        let told = self.told;
        let mut silence = if follow { self.silence } else { SILENCES.1 };
        loop {
            let asked = Instant::now();
            let Ok(read) = timeout(silence, answer.next()).await else {
                let longer = (silence * 2).min(SILENCES.1);
                self.silence = if self.told > told { SILENCES.0 } else { longer };
                return Ok(End::Silent);
            };
            if self.told > told && asked.elapsed() >= LULL {
                silence = SILENCES.1;
            }
            match read {
                Ok(Some(Read::Line(line))) => self.meet(line, overlap).await?,
                Ok(Some(Read::Fragment)) => {}
                Ok(Some(Read::Rest(line))) if overlap.is_new(&line) => return Ok(End::Rest(line)),
                Ok(Some(Read::Rest(_)) | None) => return Ok(End::Whole),
                Ok(Some(Read::Torn)) => {
                    return Ok(End::Broken("it ended within a line".to_owned()));
                }
                Ok(Some(Read::Words(words))) => return Ok(End::Words(words)),
                Err(error) => return Ok(End::Broken(error.to_string())),
            }
        }
    }

    fn query(&self, follow: bool, previous: bool) -> Query {
        let since = match (self.position.since(), self.options.since) {
            (Some(second), _) => Since::Second(second),
            (None, Some(age)) => Since::Age(age.saturating_add(self.began.elapsed())),
            (None, None) => Since::Beginning,
        };
        // Of `--tail 0` the last line is wanted all the same: the place to go on from.
        let tail = self.tail.map(|lines| lines.max(1));
        Query {
            follow,
            previous,
            tail: tail.filter(|_| self.position.since().is_none()),
            since,
        }
    }

    async fn meet(&mut self, line: LogLine, overlap: &mut Overlap) -> Result<(), Stop> {
        if !overlap.is_new(&line) {
            return Ok(());
        }
        if overlap.is_gap() && !self.follows_on(&line) {
            let warning = format!(
                "the log of {} was rotated before it was read to its end; lines may be missing here",
                self.source
            );
            self.tell(LogItem::Warning(warning)).await?;
        }
        self.show(line).await
    }

    /// Whether this is the first line of the file after the one that was read to its end.
    fn follows_on(&self, line: &LogLine) -> bool {
        let last = self.position.last();
        self.is_silent && last.is_some_and(|last| line.stamp.second() - last.second() < ROTATION)
    }

    async fn show(&mut self, line: LogLine) -> Result<(), Stop> {
        let is_first = self.position.since().is_none();
        self.position.shown(&line);
        if is_first && self.tail.is_some() {
            self.position.begin_with_first();
        }
        self.told += 1;
        if self.tail == Some(0) {
            return Ok(());
        }
        self.tell(LogItem::Line(line)).await
    }

    fn is_the_rest(&self, line: &LogLine) -> bool {
        self.rest.as_ref() == Some(line)
    }

    async fn completed(&mut self, state: &State) -> Result<(), Stop> {
        self.complete = Some(state.restarts);
        match &state.now {
            Now::Ended { how } if !state.is_leaving => {
                let note = format!("{} ended ({how})", self.source);
                self.tell(LogItem::Note(note)).await
            }
            _ => Ok(()),
        }
    }

    async fn gone(&mut self) -> Result<(), Stop> {
        if self.is_clean {
            return Ok(());
        }
        let warning = format!("{} is gone; the end of its log may be missing", self.source);
        self.tell(LogItem::Warning(warning)).await
    }

    async fn look(&self) -> Result<Option<State>, Refusal> {
        let kind = Kind::known("v1", "Pod").expect("pods are among the known kinds");
        let LogSource {
            namespace,
            pod,
            uid,
            container,
        } = &self.source;
        let get = self.cluster.get(&kind, Some(namespace), pod);
        let answer = timeout(SILENCES.1, get).await;
        let pod = answer.unwrap_or_else(|_| Err(Refusal::Unreachable("no answer".to_owned())))?;
        let same = pod.filter(|pod| pod.text("/metadata/uid") == uid);
        Ok(same.map(|pod| State::of(&pod, container)))
    }

    async fn caught_up(&mut self) -> Result<(), Stop> {
        if !self.options.follow || std::mem::replace(&mut self.is_caught_up, true) {
            return Ok(());
        }
        self.tell(LogItem::CaughtUp).await
    }

    /// A failure that doesn't pass at once is told; one that cannot pass ends the log.
    async fn bear(&mut self, refusal: Refusal) -> Result<(), Stop> {
        if matches!(refusal, Refusal::Invalid(_) | Refusal::NotFound(_)) {
            return Ok(());
        }
        if !refusal.is_passing() {
            return Err(refusal.into());
        }
        tracing::debug!(source = %self.source, %refusal, "log request failed");
        self.failures += 1;
        if self.failures != TOLD_FAILURE {
            return Ok(());
        }
        let warning = match refusal {
            // The same words for every log, so that they are said once.
            Refusal::Unreachable(_) => "the cluster cannot be reached; trying again".to_owned(),
            refusal => format!(
                "cannot read the log of {}: {refusal}; trying again",
                self.source
            ),
        };
        self.tell(LogItem::Warning(warning)).await
    }

    async fn mended(&mut self) -> Result<(), Stop> {
        if std::mem::take(&mut self.failures) < TOLD_FAILURE {
            return Ok(());
        }
        let note = format!("the log of {} goes on", self.source);
        self.tell(LogItem::Note(note)).await
    }

    async fn hear(&mut self, words: String) -> Result<(), Stop> {
        if self.words.as_ref() == Some(&words) {
            return Ok(());
        }
        let warning = format!("the kubelet says of {}: {words}", self.source);
        self.words = Some(words);
        self.tell(LogItem::Warning(warning)).await
    }

    async fn tell(&self, item: LogItem) -> Result<(), Stop> {
        self.out.send(Ok(item)).await.map_err(|_| Stop::Deaf)
    }
}

/// The pause before the next try.
struct Pause {
    next: Duration,
    count: u32,
}

impl Default for Pause {
    fn default() -> Self {
        Self {
            next: PAUSES.0,
            count: 0,
        }
    }
}

impl Pause {
    async fn wait(&mut self) {
        tokio::time::sleep(self.next).await;
        self.next = (self.next * 2).min(PAUSES.1);
        self.count += 1;
    }
}
