//! What the API asks of the node that runs the pods.

use std::pin::Pin;
use std::time::Duration;

use futures::Stream;
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::AsyncRead;
use tokio::net::TcpStream;

use super::status::Reply;
use crate::pty::Size;

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

/// Which streams of a program are carried to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a parameter of the API"
)]
pub struct Streams {
    /// What it reads.
    pub stdin: bool,
    /// What it says.
    pub stdout: bool,
    /// What it complains of.
    pub stderr: bool,
    /// All of them are one: a terminal.
    pub tty: bool,
}

/// What a program reads. Dropped, there is no more of it.
pub trait Stdin: Send {
    /// Gives it all of the bytes; waits while the program reads none.
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, std::io::Result<()>>;
}

/// Tells a terminal its size.
pub type Resize = Box<dyn Fn(Size) + Send + Sync>;

/// How a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By the exit code of its command; 0 for a container that somebody was attached to.
    Code(i32),
    /// The command could not be started; in a container runtime's words.
    Failed(String),
}

/// A command that runs in a container, or a container that somebody is attached to. Dropped, the
/// command is killed, and the container left alone.
pub struct Session {
    /// What is sent to it.
    pub stdin: Option<Box<dyn Stdin>>,
    /// What it says.
    pub stdout: Option<Box<dyn AsyncRead + Send + Unpin>>,
    /// What it complains of.
    pub stderr: Option<Box<dyn AsyncRead + Send + Unpin>>,
    /// Where it has a terminal.
    pub resize: Option<Resize>,
    /// Whether it is over when nothing more is sent to it.
    pub ends_with_stdin: bool,
    /// How it ends.
    pub ended: BoxFuture<'static, Ended>,
}

impl Session {
    /// One that is over.
    pub fn over(ended: Ended) -> Self {
        Self {
            stdin: None,
            stdout: None,
            stderr: None,
            resize: None,
            ends_with_stdin: false,
            ended: Box::pin(std::future::ready(ended)),
        }
    }
}

/// A session, or why there is none, in a kubelet's words.
pub type Opening<'a> = BoxFuture<'a, Result<Session, String>>;

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

    /// Runs a command beside a container.
    fn exec(
        &self,
        pod: &Value,
        container: &str,
        command: Vec<String>,
        streams: Streams,
    ) -> Opening<'_>;

    /// What a container says from now on, and a way to what it reads.
    fn attach(&self, pod: &Value, container: &str, streams: Streams) -> Opening<'_>;
}
