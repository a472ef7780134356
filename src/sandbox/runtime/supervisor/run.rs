//! Programs that run to their end: probes.

use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rustix::process::Signal;

use super::children::{Children, Started};
use super::program::Streams;
use super::wire::{Launch, Told};

/// So much of the output is kept; a kubelet keeps as much.
const KEPT: u64 = 10 * 1024;

/// Runs a program, and tells how it went.
pub(super) fn run(children: &Children, id: u64, launch: &Launch, limit: Duration) -> Told {
    let outcome = match children.start(launch, Streams::piped()) {
        Ok(started) => finish(children, started, limit),
        Err(error) => Outcome {
            code: None,
            output: error.to_string(),
            timed_out: false,
        },
    };
    Told::Ran {
        id,
        code: outcome.code,
        output: outcome.output,
        timed_out: outcome.timed_out,
    }
}

struct Outcome {
    code: Option<i32>,
    output: String,
    timed_out: bool,
}

fn finish(children: &Children, started: Started, limit: Duration) -> Outcome {
    let (sender, output) = channel();
    collect(started.stdout, sender.clone());
    collect(started.stderr, sender);
    let ending = started.ending.recv_timeout(limit);
    let timed_out = matches!(ending, Err(RecvTimeoutError::Timeout));
    if timed_out {
        children.signal(started.pid, Signal::KILL);
    }
    // A pipe that somebody else holds must not hold up the answer.
    let parts = [(); 2].map(|()| {
        output
            .recv_timeout(Duration::from_secs(1))
            .unwrap_or_default()
    });
    Outcome {
        code: ending.ok().map(|ending| ending.code),
        output: String::from_utf8_lossy(&parts.concat()).into_owned(),
        timed_out,
    }
}

fn collect(from: Option<impl Read + Send + 'static>, to: Sender<Vec<u8>>) {
    let Some(mut from) = from else {
        return;
    };
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let _ = from.by_ref().take(KEPT).read_to_end(&mut kept);
        let _ = to.send(kept);
        // What is too much is read all the same, or the program would wait for ever.
        let _ = std::io::copy(&mut from, &mut std::io::sink());
    });
}

/// Runs it beside everything else.
pub(super) fn spawn(
    children: Arc<Children>,
    id: u64,
    launch: Launch,
    limit: Duration,
    tell: impl FnOnce(&Told) + Send + 'static,
) {
    std::thread::spawn(move || tell(&run(&children, id, &launch, limit)));
}
