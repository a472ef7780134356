//! Runs a call under its policies: each try in a time, past a breaker; and again, as often as the
//! policy says.

use std::fmt::{Display, Formatter};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::go;
use super::super::log::Log;
use super::super::metrics::Metrics;
use super::breaker::{Breaker, State, Ticket};
use super::retry::Retry;

const SCOPE: &str = "dapr.runtime";

/// Why a policy ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Stopped {
    /// It took too long.
    Late,
    /// The breaker is open.
    Open,
    /// The breaker is half-open, and others are trying.
    TooMany,
}

impl Display for Stopped {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Late => "context deadline exceeded",
            Self::Open => "circuit breaker is open",
            Self::TooMany => "too many requests",
        })
    }
}

/// How a guarded call fails.
pub(in super::super) trait Failure: From<Stopped> {
    /// The HTTP status that says whether another try is wanted; none: it is.
    fn status(&self) -> Option<u16> {
        None
    }

    /// Whether no other try can help.
    fn is_final(&self) -> bool {
        false
    }
}

impl From<Stopped> for String {
    fn from(stopped: Stopped) -> Self {
        stopped.to_string()
    }
}

impl Failure for String {}

/// The policies around one call.
pub(in super::super) struct Guard {
    /// As the log names the call.
    pub(super) name: String,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) breaker: Option<Named>,
    pub(super) teller: Teller,
}

/// A breaker, and how the log names it.
#[derive(Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) breaker: Arc<Mutex<Breaker>>,
}

/// Tells what the policies do.
#[derive(Clone)]
pub(super) struct Teller {
    pub(super) log: Arc<Log>,
    pub(super) metrics: Arc<Metrics>,
    /// Name and namespace of the manifest.
    pub(super) of: (String, String),
    /// `app_nodeapp`.
    pub(super) target: String,
}

impl Teller {
    /// A policy is there for a call.
    pub(super) fn applied(&self, policy: &str, status: &str) {
        self.count("dapr_resiliency_count", policy, status);
    }

    /// A policy did something.
    fn acted(&self, policy: &str, status: &str) {
        self.count("dapr_resiliency_activations_total", policy, status);
    }

    fn count(&self, metric: &'static str, policy: &str, status: &str) {
        let labels = [
            ("flow_direction", "outbound"),
            ("name", self.of.0.as_str()),
            ("namespace", self.of.1.as_str()),
            ("policy", policy),
            ("status", status),
            ("target", self.target.as_str()),
        ];
        self.metrics.count(metric, &labels);
    }
}

impl Named {
    fn with<T>(&self, teller: &Teller, work: impl FnOnce(&mut Breaker) -> T) -> T {
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        let result = work(&mut breaker);
        for (from, to) in breaker.changes() {
            let (name, from, to) = (go::quote(&self.name), from.word(), to.word());
            let words = format!("Circuit breaker {name} changed state from {from} to {to}");
            teller.log.info(SCOPE, words);
            teller.acted("circuitbreaker", to);
        }
        result
    }

    /// Where it stands now.
    pub(super) fn state(&self, teller: &Teller) -> State {
        self.with(teller, |breaker| breaker.state(Instant::now()))
    }
}

/// A call that a breaker let through; it is settled when this goes.
struct UnderWay<'a> {
    guard: (&'a Named, &'a Teller),
    ticket: Ticket,
    well: bool,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let (named, teller) = self.guard;
        let (ticket, well) = (self.ticket, self.well);
        named.with(teller, |breaker| {
            breaker.settle(ticket, well, Instant::now());
        });
    }
}

impl Guard {
    /// Without another try, as for a body that cannot be sent twice.
    pub(in super::super) fn once(mut self) -> Self {
        self.retry = None;
        self
    }

    /// Runs a call.
    pub(in super::super) async fn run<T, E, F>(&self, mut call: impl FnMut() -> F) -> Result<T, E>
    where
        E: Failure,
        F: Future<Output = Result<T, E>>,
    {
        let Some(retry) = &self.retry else {
            return self.attempt(call()).await.0;
        };
        let started = Instant::now();
        let (mut waits, mut tries) = (retry.waits(), 1);
        loop {
            let (result, broken) = self.attempt(call()).await;
            let error = match result {
                Ok(done) => {
                    self.recovered(tries);
                    return Ok(done);
                }
                Err(error) => error,
            };
            let unwanted = error.status().is_some_and(|status| !retry.wants(status));
            if broken || unwanted || error.is_final() {
                return Err(error);
            }
            let Some(wait) = waits.next(started.elapsed(), rand::random()) else {
                return Err(error);
            };
            self.again(tries, wait);
            tries += 1;
            tokio::time::sleep(wait).await;
        }
    }

    /// One try, and whether the breaker stopped it.
    async fn attempt<T, E: Failure>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> (Result<T, E>, bool) {
        let Some(breaker) = &self.breaker else {
            return (self.in_time(call).await, false);
        };
        let admitted = breaker.with(&self.teller, |breaker| breaker.admit(Instant::now()));
        let ticket = match admitted {
            Ok(ticket) => ticket,
            Err(stopped) => return (Err(stopped.into()), true),
        };
        // A caller that goes away counts as a failure: else its place would never be free again.
        let mut under_way = UnderWay {
            guard: (breaker, &self.teller),
            ticket,
            well: false,
        };
        let result = self.in_time(call).await;
        under_way.well = result.is_ok();
        drop(under_way);
        (result, false)
    }

    async fn in_time<T, E: Failure>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let Some(limit) = self.timeout.filter(|limit| !limit.is_zero()) else {
            return call.await;
        };
        tokio::time::timeout(limit, call).await.unwrap_or_else(|_| {
            self.teller.acted("timeout", "");
            Err(Stopped::Late.into())
        })
    }

    /// Only the first of a row is told.
    fn again(&self, tries: u32, wait: Duration) {
        if tries == 1 {
            let (name, wait) = (&self.name, go::duration(wait));
            let words = format!("Error processing operation {name}. Retrying in {wait}…");
            self.teller.log.warn(SCOPE, words);
            self.teller.acted("retry", "");
        }
    }

    fn recovered(&self, tries: u32) {
        if tries > 1 {
            let name = &self.name;
            let words = format!("Recovered processing operation {name} after {tries} attempts");
            self.teller.log.info(SCOPE, words);
        }
    }
}
