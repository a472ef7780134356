//! `daprk logs`, from the pods to standard output.

use std::io;
use std::sync::Mutex;

use daprk::commands::logs::run;
use daprk::error::{Exit, Result};
use daprk::event::{Event, Outcome, Question, Reporter};
use daprk::settings::{Containers, Logs};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::fake::{Answer, Request, Server};
use super::resume::{answered, lines};

/// Keeps what is printed; closes after so many lines.
#[derive(Default)]
struct Kept {
    lines: Mutex<Vec<String>>,
    told: Mutex<Vec<String>>,
    closes_after: Option<usize>,
}

impl Reporter for Kept {
    fn emit(&self, event: Event) {
        let text = match event {
            Event::Note { message } => format!("note: {message}"),
            Event::Warning { message } => format!("warning: {message}"),
            other => format!("{other:?}"),
        };
        self.told.lock().expect("not poisoned").push(text);
    }

    fn ask(&self, _: &Question) -> Result<bool> {
        Ok(false)
    }

    fn show(&self, _: &Outcome) -> std::io::Result<()> {
        Ok(())
    }

    fn data(&self, line: &[u8]) -> io::Result<()> {
        let mut lines = self.lines.lock().expect("not poisoned");
        if self.closes_after == Some(lines.len()) {
            return Err(io::Error::from(io::ErrorKind::BrokenPipe));
        }
        lines.push(String::from_utf8_lossy(line).into_owned());
        Ok(())
    }
}

fn settings() -> Logs {
    Logs {
        app_id: "cart".into(),
        containers: Containers::Daprd,
        pod: None,
        follow: false,
        tail: None,
        since: None,
        previous: false,
        timestamps: false,
        prefix: true,
    }
}

fn pod(name: &str) -> Value {
    json!({
        "metadata": {"name": name, "namespace": "shop", "uid": name, "labels": {"dapr.io/app-id": "cart"}},
        "spec": {"containers": [{"name": "web"}, {"name": "daprd", "args": ["--app-id", "cart"]}]},
        "status": {"phase": "Running"},
    })
}

/// Two pods; the first has the even lines, the second the odd pairs, and only the first restarted.
fn answer(request: &Request) -> Answer {
    if request.path.ends_with("/pods") {
        let pods = json!([pod("cart-2"), pod("cart-1")]);
        return Answer::json(
            200,
            &json!({"kind": "PodList", "items": pods, "metadata": {}}),
        );
    }
    let is_first = request.path.contains("cart-1");
    if request.query.contains_key("previous") {
        return if is_first {
            Answer::log(answered(&lines("before", 0, 1), request))
        } else {
            Answer::refusal(
                400,
                "previous terminated container \"daprd\" in pod \"cart-2\" not found",
            )
        };
    }
    let log = if is_first {
        lines("a", 0, 2)
    } else {
        lines("b", 2, 1)
    };
    Answer::log(answered(&[log, lines("c", 10, 1)].concat(), request))
}

async fn printed(settings: &Logs, closes_after: Option<usize>) -> (Vec<String>, Vec<String>, Exit) {
    let server = Server::start(answer).await;
    let kept = Kept {
        closes_after,
        ..Kept::default()
    };
    let outcome = run(
        &server.cluster,
        &kept,
        CancellationToken::new(),
        "shop",
        settings,
    )
    .await;
    let lines = kept.lines.into_inner().expect("not poisoned");
    let told = kept.told.into_inner().expect("not poisoned");
    (
        lines,
        told,
        outcome.map_or_else(|error| error.exit, |outcome| outcome.exit),
    )
}

#[tokio::test]
async fn the_lines_of_all_pods_come_in_the_order_of_time() {
    let expected = [
        "cart-1 daprd | a 0",
        "cart-1 daprd | a 1",
        "cart-2 daprd | b 2",
        "cart-1 daprd | c 10",
        "cart-2 daprd | c 10",
    ];
    let (lines, told, exit) = printed(&settings(), None).await;
    assert_eq!(
        (lines, told, exit),
        (expected.map(str::to_owned).to_vec(), vec![], Exit::Done)
    );
}

#[tokio::test]
async fn one_log_has_no_prefix() {
    let settings = Logs {
        pod: Some("cart-2".into()),
        timestamps: true,
        ..settings()
    };
    let expected = [
        "2026-11-23T08:00:00.200000000Z b 2",
        "2026-11-23T08:00:01.000000000Z c 10",
    ];
    assert_eq!(printed(&settings, None).await.0, expected);
}

#[tokio::test]
async fn a_closed_standard_output_ends_quietly() {
    let (lines, told, exit) = printed(&settings(), Some(2)).await;
    assert_eq!((lines.len(), told, exit), (2, vec![], Exit::Done));
}

#[tokio::test]
async fn a_pod_that_never_restarted_has_no_previous_log() {
    let previous = Logs {
        previous: true,
        ..settings()
    };
    let (lines, told, exit) = printed(&previous, None).await;
    assert_eq!(
        (lines, exit),
        (vec!["cart-1 daprd | before 0".to_owned()], Exit::Done)
    );
    assert_eq!(
        told,
        ["note: container daprd of pod cart-2 has no previous log: it never restarted"]
    );

    let server = Server::start(answer).await;
    let only = Logs {
        pod: Some("cart-2".into()),
        ..previous
    };
    let kept = Kept::default();
    let result = run(
        &server.cluster,
        &kept,
        CancellationToken::new(),
        "shop",
        &only,
    )
    .await;
    let error = result.expect_err("there is no log at all");
    assert_eq!((error.code, error.exit), ("no-previous-log", Exit::Failed));
}

#[tokio::test]
async fn an_interrupt_ends_the_following() {
    let server = Server::start(answer).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let following = Logs {
        follow: true,
        ..settings()
    };
    let outcome = run(
        &server.cluster,
        &Kept::default(),
        cancel,
        "shop",
        &following,
    )
    .await;
    assert_eq!(outcome.expect("no error").exit, Exit::Interrupted);
}
