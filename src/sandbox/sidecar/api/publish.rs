//! Publishing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::super::answer::{Answer, Handled, empty, json as json_answer, set};
use super::super::app::milliseconds;
use super::super::go;
use super::super::problem::Problem;
use super::super::pubsub::{Metadata, PubSub, Source, bytes_of, raw_payload, wrap};
use super::super::resiliency::{Building, Guard};
use super::super::shared::Sidecar;
use super::call::Call;

/// A broker and a topic, while they are used.
struct Used<'a> {
    sidecar: &'a Sidecar,
    name: &'a str,
    topic: &'a str,
    broker: Arc<PubSub>,
    metadata: Metadata,
    raw: bool,
}

impl<'a> Used<'a> {
    fn find(
        sidecar: &'a Sidecar,
        name: &'a str,
        topic: &'a str,
        call: &Call,
    ) -> Result<Self, Problem> {
        let metadata = call.metadata();
        let Some(broker) = sidecar.loaded.pubsub(name) else {
            return Err(Problem::pubsub_not_found(name, &json!(metadata)));
        };
        if topic.is_empty() {
            let codes = ("ERR_TOPIC_NAME_EMPTY", "DAPR_PUBSUB_TOPIC_NAME_EMPTY");
            let message = format!("topic is empty in pubsub {name}");
            return Err(Problem::pubsub(
                404,
                codes,
                name,
                &message,
                &json!(metadata),
            ));
        }
        let raw = raw_payload(&metadata).map_err(|reason| {
            let codes = (
                "ERR_PUBSUB_REQUEST_METADATA",
                "DAPR_PUBSUB_METADATA_DESERIALIZATION",
            );
            let message = format!("failed deserializing metadata. Error: {reason}");
            Problem::pubsub(400, codes, name, &message, &json!(metadata))
        })?;
        Ok(Self {
            sidecar,
            name,
            topic,
            broker,
            metadata,
            raw,
        })
    }

    /// The event in its envelope, unless none is wanted.
    fn wrap(
        &self,
        data: &[u8],
        content_type: &str,
        call: &Call,
        metadata: &Metadata,
    ) -> Result<Vec<u8>, Problem> {
        if self.raw {
            return Ok(data.to_vec());
        }
        let app_id = self.sidecar.options.app_id.as_str();
        let source = Source {
            app_id,
            pubsub: self.name,
            topic: self.topic,
            content_type,
            trace_parent: call.span.parent(),
            trace_state: &call.span.state,
        };
        wrap(data, &source, metadata).ok_or_else(|| {
            let codes = (
                "ERR_PUBSUB_CLOUD_EVENTS_SER",
                "DAPR_PUBSUB_CLOUD_EVENT_CREATION",
            );
            let error = match go::decode(data) {
                Err(reason) => reason,
                Ok(_) => {
                    "json: cannot unmarshal into Go value of type map[string]interface {}".into()
                }
            };
            let metadata = json!({"appID": app_id, "error": error});
            Problem::pubsub(500, codes, self.name, "cannot create cloudevent", &metadata)
        })
    }

    /// What stands around each call of the broker.
    fn guard(&self) -> Guard {
        let resiliency = self.sidecar.resiliency();
        resiliency.of_component(self.name, Building::PubSub)
    }

    fn forbidden(&self) -> Option<Problem> {
        if self.broker.may_publish(self.topic) {
            return None;
        }
        let message = format!(
            "topic {} is not allowed for app id {}",
            self.topic, self.sidecar.options.app_id
        );
        let metadata = json!({"error": message, "topic": self.topic});
        let codes = ("ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN");
        Some(Problem::pubsub(403, codes, self.name, &message, &metadata))
    }

    fn failed(&self, reason: &str) -> Problem {
        let (name, topic) = (self.name, self.topic);
        let message = format!("error when publishing to topic {topic} in pubsub {name}: {reason}");
        let codes = ("ERR_PUBSUB_PUBLISH_MESSAGE", "DAPR_PUBSUB_PUBLISH_MESSAGE");
        Problem::pubsub(
            500,
            codes,
            name,
            &message,
            &json!({"error": reason, "topic": topic}),
        )
    }

    fn bad_events(&self, code: &str, reason: &str, message: &str, error: bool) -> Problem {
        let mut metadata = json!({"appID": self.sidecar.options.app_id});
        if error {
            metadata["error"] = reason.into();
        }
        Problem::pubsub(
            400,
            ("ERR_PUBSUB_EVENTS_SER", code),
            self.name,
            message,
            &metadata,
        )
    }

    fn count_events(&self, many: usize, success: bool) {
        let success = if success { "true" } else { "false" };
        let namespace = self.sidecar.options.namespace.as_str();
        let labels = [
            ("component", self.name),
            ("namespace", namespace),
            ("success", success),
            ("topic", self.topic),
        ];
        let many = u64::try_from(many).unwrap_or(u64::MAX);
        self.sidecar.metrics.count_many(
            "dapr_component_pubsub_egress_bulk_event_count",
            &labels,
            many,
        );
    }

    fn count(&self, names: [&'static str; 2], success: bool, started: Instant) {
        let success = if success { "true" } else { "false" };
        let labels = [
            ("component", self.name),
            ("success", success),
            ("topic", self.topic),
        ];
        self.sidecar
            .metrics
            .component(names, &labels, milliseconds(started));
    }
}

/// `POST /v1.0/publish/BROKER/TOPIC`.
pub(super) async fn one(sidecar: &Sidecar, name: &str, topic: &str, call: &Call) -> Handled {
    let used = Used::find(sidecar, name, topic, call)?;
    let body = call.bytes().map_err(|reason| used.failed(&reason))?;
    let content_type = call.header("content-type").unwrap_or_default();
    let data = used.wrap(&body, content_type, call, &used.metadata)?;
    let started = Instant::now();
    let result = if let Some(problem) = used.forbidden() {
        Err(problem)
    } else {
        let publish = || used.broker.publish(topic, data.clone(), &used.metadata);
        let result = used.guard().run(publish).await;
        result.map_err(|reason: String| used.failed(&reason))
    };
    let names = [
        "dapr_component_pubsub_egress_count",
        "dapr_component_pubsub_egress_latencies",
    ];
    used.count(names, result.is_ok(), started);
    result.map(|()| empty())
}

/// One event of many.
struct Entry {
    id: String,
    data: Vec<u8>,
    metadata: Metadata,
}

/// `POST /v1.0/publish/bulk/BROKER/TOPIC`.
pub(super) async fn many(sidecar: &Sidecar, name: &str, topic: &str, call: &Call) -> Handled {
    let used = Used::find(sidecar, name, topic, call)?;
    let entries = entries(&used, call)?;
    if let Some(problem) = used.forbidden() {
        return Err(problem);
    }
    let started = Instant::now();
    let failed = send_all(&used, &entries).await;
    let failed: Vec<_> = failed
        .iter()
        .map(|(id, reason)| (*id, reason.as_str()))
        .collect();
    let names = [
        "dapr_component_pubsub_egress_bulk_count",
        "dapr_component_pubsub_egress_bulk_latencies",
    ];
    used.count(names, failed.is_empty(), started);
    used.count_events(entries.len() - failed.len(), failed.is_empty());
    if failed.is_empty() {
        return Ok(empty());
    }
    Ok(failures(&used, &failed))
}

/// Sends events, again those that failed; the ids of those that failed in the end, and why.
async fn send_all<'a>(used: &Used<'_>, entries: &'a [Entry]) -> Vec<(&'a str, String)> {
    let left = Mutex::new((entries.iter().collect::<Vec<_>>(), Vec::new()));
    let attempt = || async {
        // One try at a time: the lock is always free.
        let mut left = left.lock().await;
        let sends = left.0.iter().map(|entry| {
            let (data, metadata) = (entry.data.clone(), &entry.metadata);
            used.broker.publish(used.topic, data, metadata)
        });
        let results = futures::future::join_all(sends).await;
        let failed = left.0.iter().zip(results);
        let failed: Vec<(&Entry, String)> = failed
            .filter_map(|(entry, result)| Some((*entry, result.err()?)))
            .collect();
        left.0 = failed.iter().map(|(entry, _)| *entry).collect();
        left.1 = failed.iter().map(|(_, reason)| reason.clone()).collect();
        left.1.first().map_or(Ok(()), |reason| Err(reason.clone()))
    };
    let result: Result<(), String> = used.guard().run(attempt).await;
    let (entries, mut reasons) = left.into_inner();
    let Err(last) = result else {
        return Vec::new();
    };
    // A policy that ended it ended it for all.
    if !reasons.contains(&last) {
        reasons = vec![last; entries.len()];
    }
    let ids = entries.into_iter().map(|entry| entry.id.as_str());
    ids.zip(reasons).collect()
}

fn entries(used: &Used<'_>, call: &Call) -> Result<Vec<Entry>, Problem> {
    let (name, topic) = (used.name, used.topic);
    let unreadable = |reason: String| {
        let message = format!(
            "error when unmarshaling the request for topic {topic} pubsub {name}: {reason}"
        );
        used.bad_events("DAPR_PUBSUB_UNMARSHAL_EVENTS", &reason, &message, false)
    };
    let list = match call.json().map_err(unreadable)? {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        _ => {
            let reason = "json: cannot unmarshal object into Go value of type []http.bulkPublishMessageEntry";
            return Err(unreadable(reason.into()));
        }
    };
    let mut seen = BTreeSet::new();
    list.iter()
        .map(|item| entry(used, call, item, &mut seen))
        .collect()
}

fn entry(
    used: &Used<'_>,
    call: &Call,
    item: &Value,
    seen: &mut BTreeSet<String>,
) -> Result<Entry, Problem> {
    let (name, topic) = (used.name, used.topic);
    let content_type = item["contentType"].as_str().unwrap_or_default();
    let data = bytes_of(&item["event"], content_type).map_err(|reason| {
        let message = format!(
            "error when marshalling cloud event envelope for topic {topic} pubsub {name}: {reason}"
        );
        used.bad_events("DAPR_PUBSUB_MARSHAL_ENVELOPE", &reason, &message, true)
    })?;
    let id = item["entryId"].as_str().unwrap_or_default().to_owned();
    if id.is_empty() || !seen.insert(id.clone()) {
        let reason = "entryId is duplicated or not present for entry";
        let message = format!(
            "error marshaling events to bytes for topic {topic} pubsub {name}. error: {reason}"
        );
        return Err(used.bad_events("DAPR_PUBSUB_MARSHAL_EVENTS", reason, &message, true));
    }
    let mut metadata: BTreeMap<_, _> = used.metadata.clone();
    for (name, value) in item["metadata"].as_object().into_iter().flatten() {
        metadata.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    let data = used.wrap(&data, content_type, call, &metadata)?;
    Ok(Entry { id, data, metadata })
}

fn failures(used: &Used<'_>, failed: &[(&str, &str)]) -> Answer {
    let entries: Vec<_> = failed
        .iter()
        .map(|(id, error)| json!({"entryId": id, "error": error}))
        .collect();
    let body =
        json!({"failedEntries": entries, "errorCode": "ERR_PUBSUB_PUBLISH_MESSAGE"}).to_string();
    let problem = used.failed(failed.first().map(|(_, error)| *error).unwrap_or_default());
    let mut answer = json_answer(problem.status, body.clone());
    set(&mut answer, "metadata.responseData", &body);
    set(
        &mut answer,
        "metadata.error",
        &format!("api error: code = Internal desc = {}", problem.message),
    );
    answer
}
