//! The ports of a stand-in that answer: health and metrics.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is read of a request at most, bytes.
const ENOUGH: usize = 8 * 1024;

/// After a connection that could not be taken.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers every request on a port with 200 and this text, until it is dropped.
pub(super) async fn serve(port: u16, body: &'static str) {
    let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await else {
        return;
    };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(answer(stream, body))),
            // Too many files are open: not for ever.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// One request for each connection, within a few seconds.
async fn answer(mut stream: TcpStream, body: &'static str) {
    let exchange = async {
        let mut head = Vec::new();
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            if head.len() > ENOUGH || stream.read_buf(&mut head).await.unwrap_or(0) == 0 {
                return;
            }
        }
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    };
    let _ = tokio::time::timeout(Duration::from_secs(5), exchange).await;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::serve;
    use crate::sandbox::runtime::launch::pool::Pool;
    use crate::sandbox::runtime::probe::ask;

    #[tokio::test]
    async fn a_probe_is_answered() {
        let port = Pool::default().take();
        let serving = tokio::spawn(serve(port, "ok"));
        let get = json!({"path": "/healthz"});
        while ask(&get, port).await.is_err() {
            tokio::task::yield_now().await;
        }
        serving.abort();
    }
}
