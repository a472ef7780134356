//! `/log`: what a container wrote.

use std::time::Duration;

use futures::StreamExt;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Bytes, Frame};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::app::{Api, Call};
use super::objects::Subject;
use super::query::Query;
use super::refusal::bad_request;
use super::reply::{self, Answer};
use crate::sandbox::node::LogQuery;
use crate::sandbox::status::{Reply, Status};

const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// GET of a log.
pub(super) fn answer(api: &Api, subject: &Subject, call: &Call) -> Reply<Answer> {
    let pod = subject.get(api)?;
    let query = log_query(&call.query, subject.name()?)?;
    let container = container(&pod, call.query.text("container"))?;
    let log = api.node.logs(&pod, &container, &query)?;
    let frames = log.map(|bytes| bytes.map(|bytes| Frame::data(Bytes::from(bytes))));
    // A client that follows is let go when the sandbox stops.
    let stop = api.stop.clone().cancelled_owned();
    let frames = futures::StreamExt::take_until(frames, Box::pin(stop));
    let body = StreamBody::new(frames).boxed_unsync();
    Ok(reply::answer(200, "text/plain", body))
}

fn log_query(query: &Query, pod: &str) -> Reply<LogQuery> {
    let since = query.number("sinceSeconds")?;
    let since_time = query.get("sinceTime");
    let tail = query.number("tailLines")?;
    let limit = query.number("limitBytes")?;
    let at_least_one = "must be greater than 0";
    let wrong = [
        (
            since.is_some() && since_time.is_some(),
            "sinceTime",
            "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified".to_owned(),
        ),
        (
            tail.is_some_and(|lines| lines < 0),
            "tailLines",
            invalid(tail, "must be greater than or equal to 0"),
        ),
        (
            since.is_some_and(|seconds| seconds < 1),
            "sinceSeconds",
            invalid(since, at_least_one),
        ),
        (
            limit.is_some_and(|bytes| bytes < 1),
            "limitBytes",
            invalid(limit, at_least_one),
        ),
    ];
    if let Some((_, field, message)) = wrong.into_iter().find(|(wrong, ..)| *wrong) {
        return Err(invalid_log(pod, field, &message));
    }
    Ok(LogQuery {
        follow: query.flag("follow").unwrap_or_default(),
        previous: query.flag("previous").unwrap_or_default(),
        tail: tail.and_then(|lines| usize::try_from(lines).ok()),
        since: since
            .and_then(|seconds| u64::try_from(seconds).ok())
            .map(Duration::from_secs),
        since_time: since_time.map(time).transpose()?,
        timestamps: query.flag("timestamps").unwrap_or_default(),
        limit_bytes: limit.and_then(|bytes| u64::try_from(bytes).ok()),
    })
}

fn invalid(value: Option<i64>, why: &str) -> String {
    format!("Invalid value: {}: {why}", value.unwrap_or_default())
}

fn invalid_log(pod: &str, field: &str, message: &str) -> Status {
    let said = format!("PodLogOptions {pod:?} is invalid: {field}: {message}");
    let causes = json!([{"reason": "FieldValueInvalid", "message": message, "field": field}]);
    let details = json!({"name": pod, "kind": "PodLogOptions", "causes": causes});
    Status::new(422, "Invalid", said).details(details)
}

fn time(text: &str) -> Reply<Timestamp> {
    text.parse()
        .map_err(|_| bad_request(format!("parsing time {text:?}: cannot parse as RFC 3339")))
}

/// The container that is meant: the one named, or the only one.
fn container(pod: &Value, asked: &str) -> Reply<String> {
    let name = pod["metadata"]["name"].as_str().unwrap_or_default();
    if !asked.is_empty() {
        let known = LISTS.iter().any(|list| names(pod, list).contains(&asked));
        let unknown = || bad_request(format!("container {asked} is not valid for pod {name}"));
        return known.then(|| asked.to_owned()).ok_or_else(unknown);
    }
    let annotation = "kubectl.kubernetes.io/default-container";
    let default = pod["metadata"]["annotations"][annotation].as_str();
    match (names(pod, LISTS[0]).as_slice(), default) {
        ([one], _) => Ok((*one).to_owned()),
        (names, Some(default)) if names.contains(&default) => Ok(default.to_owned()),
        (names, _) => {
            let first = self::names(pod, LISTS[1]).join(" ");
            let first = match first.as_str() {
                "" => String::new(),
                first => format!(" or one of the init containers: [{first}]"),
            };
            let names = names.join(" ");
            Err(bad_request(format!(
                "a container name must be specified for pod {name}, choose one of: [{names}]{first}"
            )))
        }
    }
}

fn names<'a>(pod: &'a Value, list: &str) -> Vec<&'a str> {
    let containers = pod["spec"][list].as_array().into_iter().flatten();
    containers.filter_map(|one| one["name"].as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_container_that_is_meant() {
        let one = json!({"metadata": {"name": "p"}, "spec": {"containers": [{"name": "a"}]}});
        let two = json!({
            "metadata": {"name": "p"},
            "spec": {
                "containers": [{"name": "a"}, {"name": "b"}],
                "initContainers": [{"name": "i"}],
            },
        });
        let mut chosen = two.clone();
        chosen["metadata"]["annotations"] = json!({"kubectl.kubernetes.io/default-container": "b"});
        let rows = [
            (&one, "", Ok("a")),
            (&two, "i", Ok("i")),
            (&chosen, "", Ok("b")),
            (&one, "x", Err("container x is not valid for pod p")),
            (
                &two,
                "",
                Err(
                    "a container name must be specified for pod p, choose one of: [a b] or one \
                     of the init containers: [i]",
                ),
            ),
        ];
        for (pod, named, expected) in rows {
            let found = container(pod, named).map_err(|status| status.message);
            assert_eq!(
                found.as_deref().map_err(String::as_str),
                expected,
                "{named}"
            );
        }
    }

    #[test]
    fn a_query_is_read_or_refused() {
        let rows = [
            (
                "tailLines=-1",
                "tailLines: Invalid value: -1: must be greater than or equal to 0",
            ),
            (
                "sinceSeconds=0",
                "sinceSeconds: Invalid value: 0: must be greater than 0",
            ),
            (
                "sinceSeconds=1&sinceTime=x",
                "sinceTime: Forbidden: at most one of",
            ),
            (
                "tailLines=x",
                "strconv.ParseInt: parsing \"x\": invalid syntax",
            ),
            ("sinceTime=x", "parsing time \"x\""),
        ];
        for (query, words) in rows {
            let status = log_query(&Query::parse(query), "p").unwrap_err();
            assert!(status.message.contains(words), "{}", status.message);
        }
        let query = "follow=true&tailLines=5&limitBytes=7&sinceTime=2026-01-01T00:00:00Z";
        let read = log_query(&Query::parse(query), "p").unwrap();
        assert!(read.follow && read.tail == Some(5) && read.limit_bytes == Some(7));
    }
}
