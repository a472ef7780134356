//! Metrics in Prometheus' text form → values to check.

use serde_json::{Map, Value, json};

use crate::dapr::samples;

/// The series of one metric: each with its labels and `value`.
pub(super) fn series(text: &str, name: &str) -> Vec<Value> {
    let of_metric = samples(text, |other| other == name).into_iter();
    of_metric
        .map(|sample| {
            let labels = sample.labels.into_iter();
            let mut one: Map<_, _> = labels.map(|(name, value)| (name, value.into())).collect();
            one.insert("value".to_owned(), plain(sample.value));
            one.into()
        })
        .collect()
}

/// All series, and their sum.
pub(super) fn whole(series: &[Value]) -> Value {
    let values = series.iter().filter_map(|one| one["value"].as_f64());
    let sum = plain(values.sum());
    json!({"sum": sum, "series": series})
}

/// A whole number without its point.
fn plain(number: f64) -> Value {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "it is whole, and small enough"
    )]
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return (number as i64).into();
    }
    number.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{series, whole};

    #[test]
    fn series_of_a_metric() {
        let text = "# HELP calls Calls.\n# TYPE calls counter\ncalls{app=\"a\",path=\"/x,\\\"y\\\"}\"} 2\n\
                    calls{app=\"b\"} 1.5 1700000000\ncalls_total 9\nbare 3\ncalls{app=\"c} 1\n";
        let calls = series(text, "calls");
        assert_eq!(
            whole(&calls),
            json!({"sum": 3.5, "series": [{"app": "a", "path": "/x,\"y\"}", "value": 2}, {"app": "b", "value": 1.5}]})
        );
        assert_eq!(series(text, "bare"), [json!({"value": 3})]);
        assert_eq!(series(text, "calls_total"), [json!({"value": 9})]);
        assert!(series(text, "none").is_empty());
    }
}
