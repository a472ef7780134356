//! A broker in this process: only its own app hears it.

use std::sync::{Mutex, PoisonError};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Message;
use super::broker::Handler;

/// A broker in memory.
#[derive(Default)]
pub(super) struct MemoryBroker(Mutex<Vec<(String, UnboundedSender<Message>)>>);

impl MemoryBroker {
    /// To everybody who listens now.
    pub(super) fn publish(&self, topic: &str, message: &Message) {
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|(wanted, listener)| {
            !matches(wanted, topic) || listener.send(message.clone()).is_ok()
        });
    }

    fn listen(&self, topic: &str) -> UnboundedReceiver<Message> {
        let (sender, receiver) = unbounded_channel();
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.push((topic.to_owned(), sender));
        receiver
    }

    /// One message after the other.
    pub(super) async fn consume(&self, topic: &str, handler: Handler) -> Result<(), String> {
        let mut messages = self.listen(topic);
        while let Some(message) = messages.recv().await {
            // What fails is gone: nothing keeps it.
            let _ = handler(message).await;
        }
        Ok(())
    }
}

/// A topic, or all that begin so (`orders*`).
fn matches(wanted: &str, topic: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => topic.starts_with(start),
        None => wanted == topic,
    }
}

#[cfg(test)]
mod tests {
    use super::{MemoryBroker, Message, matches};

    #[tokio::test]
    async fn who_listens_hears() {
        let broker = MemoryBroker::default();
        let message = Message {
            data: b"x".to_vec(),
            metadata: std::collections::BTreeMap::new(),
        };
        let mut all = broker.listen("orders*");
        let mut other = broker.listen("other");
        broker.publish("orders-new", &message);
        assert_eq!(all.recv().await, Some(message.clone()));
        assert!(other.try_recv().is_err());
        drop(all);
        broker.publish("orders-new", &message);
        assert_eq!(
            broker.0.lock().map(|listeners| listeners.len()).ok(),
            Some(1)
        );
        assert!(matches("a", "a") && !matches("a", "ab"));
    }
}
