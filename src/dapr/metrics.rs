//! Metrics in Prometheus' text form, as sidecars and the control plane serve them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One number of a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Name of the metric: `dapr_component_state_count`.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The number.
    pub value: f64,
}

impl Sample {
    /// The value of a label, or empty.
    pub fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }
}

/// Labels longer than this say nothing to a person, and a sidecar that lies could fill the memory with them.
const LONGEST: usize = 1000;

/// The samples of metrics whose names are `wanted`, in the order of the text. A line that is none is passed over.
pub fn samples(text: &str, wanted: impl Fn(&str) -> bool) -> Vec<Sample> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| sample(line, &wanted)).collect()
}

/// `calls{app_id="a",path="/x"} 7`; a time may stand after the number.
fn sample(line: &str, wanted: impl Fn(&str) -> bool) -> Option<Sample> {
    let end = line.find(['{', ' '])?;
    let (name, rest) = line.split_at(end);
    if !wanted(name) {
        return None;
    }
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (BTreeMap::new(), rest),
    };
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some(Sample {
        name: name.to_owned(),
        labels,
        value,
    })
}

/// The labels, and what comes after the closing brace.
fn labels(text: &str) -> Option<(BTreeMap<String, String>, &str)> {
    let mut labels = BTreeMap::new();
    let mut rest = text;
    loop {
        if let Some(rest) = rest.strip_prefix('}') {
            return Some((labels, rest));
        }
        let (name, after) = rest.trim_start_matches(',').split_once("=\"")?;
        let (value, after) = quoted(after)?;
        labels.insert(name.trim().to_owned(), value);
        rest = after;
    }
}

/// What stands before the closing quote, cut where it is too long, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        let plain = match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match characters.next()?.1 {
                'n' => '\n',
                other => other,
            },
            other => other,
        };
        if value.len() < LONGEST {
            value.push(plain);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, samples};

    #[test]
    fn samples_of_wanted_metrics() {
        let text = "# HELP calls Calls.\n# TYPE calls counter\ncalls{app=\"a\",path=\"/x,\\\"y\\\"}\"} 2\n\
                    calls{app=\"b\"} 1.5 1700000000\ncalls_total 9\nbare 3\ncalls{app=\"c} 1\ncalls{} 4\ncalls\n";
        let found: Vec<_> = samples(text, |name| name == "calls" || name == "bare")
            .into_iter()
            .map(|sample| {
                let labels: Vec<_> = sample
                    .labels
                    .into_iter()
                    .map(|(k, v)| k + "=" + &v)
                    .collect();
                format!("{} {} {}", sample.name, labels.join(" "), sample.value)
            })
            .collect();
        let expected = [
            "calls app=a path=/x,\"y\"} 2",
            "calls app=b 1.5",
            "bare  3",
            "calls  4",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_long_label_is_cut() {
        let text = format!("calls{{path=\"{}\"}} 1\n", "x".repeat(10_000_000));
        let found = samples(&text, |_| true);
        assert_eq!(found[0].label("path").len(), LONGEST);
    }
}
