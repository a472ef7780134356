//! The sandbox's end of a supervisor.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::Stdio;
use std::sync::{Arc, Weak};

use rustix::cmsg_space;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use tokio::io::{AsyncBufReadExt, BufReader, Interest};
use tokio::net::UnixStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::supervisor::{Order, Told};

/// Files that go with one order, at most.
const FILES: usize = 4;

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
    orders: Arc<UnboundedSender<Sent>>,
}

/// A supervisor that may have gone.
#[derive(Clone, Debug)]
pub(crate) struct WeakKeeper(Weak<UnboundedSender<Sent>>);

/// An order with its files, which are closed here once they are sent.
#[derive(Debug)]
struct Sent {
    order: Order,
    files: Vec<OwnedFd>,
}

impl WeakKeeper {
    /// Tells it what to do, if it is still there.
    pub(crate) fn order(&self, order: Order) {
        if let Some(orders) = self.0.upgrade() {
            Keeper { orders }.order(order);
        }
    }
}

impl Keeper {
    /// Starts one. `tell` hears what it says, and `None` when it has ended.
    pub(crate) fn start(
        how: &Supervising,
        tell: impl Fn(Option<Told>) + Send + 'static,
    ) -> io::Result<Self> {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let mut child = spawn(how, OwnedFd::from(theirs))?;
        let missing = || io::Error::other("no pipe");
        let answers = child.stdout.take().ok_or_else(missing)?;
        let (orders, ordered) = unbounded_channel();
        tokio::spawn(write(UnixStream::from_std(ours)?, ordered));
        tokio::spawn(read(child, answers, tell));
        Ok(Self {
            orders: Arc::new(orders),
        })
    }

    /// Tells it what to do. It may have ended; then `None` was, or will be, told.
    pub(crate) fn order(&self, order: Order) {
        self.order_with(order, Vec::new());
    }

    /// The same, with files that the order is about.
    pub(crate) fn order_with(&self, order: Order, files: Vec<OwnedFd>) {
        let _ = self.orders.send(Sent { order, files });
    }

    /// One that does not keep it.
    pub(crate) fn weak(&self) -> WeakKeeper {
        WeakKeeper(Arc::downgrade(&self.orders))
    }
}

fn spawn(how: &Supervising, orders: OwnedFd) -> io::Result<Child> {
    let (program, arguments) = how
        .command
        .split_first()
        .ok_or_else(|| io::Error::other("no supervisor"))?;
    Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(how.env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::from(orders))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// The socket is closed when nobody can give orders any more.
async fn write(to: UnixStream, mut orders: UnboundedReceiver<Sent>) {
    while let Some(Sent { order, files }) = orders.recv().await {
        let Ok(mut line) = serde_json::to_vec(&order) else {
            continue;
        };
        line.push(b'\n');
        if send(&to, &line, &files).await.is_err() {
            return;
        }
    }
}

/// The files go with the first bytes.
async fn send(to: &UnixStream, mut line: &[u8], mut files: &[OwnedFd]) -> io::Result<()> {
    while !line.is_empty() {
        to.writable().await?;
        match to.try_io(Interest::WRITABLE, || send_some(to, line, files)) {
            Ok(count) => (line, files) = (&line[count..], &[]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn send_some(to: &UnixStream, line: &[u8], files: &[OwnedFd]) -> io::Result<usize> {
    let files: Vec<BorrowedFd<'_>> = files.iter().map(AsFd::as_fd).collect();
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(FILES))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !files.is_empty() {
        control.push(SendAncillaryMessage::ScmRights(&files));
    }
    let line = [IoSlice::new(line)];
    Ok(sendmsg(to, &line, &mut control, SendFlags::empty())?)
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
