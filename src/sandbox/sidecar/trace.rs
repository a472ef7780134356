//! `traceparent`: a call's identity, passed on and never lost.

use http::HeaderMap;

/// Header of the W3C.
pub(super) const TRACEPARENT: &str = "traceparent";
/// What belongs to it.
pub(super) const TRACESTATE: &str = "tracestate";

/// Sampling where a Configuration says nothing.
const DEFAULT_RATE: f64 = 1e-4;

/// Where a call stands in its trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    trace: String,
    id: String,
    sampled: bool,
    /// `tracestate` as it came.
    pub state: String,
}

impl Span {
    /// A step further in the trace that the headers tell of, or a trace of its own.
    pub(super) fn of(headers: &HeaderMap, rate: f64) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let state = text(TRACESTATE).unwrap_or_default().to_owned();
        match text(TRACEPARENT).and_then(parse) {
            Some((trace, sampled)) => Self {
                trace,
                id: fresh(16),
                sampled,
                state,
            },
            None => Self {
                trace: fresh(32),
                id: fresh(16),
                sampled: rand::random::<f64>() < rate,
                state,
            },
        }
    }

    /// The header's value.
    pub(super) fn parent(&self) -> String {
        format!(
            "00-{}-{}-{:02x}",
            self.trace,
            self.id,
            u8::from(self.sampled)
        )
    }
}

/// Trace and whether it is sampled.
fn parse(text: &str) -> Option<(String, bool)> {
    let mut parts = text.split('-');
    let (version, trace, parent, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    let well = hex(version, 2) && hex(trace, 32) && hex(parent, 16) && hex(flags, 2);
    if !well || zero(trace) || zero(parent) || version.eq_ignore_ascii_case("ff") {
        return None;
    }
    let flags = u8::from_str_radix(flags, 16).ok()?;
    Some((trace.to_ascii_lowercase(), flags & 1 == 1))
}

fn fresh(length: usize) -> String {
    let text = format!("{:032x}", rand::random::<u128>() | 1);
    text[32 - length..].to_owned()
}

/// The share of traces that is sampled; 0 turns tracing off.
pub(super) fn rate(configured: Option<&str>) -> f64 {
    configured
        .and_then(|text| text.parse().ok())
        .unwrap_or(DEFAULT_RATE)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{Span, rate};

    #[test]
    fn a_trace_goes_on() {
        let mut headers = HeaderMap::new();
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        headers.insert("traceparent", HeaderValue::from_static(parent));
        let span = Span::of(&headers, 0.0);
        assert!(
            span.parent()
                .starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-")
        );
        assert!(span.parent().ends_with("-01"));
        assert_ne!(span.parent(), parent);
    }

    #[test]
    fn what_is_no_parent_begins_a_trace() {
        for text in [
            "",
            "x",
            "00-0-0-0",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", HeaderValue::from_static(text));
            let span = Span::of(&headers, 1.0).parent();
            assert_eq!(span.len(), 55, "{text}");
            assert!(span.ends_with("-01"));
        }
        assert!(Span::of(&HeaderMap::new(), 0.0).parent().ends_with("-00"));
        assert!(rate(None) > 0.0);
        assert!(rate(Some("0")).abs() < f64::EPSILON);
    }
}
