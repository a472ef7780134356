//! One broker of any kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;

use super::memory::MemoryBroker;
use super::redis::RedisBroker;
use super::scope::Scopes;

/// Metadata of a message.
pub(in super::super) type Metadata = BTreeMap<String, String>;

/// What comes from a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Message {
    pub data: Vec<u8>,
    pub metadata: Metadata,
}

/// What becomes of each message.
pub(super) type Handler =
    Arc<dyn Fn(Message) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// A loaded broker.
pub(in super::super) struct PubSub {
    pub scopes: Scopes,
    /// Before each topic, where topics belong to namespaces.
    namespace: Option<String>,
    kind: Kind,
}

enum Kind {
    Redis(Box<RedisBroker>),
    Memory(MemoryBroker),
}

impl PubSub {
    pub(in super::super) fn redis(
        scopes: Scopes,
        namespace: Option<String>,
        broker: RedisBroker,
    ) -> Self {
        Self {
            scopes,
            namespace,
            kind: Kind::Redis(Box::new(broker)),
        }
    }

    pub(in super::super) fn memory(scopes: Scopes, namespace: Option<String>) -> Self {
        Self {
            scopes,
            namespace,
            kind: Kind::Memory(MemoryBroker::default()),
        }
    }

    /// What `/v1.0/metadata` says that it can.
    pub(in super::super) fn capabilities(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Redis(_) => &[],
            Kind::Memory(_) => &["SUBSCRIBE_WILDCARDS"],
        }
    }

    /// Whether the app may publish there.
    pub(in super::super) fn may_publish(&self, topic: &str) -> bool {
        self.scopes.may_publish(topic)
    }

    /// Sends bytes to a topic.
    pub(in super::super) async fn publish(
        &self,
        topic: &str,
        data: Vec<u8>,
        metadata: &Metadata,
    ) -> Result<(), String> {
        let topic = self.full(topic);
        match &self.kind {
            Kind::Redis(broker) => broker.publish(&topic, &data, metadata).await,
            Kind::Memory(broker) => {
                broker.publish(
                    &topic,
                    &Message {
                        data,
                        metadata: metadata.clone(),
                    },
                );
                Ok(())
            }
        }
    }

    /// Hands each message of a topic to a handler, until it is dropped.
    pub(super) async fn consume(&self, topic: &str, handler: Handler) -> Result<(), String> {
        let topic = self.full(topic);
        match &self.kind {
            Kind::Redis(broker) => broker.consume(&topic, handler).await,
            Kind::Memory(broker) => broker.consume(&topic, handler).await,
        }
    }

    fn full(&self, topic: &str) -> String {
        format!("{}{topic}", self.namespace.as_deref().unwrap_or_default())
    }
}
