//! The old websocket form: for the n-th port, channel 2n carries data and 2n + 1 errors. Each
//! begins with its port, the low byte first.

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Mutex, mpsc};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::pod::{Far, Pod};

/// Ports of one request.
const PORTS: usize = 64;
/// Messages that wait for a pod.
const WAITING: usize = 32;

/// The ports of a query, or what is wrong with them.
pub(super) fn ports<'a>(values: impl Iterator<Item = &'a str>) -> Result<Vec<u16>, String> {
    let texts = values.flat_map(|value| value.split(','));
    let port = |text: &str| match text.parse::<u16>() {
        Ok(port) if port > 0 => Ok(port),
        Ok(_) => Err(format!("port {text:?} must be > 0")),
        Err(_) => Err(format!("unable to parse {text:?} as a port")),
    };
    let ports: Vec<u16> = texts.map(port).collect::<Result<_, _>>()?;
    match ports.len() {
        0 => Err("query parameter \"ports\" is required".to_owned()),
        1..=PORTS => Ok(ports),
        many => Err(format!("{many} ports are too many")),
    }
}

type Sink<S> = Mutex<SplitSink<WebSocketStream<S>, Message>>;

struct Channel<'a, S> {
    sink: &'a Sink<S>,
    data: u8,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Channel<'_, S> {
    async fn send(&self, channel: u8, bytes: &[u8]) -> bool {
        let message = Message::binary([&[channel], bytes].concat());
        self.sink.lock().await.send(message).await.is_ok()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Far for Channel<'_, S> {
    async fn data(&self, bytes: &[u8]) -> bool {
        self.send(self.data, bytes).await
    }

    async fn fail(&self, message: &str) {
        self.send(self.data + 1, message.as_bytes()).await;
    }

    // There is no message for the end of one port.
    async fn end(&self) {}
}

/// Serves a websocket until all ports have said all, or the client is gone.
pub(super) async fn serve<S>(socket: WebSocketStream<S>, pod: Pod, ports: &[u16])
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sink, messages) = socket.split();
    let sink: Sink<S> = Mutex::new(sink);
    let mut inputs = Vec::new();
    let mut forwards = Vec::new();
    for (number, &port) in (0_u8..).zip(ports) {
        let (sender, input) = mpsc::channel(WAITING);
        inputs.push(sender);
        let channel = Channel {
            sink: &sink,
            data: 2 * number,
        };
        let pod = &pod;
        forwards.push(async move {
            for of in [channel.data, channel.data + 1] {
                channel.send(of, &port.to_le_bytes()).await;
            }
            pod.forward(port, input, &channel).await;
        });
    }
    tokio::select! {
        _ = futures::future::join_all(forwards) => {}
        () = take(messages, &inputs) => {}
    }
    let _ = sink.lock().await.close().await;
}

/// Gives what the client sends to the ports that it is for, until the client is gone.
async fn take<S>(mut messages: SplitStream<WebSocketStream<S>>, inputs: &[mpsc::Sender<Vec<u8>>])
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = messages.next().await {
        match &message {
            Message::Binary(bytes) => {
                let Some((channel, bytes)) = bytes.split_first() else {
                    continue;
                };
                // What is sent on an error channel means nothing.
                let input = inputs
                    .get(usize::from(channel / 2))
                    .filter(|_| channel % 2 == 0);
                if let Some(input) = input {
                    let _ = input.send(bytes.to_vec()).await;
                }
            }
            Message::Close(_) => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_or_refused() {
        let required = "query parameter \"ports\" is required";
        let read = |values: &[&str]| ports(values.iter().copied());
        assert_eq!(read(&["80"]), Ok(vec![80]));
        assert_eq!(read(&["80,1234"]), Ok(vec![80, 1234]));
        assert_eq!(read(&["80", "81"]), Ok(vec![80, 81]));
        assert_eq!(read(&[]), Err(required.to_owned()));
        assert_eq!(read(&["0"]), Err("port \"0\" must be > 0".to_owned()));
        assert_eq!(
            read(&["x"]),
            Err("unable to parse \"x\" as a port".to_owned())
        );
        assert!(ports(std::iter::once("1,".repeat(65).trim_end_matches(','))).is_err());
    }
}
