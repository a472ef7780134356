//! Commands that are run beside a container: probes, and what somebody wants to run.

use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::sandbox::node::{Ended, Streams};
use crate::sandbox::runtime::keeper::{Keeper, WeakKeeper};
use crate::sandbox::runtime::launch::words;
use crate::sandbox::runtime::probe::Exec;
use crate::sandbox::runtime::supervisor::{Launch, MARK_OF_COMMAND, Order, Told};

/// Those that are not answered yet.
#[derive(Clone, Default)]
pub(super) struct Execs(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    next: u64,
    all: HashMap<u64, oneshot::Sender<Told>>,
}

impl Execs {
    fn waiting<T>(&self, act: impl FnOnce(&mut Waiting) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands an answer to who waits for it.
    pub(super) fn answer(&self, id: u64, told: Told) {
        if let Some(waiter) = self.waiting(|waiting| waiting.all.remove(&id)) {
            let _ = waiter.send(told);
        }
    }

    /// Nobody will answer any more.
    pub(super) fn clear(&self) {
        self.waiting(|waiting| waiting.all.clear());
    }

    /// A number, and who is told what became of it.
    fn next(&self) -> (u64, oneshot::Receiver<Told>) {
        let (sender, answer) = oneshot::channel();
        let id = self.waiting(|waiting| {
            waiting.next += 1;
            waiting.all.insert(waiting.next, sender);
            waiting.next
        });
        (id, answer)
    }

    /// Starts a program on files. Whoever drops the answer kills it.
    pub(super) fn start(
        &self,
        keeper: &Keeper,
        mut launch: Launch,
        streams: Streams,
        files: Vec<OwnedFd>,
    ) -> BoxFuture<'static, Ended> {
        let (id, answer) = self.next();
        let mark = (MARK_OF_COMMAND.to_owned(), id.to_string());
        launch.env.push(mark);
        let order = Order::Exec {
            id,
            launch,
            streams,
        };
        keeper.order_with(order, files);
        let running = Running {
            id,
            keeper: keeper.weak(),
            execs: self.clone(),
        };
        Box::pin(async move {
            let told = answer.await;
            drop(running);
            ended(told.ok())
        })
    }

    /// Gives what a container says to files; returns when nothing of it is missed any more.
    pub(super) fn attach(
        &self,
        keeper: &Keeper,
        run: String,
        streams: Streams,
        files: Vec<OwnedFd>,
    ) -> BoxFuture<'static, ()> {
        let (id, answer) = self.next();
        keeper.order_with(Order::Attach { id, run, streams }, files);
        Box::pin(async move { drop(answer.await) })
    }

    /// Runs a program; the outcome in a kubelet's words.
    async fn run(self, keeper: Keeper, launch: Launch, limit: Duration) -> Result<(), String> {
        let command = launch.argv.join(" ");
        let (id, answer) = self.next();
        keeper.order(Order::Run {
            id,
            launch,
            timeout_ms: limit.as_millis().try_into().unwrap_or(u64::MAX),
        });
        drop(keeper);
        match answer.await {
            Ok(told) => outcome(told, &command, limit),
            Err(_) => Err("container not running".to_owned()),
        }
    }

    /// For the probes of a container that has no process.
    pub(super) fn none() -> Exec {
        Box::new(|_: &Value, _| Box::pin(async { Err("no process to run it in".to_owned()) }))
    }

    /// For the probes of a container: its commands, made ready.
    pub(super) fn for_probes(
        &self,
        keeper: Keeper,
        launches: HashMap<String, Option<Launch>>,
    ) -> Exec {
        let execs = self.clone();
        Box::new(move |command: &Value, limit| {
            let launch = launches.get(&command.to_string()).cloned().flatten();
            let (execs, keeper, word) = (execs.clone(), keeper.clone(), command[0].clone());
            Box::pin(async move {
                match launch {
                    Some(launch) => execs.run(keeper, launch, limit).await,
                    None => Err(format!("exec: {word}: executable file not found in $PATH")),
                }
            })
        })
    }
}

/// A program that somebody waits for. One that has ended is not there to be killed any more.
struct Running {
    id: u64,
    keeper: WeakKeeper,
    execs: Execs,
}

impl Drop for Running {
    fn drop(&mut self) {
        let waits = self
            .execs
            .waiting(|waiting| waiting.all.remove(&self.id).is_some());
        if waits {
            self.keeper.order(Order::Cancel { id: self.id });
        }
    }
}

/// Without an answer it was killed with its container.
fn ended(told: Option<Told>) -> Ended {
    match told {
        Some(Told::Ran {
            code: None, output, ..
        }) => Ended::Failed(words::not_started(&output)),
        Some(Told::Ran {
            code: Some(code), ..
        }) => Ended::Code(code),
        _ => Ended::Code(137),
    }
}

fn outcome(told: Told, command: &str, limit: Duration) -> Result<(), String> {
    let Told::Ran {
        code,
        output,
        timed_out,
        ..
    } = told
    else {
        return Err(String::new());
    };
    if timed_out {
        return Err(format!(
            "command timed out: {command:?} timed out after {limit:?}"
        ));
    }
    if code == Some(0) { Ok(()) } else { Err(output) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::outcome;
    use crate::sandbox::runtime::supervisor::Told;

    #[test]
    fn outcomes_of_commands() {
        let rows = [
            (Some(0), false, None),
            (Some(1), false, Some("said")),
            (None, false, Some("said")),
            (
                None,
                true,
                Some("command timed out: \"sh -c x\" timed out after 2s"),
            ),
        ];
        for (code, timed_out, expected) in rows {
            let told = Told::Ran {
                id: 1,
                code,
                output: "said".to_owned(),
                timed_out,
            };
            let outcome = outcome(told, "sh -c x", Duration::from_secs(2));
            assert_eq!(outcome.err().as_deref(), expected, "{code:?} {timed_out}");
        }
    }
}
