//! The requests that together are one log.

mod listen;
mod tell;

use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::position::Position;
use super::state::{Now, State};
use super::{LogItem, LogLine, LogOptions, LogSource};
use crate::cluster::{Cluster, Refusal};
use crate::manifest::Kind;
use listen::{LIVE, SILENCES};

/// The first pause before something is tried again, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(4));

/// How often a log that is not followed is tried again.
const RETRIES: u32 = 6;

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
            is_caught_up: !options.follow,
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
        }
        if self.tail == Some(0) {
            self.find_the_end().await?;
        }
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
                End::Words(words) if self.told > 0 => return self.hear(words).await,
                End::Words(words) => Refusal::Invalid(words),
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

    /// For `--tail 0`: reads the last line there is, which says from where on lines are new.
    async fn find_the_end(&mut self) -> Result<(), Stop> {
        let mut pause = Pause::default();
        loop {
            match self.answer_once().await? {
                End::Broken(_) | End::Silent => {}
                End::Refused(refusal) if refusal.is_passing() => self.bear(refusal).await?,
                End::Refused(_) | End::Words(_) | End::Whole => break,
                End::Rest(line) => {
                    // It is shown once it is whole.
                    self.position.begin(line.stamp);
                    break;
                }
            }
            self.caught_up().await?;
            pause.wait().await;
        }
        self.tail = None;
        Ok(())
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
            self.caught_up().await?;
            // What breaks off at once is not helped by haste.
            if self.told > told && began.elapsed() >= LIVE {
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
            // The kubelet answers with one and the same log for both.
            _ if state.is_between => false,
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

    fn is_the_rest(&self, line: &LogLine) -> bool {
        self.rest.as_ref() == Some(line)
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
