//! Programs on files of the sandbox's: what somebody runs in a container.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, Signal};

use super::MARK_OF_COMMAND;
use super::children::{Children, Started};
use super::program::Streams;
use super::wire::{Launch, Told};

/// Those that run, by the numbers of their orders.
#[derive(Default)]
pub(super) struct Commands(Mutex<HashMap<u64, Pid>>);

impl Commands {
    fn running(&self) -> MutexGuard<'_, HashMap<u64, Pid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts one, and tells how it ended.
    pub(super) fn start(
        self: &Arc<Self>,
        children: &Children,
        id: u64,
        launch: &Launch,
        streams: io::Result<Streams>,
        tell: impl FnOnce(&Told) + Send + 'static,
    ) {
        match streams.and_then(|streams| children.start(launch, streams)) {
            Ok(started) => {
                self.running().insert(id, started.pid);
                let commands = Arc::clone(self);
                std::thread::spawn(move || tell(&commands.wait(id, &started)));
            }
            Err(error) => tell(&ran(id, None, error.to_string())),
        }
    }

    fn wait(&self, id: u64, started: &Started) -> Told {
        let code = started.ending.recv().map_or(137, |ending| ending.code);
        self.running().remove(&id);
        ran(id, Some(code), String::new())
    }

    /// Kills one with all that it has started. It may just have ended by itself, as a shell does
    /// whose terminal is gone: then what it left is killed all the same.
    pub(super) fn cancel(&self, children: &Arc<Children>, id: u64) {
        if let Some(pid) = self.running().remove(&id) {
            children.signal(pid, Signal::KILL);
        }
        std::thread::spawn(move || Children::kill_marked(MARK_OF_COMMAND, &id.to_string()));
    }
}

fn ran(id: u64, code: Option<i32>, output: String) -> Told {
    Told::Ran {
        id,
        code,
        output,
        timed_out: false,
    }
}
