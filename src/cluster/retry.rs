//! When a request is sent again.
//!
//! The rule is client-go's, within a bound: a busy server is asked again, since 429 says that
//! nothing was done; so is one that says itself when to come back; and a read is repeated where a
//! server is starting or slow. `kube` would do so up to 15 times in silence, which is minutes.

use std::time::Duration;

use http::{HeaderMap, Method, header};

/// No request is sent again later than this after the first time.
const PATIENCE: Duration = Duration::from_secs(15);
/// The first pause; every further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// An answer that is no success.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failure {
    /// HTTP status.
    pub(super) code: u16,
    /// When the server says to come back.
    pub(super) retry_after: Option<Duration>,
}

/// How long to wait before the request is sent again, which it was `retries` times already in the
/// `elapsed` time; none if this answer stands.
pub(super) fn pause(
    method: &Method,
    failure: Failure,
    retries: u32,
    elapsed: Duration,
) -> Option<Duration> {
    let may = match failure.code {
        429 => true,
        503 | 504 if method == Method::GET => true,
        500.. => failure.retry_after.is_some(),
        _ => false,
    };
    let own = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(retries));
    let pause = failure.retry_after.unwrap_or_default().max(own);
    (may && elapsed.saturating_add(pause) <= PATIENCE).then_some(pause)
}

/// `Retry-After` in seconds, the only form that the API server writes.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    Some(Duration::from_secs(seconds.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(method: &Method, code: u16, retry_after: Option<u64>) -> Option<u64> {
        let failure = Failure {
            code,
            retry_after: retry_after.map(Duration::from_secs),
        };
        let pause = pause(method, failure, 0, Duration::ZERO)?;
        u64::try_from(pause.as_millis()).ok()
    }

    #[test]
    fn what_is_sent_again() {
        let rows = [
            (Method::GET, 429, None, Some(100)),
            (Method::PATCH, 429, None, Some(100)),
            (Method::POST, 429, Some(1), Some(1000)),
            (Method::GET, 503, None, Some(100)),
            (Method::GET, 504, Some(0), Some(100)),
            (Method::POST, 503, None, None),
            (Method::POST, 503, Some(2), Some(2000)),
            (Method::PATCH, 500, Some(2), Some(2000)),
            (Method::PATCH, 504, None, None),
            (Method::GET, 500, None, None),
            (Method::GET, 404, Some(1), None),
            (Method::GET, 403, None, None),
            (Method::GET, 429, Some(3600), None),
            (Method::GET, 429, Some(u64::MAX), None),
        ];
        for (method, code, after, expected) in rows {
            assert_eq!(
                first(&method, code, after),
                expected,
                "{method} {code} {after:?}"
            );
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let busy = Failure {
            code: 429,
            retry_after: None,
        };
        let mut elapsed = Duration::ZERO;
        let mut retries = 0;
        while let Some(pause) = pause(&Method::GET, busy, retries, elapsed) {
            elapsed += pause;
            retries += 1;
        }
        assert_eq!((retries, elapsed.as_millis()), (7, 12_700));
        assert_eq!(pause(&Method::GET, busy, 40, Duration::ZERO), None);
    }

    #[test]
    fn only_seconds_are_read() {
        let headers = |text: &'static str| {
            HeaderMap::from_iter([(header::RETRY_AFTER, http::HeaderValue::from_static(text))])
        };
        assert_eq!(retry_after(&headers("7")), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&headers("Fri, 31 Dec 2027 23:59:59 GMT")), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
