//! A line that Dapr's programs log, as logfmt or as JSON.

use serde_json::Value;

/// What a line says, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord(Vec<(String, String)>);

/// Fields that are worth reading, and stand behind the message.
const TOLD: [&str; 4] = ["method", "code", "duration", "error"];

impl LogRecord {
    /// Reads a line of either form; none if it has no level or no message, and so is none of Dapr's.
    pub fn read(line: &str) -> Option<Self> {
        let record = Self(match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(fields)) => fields
                .into_iter()
                .map(|(key, value)| (key, text(value)))
                .collect(),
            _ => logfmt(line),
        });
        let is_whole = ["level", "msg"]
            .iter()
            .all(|name| record.field(name).is_some());
        is_whole.then_some(record)
    }

    /// A field by its name: `app_id`.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.0.iter();
        fields
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    }

    /// `debug`, `info`, `warning`, `error` or `fatal`.
    pub fn level(&self) -> &str {
        self.field("level").unwrap_or_default()
    }

    /// What it says.
    pub fn message(&self) -> &str {
        self.field("msg").unwrap_or_default()
    }

    /// Its message, with whatever a call of the API has beside it: method, status, duration.
    pub fn words(&self) -> String {
        let told = TOLD
            .iter()
            .filter_map(|name| Some((*name, self.field(name)?)));
        let mut parts = vec![self.message().to_owned()];
        parts.extend(told.map(|(name, value)| match name {
            "duration" => format!("{value} ms"),
            "error" => format!("error: {value}"),
            _ => value.to_owned(),
        }));
        parts.join("  ")
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// `key=word key="some words"`; a quoted value has Go's escapes.
fn logfmt(line: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = line.trim_start();
    while let Some((key, after)) = rest.split_once('=') {
        if key.is_empty() || key.contains(char::is_whitespace) {
            break;
        }
        let (value, after) = if let Some(quoted) = after.strip_prefix('"') {
            unquoted(quoted)
        } else {
            let end = after.find(' ').unwrap_or(after.len());
            (after[..end].to_owned(), &after[end..])
        };
        fields.push((key.to_owned(), value));
        rest = after.trim_start();
    }
    fields
}

/// Up to the closing quote, and what is behind it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[at + 1..]),
            '\\' => match letters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                Some((_, other)) => value.push(other),
                None => {}
            },
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_either_form_are_read() {
        let rows = [
            (
                r#"time="2026-11-23T08:20:11Z" level=info msg="HTTP API Called" app_id=nodeapp code=204 duration=3 method="POST /v1.0/state/statestore" ver=1.18.3"#,
                "info",
                "HTTP API Called  POST /v1.0/state/statestore  204  3 ms",
            ),
            (
                r#"{"level":"error","msg":"it \"broke\"","code":500}"#,
                "error",
                "it \"broke\"  500",
            ),
            (
                r#"level=warning msg="a \"word\"\nmore""#,
                "warning",
                "a \"word\"\nmore",
            ),
            (r#"level=info msg="open"#, "info", "open"),
        ];
        for (line, level, message) in rows {
            let record = LogRecord::read(line).unwrap();
            assert_eq!(
                (record.level(), &*record.words()),
                (level, message),
                "{line}"
            );
        }
        for line in ["Got a new order! Order ID: 7", "a = b", "", "level=info"] {
            assert_eq!(LogRecord::read(line), None, "{line}");
        }
    }
}
