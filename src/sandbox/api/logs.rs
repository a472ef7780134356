//! `/log`: what a container wrote.

use std::time::Duration;

use futures::StreamExt;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Bytes, Frame};
use jiff::Timestamp;
use serde_json::json;

use super::app::{Api, Call};
use super::container;
use super::objects::Subject;
use super::query::Query;
use super::refusal::bad_request;
use super::reply::{self, Answer};
use crate::sandbox::node::LogQuery;
use crate::sandbox::status::{Reply, Status};

/// GET of a log.
pub(super) fn answer(api: &Api, subject: &Subject, call: &Call) -> Reply<Answer> {
    let pod = subject.get(api)?;
    let query = log_query(&call.query, subject.name()?)?;
    let container = container::chosen(&pod, call.query.text("container"))?;
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

#[cfg(test)]
mod tests {
    use super::*;

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
