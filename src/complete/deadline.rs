//! An answer in time, or none.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The longest that a shell is kept waiting.
pub const LIMIT: Duration = Duration::from_millis(500);

/// What `ask` answers, if it does so within `limit` and without panicking. Otherwise its thread is
/// left behind: the process is about to end.
pub fn within<T: Send + 'static>(
    limit: Duration,
    ask: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (send, receive) = mpsc::sync_channel(1);
    thread::spawn(move || send.send(ask()));
    receive.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_time() {
        assert_eq!(within(Duration::from_secs(60), || 7), Some(7));
    }

    #[test]
    fn none_in_time() {
        let (hold, never) = mpsc::channel::<()>();
        let late = within(Duration::from_millis(1), move || never.recv());
        assert_eq!(late, None);
        drop(hold);
    }

    #[test]
    fn a_panic_is_no_answer() {
        let silent = within(Duration::from_secs(60), || -> u8 { panic!("in a test") });
        assert_eq!(silent, None);
    }
}
