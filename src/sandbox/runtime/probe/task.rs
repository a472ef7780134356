//! Probes of one run of a container.

use std::time::Duration;

use futures::future::{BoxFuture, join};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::http;
use super::words::{Sort, Tally, Timing};
use crate::sandbox::runtime::launch::ports::{Ports, named};

/// What a probe has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// It failed this time, in a kubelet's words.
    Failed(Sort, String),
    /// So often that it counts, it has ended so.
    Verdict(Sort, bool),
}

/// Runs the command of an `exec` probe within a time.
pub(crate) type Exec =
    Box<dyn Fn(&Value, Duration) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// What probes need.
pub(crate) struct Asking {
    /// The container.
    pub(crate) container: Value,
    /// Its real ports.
    pub(crate) ports: Ports,
    /// How long a second is.
    pub(crate) second: Duration,
    /// For commands.
    pub(crate) exec: Exec,
    /// Hears what is found.
    pub(crate) tell: Box<dyn Fn(Found) + Send + Sync>,
}

/// Probes until it is dropped: first that it has started, then that it lives and is ready.
pub(crate) async fn watch(asking: Asking) {
    if asking.has(Sort::Startup) && !asking.repeat(Sort::Startup, true).await {
        return;
    }
    let live = asking.repeat_if_there(Sort::Liveness);
    let ready = asking.repeat_if_there(Sort::Readiness);
    join(live, ready).await;
}

impl Asking {
    fn has(&self, sort: Sort) -> bool {
        self.container[sort.key()].is_object()
    }

    async fn repeat_if_there(&self, sort: Sort) {
        if self.has(sort) {
            self.repeat(sort, false).await;
        }
    }

    /// Probes, up to the first verdict if `once`; answers it.
    async fn repeat(&self, sort: Sort, once: bool) -> bool {
        let probe = &self.container[sort.key()];
        let timing = Timing::of(probe, self.second);
        let mut tally = Tally::default();
        let mut told = None;
        sleep(timing.delay).await;
        loop {
            let outcome = self.once(probe, timing.timeout).await;
            let verdict = tally.count(&timing, outcome.is_ok());
            if let Err(words) = outcome {
                (self.tell)(Found::Failed(sort, words));
            }
            if verdict.is_some() && verdict != told {
                told = verdict;
                (self.tell)(Found::Verdict(sort, verdict == Some(true)));
            }
            if let Some(verdict) = verdict.filter(|_| once) {
                return verdict;
            }
            sleep(timing.period).await;
        }
    }

    async fn once(&self, probe: &Value, limit: Duration) -> Result<(), String> {
        if probe["exec"].is_object() {
            return (self.exec)(&probe["exec"]["command"], limit).await;
        }
        let asked = timeout(limit, self.network(probe)).await;
        asked.unwrap_or_else(|_| Err(too_late(probe)))
    }

    async fn network(&self, probe: &Value) -> Result<(), String> {
        let get = &probe["httpGet"];
        if get.is_object() {
            return http::ask(get, self.port(&get["port"])?).await;
        }
        let how = if probe["grpc"].is_object() {
            "grpc"
        } else {
            "tcpSocket"
        };
        let port = self.port(&probe[how]["port"])?;
        http::connect(port).await.map(drop)
    }

    fn port(&self, port: &Value) -> Result<u16, String> {
        let unknown = || format!("couldn't find port: {port}");
        let port = named(&self.container, port).ok_or_else(unknown)?;
        Ok(self.ports.real(port).unwrap_or(port))
    }
}

fn too_late(probe: &Value) -> String {
    if probe["httpGet"].is_object() {
        return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            .to_owned();
    }
    "i/o timeout".to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use serde_json::{Value, json};
    use tokio::sync::mpsc;

    use super::super::words::Sort;
    use super::{Asking, Found, watch};
    use crate::sandbox::runtime::launch::ports::Ports;

    /// Exec probes end so, one after the other; the last again and again.
    fn asking(
        container: Value,
        outcomes: &'static [bool],
    ) -> (Asking, mpsc::UnboundedReceiver<Found>) {
        let (sender, found) = mpsc::unbounded_channel();
        let count = Arc::new(AtomicU32::new(0));
        let exec = move |_: &Value, _| -> futures::future::BoxFuture<'static, _> {
            let at = count.fetch_add(1, Ordering::Relaxed) as usize;
            let good = outcomes
                .get(at)
                .or(outcomes.last())
                .copied()
                .unwrap_or(true);
            Box::pin(async move { if good { Ok(()) } else { Err("no".to_owned()) } })
        };
        let asking = Asking {
            container,
            ports: Ports::default(),
            second: Duration::from_millis(1),
            exec: Box::new(exec),
            tell: Box::new(move |found| drop(sender.send(found))),
        };
        (asking, found)
    }

    async fn first(container: Value, outcomes: &'static [bool], count: usize) -> Vec<Found> {
        let (asking, mut found) = asking(container, outcomes);
        let watching = tokio::spawn(watch(asking));
        let mut heard = Vec::new();
        while heard.len() < count {
            heard.extend(found.recv().await);
        }
        watching.abort();
        heard
    }

    fn failed(sort: Sort) -> Found {
        Found::Failed(sort, "no".to_owned())
    }

    #[tokio::test]
    async fn a_verdict_is_told_when_it_changes() {
        let container = json!({"readinessProbe": {"exec": {}, "failureThreshold": 2}});
        let heard = first(container, &[false, true, true, false, false, false], 6).await;
        let ready = |good| Found::Verdict(Sort::Readiness, good);
        let expected = [
            failed(Sort::Readiness),
            ready(true),
            failed(Sort::Readiness),
            failed(Sort::Readiness),
            ready(false),
            failed(Sort::Readiness),
        ];
        assert_eq!(heard, expected);
    }

    #[tokio::test]
    async fn others_wait_for_the_startup_probe() {
        let container = json!({"startupProbe": {"exec": {}}, "livenessProbe": {"exec": {}, "failureThreshold": 1}});
        let heard = first(container, &[false, true, false], 4).await;
        let expected = [
            failed(Sort::Startup),
            Found::Verdict(Sort::Startup, true),
            failed(Sort::Liveness),
            Found::Verdict(Sort::Liveness, false),
        ];
        assert_eq!(heard, expected);
    }
}
