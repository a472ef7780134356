//! `httpGet`, as far as a probe needs it: one request, the status of the answer.

use std::io;
use std::net::Ipv4Addr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is read of an answer at most, bytes.
const ENOUGH: u64 = 4 * 1024;

/// Asks; the outcome in a kubelet's words. `scheme: HTTPS` is not spoken: there the port has to take
/// a connection.
pub(crate) async fn ask(get: &Value, port: u16) -> Result<(), String> {
    let path = path(get);
    let url = format!("http://127.0.0.1:{port}{path}");
    if get["scheme"] == "HTTPS" {
        return connect(port).await.map(drop);
    }
    let mut stream = connect(port)
        .await
        .map_err(|words| format!("Get {url:?}: {words}"))?;
    let status = answer(&mut stream, &request(get, &path, port))
        .await
        .map_err(|error| format!("Get {url:?}: {error}"))?;
    judge(status)
}

fn judge(status: u16) -> Result<(), String> {
    if (200..400).contains(&status) {
        return Ok(());
    }
    Err(format!("HTTP probe failed with statuscode: {status}"))
}

/// A connection; in Go's words why there is none.
pub(crate) async fn connect(port: u16) -> Result<TcpStream, String> {
    let connected = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
    connected.map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::ConnectionRefused => "connect: connection refused".to_owned(),
            _ => error.to_string(),
        };
        format!("dial tcp 127.0.0.1:{port}: {why}")
    })
}

fn path(get: &Value) -> String {
    let path = get["path"].as_str().unwrap_or("/");
    let clean = path.chars().filter(|it| !it.is_control() && *it != ' ');
    let path: String = clean.collect();
    if path.starts_with('/') {
        path
    } else {
        format!("/{path}")
    }
}

fn request(get: &Value, path: &str, port: u16) -> String {
    let headers = get["httpHeaders"].as_array().into_iter().flatten();
    let mut own: Vec<_> = headers
        .filter_map(|it| Some((it["name"].as_str()?, it["value"].as_str()?)))
        .filter(|(name, value)| !format!("{name}{value}").contains(['\r', '\n']))
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    if !own
        .iter()
        .any(|line| line.to_lowercase().starts_with("host:"))
    {
        own.push(format!("Host: 127.0.0.1:{port}\r\n"));
    }
    format!(
        "GET {path} HTTP/1.1\r\nUser-Agent: kube-probe/1.33\r\nAccept: */*\r\n{}Connection: close\r\n\r\n",
        own.concat()
    )
}

async fn answer(stream: &mut TcpStream, request: &str) -> io::Result<u16> {
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    let mut limited = stream.take(ENOUGH);
    while !head.contains(&b'\n') && limited.read_buf(&mut head).await? > 0 {}
    status(&head).ok_or_else(|| io::Error::other("EOF"))
}

/// `HTTP/1.1 200 OK`
fn status(head: &[u8]) -> Option<u16> {
    let text = String::from_utf8_lossy(head);
    let mut words = text.split(' ');
    words.next().filter(|word| word.starts_with("HTTP/"))?;
    words.next()?.get(..3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::{ask, request};

    async fn asked(answer: &'static str) -> (u16, Result<(), String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 1024];
            let _ = stream.read(&mut buffer).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        (port, ask(&json!({"path": "healthz"}), port).await)
    }

    #[tokio::test]
    async fn the_status_decides() {
        let rows = [
            ("HTTP/1.1 200 OK\r\n\r\n", None),
            ("HTTP/1.0 204\r\n\r\n", None),
            ("HTTP/1.1 302 Found\r\n\r\n", None),
            (
                "HTTP/1.1 503 Service Unavailable\r\n\r\n",
                Some("HTTP probe failed with statuscode: 503"),
            ),
            (
                "SSH-2.0\r\n",
                Some("Get \"http://127.0.0.1:PORT/healthz\": EOF"),
            ),
            ("", Some("Get \"http://127.0.0.1:PORT/healthz\": EOF")),
        ];
        for (answer, expected) in rows {
            let (port, outcome) = asked(answer).await;
            let expected = expected.map(|words| words.replace("PORT", &port.to_string()));
            assert_eq!(outcome.err(), expected, "{answer}");
        }
    }

    #[tokio::test]
    async fn nobody_answers() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let words = format!("dial tcp 127.0.0.1:{port}: connect: connection refused");
        let expected = format!("Get \"http://127.0.0.1:{port}/x\": {words}");
        assert_eq!(ask(&json!({"path": "/x"}), port).await, Err(expected));
        assert_eq!(ask(&json!({"scheme": "HTTPS"}), port).await, Err(words));
    }

    #[test]
    fn headers_are_sent_and_cannot_be_broken() {
        let get = json!({"httpHeaders": [{"name": "Host", "value": "web"}, {"name": "X", "value": "a\r\nY: b"}]});
        let sent = request(&get, "/", 80);
        assert!(
            sent.contains("Host: web\r\n") && !sent.contains("Y: b"),
            "{sent}"
        );
        assert!(!sent.contains("Host: 127"), "{sent}");
    }
}
