//! A message → the app → what becomes of it.

use std::sync::Arc;
use std::time::Instant;

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method};
use http_body_util::BodyExt as _;
use hyper::body::Bytes;
use serde_json::Value;

use super::super::app::{App, Outgoing, milliseconds};
use super::super::go;
use super::super::log::Log;
use super::super::metrics::Metrics;
use super::super::trace::{Span, TRACEPARENT, Tracing};
use super::subscription::Subscription;
use super::{Message, Metadata, PubSub, event};

const SCOPE: &str = "dapr.runtime.processor.subscription";
const HTTP_SCOPE: &str = "dapr.runtime.processor.pubsub.subscription.http";

/// What the app says of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Done,
    /// With the metric's word for it.
    Dropped(&'static str),
    Failed {
        reason: String,
        /// What the log says of it.
        told: String,
    },
}

/// All that a delivery needs.
pub(super) struct Delivery {
    pub subscription: Subscription,
    pub broker: Arc<PubSub>,
    pub app: Arc<App>,
    pub log: Arc<Log>,
    pub metrics: Arc<Metrics>,
}

impl Delivery {
    /// Brings a message to the app, and to the dead letter topic if the app does not want it.
    pub(super) async fn deliver(&self, mut message: Message) -> Result<(), String> {
        let wish = &self.subscription;
        let started = Instant::now();
        message
            .metadata
            .insert("pubsubName".into(), wish.pubsub.clone());
        let (event, data) = match self.event(&message) {
            Ok(read) => read,
            Err(reason) => {
                let (name, topic) = (&wish.pubsub, &wish.topic);
                let words = format!(
                    "error deserializing cloud event in pubsub {name} and topic {topic}: {reason}"
                );
                self.log.error(SCOPE, words);
                return self.give_up(&message, reason).await;
            }
        };
        if event::expired(&event) {
            self.log.warn(
                SCOPE,
                format!(
                    "dropping expired pub/sub event {} as of {}",
                    plain(&event["id"]),
                    plain(&event["expiration"])
                ),
            );
            self.count("drop", "", None);
            return self.bury(&message).await.or(Ok(()));
        }
        let Some(path) = wish.path(&event) else {
            self.count("drop", "success", None);
            return self.bury(&message).await.or(Ok(()));
        };
        let verdict = self.ask(path, &event, data, &message.metadata).await;
        self.settle(verdict, &message, started).await
    }

    async fn settle(
        &self,
        verdict: Verdict,
        message: &Message,
        started: Instant,
    ) -> Result<(), String> {
        let topic = &self.subscription.topic;
        match verdict {
            Verdict::Done => {
                self.count("success", "", Some(started));
                Ok(())
            }
            Verdict::Dropped(status) => {
                self.count("drop", status, Some(started));
                self.bury(message).await.or(Ok(()))
            }
            Verdict::Failed { reason, told } => {
                self.count("retry", "", Some(started));
                let words =
                    "encountered a retriable error while publishing a subscribed message to topic";
                self.log
                    .warn(SCOPE, format!("{words} {topic}, err: {told}"));
                self.give_up(message, reason).await
            }
        }
    }

    /// The event, and the bytes that the app gets.
    fn event(&self, message: &Message) -> Result<(Value, Bytes), String> {
        let wish = &self.subscription;
        if event::raw_payload(&wish.metadata)? {
            let event = go::sorted(&event::around_raw(&message.data, &wish.topic, &wish.pubsub));
            let data = go::json(&event).into_bytes().into();
            return Ok((event, data));
        }
        let event = go::decode(&message.data)?;
        Ok((event, message.data.clone().into()))
    }

    async fn ask(&self, path: &str, event: &Value, data: Bytes, metadata: &Metadata) -> Verdict {
        let outgoing = Outgoing {
            method: Method::POST,
            target: go::clean_path(path).trim_start_matches('/').to_owned(),
            headers: headers(event, metadata),
            body: data,
        };
        let response = match self.app.call(outgoing, &self.metrics).await {
            Ok(response) => response,
            Err(reason) => {
                return Verdict::Failed {
                    reason: format!(
                        "error returned from app channel while sending pub/sub event to app: retriable error occurred: {reason}"
                    ),
                    told: reason,
                };
            }
        };
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes);
        self.judge(status, &body.unwrap_or_default(), event)
    }

    fn judge(&self, status: u16, body: &[u8], event: &Value) -> Verdict {
        let id = plain(&event["id"]);
        let text = String::from_utf8_lossy(body);
        match status {
            200..=299 => self.read_status(body, &id),
            404 => {
                let words = "non-retriable error returned from app while processing pub/sub event";
                self.log.error(
                    HTTP_SCOPE,
                    format!("{words} {id}: {text}. status code returned: {status}"),
                );
                Verdict::Dropped("drop")
            }
            _ => {
                let topic = plain(&event["topic"]);
                let words = format!(
                    "retriable error returned from app while processing pub/sub event {id}, topic: {topic}, body: {text}. status code returned: {status}"
                );
                self.log.warn(HTTP_SCOPE, &words);
                Verdict::Failed {
                    reason: format!("retriable error occurred: {words}"),
                    told: words,
                }
            }
        }
    }

    /// `{"status": "SUCCESS" | "RETRY" | "DROP"}`; anything that is not this form is a success.
    fn read_status(&self, body: &[u8], id: &str) -> Verdict {
        let Ok(answer) = go::decode(body) else {
            return Verdict::Done;
        };
        match answer
            .get("status")
            .and_then(Value::as_str)
            .unwrap_or_default()
        {
            "" | "SUCCESS" => Verdict::Done,
            "RETRY" => nothing_told(format!(
                "RETRY status returned from app while processing pub/sub event {id}: retriable error occurred"
            )),
            "DROP" => {
                self.log.warn(
                    HTTP_SCOPE,
                    format!("DROP status returned from app while processing pub/sub event {id}"),
                );
                Verdict::Dropped("success")
            }
            other => nothing_told(format!(
                "unknown status returned from app while processing pub/sub event {id}, status: {other}, err: retriable error occurred"
            )),
        }
    }

    /// To the dead letter topic; without one the message failed.
    async fn give_up(&self, message: &Message, reason: String) -> Result<(), String> {
        match self.bury(message).await {
            Ok(()) if self.subscription.dead_letter.is_some() => {
                self.count("drop", "", None);
                Ok(())
            }
            _ => {
                self.count("retry", "", None);
                Err(reason)
            }
        }
    }

    async fn bury(&self, message: &Message) -> Result<(), String> {
        let Some(dead_letter) = &self.subscription.dead_letter else {
            return Ok(());
        };
        let buried = self
            .broker
            .publish(dead_letter, message.data.clone(), &message.metadata)
            .await;
        if let Err(reason) = &buried {
            let topic = &self.subscription.topic;
            let words = format!(
                "error sending message to dead letter, origin topic: {topic} dead letter topic {dead_letter} err: {reason}"
            );
            self.log.error(SCOPE, words);
        }
        buried
    }

    fn count(&self, process_status: &str, status: &str, started: Option<Instant>) {
        let wish = &self.subscription;
        let names = [
            "dapr_component_pubsub_ingress_count",
            "dapr_component_pubsub_ingress_latencies",
        ];
        let labels = [
            ("component", wish.pubsub.as_str()),
            ("process_status", process_status),
            (
                "status",
                if status.is_empty() {
                    process_status
                } else {
                    status
                },
            ),
            ("topic", &wish.topic),
        ];
        self.metrics
            .component(names, &labels, started.map_or(0.0, milliseconds));
    }
}

/// An app that wants it again says no more.
fn nothing_told(reason: String) -> Verdict {
    Verdict::Failed {
        reason,
        told: "<nil>".into(),
    }
}

/// The content type, the trace, and the message's metadata.
fn headers(event: &Value, metadata: &Metadata) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in metadata
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"))
    {
        let name = name.parse::<HeaderName>();
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    let parent = [&event["traceparent"], &event["traceid"]]
        .into_iter()
        .find_map(Value::as_str);
    if let Some(Ok(parent)) = parent.map(HeaderValue::from_str) {
        headers.insert(TRACEPARENT, parent);
    }
    let span = Span::of(&headers, Tracing::Passing).header();
    if let Ok(span) = HeaderValue::from_str(&span) {
        headers.insert(TRACEPARENT, span);
    }
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/cloudevents+json"),
    );
    headers
}

/// A value without its quotes.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
