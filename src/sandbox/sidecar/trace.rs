//! `traceparent`: a call's identity, passed on and never lost.

use http::HeaderMap;
use serde_json::Value;

/// Header of the W3C.
pub(super) const TRACEPARENT: &str = "traceparent";
/// What belongs to it.
pub(super) const TRACESTATE: &str = "tracestate";

/// Sampling where an exporter is there and no rate.
const DEFAULT_RATE: f64 = 1e-4;

/// What is done about traces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tracing {
    /// Nothing at all.
    Off,
    /// What comes goes on as it is; nothing begins.
    Passing,
    /// Each call is a step of a trace; a trace that begins here is sampled at this rate.
    Sampling(f64),
}

impl Tracing {
    /// By the `tracing` of a Configuration.
    pub(super) fn read(tracing: &Value) -> Self {
        let text = |path: &str| {
            tracing
                .pointer(path)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let exported = tracing["stdout"] == true
            || ["/zipkin/endpointAddress", "/otel/endpointAddress"]
                .iter()
                .any(|path| !text(path).is_empty());
        match text("/samplingRate") {
            "" if exported => Self::Sampling(DEFAULT_RATE),
            "" => Self::Passing,
            rate => match rate.parse::<f64>().unwrap_or(DEFAULT_RATE) {
                0.0 => Self::Off,
                rate => Self::Sampling(rate),
            },
        }
    }
}

/// Where a call stands in its trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Empty for no trace.
    parent: String,
    /// Of a step of its own that is to be exported.
    ids: Option<Ids>,
    /// `tracestate` as it came.
    pub state: String,
}

impl Span {
    /// The next step of the trace that the headers tell of, or of a new one.
    pub(super) fn of(headers: &HeaderMap, tracing: Tracing) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let came = text(TRACEPARENT).and_then(parse);
        let from = came.as_ref().map(|came| came.id.clone());
        let mut ids = None;
        let mut own = |trace: String, sampled: bool| {
            let id = fresh(16);
            ids = sampled.then(|| Ids {
                trace: trace.clone(),
                id: id.clone(),
                parent: from.clone(),
            });
            Came { trace, id, sampled }.text("00")
        };
        let parent = match (tracing, came) {
            (Tracing::Off, _) => text(TRACEPARENT).unwrap_or_default().to_owned(),
            (Tracing::Passing, Some(came)) => came.text("00"),
            (Tracing::Passing, None) => String::new(),
            (Tracing::Sampling(_), Some(came)) => own(came.trace, came.sampled),
            (Tracing::Sampling(rate), None) => own(fresh(32), rand::random::<f64>() < rate),
        };
        Self {
            parent,
            ids,
            state: text(TRACESTATE).unwrap_or_default().to_owned(),
        }
    }

    /// Of a step of its own in a trace that is sampled.
    pub(super) fn sampled(&self) -> Option<Ids> {
        self.ids.clone()
    }

    /// For events: empty where there is no trace.
    pub(super) fn parent(&self) -> &str {
        &self.parent
    }

    /// For headers: Dapr sends zeros where there is no trace.
    pub(super) fn header(&self) -> String {
        if self.parent.is_empty() {
            return format!("00-{:032}-{:016}-00", 0, 0);
        }
        self.parent.clone()
    }
}

/// Where a sampled step stands in its trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ids {
    pub trace: String,
    pub id: String,
    /// None for the first step.
    pub parent: Option<String>,
}

struct Came {
    trace: String,
    id: String,
    sampled: bool,
}

impl Came {
    fn text(&self, version: &str) -> String {
        format!(
            "{version}-{}-{}-{:02x}",
            self.trace,
            self.id,
            u8::from(self.sampled)
        )
    }
}

fn parse(text: &str) -> Option<Came> {
    let mut parts = text.split('-');
    let (version, trace, id, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    let well = hex(version, 2) && hex(trace, 32) && hex(id, 16) && hex(flags, 2);
    if !well || zero(trace) || zero(id) || version.eq_ignore_ascii_case("ff") {
        return None;
    }
    let flags = u8::from_str_radix(flags, 16).ok()?;
    Some(Came {
        trace: trace.to_ascii_lowercase(),
        id: id.to_ascii_lowercase(),
        sampled: flags & 1 == 1,
    })
}

fn fresh(length: usize) -> String {
    let text = format!("{:032x}", rand::random::<u128>() | 1);
    text[32 - length..].to_owned()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::{Span, Tracing};

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn span(parent: &'static str, tracing: Tracing) -> Span {
        let mut headers = HeaderMap::new();
        headers.insert("traceparent", HeaderValue::from_static(parent));
        Span::of(&headers, tracing)
    }

    #[test]
    fn a_trace_goes_on() {
        let next = span(PARENT, Tracing::Sampling(0.0)).header();
        assert!(next.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && next.ends_with("-01"));
        assert_ne!(next, PARENT);
        assert_eq!(span(PARENT, Tracing::Passing).parent(), PARENT);
    }

    #[test]
    fn what_is_no_parent_begins_a_trace() {
        for text in [
            "",
            "x",
            "00-0-0-0",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        ] {
            let begun = span(text, Tracing::Sampling(1.0)).header();
            assert_eq!((begun.len(), &begun[52..]), (55, "-01"), "{text}");
            let none = span(text, Tracing::Passing);
            assert_eq!(none.parent(), "");
            assert_eq!(
                none.header(),
                "00-00000000000000000000000000000000-0000000000000000-00"
            );
        }
    }

    #[test]
    fn configurations() {
        let rows = [
            (json!(null), Tracing::Passing),
            (json!({"samplingRate": "0"}), Tracing::Off),
            (
                json!({"samplingRate": "1", "zipkin": {"endpointAddress": "http://z"}}),
                Tracing::Sampling(1.0),
            ),
            (
                json!({"zipkin": {"endpointAddress": "http://z"}}),
                Tracing::Sampling(1e-4),
            ),
        ];
        for (tracing, expected) in rows {
            assert_eq!(Tracing::read(&tracing), expected, "{tracing}");
        }
    }
}
