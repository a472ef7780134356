//! What the API asks of the node that runs the pods.

use std::pin::Pin;
use std::time::Duration;

use futures::Stream;
use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpStream;

use super::status::Reply;

/// Query of `/log`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Go on until the container ends.
    pub follow: bool,
    /// Of the container before.
    pub previous: bool,
    /// Only so many last lines.
    pub tail: Option<usize>,
    /// Only what is younger.
    pub since: Option<Duration>,
    /// Only what is not older.
    pub since_time: Option<Timestamp>,
    /// A time before each line.
    pub timestamps: bool,
    /// At most so many bytes.
    pub limit_bytes: Option<u64>,
}

/// Bytes of a log as they come.
pub type LogStream = Pin<Box<dyn Stream<Item = std::io::Result<Vec<u8>>> + Send>>;

/// The node: implemented by `runtime`, used by `api`.
pub trait Node: Send + Sync {
    /// The log of a container, in a real kubelet's words where there is none.
    fn logs(&self, pod: &Value, container: &str, query: &LogQuery) -> Reply<LogStream>;

    /// A connection to a port that a container of the pod declares, or that it listens on.
    fn connect(
        &self,
        pod: &Value,
        port: u16,
    ) -> Pin<Box<dyn Future<Output = std::io::Result<TcpStream>> + Send + '_>>;
}
