//! The processes that were started, and who waits for them.

use std::collections::HashMap;
use std::io;
use std::process::{ChildStderr, ChildStdout};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, WaitOptions, WaitStatus, getpid, kill_process,
    kill_process_group, wait, waitid,
};

use super::program::{self, Streams};
use super::wire::Launch;
use super::{MARK, descendants};

/// How long all of them may take to be gone once they are killed.
const DEATH: Duration = Duration::from_secs(10);
/// How long a process may take to become another program: meanwhile nobody can tell whose it is.
const BIRTH: Duration = Duration::from_millis(500);

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// Exit code; 128 and the signal for one that was killed.
    pub(super) code: i32,
    /// What killed it.
    pub(super) signal: Option<i32>,
}

/// A process that was started.
pub(super) struct Started {
    pub(super) pid: Pid,
    /// Where it is a pipe.
    pub(super) stdout: Option<ChildStdout>,
    /// Where it is a pipe.
    pub(super) stderr: Option<ChildStderr>,
    /// Tells once how it ended.
    pub(super) ending: Receiver<Ending>,
}

/// Every child is looked after here, what others left behind too: a process is reaped and signalled
/// under one lock, so that no signal meets a stranger with the number of one that has ended.
#[derive(Default)]
pub(super) struct Children {
    table: Mutex<Table>,
    started: Condvar,
}

#[derive(Default)]
struct Table {
    alive: HashMap<i32, Sender<Ending>>,
    /// How many were started so far.
    count: u64,
}

impl Children {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a program.
    pub(super) fn start(&self, launch: &Launch, streams: Streams) -> io::Result<Started> {
        let mut table = self.table();
        let mut child = program::spawn(launch, streams)?;
        let pid = Pid::from_child(&child);
        let (sender, ending) = channel();
        table.alive.insert(number(pid), sender);
        table.count += 1;
        self.started.notify_all();
        Ok(Started {
            pid,
            stdout: child.stdout.take(),
            stderr: child.stderr.take(),
            ending,
        })
    }

    /// Signals the process group of one that was started, if it has not ended.
    pub(super) fn signal(&self, pid: Pid, signal: Signal) {
        let table = self.table();
        if table.alive.contains_key(&number(pid)) && kill_process_group(pid, signal).is_err() {
            // On a terminal it makes its group itself, a moment after its start.
            let _ = kill_process(pid, signal);
        }
    }

    /// Reaps for ever.
    pub(super) fn reap(&self) {
        loop {
            let seen = self.table().count;
            let ended = waitid(WaitId::All, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
            match ended {
                Ok(_) => self.collect(),
                Err(rustix::io::Errno::CHILD) => self.wait_for_a_start(seen),
                Err(_) => {}
            }
        }
    }

    /// Without a child there is nothing to reap until one is started.
    fn wait_for_a_start(&self, seen: u64) {
        let mut table = self.table();
        while table.count == seen {
            let waited = self.started.wait(table);
            table = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn collect(&self) {
        let mut table = self.table();
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if let Some(waiter) = table.alive.remove(&number(pid)) {
                let _ = waiter.send(ending(status));
            }
        }
    }

    /// Kills what a container has left: its process group, and what bears its mark.
    pub(super) fn kill_rest(group: Pid, mark: &str) {
        let _ = kill_process_group(group, Signal::KILL);
        Self::kill_marked(MARK, mark);
    }

    /// Kills all that have this variable in their environment.
    pub(super) fn kill_marked(variable: &str, value: &str) {
        let began = Instant::now();
        loop {
            let left = descendants::marked(number(getpid()), variable, value);
            let patience = if left.all.is_empty() { BIRTH } else { DEATH };
            let none = left.all.is_empty() && !left.unsure;
            if none || began.elapsed() > patience {
                return;
            }
            kill(&left.all);
        }
    }

    /// Kills all that was started, and all that those have started.
    pub(super) fn end(&self) {
        let until = Instant::now() + DEATH;
        for group in self
            .table()
            .alive
            .keys()
            .filter_map(|pid| Pid::from_raw(*pid))
        {
            let _ = kill_process_group(group, Signal::KILL);
        }
        loop {
            let left = descendants::of(number(getpid()));
            let none = left.is_empty() && self.table().alive.is_empty();
            if none || Instant::now() > until {
                return;
            }
            kill(&left);
        }
    }
}

/// A dying process needs a moment, and a forking one another round.
fn kill(all: &[Pid]) {
    for pid in all {
        let _ = kill_process(*pid, Signal::KILL);
    }
    std::thread::sleep(Duration::from_millis(2));
}

fn number(pid: Pid) -> i32 {
    pid.as_raw_nonzero().get()
}

fn ending(status: WaitStatus) -> Ending {
    let signal = status.terminating_signal();
    let code = status.exit_status();
    Ending {
        code: code.unwrap_or_else(|| 128 + signal.unwrap_or(0)),
        signal,
    }
}
