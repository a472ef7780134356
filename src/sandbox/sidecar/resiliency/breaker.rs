//! A circuit breaker: closed, open, half-open. The time is handed in.

use std::time::{Duration, Instant};

use super::guard::Stopped;
use super::trip::{Counts, Trip};

/// How a breaker behaves.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settings {
    /// So many may try while it is half-open, and so many in a row close it.
    pub max_requests: u32,
    /// After this time a closed one forgets what it counted; none: never.
    pub interval: Option<Duration>,
    /// So long it stays open.
    pub timeout: Duration,
    pub trip: Trip,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_requests: 1,
            interval: None,
            timeout: Duration::from_secs(60),
            trip: Trip::default(),
        }
    }
}

/// Where a breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// All calls go through.
    Closed,
    /// A few calls go through, to see.
    HalfOpen,
    /// No call goes through.
    Open,
}

impl State {
    /// Dapr's word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::HalfOpen => "half-open",
            Self::Open => "open",
        }
    }
}

/// A breaker.
#[derive(Debug)]
pub(super) struct Breaker {
    settings: Settings,
    state: State,
    /// Goes up whenever the counts begin anew: what began before then counts no more.
    generation: u64,
    counts: Counts,
    expires: Option<Instant>,
    changes: Vec<(State, State)>,
}

/// A call that was let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

impl Breaker {
    pub(super) fn new(settings: Settings, now: Instant) -> Self {
        let mut breaker = Self {
            settings,
            state: State::Closed,
            generation: 0,
            counts: Counts::default(),
            expires: None,
            changes: Vec::new(),
        };
        breaker.begin(now);
        breaker
    }

    /// Where it stands now.
    pub(super) fn state(&mut self, now: Instant) -> State {
        let expired = self.expires.is_some_and(|expires| expires < now);
        match self.state {
            State::Closed if expired => self.begin(now),
            State::Open if expired => self.change(State::HalfOpen, now),
            _ => {}
        }
        self.state
    }

    /// Lets a call through, or says why not.
    pub(super) fn admit(&mut self, now: Instant) -> Result<Ticket, Stopped> {
        match self.state(now) {
            State::Open => return Err(Stopped::Open),
            State::HalfOpen if self.counts.requests >= self.settings.max_requests => {
                return Err(Stopped::TooMany);
            }
            _ => {}
        }
        self.counts.requests += 1;
        Ok(Ticket(self.generation))
    }

    /// Takes up how a call ended.
    pub(super) fn settle(&mut self, ticket: Ticket, well: bool, now: Instant) {
        let state = self.state(now);
        if ticket.0 != self.generation {
            return;
        }
        let counts = &mut self.counts;
        if well {
            counts.successes += 1;
            counts.successes_in_a_row += 1;
            counts.failures_in_a_row = 0;
            let enough = counts.successes_in_a_row >= self.settings.max_requests;
            if state == State::HalfOpen && enough {
                self.change(State::Closed, now);
            }
            return;
        }
        counts.failures += 1;
        counts.failures_in_a_row += 1;
        counts.successes_in_a_row = 0;
        if state == State::HalfOpen || self.settings.trip.holds(&self.counts) {
            self.change(State::Open, now);
        }
    }

    /// The changes that nobody was told of yet.
    pub(super) fn changes(&mut self) -> Vec<(State, State)> {
        std::mem::take(&mut self.changes)
    }

    fn change(&mut self, to: State, now: Instant) {
        self.changes.push((self.state, to));
        self.state = to;
        self.begin(now);
    }

    fn begin(&mut self, now: Instant) {
        self.generation += 1;
        self.counts = Counts::default();
        let lasts = match self.state {
            State::Closed => self.settings.interval,
            State::Open => Some(self.settings.timeout),
            State::HalfOpen => None,
        };
        self.expires = lasts.and_then(|lasts| now.checked_add(lasts));
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::{Breaker, Settings, State, Stopped, Trip};

    fn settings(max_requests: u32, interval: Option<u64>, trip: &str) -> Settings {
        Settings {
            max_requests,
            interval: interval.map(Duration::from_secs),
            timeout: Duration::from_secs(10),
            trip: Trip::parse(trip).unwrap(),
        }
    }

    /// What happens at a second: `+` a call that succeeds, `-` one that fails, `x` one that is not
    /// let through.
    fn happens(breaker: &mut Breaker, start: Instant, second: u64) -> impl FnMut(char) -> char {
        let now = start + Duration::from_secs(second);
        move |wish| match breaker.admit(now) {
            Ok(ticket) => {
                breaker.settle(ticket, wish == '+', now);
                wish
            }
            Err(_) => 'x',
        }
    }

    #[test]
    fn it_opens_and_closes_again() {
        let start = Instant::now();
        let mut breaker = Breaker::new(settings(2, None, "consecutiveFailures >= 3"), start);
        let rows = [
            (0, "--+--", "--+--", State::Closed),
            (1, "-++", "-xx", State::Open),
            (11, "+", "x", State::Open),
            (12, "-+", "-x", State::Open),
            (23, "+", "+", State::HalfOpen),
            (24, "+-", "+-", State::Closed),
        ];
        for (second, wishes, expected, state) in rows {
            let now = start + Duration::from_secs(second);
            let is: String = wishes
                .chars()
                .map(happens(&mut breaker, start, second))
                .collect();
            assert_eq!(
                (is.as_str(), breaker.state(now)),
                (expected, state),
                "{second}"
            );
        }
        let words: Vec<_> = breaker
            .changes()
            .into_iter()
            .map(|(_, to)| to.word())
            .collect();
        assert_eq!(words, ["open", "half-open", "open", "half-open", "closed"]);
        assert!(breaker.changes().is_empty());
    }

    #[test]
    fn half_open_lets_few_through_at_a_time() {
        let start = Instant::now();
        let mut breaker = Breaker::new(settings(1, None, "consecutiveFailures >= 1"), start);
        let ticket = breaker.admit(start).unwrap();
        let late = breaker.admit(start).unwrap();
        breaker.settle(ticket, false, start);
        assert_eq!(breaker.admit(start), Err(Stopped::Open));
        let later = start + Duration::from_secs(11);
        let probe = breaker.admit(later).unwrap();
        assert_eq!(breaker.admit(later), Err(Stopped::TooMany));
        // A call from before it opened says nothing about now.
        breaker.settle(late, false, later);
        assert_eq!(breaker.state(later), State::HalfOpen);
        breaker.settle(probe, true, later);
        assert_eq!(breaker.state(later), State::Closed);
    }

    #[test]
    fn an_interval_forgets() {
        let start = Instant::now();
        let mut breaker = Breaker::new(settings(1, Some(5), "totalFailures > 1"), start);
        for (second, state) in [(0, State::Closed), (6, State::Closed), (7, State::Open)] {
            happens(&mut breaker, start, second)('-');
            assert_eq!(
                breaker.state(start + Duration::from_secs(second)),
                state,
                "{second}"
            );
        }
    }

    proptest! {
        /// Nothing goes through an open breaker before its time is over, and never more at once
        /// through a half-open one than may.
        #[test]
        fn it_keeps_its_word(
            max_requests in 1_u32..4,
            events in prop::collection::vec((0_u64..4, any::<bool>(), any::<bool>()), 0..200),
        ) {
            let mut now = Instant::now();
            let mut breaker = Breaker::new(settings(max_requests, None, "consecutiveFailures > 2"), now);
            let (mut opened, mut under_way) = (None, Vec::new());
            for (seconds, comes, well) in events {
                now += Duration::from_secs(seconds);
                let state = breaker.state(now);
                if state == State::Open {
                    prop_assert!(opened.is_some_and(|opened| now <= opened + Duration::from_secs(10)));
                }
                if comes {
                    match (breaker.admit(now), state) {
                        (Ok(ticket), State::Closed | State::HalfOpen) => under_way.push(ticket),
                        (Err(Stopped::Open), State::Open) | (Err(Stopped::TooMany), State::HalfOpen) => {}
                        other => prop_assert!(false, "{other:?}"),
                    }
                } else if let Some(ticket) = under_way.pop() {
                    breaker.settle(ticket, well, now);
                }
                if state == State::HalfOpen {
                    let ours = under_way.iter().filter(|ticket| ticket.0 == breaker.generation).count();
                    prop_assert!(ours <= max_requests as usize);
                }
                for (_, to) in breaker.changes() {
                    opened = (to == State::Open).then_some(now);
                }
            }
        }
    }
}
