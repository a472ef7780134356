//! A call of a sidecar's API, as its log tells it when the call has ended (`dapr.io/enable-api-logging`).
//!
//! Source of the lines: dapr/dapr 1.18, `pkg/api/http/server.go` and `pkg/api/grpc/server.go`.

use jiff::Timestamp;

use super::LogRecord;
use super::api::{Block, block_at};

/// What an app has asked its sidecar for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiCall {
    /// As the log has it: `POST /v1.0/state/statestore`, `/dapr.proto.runtime.v1.Dapr/SaveState`, or where the log
    /// hides addresses `SaveState`.
    pub method: String,
    /// The HTTP status, or gRPC's code.
    pub code: u16,
    /// Whether it came by gRPC.
    pub grpc: bool,
    /// How long it took, in whole milliseconds, rounded down.
    pub duration: u64,
    /// When it ended, by the sidecar's clock; none where the line does not say it.
    pub ended: Option<Timestamp>,
}

/// What a call is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An app that it names: `nodeapp`, `nodeapp.shop`.
    App(String),
    /// An app that stands in a header, which the log does not have; with the path that is called, if that is known.
    SomeApp(Option<String>),
    /// A component.
    Component {
        /// Of what sort.
        block: &'static Block,
        /// Its name; gRPC's calls do not show it.
        name: Option<String>,
        /// What is published to.
        topic: Option<String>,
    },
    /// The sidecar: an actor, a workflow, a job.
    Sidecar,
    /// How the sidecar itself is: nothing goes on from there.
    Itself,
}

/// The service of Dapr's own calls by gRPC.
const OWN: &str = "/dapr.proto.runtime.v1.Dapr/";
/// Words in the names of Dapr's own calls, and the paths of the building blocks that they are for.
const WORDS: [(&str, &str); 10] = [
    ("Lock", "lock"),
    ("Unlock", "lock"),
    ("State", "state"),
    ("Publish", "publish"),
    ("Binding", "bindings"),
    ("Secret", "secrets"),
    ("Configuration", "configuration"),
    ("crypt", "crypto"),
    ("Subtle", "crypto"),
    ("Converse", "conversation"),
];
/// What of the API is about the sidecar itself.
const ITSELF: [&str; 4] = ["metadata", "healthz", "shutdown", "config"];

impl ApiCall {
    /// Reads a line; none of a line that tells something else.
    pub fn read(line: &str) -> Option<Self> {
        let record = LogRecord::read(line)?;
        let grpc = match record.message() {
            "HTTP API Called" => false,
            "gRPC API Called" => true,
            _ => return None,
        };
        let number = |name: &str| record.field(name).and_then(|text| text.parse().ok());
        Some(Self {
            method: record.field("method")?.to_owned(),
            code: u16::try_from(number("code").unwrap_or(0)).unwrap_or(0),
            grpc,
            duration: number("duration").unwrap_or(0),
            ended: record.field("time").and_then(|time| time.parse().ok()),
        })
    }

    /// Whether the answer tells of an error.
    pub fn failed(&self) -> bool {
        if self.grpc {
            self.code != 0
        } else {
            self.code >= 400
        }
    }

    /// The answer in words: `200`, `OK`, `code 5`.
    pub fn status(&self) -> String {
        match (self.grpc, self.code) {
            (true, 0) => "OK".to_owned(),
            (true, code) => format!("code {code}"),
            (false, code) => code.to_string(),
        }
    }
}

impl Asked {
    /// What a call of this method is for, written as in [`ApiCall::method`].
    pub fn of(method: &str) -> Self {
        match method.split_once(' ') {
            Some((_, path)) => by_path(path),
            None => match method.strip_prefix(OWN) {
                Some(name) => by_name(name),
                None if method.starts_with('/') => Self::SomeApp(Some(method.to_owned())),
                None => by_name(method),
            },
        }
    }
}

/// `/v1.0/state/statestore/order`, `/neworder`
fn by_path(path: &str) -> Asked {
    let mut parts = path.trim_start_matches('/').split('/');
    let version = parts.next().unwrap_or_default();
    if !version.starts_with("v1.") {
        return Asked::SomeApp(Some(path.to_owned()));
    }
    let first = parts.next().unwrap_or_default();
    match (first, block_at(first)) {
        // An address may stand there as well: `/v1.0/invoke/http://shop.example/method/x`.
        ("invoke", _) => match path.split_once("/invoke/") {
            Some((_, rest)) => Asked::App(before_method(rest)),
            None => Asked::Sidecar,
        },
        ("publish", Some(block)) => {
            // `publish/bulk/NAME/TOPIC`
            let mut words = parts.filter(|word| !word.is_empty() && *word != "bulk");
            Asked::Component {
                block,
                name: words.next().map(str::to_owned),
                topic: words.next().map(str::to_owned),
            }
        }
        (_, Some(block)) => Asked::Component {
            block,
            name: parts.next().map(str::to_owned),
            topic: None,
        },
        (word, None) if ITSELF.contains(&word) => Asked::Itself,
        _ => Asked::Sidecar,
    }
}

fn before_method(rest: &str) -> String {
    let end = rest.find("/method/").unwrap_or(rest.len());
    rest[..end].to_owned()
}

/// `SaveState`; where addresses are hidden, `InvokeService/nodeapp`.
fn by_name(name: &str) -> Asked {
    let (call, app) = match name.split_once('/') {
        Some((call, app)) => (call, Some(app).filter(|app| !app.is_empty())),
        None => (name, None),
    };
    if call == "InvokeService" {
        return app.map_or(Asked::SomeApp(None), |app| Asked::App(app.to_owned()));
    }
    if call.contains("Actor") {
        return Asked::Sidecar;
    }
    let is_about_it = ["Metadata", "Shutdown", "Health"]
        .iter()
        .any(|word| call.contains(word));
    let found = WORDS.iter().find(|(word, _)| call.contains(word));
    match found.and_then(|(_, path)| block_at(path)) {
        _ if is_about_it => Asked::Itself,
        Some(block) => Asked::Component {
            block,
            name: None,
            topic: None,
        },
        None => Asked::Sidecar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(method: &str) -> String {
        match Asked::of(method) {
            Asked::App(name) => format!("app {name}"),
            Asked::SomeApp(path) => format!("some app {}", path.unwrap_or_default()),
            Asked::Component { block, name, topic } => {
                let name = name.unwrap_or("?".to_owned());
                let words = format!("{} {name} {}", block.path, topic.unwrap_or_default());
                words.trim_end().to_owned()
            }
            Asked::Sidecar => "sidecar".to_owned(),
            Asked::Itself => "itself".to_owned(),
        }
    }

    #[test]
    fn what_calls_are_for() {
        let rows = [
            ("POST /neworder", "some app /neworder"),
            ("POST /v1.0/invoke/addapp/method/add", "app addapp"),
            (
                "GET /v1.0/invoke/cart.shop/method/v1.0/state/x",
                "app cart.shop",
            ),
            (
                "GET /v1.0/invoke/http://shop.example/method/x",
                "app http://shop.example",
            ),
            ("POST /v1.0/state/statestore", "state statestore"),
            ("GET /v1.0/state/statestore/order", "state statestore"),
            ("POST /v1.0/publish/pubsub/orders", "publish pubsub orders"),
            (
                "POST /v1.0-alpha1/publish/bulk/pubsub/orders",
                "publish pubsub orders",
            ),
            ("GET /v1.0/secrets/kubernetes/account", "secrets kubernetes"),
            ("POST /v1.0/bindings/mail", "bindings mail"),
            ("GET /v1.0/metadata", "itself"),
            ("GET /v1.0/healthz", "itself"),
            ("POST /v1.0/actors/cat/1/method/x", "sidecar"),
            ("/dapr.proto.runtime.v1.Dapr/SaveState", "state ?"),
            ("/dapr.proto.runtime.v1.Dapr/PublishEvent", "publish ?"),
            ("/dapr.proto.runtime.v1.Dapr/TryLockAlpha1", "lock ?"),
            ("/dapr.proto.runtime.v1.Dapr/InvokeService", "some app "),
            ("/dapr.proto.runtime.v1.Dapr/InvokeActor", "sidecar"),
            ("/dapr.proto.runtime.v1.Dapr/GetMetadata", "itself"),
            ("/shop.Cart/Add", "some app /shop.Cart/Add"),
            ("SaveState", "state ?"),
            ("InvokeService/nodeapp", "app nodeapp"),
            ("", "sidecar"),
        ];
        for (method, expected) in rows {
            assert_eq!(told(method), expected, "{method}");
        }
    }

    #[test]
    fn lines_of_the_log() {
        let line = r#"time="2026-11-23T08:20:11.5Z" level=info msg="HTTP API Called" app_id=nodeapp code=400 duration=3 instance=x method="POST /v1.0/state/statestore" scope=dapr.runtime.http-info size=9 type=log useragent=node ver=1.18.3"#;
        let call = ApiCall::read(line).unwrap();
        assert_eq!(
            (&*call.method, call.status(), call.failed(), call.duration),
            ("POST /v1.0/state/statestore", "400".to_owned(), true, 3)
        );
        assert_eq!(call.ended.unwrap().to_string(), "2026-11-23T08:20:11.5Z");
        let json = r#"{"level":"info","msg":"gRPC API Called","code":5,"duration":0,"method":"/shop.Cart/Add","time":"soon"}"#;
        let call = ApiCall::read(json).unwrap();
        assert_eq!(
            (call.status(), call.failed(), call.ended),
            ("code 5".to_owned(), true, None)
        );
        for line in [
            "level=info msg=\"HTTP API Called\"",
            "level=info msg=hello method=x",
            "HTTP API Called",
        ] {
            assert_eq!(ApiCall::read(line), None, "{line}");
        }
    }
}
