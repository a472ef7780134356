//! A real Redis for one test.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::sandbox::programs::has;

/// A Redis server of one test's own; it ends with the test.
pub(in super::super) struct Redis {
    pub port: u16,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Redis {
    /// None where tests are to do without.
    pub(in super::super) async fn start(test: &str) -> Option<Self> {
        if !has(test, &["redis-server"]) {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port().await;
        let child = Command::new("redis-server")
            .args([
                "--port",
                &port.to_string(),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
            ])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let redis = Self {
            port,
            child,
            _folder: folder,
        };
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
        {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        Some(redis)
    }

    /// Where it listens.
    pub(in super::super) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Sends a command.
    pub(in super::super) async fn ask(&self, words: &[&str]) -> redis::Value {
        let client =
            redis::Client::open(format!("redis://127.0.0.1:{}/", self.port)).expect("an address");
        let mut connection = client
            .get_multiplexed_async_connection()
            .await
            .expect("a server");
        let mut command = redis::cmd(words[0]);
        for word in &words[1..] {
            command.arg(*word);
        }
        command.query_async(&mut connection).await.expect("a reply")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody uses at the moment.
pub(in super::super) async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port");
    listener.local_addr().expect("has one").port()
}
