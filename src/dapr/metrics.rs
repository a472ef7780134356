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
/// So many labels has no metric.
const MOST_LABELS: usize = 64;
/// A sidecar with hundreds of components has fewer samples.
const MOST: usize = 10_000;

/// What a page of metrics tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The samples that are wanted, in the order of the text.
    pub samples: Vec<Sample>,
    /// How many more are wanted, and are too long or too many.
    pub left_out: usize,
    /// Whether it is one: it is empty, or has a sample or a remark anywhere.
    pub is_one: bool,
}

/// Reads a page for samples of metrics whose names are `wanted`. A line that is none is passed over.
pub fn page(text: &str, wanted: impl Fn(&str) -> bool) -> Page {
    let mut page = Page {
        is_one: text.trim().is_empty(),
        ..Page::default()
    };
    for line in text.lines() {
        page.is_one = page.is_one || line.starts_with("# ") || is_sample(line);
        if line.starts_with('#') {
            continue;
        }
        let Some((name, rest)) = named(line).filter(|(name, _)| wanted(name)) else {
            continue;
        };
        if page.samples.len() >= MOST || is_long(line) {
            page.left_out += 1;
        } else {
            page.samples.extend(sample(name, rest));
        }
    }
    page
}

/// The samples of metrics whose names are `wanted`, in the order of the text, as far as they are of bearable length and
/// number.
pub fn samples(text: &str, wanted: impl Fn(&str) -> bool) -> Vec<Sample> {
    page(text, wanted).samples
}

fn named(line: &str) -> Option<(&str, &str)> {
    let end = line.find(['{', ' ']).filter(|end| *end > 0)?;
    Some(line.split_at(end))
}

/// A name and a number that may stand in a page of metrics: of a page in another language no line is one.
fn is_sample(line: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_:".contains(letter);
    let is_name = |name: &str| !name.is_empty() && name.chars().all(is_letter);
    let number = |rest: &str| sample("", rest).is_some();
    !is_long(line) && named(line).is_some_and(|(name, rest)| is_name(name) && number(rest))
}

/// Whether a part of it is longer than anybody wants to know.
fn is_long(line: &str) -> bool {
    let mut parts = line.split('"');
    parts.any(|part| part.len() > LONGEST) || line.matches("=\"").count() > MOST_LABELS
}

/// `calls{app_id="a",path="/x"} 7`; a time may stand after the number.
fn sample(name: &str, rest: &str) -> Option<Sample> {
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

/// What stands before the closing quote, and what comes after it.
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
        value.push(plain);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{MOST, page, samples};

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
    fn what_is_too_long_or_too_many_is_left_out_and_counted() {
        let long = "x".repeat(10_000_000);
        let labels = "l=\"1\",".repeat(100);
        let rows = [
            (format!("calls{{path=\"{long}\"}} 1\ncalls 2\n"), (1, 1)),
            (format!("calls{{{long}=\"a\"}} 1\n"), (0, 1)),
            (format!("calls{long} 1\n"), (0, 1)),
            (format!("calls{{{labels}}} 1\n"), (0, 1)),
            ("calls 1\n".repeat(MOST + 3), (MOST, 3)),
            (format!("other{{path=\"{long}\"}} 1\n"), (0, 0)),
        ];
        for (text, expected) in rows {
            let page = page(&text, |name| name.starts_with("calls"));
            let found = (page.samples.len(), page.left_out);
            assert_eq!(found, expected, "{}", &text[..20]);
        }
    }

    #[test]
    fn a_page_of_something_else_is_told_from_one_of_metrics() {
        let rows = [
            ("", true),
            ("\n", true),
            ("# HELP calls Calls.\n", true),
            ("go_goroutines 12\n", true),
            ("a{b=\"c\"} NaN\n", true),
            ("<html>\n<p>no 1</p>\n</html>", false),
            ("{\"error\": \"no 7\"}", false),
            ("\u{0}\u{1}\u{fffd}", false),
            ("404 page not found", false),
            ("Internal Server Error", false),
        ];
        for (text, expected) in rows {
            assert_eq!(page(text, |_| true).is_one, expected, "{text}");
        }
    }

    #[test]
    fn whatever_a_sidecar_writes_is_read_without_harm() {
        let rows = [
            "calls{",
            "calls{}",
            "calls{a",
            "calls{a=",
            "calls{a=\"",
            "calls{a=\"\\",
            "calls{a=\"b\"",
            "calls{a=\"b\"}",
            "calls{a=\"b\",} x",
            "calls{,,,}",
            "calls ",
            "{} 1",
            " 1",
            "\"\"\"",
            "calls{é=\"\u{1F600}\\\u{1F600}\"} é",
        ];
        for text in rows {
            assert_eq!(samples(text, |_| true), [], "{text}");
        }
    }
}
