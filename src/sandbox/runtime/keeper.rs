//! The sandbox's end of a supervisor.

use std::io;
use std::process::Stdio;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::supervisor::{Order, Told};

/// How a supervisor is started.
#[derive(Clone, Debug)]
pub(crate) struct Supervising {
    /// The program and its arguments.
    pub(crate) command: Vec<String>,
    /// Its environment.
    pub(crate) env: Vec<(String, String)>,
}

/// A supervisor. Dropped, it kills all that it has started, and ends.
#[derive(Clone, Debug)]
pub(crate) struct Keeper {
    orders: Arc<UnboundedSender<Order>>,
}

impl Keeper {
    /// Starts one. `tell` hears what it says, and `None` when it has ended.
    pub(crate) fn start(
        how: &Supervising,
        tell: impl Fn(Option<Told>) + Send + 'static,
    ) -> io::Result<Self> {
        let mut child = spawn(how)?;
        let missing = || io::Error::other("no pipe");
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let answers = child.stdout.take().ok_or_else(missing)?;
        let (orders, ordered) = unbounded_channel();
        tokio::spawn(write(stdin, ordered));
        tokio::spawn(read(child, answers, tell));
        Ok(Self {
            orders: Arc::new(orders),
        })
    }

    /// Tells it what to do. It may have ended; then `None` was, or will be, told.
    pub(crate) fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }
}

fn spawn(how: &Supervising) -> io::Result<Child> {
    let (program, arguments) = how
        .command
        .split_first()
        .ok_or_else(|| io::Error::other("no supervisor"))?;
    Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(how.env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// The pipe is closed when nobody can give orders any more.
async fn write(mut to: ChildStdin, mut orders: UnboundedReceiver<Order>) {
    while let Some(order) = orders.recv().await {
        let Ok(mut line) = serde_json::to_vec(&order) else {
            continue;
        };
        line.push(b'\n');
        if to.write_all(&line).await.is_err() {
            return;
        }
    }
}

async fn read(mut child: Child, from: ChildStdout, tell: impl Fn(Option<Told>)) {
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Ok(told) = serde_json::from_str(&line) {
            tell(Some(told));
        }
    }
    let _ = child.wait().await;
    tell(None);
}
