//! Sessions in the messages of a websocket: each begins with its channel.

use std::time::Duration;

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Mutex, mpsc};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::carry::carry;
use super::client::{Channel, Client, Said, sizes};
use super::words::{Form, refused, told};
use crate::sandbox::node::{Session, Streams};

/// Messages that wait to be looked at.
const WAITING: usize = 4;
/// How long a client may go on after it was told the end.
const LAST: Duration = Duration::from_secs(5);

const STDIN: u8 = 0;
const RESIZE: u8 = 4;
/// By this a client of the fifth form closes the channel that it names.
const CLOSE: u8 = 255;

struct Socket<S>(Mutex<SplitSink<WebSocketStream<S>, Message>>);

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Socket<S> {
    async fn message(&self, message: Message) -> bool {
        self.0.lock().await.send(message).await.is_ok()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Client for Socket<S> {
    async fn send(&self, channel: Channel, bytes: &[u8]) -> bool {
        let message = Message::binary([&[channel as u8], bytes].concat());
        self.message(message).await
    }

    async fn is_there(&self) -> bool {
        self.message(Message::Ping(Bytes::new())).await
    }

    async fn end(&self) {
        let normal = CloseFrame {
            code: CloseCode::Normal,
            reason: "".into(),
        };
        self.message(Message::Close(Some(normal))).await;
    }
}

/// Serves a websocket until the session has ended or the client is gone.
pub(super) async fn serve<S>(
    socket: WebSocketStream<S>,
    form: Form,
    streams: Streams,
    command: &[String],
    session: Result<Session, String>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sink, messages) = socket.split();
    let client = Socket(Mutex::new(sink));
    let (sender, said) = mpsc::channel(WAITING);
    let hearing = hear(messages, sender);
    tokio::pin!(hearing);
    let carrying = async {
        // By this a client knows that the channels are there.
        client.send(first(streams), &[]).await;
        let told = match session {
            Ok(session) => match carry(&client, said, session).await {
                Some(ended) => told(form, &ended, command),
                None => return,
            },
            Err(words) => Some(refused(&words)),
        };
        if let Some(told) = told {
            client.send(Channel::Error, &told).await;
        }
        client.end().await;
    };
    // What the client has on its way is read to the end, or it would lose what it was told.
    tokio::select! {
        () = carrying => drop(timeout(LAST, hearing).await),
        () = &mut hearing => {}
    }
}

/// The lowest channel that is written to.
fn first(streams: Streams) -> Channel {
    match (streams.stdout, streams.stderr) {
        (true, _) => Channel::Out,
        (false, true) => Channel::Err,
        (false, false) => Channel::Error,
    }
}

/// Hears a client until it is gone.
async fn hear<S>(mut messages: SplitStream<WebSocketStream<S>>, to: mpsc::Sender<Said>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = messages.next().await {
        let bytes = match message {
            Message::Binary(bytes) => bytes,
            Message::Text(text) => text.into(),
            Message::Close(_) => return,
            _ => continue,
        };
        for said in parse(&bytes) {
            // Nobody listens any more once the session has ended.
            let _ = to.send(said).await;
        }
    }
}

fn parse(bytes: &Bytes) -> Vec<Said> {
    match (bytes.first(), bytes.get(1)) {
        (Some(&STDIN), Some(_)) => vec![Said::Stdin(bytes.slice(1..))],
        (Some(&RESIZE), _) => sizes(&bytes[1..]).collect(),
        (Some(&CLOSE), Some(&STDIN)) => vec![Said::StdinEnd],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pty::Size;

    #[test]
    fn messages_are_told_apart_by_their_channels() {
        let size = Size {
            width: 8,
            height: 2,
        };
        let rows: [(&'static [u8], Vec<Said>); 6] = [
            (b"\x00hi", vec![Said::Stdin(Bytes::from_static(b"hi"))]),
            (b"\x00", vec![]),
            (b"\xff\x00", vec![Said::StdinEnd]),
            (b"\xff\x01", vec![]),
            (b"\x04{\"Width\":8,\"Height\":2}", vec![Said::Resize(size)]),
            (b"\x01hi", vec![]),
        ];
        for (bytes, expected) in rows {
            assert_eq!(parse(&Bytes::from_static(bytes)), expected, "{bytes:?}");
        }
    }
}
