//! The supervisor itself.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal as Number};

use super::children::{Children, Ending, Started};
use super::log_file::{LogFile, Source};
use super::wire::{Launch, Order, Signal, Told};
use super::{MARK, output, run};

/// How long the end of a container's output is waited for when somebody else still holds it.
const DRAIN: Duration = Duration::from_secs(2);

/// Does what the lines on standard input say until there are no more: then the sandbox is gone, or
/// has no use for the pod, and everything that was started is killed. Answers the exit status.
pub fn supervise() -> u8 {
    // Ctrl-C in the terminal that started the sandbox is the sandbox's to handle.
    let _ = rustix::process::setsid();
    adopt_orphans();
    let supervisor = Arc::new(Supervisor::default());
    let children = Arc::clone(&supervisor.children);
    std::thread::spawn(move || children.reap());
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        if let Ok(order) = serde_json::from_str(&line) {
            supervisor.obey(order);
        }
    }
    supervisor.children.end();
    0
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
    /// Containers that run, by their ids.
    running: Mutex<HashMap<String, Running>>,
}

#[derive(Clone)]
struct Running {
    pid: Pid,
    mark: String,
}

impl Supervisor {
    fn obey(self: &Arc<Self>, order: Order) {
        match order {
            Order::Start { id, launch, log } => self.start(id, &launch, &log),
            Order::Signal { id, signal } => self.signal(&id, signal),
            Order::Run {
                id,
                launch,
                timeout_ms,
            } => {
                let limit = Duration::from_millis(timeout_ms);
                run::spawn(Arc::clone(&self.children), id, launch, limit, tell);
            }
        }
    }

    fn start(self: &Arc<Self>, id: String, launch: &Launch, log: &Path) {
        let opened = LogFile::open(log);
        let started = opened.and_then(|log| Ok((self.children.start(launch)?, log)));
        match started {
            Ok((started, log)) => self.look_after(id, launch, started, log),
            Err(error) => tell(&Told::NotStarted {
                id,
                message: error.to_string(),
            }),
        }
    }

    fn look_after(self: &Arc<Self>, id: String, launch: &Launch, started: Started, log: LogFile) {
        let running = Running {
            pid: started.pid,
            mark: mark(launch),
        };
        self.containers(|all| all.insert(id.clone(), running.clone()));
        tell(&Told::Started {
            id: id.clone(),
            pid: started.pid.as_raw_nonzero().get(),
        });
        let supervisor = Arc::clone(self);
        std::thread::spawn(move || supervisor.wait(id, &running, started, log));
    }

    fn wait(&self, id: String, running: &Running, started: Started, log: LogFile) {
        let log = Arc::new(Mutex::new(log));
        let (open, drained) = channel();
        copy(started.stdout, Source::Out, &log, open.clone());
        copy(started.stderr, Source::Err, &log, open);
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

/// `open` is closed when all is copied.
fn copy(
    from: impl io::Read + Send + 'static,
    source: Source,
    log: &Arc<Mutex<LogFile>>,
    open: Sender<()>,
) {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        output::copy(from, source, &log);
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
