//! Lines as daprd writes them: logfmt or JSON, to standard output.

use std::fmt::{Display, Write as _};
use std::io;
use std::sync::Mutex;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::go;
use super::options::{Options, VERSION};

/// How much a line matters, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Debug,
    Info,
    Warning,
    Error,
    Fatal,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }

    fn read(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "debug" | "trace" => Self::Debug,
            "warn" | "warning" => Self::Warning,
            "error" => Self::Error,
            "fatal" => Self::Fatal,
            _ => Self::Info,
        }
    }
}

/// Writes lines with what all of them carry.
pub(super) struct Log {
    app_id: String,
    instance: String,
    json: bool,
    least: Level,
    out: Mutex<Box<dyn io::Write + Send>>,
}

impl Log {
    /// To `out`, in the form and from the level that the options ask for.
    pub(super) fn new(options: &Options, out: Box<dyn io::Write + Send>) -> Self {
        Self {
            app_id: options.app_id.clone(),
            instance: options.pod.clone(),
            json: options.log_json,
            least: Level::read(&options.log_level),
            out: Mutex::new(out),
        }
    }

    /// A line of a part of daprd (`scope`).
    pub(super) fn write(&self, level: Level, scope: &str, message: impl Display) {
        if level >= self.least {
            self.line(level, scope, &message.to_string(), &[]);
        }
    }

    pub(super) fn info(&self, scope: &str, message: impl Display) {
        self.write(Level::Info, scope, message);
    }

    pub(super) fn warn(&self, scope: &str, message: impl Display) {
        self.write(Level::Warning, scope, message);
    }

    pub(super) fn error(&self, scope: &str, message: impl Display) {
        self.write(Level::Error, scope, message);
    }

    /// A line with fields of its own; it does not ask for the level.
    pub(super) fn with(&self, scope: &str, message: &str, fields: &[(&'static str, Value)]) {
        self.line(Level::Info, scope, message, fields);
    }

    fn line(&self, level: Level, scope: &str, message: &str, extra: &[(&'static str, Value)]) {
        let mut fields = vec![
            ("app_id", Value::from(self.app_id.as_str())),
            ("instance", self.instance.as_str().into()),
            ("scope", scope.into()),
            ("type", "log".into()),
            ("ver", VERSION.into()),
        ];
        fields.extend_from_slice(extra);
        fields.sort_by_key(|field| field.0);
        let time = Timestamp::now().to_string();
        let line = if self.json {
            json_line(&time, level, message, fields)
        } else {
            logfmt_line(&time, level, message, &fields)
        };
        // Whoever reads the log may have gone; the app's calls go on all the same.
        if let Ok(mut out) = self.out.lock() {
            let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
        }
    }
}

fn logfmt_line(time: &str, level: Level, message: &str, fields: &[(&str, Value)]) -> String {
    let mut line = format!(
        "time={} level={} msg={}",
        word(time),
        level.word(),
        word(message)
    );
    for (name, value) in fields {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let _ = write!(line, " {name}={}", word(&text));
    }
    line.push('\n');
    line
}

fn json_line(time: &str, level: Level, message: &str, mut fields: Vec<(&str, Value)>) -> String {
    fields.push(("level", level.word().into()));
    fields.push(("msg", message.into()));
    fields.push(("time", time.into()));
    fields.sort_by_key(|field| field.0);
    let object: Map<String, Value> = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    go::json(&Value::Object(object)) + "\n"
}

/// Quoted unless it is plain.
fn word(text: &str) -> String {
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "-._/@^+".contains(character);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        go::quote(text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{Level, json_line, logfmt_line};

    #[test]
    fn lines_in_both_forms() {
        let fields = vec![
            ("app_id", Value::from("node")),
            ("code", 204.into()),
            ("method", "GET /x".into()),
        ];
        assert_eq!(
            logfmt_line(
                "2026-11-26T13:00:00.5Z",
                Level::Info,
                "HTTP API Called",
                &fields
            ),
            "time=\"2026-11-26T13:00:00.5Z\" level=info msg=\"HTTP API Called\" app_id=node code=204 method=\"GET /x\"\n"
        );
        assert_eq!(
            json_line("T", Level::Fatal, "a<b", fields),
            "{\"app_id\":\"node\",\"code\":204,\"level\":\"fatal\",\"method\":\"GET /x\",\"msg\":\"a\\u003cb\",\"time\":\"T\"}\n"
        );
    }
}
