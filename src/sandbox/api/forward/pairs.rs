//! The SPDY form: each connection is a pair of streams with the same `requestID`.

use std::collections::HashMap;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

use super::pod::{Far, Pod};
use crate::sandbox::api::spdy::{self, Stream, Writer};

/// How long a pod may leave unread what it is sent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves a SPDY connection.
pub(super) async fn serve(
    connection: impl AsyncRead + AsyncWrite + Send + 'static,
    pod: Pod,
) -> io::Result<()> {
    let mut waiting: HashMap<String, Stream> = HashMap::new();
    spdy::serve(connection, Some(PATIENCE), move |stream| {
        waiting.retain(|_, stream| !stream.gone.is_cancelled());
        let Some(request) = request(&stream) else {
            let refused = stream.output;
            tokio::spawn(async move { refused.refuse().await });
            return;
        };
        match waiting.remove(&request) {
            // The error stream comes first, but nothing says that it must.
            Some(other) if is_data(&stream) != is_data(&other) => {
                let (data, error) = if is_data(&stream) {
                    (stream, other)
                } else {
                    (other, stream)
                };
                tokio::spawn(forward(pod.clone(), data, error));
            }
            _ => {
                waiting.insert(request, stream);
            }
        }
    })
    .await
}

/// What the stream belongs to; `None` for one that says no port or is of no known type.
fn request(stream: &Stream) -> Option<String> {
    port(stream)?;
    let of = stream.headers.get("streamtype")?;
    if of != "data" && of != "error" {
        return None;
    }
    // Clients of long ago send no number, and open one pair at a time.
    let id = stream.headers.get("requestid");
    Some(id.cloned().unwrap_or_default())
}

fn is_data(stream: &Stream) -> bool {
    stream
        .headers
        .get("streamtype")
        .is_some_and(|of| of == "data")
}

fn port(stream: &Stream) -> Option<u16> {
    let port = stream.headers.get("port")?.parse().ok()?;
    (port != 0).then_some(port)
}

struct Pair {
    data: Writer,
    error: Writer,
}

impl Far for Pair {
    async fn data(&self, bytes: &[u8]) -> bool {
        self.data.write(bytes).await
    }

    async fn fail(&self, message: &str) {
        self.error.write(message.as_bytes()).await;
    }

    async fn end(&self) {
        self.data.finish().await;
        self.error.finish().await;
    }
}

async fn forward(pod: Pod, data: Stream, error: Stream) {
    let port = port(&data).unwrap_or_default();
    let pair = Pair {
        data: data.output,
        error: error.output,
    };
    tokio::select! {
        () = pod.forward(port, data.input, &pair) => {}
        () = data.gone.cancelled() => pair.error.finish().await,
    }
}
