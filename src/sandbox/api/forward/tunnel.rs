//! A connection in the messages of a websocket.

use std::io;

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, duplex, split};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const PIECE: usize = 32 * 1024;

/// A connection that a websocket's binary messages carry, and the work of carrying it.
pub(super) fn tunnel<S>(
    socket: WebSocketStream<S>,
) -> (DuplexStream, impl Future<Output = io::Result<()>> + Send)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (near, far) = duplex(2 * PIECE);
    (near, carry(socket, far))
}

async fn carry<S>(socket: WebSocketStream<S>, far: DuplexStream) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sink, mut messages) = socket.split();
    let (mut from, mut to) = split(far);
    let outward = async {
        let mut piece = vec![0; PIECE];
        loop {
            let count = from.read(&mut piece).await?;
            if count == 0 {
                let _ = sink.close().await;
                return Ok(());
            }
            let message = Message::binary(piece[..count].to_vec());
            sink.send(message).await.map_err(io::Error::other)?;
        }
    };
    let inward = async {
        while let Some(message) = messages.next().await {
            match message.map_err(io::Error::other)? {
                Message::Binary(bytes) => to.write_all(&bytes).await?,
                Message::Close(_) => break,
                _ => {}
            }
        }
        to.shutdown().await
    };
    tokio::select! {
        done = outward => done,
        done = inward => done,
    }
}
