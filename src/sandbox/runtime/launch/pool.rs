//! Free ports of the loopback address.

use std::collections::HashSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Mutex, PoisonError};

use rand::Rng;

/// Below what systems give to outgoing connections, so that none of those takes a port between its
/// choice and its use.
const RANGE: std::ops::Range<u16> = 20_000..30_000;

/// Ports that pods have now.
#[derive(Default)]
pub(crate) struct Pool {
    given: Mutex<HashSet<u16>>,
}

impl Pool {
    /// A port that nobody has; 0 when there is none, which is a port that nothing listens on.
    pub(crate) fn take(&self) -> u16 {
        let first = rand::rng().random_range(RANGE);
        let tries = (first..RANGE.end).chain(RANGE.start..first);
        tries
            .into_iter()
            .find(|port| self.take_one(*port))
            .unwrap_or(0)
    }

    /// Takes this port, if it is free.
    pub(crate) fn take_one(&self, port: u16) -> bool {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        !given.contains(&port)
            && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
            && given.insert(port)
    }

    /// Gives ports back.
    pub(crate) fn give_back(&self, ports: impl IntoIterator<Item = u16>) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        for port in ports {
            given.remove(&port);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pool;

    #[test]
    fn a_port_is_given_once() {
        let pool = Pool::default();
        let port = pool.take();
        assert!(port >= 20_000);
        assert!(!pool.take_one(port));
        pool.give_back([port]);
        let other = pool.take();
        assert!(!pool.take_one(other));
    }
}
