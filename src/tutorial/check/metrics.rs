//! Metrics in Prometheus' text form → values to check.

use serde_json::{Map, Value, json};

/// The series of one metric: each with its labels and `value`.
pub(super) fn series(text: &str, name: &str) -> Vec<Value> {
    let of_metric = text.lines().filter_map(|line| {
        let rest = line.strip_prefix(name)?;
        match rest.strip_prefix('{') {
            Some(labels) => read(labels),
            None => number(rest.strip_prefix(' ')?).map(|value| json!({"value": value})),
        }
    });
    of_metric.collect()
}

/// All series, and their sum.
pub(super) fn whole(series: &[Value]) -> Value {
    let values = series.iter().filter_map(|one| one["value"].as_f64());
    let sum = plain(values.sum());
    json!({"sum": sum, "series": series})
}

/// `app_id="a",path="/x"} 7`
fn read(text: &str) -> Option<Value> {
    let mut labels = Map::new();
    let mut rest = text;
    while !rest.starts_with('}') {
        let (name, after) = rest.trim_start_matches(',').split_once("=\"")?;
        let (value, after) = quoted(after)?;
        labels.insert(name.trim().to_owned(), value.into());
        rest = after;
    }
    labels.insert("value".to_owned(), number(&rest[1..])?);
    Some(labels.into())
}

/// What stands before the closing quote, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

/// A time may stand after the number.
fn number(text: &str) -> Option<Value> {
    text.split_whitespace().next()?.parse().ok().map(plain)
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
