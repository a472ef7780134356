//! A line that Dapr's programs log, as logfmt or as JSON.

use serde_json::Value;

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogRecord {
    /// `debug`, `info`, `warning`, `error`, `fatal`; empty for a line that is none of Dapr's.
    pub level: String,
    /// Its message, with whatever a call of the API has beside it: method, status, duration. The whole line where it is
    /// none of Dapr's.
    pub message: String,
}

/// Fields that are worth reading, and stand behind the message.
const TOLD: [&str; 4] = ["method", "code", "duration", "error"];

impl LogRecord {
    /// Reads a line of either form.
    pub fn read(line: &str) -> Self {
        let fields = match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(fields)) => fields
                .into_iter()
                .map(|(key, value)| (key, text(value)))
                .collect(),
            _ => logfmt(line),
        };
        let field = |name: &str| {
            let mut fields = fields.iter();
            fields
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let (Some(level), Some(message)) = (field("level"), field("msg")) else {
            return Self {
                level: String::new(),
                message: line.to_owned(),
            };
        };
        let told = TOLD.iter().filter_map(|name| Some((name, field(name)?)));
        let mut parts = vec![message];
        parts.extend(told.map(|(name, value)| match *name {
            "duration" => format!("{value} ms"),
            "error" => format!("error: {value}"),
            _ => value,
        }));
        Self {
            level,
            message: parts.join("  "),
        }
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
            (
                "Got a new order! Order ID: 7",
                "",
                "Got a new order! Order ID: 7",
            ),
            ("a = b", "", "a = b"),
            (r#"level=info msg="open"#, "info", "open"),
            ("", "", ""),
        ];
        for (line, level, message) in rows {
            let record = LogRecord::read(line);
            assert_eq!(
                (&*record.level, &*record.message),
                (level, message),
                "{line}"
            );
        }
    }
}
