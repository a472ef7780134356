//! A log that is cut is told whole and once.

use std::sync::Mutex;
use std::time::Duration;

use daprk::cluster::{LogItem, LogOptions, LogSource, LogStream, Refusal};
use futures::StreamExt as _;
use serde_json::{Value, json};

use super::fake::{Answer, Request, Server};

/// A line for every tenth of a second; some at the same time, the seventh out of order.
pub(super) fn lines(name: &str, from: usize, count: usize) -> Vec<String> {
    let line = |number: usize| {
        let tenth = if number % 7 == 6 {
            number - 2
        } else {
            number / 2 * 2
        };
        let (minute, second) = (tenth / 600, tenth / 10 % 60);
        format!(
            "2026-11-23T08:{minute:02}:{second:02}.{}00000000Z {name} {number}\n",
            tenth % 10
        )
    };
    (from..from + count).map(line).collect()
}

/// What a kubelet answers to `sinceTime` and `tailLines`.
pub(super) fn answered(log: &[String], request: &Request) -> Vec<u8> {
    let since = request
        .query
        .get("sinceTime")
        .map_or("", |time| time.trim_end_matches('Z'));
    let asked = request
        .query
        .get("tailLines")
        .map(|lines| lines.parse().expect("a number"));
    let tail = asked.unwrap_or(log.len()).min(log.len());
    let lines = log[log.len() - tail..].iter();
    lines
        .filter(|line| line.as_str() >= since)
        .map(String::as_str)
        .collect::<String>()
        .into_bytes()
}

fn source() -> LogSource {
    LogSource {
        namespace: "shop".into(),
        pod: "cart-1".into(),
        uid: "u1".into(),
        container: "daprd".into(),
    }
}

fn pod(restarts: u64, state: &Value, last: &Value) -> Answer {
    let status = json!({
        "name": "daprd", "restartCount": restarts, "state": state, "lastState": last,
    });
    Answer::json(
        200,
        &json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "cart-1", "namespace": "shop", "uid": "u1"},
            "spec": {"restartPolicy": "Always", "containers": [{"name": "daprd"}]},
            "status": {"phase": "Running", "containerStatuses": [status]},
        }),
    )
}

fn running(restarts: u64, last: &Value) -> Answer {
    pod(restarts, &json!({"running": {}}), last)
}

fn gone() -> Answer {
    Answer::refusal(404, "pods \"cart-1\" not found")
}

/// The lines as the kubelet wrote them, and the warnings.
async fn told(mut stream: LogStream) -> (Vec<String>, Vec<String>) {
    let (mut lines, mut warnings) = (Vec::new(), Vec::new());
    let all = async {
        while let Some(item) = stream.next().await {
            match item.expect("no error") {
                LogItem::Line(line) => {
                    let text = String::from_utf8(line.text).expect("is UTF-8");
                    lines.push(format!("{} {text}\n", line.stamp));
                }
                LogItem::Warning(warning) => warnings.push(warning),
                LogItem::Note(_) | LogItem::CaughtUp => {}
            }
        }
    };
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, all)
        .await
        .expect("ends with the pod");
    (lines, warnings)
}

const FOLLOW: LogOptions = LogOptions {
    follow: true,
    tail: None,
    since: None,
    previous: false,
    is_new: false,
};

/// So many lines less so many bytes.
type Cut = (usize, usize);

fn cut(body: &mut Vec<u8>, (lines, less): Cut) {
    let length: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(lines)
        .map(<[u8]>::len)
        .sum();
    body.truncate(length - less);
}

/// Answers that are cut, the odd ones without telling so; then one that isn't, and the pod is gone.
async fn cut_log(log: Vec<String>, cuts: &'static [Cut]) -> Server {
    let answers = Mutex::new(0);
    Server::start(move |request| {
        let mut answers = answers.lock().expect("not poisoned");
        if !request.path.ends_with("/log") {
            return if *answers > cuts.len() {
                gone()
            } else {
                running(0, &json!({}))
            };
        }
        if request.query.contains_key("previous") {
            return Answer::refusal(400, "previous terminated container \"daprd\" not found");
        }
        let mut answer = Answer::log(answered(&log, request));
        if let Some(place) = cuts.get(*answers) {
            cut(&mut answer.body, *place);
            answer.breaks = answers.is_multiple_of(2);
        }
        *answers += 1;
        answer
    })
    .await
}

#[tokio::test]
async fn a_followed_log_survives_cuts_at_any_byte() {
    let log = lines("n", 0, 200);
    // Within a text and within a stamp, without and with the line feed, before anything.
    let server = cut_log(log.clone(), &[(3, 2), (30, 20), (40, 1), (60, 0), (0, 0)]).await;
    let (lines, warnings) = told(server.cluster.log_stream(&source(), FOLLOW)).await;
    assert_eq!(lines, log);
    assert_eq!(warnings, [""; 0]);
}

#[tokio::test]
async fn the_tail_stays_the_tail_after_a_cut() {
    let log = lines("n", 0, 40);
    let rows = [(Some(3), 37), (Some(0), 40), (Some(100), 0)];
    for (tail, first) in rows {
        let server = cut_log(log.clone(), &[(1, 0), (1, 20)]).await;
        let options = LogOptions { tail, ..FOLLOW };
        let (lines, _) = told(server.cluster.log_stream(&source(), options)).await;
        assert_eq!(lines, log[first..], "--tail {tail:?}");
    }
}

#[tokio::test]
async fn a_log_that_is_not_followed_is_read_to_its_end_over_a_cut() {
    let log = lines("n", 0, 100);
    let server = cut_log(log.clone(), &[(20, 0), (30, 2), (40, 0), (50, 20)]).await;
    let options = LogOptions {
        follow: false,
        ..FOLLOW
    };
    let (lines, warnings) = told(server.cluster.log_stream(&source(), options)).await;
    // The second and fourth answers end as if they were whole, but within a line.
    assert_eq!((lines, warnings), (log, vec![]));
}

/// The container ended while the connection was cut; the next one writes into a log of its own.
#[tokio::test]
async fn a_restart_during_a_cut_loses_neither_end_nor_beginning() {
    let (first, second) = (lines("first", 0, 60), lines("second", 60, 60));
    let expected = [first.clone(), second.clone()].concat();
    let answers = Mutex::new(0);
    let server = Server::start(move |request| {
        let mut answers = answers.lock().expect("not poisoned");
        let ended = json!({"terminated": {"exitCode": 1, "finishedAt": "2026-11-23T08:00:06Z"}});
        if !request.path.ends_with("/log") {
            return match *answers {
                0 => running(0, &json!({})),
                1 => running(1, &ended),
                _ => gone(),
            };
        }
        if request.query.contains_key("previous") {
            return Answer::log(answered(&first, request));
        }
        *answers += 1;
        if *answers > 1 {
            return Answer::log(answered(&second, request));
        }
        let mut answer = Answer::log(answered(&first, request));
        cut(&mut answer.body, (20, 9));
        answer.breaks = true;
        answer
    })
    .await;
    let (lines, warnings) = told(server.cluster.log_stream(&source(), FOLLOW)).await;
    assert_eq!((lines, warnings), (expected, vec![]));
}

/// One that waits for its next start has ended: its log is the previous one and the latest.
#[tokio::test]
async fn the_end_of_a_container_that_waits_is_told_once() {
    let log = lines("n", 0, 60);
    let expected = log.clone();
    let answers = Mutex::new(0);
    let server = Server::start(move |request| {
        let mut answers = answers.lock().expect("not poisoned");
        let ended = json!({"terminated": {"exitCode": 1, "finishedAt": "2026-11-23T08:00:06Z"}});
        let waits = json!({"waiting": {"reason": "CrashLoopBackOff"}});
        if !request.path.ends_with("/log") {
            return match *answers {
                0 => running(0, &json!({})),
                1 => pod(0, &waits, &ended),
                _ => gone(),
            };
        }
        if !request.query.contains_key("previous") {
            *answers += 1;
        }
        Answer::log(answered(&log, request))
    })
    .await;
    let (lines, warnings) = told(server.cluster.log_stream(&source(), FOLLOW)).await;
    assert_eq!((lines, warnings), (expected, vec![]));
}

#[tokio::test]
async fn a_rotated_log_is_told_to_have_a_gap() {
    let log = lines("n", 0, 100);
    let answers = Mutex::new(0);
    let server = Server::start(move |request| {
        let mut answers = answers.lock().expect("not poisoned");
        if !request.path.ends_with("/log") {
            return if *answers > 1 {
                gone()
            } else {
                running(0, &json!({}))
            };
        }
        if request.query.contains_key("previous") {
            return Answer::refusal(400, "not found");
        }
        *answers += 1;
        let part = if *answers == 1 {
            &log[..40]
        } else {
            &log[50..]
        };
        Answer::log(answered(part, request))
    })
    .await;
    let (lines, warnings) = told(server.cluster.log_stream(&source(), FOLLOW)).await;
    assert_eq!(lines.len(), 90);
    assert!(warnings[0].contains("was rotated"), "{warnings:?}");
}

#[tokio::test]
async fn the_log_of_a_finished_container_ends_with_it() {
    let log = lines("n", 0, 30);
    let expected = log.clone();
    let server = Server::start(move |request| {
        if request.path.ends_with("/log") {
            return Answer::log(answered(&log, request));
        }
        let mut answer = json!({
            "metadata": {"name": "cart-1", "uid": "u1"}, "status": {"phase": "Succeeded"},
        });
        let ended = json!({"terminated": {"exitCode": 0, "reason": "Completed"}});
        answer["status"]["containerStatuses"] = json!([{"name": "daprd", "state": ended}]);
        Answer::json(200, &answer)
    })
    .await;
    let (lines, warnings) = told(server.cluster.log_stream(&source(), FOLLOW)).await;
    assert_eq!((lines, warnings), (expected, vec![]));
}

#[tokio::test]
async fn a_refusal_ends_the_log_as_an_error() {
    let server = Server::start(|_| {
        Answer::refusal(
            403,
            "pods \"cart-1\" is forbidden: User \"u\" cannot get resource \"pods\"",
        )
    })
    .await;
    for options in [
        FOLLOW,
        LogOptions {
            follow: false,
            ..FOLLOW
        },
    ] {
        let mut stream = server.cluster.log_stream(&source(), options);
        let first = stream.next().await.expect("an item");
        assert!(matches!(first, Err(Refusal::Forbidden(_))), "{first:?}");
        assert!(stream.next().await.is_none());
    }
}
