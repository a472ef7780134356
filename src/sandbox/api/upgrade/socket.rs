//! Connections of clients after the handshake.

use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// Largest message that is read, in bytes.
const LIMIT: usize = 1024 * 1024;

/// The connection of a request that became something else; none if the client has gone.
pub(in crate::sandbox::api) async fn upgraded(upgrade: OnUpgrade) -> Option<TokioIo<Upgraded>> {
    upgrade.await.ok().map(TokioIo::new)
}

/// A websocket over a connection whose handshake is done.
pub(in crate::sandbox::api) async fn open<S: AsyncRead + AsyncWrite + Unpin>(
    connection: S,
) -> WebSocketStream<S> {
    let config = WebSocketConfig::default()
        .max_message_size(Some(LIMIT))
        .max_frame_size(Some(LIMIT));
    WebSocketStream::from_raw_socket(connection, Role::Server, Some(config)).await
}
