//! Redis streams with consumer groups, as Dapr uses them: the field `data` holds the event,
//! `metadata` its metadata; group and consumer are named after the app.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use redis::Value;
use redis::aio::MultiplexedConnection;

use super::super::component::{Settings, duration};
use super::super::connection::{Connection, fields, text};
use super::broker::Handler;
use super::{Message, Metadata};

/// So long a read waits for something new.
const BLOCK: Duration = Duration::from_secs(2);

/// After a failure of the connection.
const PAUSE: Duration = Duration::from_millis(500);

/// A broker in Redis.
pub(in super::super) struct RedisBroker {
    connection: Connection,
    consumer: String,
    /// Messages at the same time.
    concurrency: usize,
    /// Messages in one read.
    depth: usize,
    /// A message that was not acknowledged for so long is taken again.
    processing: Duration,
    redeliver: Duration,
    max_length: Option<u64>,
}

/// A message with its place in the stream.
type Entry = (String, Message);

impl RedisBroker {
    pub(in super::super) fn new(
        connection: Connection,
        settings: &Settings,
        app_id: &str,
    ) -> Result<Self, String> {
        let time = |name: &str, default: u64| match settings.get(name) {
            None => Ok(Duration::from_secs(default)),
            Some(text) => text
                .parse()
                .map(Duration::from_millis)
                .ok()
                .or_else(|| duration(text))
                .ok_or_else(|| format!("{name}: {text:?} is not a duration")),
        };
        Ok(Self {
            connection,
            consumer: settings
                .get("consumerID")
                .map(str::trim)
                .filter(|id| !id.is_empty())
                .unwrap_or(app_id)
                .into(),
            concurrency: settings.number("concurrency")?.unwrap_or(10),
            depth: settings.number("queueDepth")?.unwrap_or(100),
            processing: time("processingTimeout", 60)?,
            redeliver: time("redeliverInterval", 15)?,
            max_length: settings
                .number("maxLenApprox")?
                .filter(|length| *length > 0),
        })
    }

    pub(super) async fn publish(
        &self,
        topic: &str,
        data: &[u8],
        metadata: &Metadata,
    ) -> Result<(), String> {
        let metadata = serde_json::to_string(metadata).unwrap_or_default();
        let mut command = redis::cmd("XADD");
        command.arg(topic);
        if let Some(length) = self.max_length {
            command.arg("MAXLEN").arg("~").arg(length);
        }
        command
            .arg("*")
            .arg("data")
            .arg(data)
            .arg("metadata")
            .arg(metadata);
        let sent = self.connection.run(&command).await;
        sent.map(|_| ())
            .map_err(|failure| format!("redis streams: error from publish: {}", failure.words))
    }

    /// Reads new messages, and takes up those that were left; never ends by itself.
    pub(super) async fn consume(&self, topic: &str, handler: Handler) -> Result<(), String> {
        self.group(topic).await?;
        let new = async {
            let mut open = None;
            loop {
                let entries = self.read(topic, &mut open).await;
                self.handle(topic, entries, &handler).await;
            }
        };
        let left = async {
            // Without a time for either, nothing is taken up again.
            if self.processing.is_zero() || self.redeliver.is_zero() {
                return;
            }
            loop {
                let entries = self.claim(topic).await;
                self.handle(topic, entries, &handler).await;
                tokio::time::sleep(self.redeliver).await;
            }
        };
        futures::future::join(new, left).await;
        Ok(())
    }

    async fn group(&self, topic: &str) -> Result<(), String> {
        let mut command = redis::cmd("XGROUP");
        command
            .arg("CREATE")
            .arg(topic)
            .arg(&self.consumer)
            .arg("0")
            .arg("MKSTREAM");
        match self.connection.run(&command).await {
            Err(failure) if !failure.words.starts_with("BUSYGROUP") => Err(failure.words),
            _ => Ok(()),
        }
    }

    async fn read(&self, topic: &str, open: &mut Option<MultiplexedConnection>) -> Vec<Entry> {
        let Some(connection) = self.reader(open).await else {
            return Vec::new();
        };
        let mut command = redis::cmd("XREADGROUP");
        command
            .arg("GROUP")
            .arg(&self.consumer)
            .arg(&self.consumer)
            .arg("COUNT")
            .arg(self.depth);
        command
            .arg("BLOCK")
            .arg(BLOCK.as_millis().to_string())
            .arg("STREAMS")
            .arg(topic)
            .arg(">");
        match command.query_async::<Value>(connection).await {
            Ok(reply) => streams(reply),
            Err(error) => {
                if error.to_string().contains("NOGROUP") {
                    let _ = self.group(topic).await;
                } else {
                    *open = None;
                }
                tokio::time::sleep(PAUSE).await;
                Vec::new()
            }
        }
    }

    /// A connection of its own: a read that waits holds up everything behind it.
    async fn reader<'a>(
        &self,
        open: &'a mut Option<MultiplexedConnection>,
    ) -> Option<&'a mut MultiplexedConnection> {
        if open.is_none() {
            match self.connection.connect(None).await {
                Ok(connection) => *open = Some(connection),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
        open.as_mut()
    }

    async fn handle(&self, topic: &str, entries: Vec<Entry>, handler: &Handler) {
        let each = futures::stream::iter(entries).map(|(id, message)| {
            let handler = Arc::clone(handler);
            async move {
                // A message that failed is done with as well: whoever wants it again has a policy
                // or a dead letter topic.
                let _ = handler(message).await;
                let mut command = redis::cmd("XACK");
                command.arg(topic).arg(&self.consumer).arg(&id);
                let _ = self.connection.run(&command).await;
            }
        });
        each.buffer_unordered(self.concurrency.max(1))
            .collect::<Vec<()>>()
            .await;
    }

    async fn claim(&self, topic: &str) -> Vec<Entry> {
        let mut command = redis::cmd("XAUTOCLAIM");
        let idle = self.processing.as_millis().to_string();
        command
            .arg(topic)
            .arg(&self.consumer)
            .arg(&self.consumer)
            .arg(idle)
            .arg("0");
        command.arg("COUNT").arg(self.depth);
        match self.connection.run(&command).await {
            Ok(Value::Array(mut parts)) if parts.len() > 1 => entries(parts.swap_remove(1)),
            _ => Vec::new(),
        }
    }
}

/// `[[stream, [[id, [field, value, …]], …]]]`
fn streams(reply: Value) -> Vec<Entry> {
    let streams = match reply {
        Value::Array(streams) => streams,
        Value::Map(streams) => {
            return streams
                .into_iter()
                .flat_map(|(_, list)| entries(list))
                .collect();
        }
        _ => return Vec::new(),
    };
    let lists = streams.into_iter().filter_map(|stream| match stream {
        Value::Array(mut parts) if parts.len() == 2 => parts.pop(),
        _ => None,
    });
    lists.flat_map(entries).collect()
}

fn entries(list: Value) -> Vec<Entry> {
    let Value::Array(list) = list else {
        return Vec::new();
    };
    let read = |entry: Value| match entry {
        Value::Array(mut parts) if parts.len() == 2 => {
            let fields = parts.pop()?;
            Some((text(&parts[0])?, message(fields)))
        }
        _ => None,
    };
    list.into_iter().filter_map(read).collect()
}

fn message(reply: Value) -> Message {
    let mut message = Message {
        data: Vec::new(),
        metadata: Metadata::new(),
    };
    for (name, value) in fields(reply) {
        match name.as_str() {
            "data" => message.data = value,
            "metadata" => message.metadata = serde_json::from_slice(&value).unwrap_or_default(),
            _ => {}
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use redis::Value;

    use super::streams;

    #[test]
    fn a_reply_of_streams() {
        let bulk = |text: &str| Value::BulkString(text.as_bytes().to_vec());
        let entry = Value::Array(vec![
            bulk("1-0"),
            Value::Array(vec![
                bulk("data"),
                bulk("{}"),
                bulk("metadata"),
                bulk(r#"{"a":"b"}"#),
            ]),
        ]);
        let reply = Value::Array(vec![Value::Array(vec![
            bulk("orders"),
            Value::Array(vec![entry]),
        ])]);
        let entries = streams(reply);
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].0, "1-0");
        assert_eq!(
            (
                entries[0].1.data.as_slice(),
                entries[0].1.metadata["a"].as_str()
            ),
            (b"{}".as_slice(), "b")
        );
        assert!(streams(Value::Nil).is_empty());
    }
}
