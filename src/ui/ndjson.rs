//! Events and errors for programs: one JSON object a line, with `v`, `ts` and `type`.
//!
//! Fields are only ever added.

use serde_json::{Map, Value, json};

use super::sanitize;
use crate::error::Error;
use crate::event::Event;

/// Version of the objects.
const VERSION: u64 = 1;

/// An event.
pub(super) fn event(event: &Event, timestamp: &str) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(event) else {
        unreachable!("an event is an object with string keys");
    };
    object(fields, timestamp)
}

/// An error; always the last line.
pub(super) fn error(error: &Error, timestamp: &str) -> String {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    put("type", Some(json!("error")));
    put("code", Some(json!(error.code)));
    put("message", Some(json!(error.message)));
    put("on", error.on.clone().map(Value::from));
    put("says", error.says.clone().map(Value::from));
    put("hint", error.hint.clone().map(Value::from));
    put("state", error.state.clone().map(Value::from));
    put("exitCode", Some(json!(error.exit.code())));
    object(fields, timestamp)
}

/// A question that `--yes` answered.
pub(super) fn answered(prompt: &str, timestamp: &str) -> String {
    let fields = json!({ "type": "question", "prompt": prompt, "answer": "yes" });
    let Value::Object(fields) = fields else {
        unreachable!("it is written as an object above");
    };
    object(fields, timestamp)
}

fn object(fields: Map<String, Value>, timestamp: &str) -> String {
    let mut object = Map::new();
    object.insert("v".to_owned(), json!(VERSION));
    object.insert("ts".to_owned(), json!(timestamp));
    object.extend(fields);
    sanitize::json(&Value::Object(object).to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Action, Progress, Subject, WaitNode};

    const TS: &str = "2026-11-23T08:20:11.123Z";

    fn subject() -> Subject {
        Subject {
            kind: "Pod".to_owned(),
            namespace: None,
            name: "x\u{202e}".to_owned(),
        }
    }

    #[test]
    fn events_are_one_line_each_with_version_time_and_type() {
        let waiting = Event::Waiting {
            phase: "services".to_owned(),
            tree: vec![WaitNode {
                subject: subject(),
                progress: Progress::Blocked,
                reason: "line\nbreak".to_owned(),
                parts: Vec::new(),
            }],
        };
        let applied = Event::Applied {
            subject: subject(),
            action: Action::Created,
        };
        let done = Event::PhaseDone {
            phase: "sentry".to_owned(),
            detail: "1 of 1 ready".to_owned(),
            seconds: 1.9,
        };
        let lines = [waiting, applied, done].map(|is| event(&is, TS)).join("\n");
        insta::assert_snapshot!(lines, @r#"
        {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"waiting","phase":"services","tree":[{"subject":{"kind":"Pod","name":"x\u202e"},"progress":"blocked","reason":"line\nbreak"}]}
        {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"applied","subject":{"kind":"Pod","name":"x\u202e"},"action":"created"}
        {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"phase-done","phase":"sentry","detail":"1 of 1 ready","seconds":1.9}
        "#);
    }

    #[test]
    fn an_error_has_its_code_and_exit_status_and_only_the_fields_it_has() {
        let refused = Error::usage("bad-flag", "`--x` is not known")
            .on("line 1")
            .says("a\u{1b}b")
            .hint("drop it")
            .state("nothing was changed");
        let plain = Error::failed("failed", "it failed");
        let lines = [refused, plain].map(|is| error(&is, TS)).join("\n");
        insta::assert_snapshot!(lines, @r#"
        {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"error","code":"bad-flag","message":"`--x` is not known","on":"line 1","says":"a\u001bb","hint":"drop it","state":"nothing was changed","exitCode":2}
        {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"error","code":"failed","message":"it failed","exitCode":1}
        "#);
    }

    #[test]
    fn an_answered_question_is_told() {
        insta::assert_snapshot!(answered("Go on?", TS), @r#"{"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"question","prompt":"Go on?","answer":"yes"}"#);
    }
}
