//! The supervisor itself.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal as Number};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT};

use super::children::{Children, Ending, Started};
use super::commands::Commands;
use super::log_file::{LogFile, Source};
use super::orders::Orders;
use super::program::Streams;
use super::taps::Taps;
use super::terminal::Screen;
use super::wire::{Input, Launch, Order, Signal, Told};
use super::{MARK, output, run};
use crate::sandbox::node;

/// How long the end of a container's output is waited for when somebody else still holds it.
const DRAIN: Duration = Duration::from_secs(2);

/// Does what the lines on standard input, a socket, say until there are no more: then the sandbox is
/// gone, or has no use for the pod, and everything that was started is killed. Answers the exit
/// status.
pub fn supervise() -> u8 {
    // Ctrl-C in the terminal that started the sandbox is the sandbox's to handle.
    let _ = rustix::process::setsid();
    give_back_signals();
    adopt_orphans();
    let supervisor = Arc::new(Supervisor::default());
    let children = Arc::clone(&supervisor.children);
    std::thread::spawn(move || children.reap());
    let mut orders = Orders::new(io::stdin());
    while let Some(order) = orders.next() {
        supervisor.obey(order, &mut orders);
    }
    supervisor.children.end();
    0
}

/// A signal that is ignored where the sandbox is started (`nohup`, a script's `&`) would be ignored by every program of a
/// pod, and no shell could trap it there. One that is handled here is as usual again in what is started (execve(2)).
fn give_back_signals() {
    for signal in [SIGHUP, SIGINT, SIGQUIT] {
        let _ = signal_hook::flag::register(signal, Arc::default());
    }
}

/// What loses its parent becomes a child of this process, so that nothing gets out of its sight.
#[cfg(target_os = "linux")]
fn adopt_orphans() {
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

#[cfg(not(target_os = "linux"))]
fn adopt_orphans() {}

#[derive(Default)]
struct Supervisor {
    children: Arc<Children>,
    commands: Arc<Commands>,
    /// Containers that run, by their ids.
    running: Mutex<HashMap<String, Running>>,
}

#[derive(Clone)]
struct Running {
    pid: Pid,
    mark: String,
    taps: Arc<Taps>,
}

type Files = Orders<io::Stdin>;

impl Supervisor {
    fn obey(self: &Arc<Self>, order: Order, files: &mut Files) {
        match order {
            Order::Start {
                id,
                launch,
                log,
                input,
            } => self.start(id, &launch, &log, connect(input, files)),
            Order::Attach { id, run, streams } => {
                self.attach(&run, streams, files);
                tell(&Told::Attached { id });
            }
            Order::Signal { id, signal } => self.signal(&id, signal),
            Order::Run {
                id,
                launch,
                timeout_ms,
            } => {
                let limit = Duration::from_millis(timeout_ms);
                run::spawn(Arc::clone(&self.children), id, launch, limit, tell);
            }
            Order::Exec {
                id,
                launch,
                streams,
            } => {
                let streams = Streams::given(streams, files);
                self.commands
                    .start(&self.children, id, &launch, streams, tell);
            }
            Order::Cancel { id } => self.commands.cancel(&self.children, id),
        }
    }

    fn start(self: &Arc<Self>, id: String, launch: &Launch, log: &Path, streams: Connected) {
        let started = LogFile::open(log).and_then(|log| {
            let (streams, screen) = streams?;
            Ok((self.children.start(launch, streams)?, screen, log))
        });
        match started {
            Ok((started, screen, log)) => self.look_after(id, launch, started, screen, log),
            Err(error) => tell(&Told::NotStarted {
                id,
                message: error.to_string(),
            }),
        }
    }

    fn look_after(
        self: &Arc<Self>,
        id: String,
        launch: &Launch,
        started: Started,
        screen: Option<Screen>,
        log: LogFile,
    ) {
        let running = Running {
            pid: started.pid,
            mark: mark(launch),
            taps: Arc::default(),
        };
        self.containers(|all| all.insert(id.clone(), running.clone()));
        tell(&Told::Started {
            id: id.clone(),
            pid: started.pid.as_raw_nonzero().get(),
        });
        let supervisor = Arc::clone(self);
        std::thread::spawn(move || supervisor.wait(id, &running, started, screen, log));
    }

    fn wait(
        &self,
        id: String,
        running: &Running,
        started: Started,
        screen: Option<Screen>,
        log: LogFile,
    ) {
        let log = Arc::new(Mutex::new(log));
        let (open, drained) = channel();
        let copy = |from: Option<Box<dyn Read + Send>>, source| {
            if let Some(from) = from {
                copy(from, source, &log, &running.taps, open.clone());
            }
        };
        copy(started.stdout.map(boxed), Source::Out);
        copy(started.stderr.map(boxed), Source::Err);
        copy(screen.map(boxed), Source::Out);
        drop(open);
        let killed = Ending {
            code: 137,
            signal: Some(9),
        };
        let ending = started.ending.recv().unwrap_or(killed);
        self.containers(|all| all.remove(&id));
        Children::kill_rest(running.pid, &running.mark);
        let _: Result<(), RecvTimeoutError> = drained.recv_timeout(DRAIN);
        tell(&Told::Exited {
            id,
            code: ending.code,
            signal: ending.signal,
        });
    }

    /// Nobody is attached to a container that has ended: the files are closed.
    fn attach(&self, id: &str, streams: node::Streams, files: &mut Files) {
        let taps = self.containers(|all| all.get(id).map(|running| Arc::clone(&running.taps)));
        for (given, source) in [(streams.stdout, Source::Out), (streams.stderr, Source::Err)] {
            if given && let (Ok(file), Some(taps)) = (files.file(), &taps) {
                taps.add(source, file);
            }
        }
    }

    fn signal(&self, id: &str, signal: Signal) {
        let Some(running) = self.containers(|all| all.get(id).cloned()) else {
            return;
        };
        let number = match signal {
            Signal::Terminate => Number::TERM,
            Signal::Kill => Number::KILL,
            Signal::HangUp => Number::HUP,
        };
        self.children.signal(running.pid, number);
    }

    fn containers<T>(&self, act: impl FnOnce(&mut HashMap<String, Running>) -> T) -> T {
        act(&mut self.running.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn mark(launch: &Launch) -> String {
    let found = launch.env.iter().find(|(name, _)| name == MARK);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// The streams of a container, and where to read what it says if that is no pipe.
type Connected = io::Result<(Streams, Option<Screen>)>;

fn connect(input: Input, files: &mut Files) -> Connected {
    Ok(match input {
        Input::Nothing => (Streams::piped(), None),
        Input::Pipe => (Streams::reading(files.file()?), None),
        Input::Terminal => {
            let streams = Streams::terminal(files.file()?)?;
            (streams, Some(Screen(files.file()?)))
        }
    })
}

fn boxed(from: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(from)
}

/// `open` is closed when all is copied.
fn copy(
    from: Box<dyn Read + Send>,
    source: Source,
    log: &Arc<Mutex<LogFile>>,
    taps: &Arc<Taps>,
    open: Sender<()>,
) {
    let (log, taps) = (Arc::clone(log), Arc::clone(taps));
    std::thread::spawn(move || {
        output::copy(from, source, &log, &taps);
        drop(open);
    });
}

/// Nobody may be there to hear it: the end of standard input says so, not this.
fn tell(told: &Told) {
    if let Ok(mut line) = serde_json::to_vec(told) {
        line.push(b'\n');
        let mut out = io::stdout().lock();
        let _ = out.write_all(&line).and_then(|()| out.flush());
    }
}
