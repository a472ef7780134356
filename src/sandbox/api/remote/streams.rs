//! Sessions over SPDY: each channel is a stream that says what it is for.

use std::io;
use std::time::Duration;

use futures::future::pending;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::carry::carry;
use super::client::{Channel, Client, Said, sizes};
use super::words::{Form, told};
use crate::sandbox::api::spdy::{self, Stream, Writer};
use crate::sandbox::node::{Session, Streams};

/// Until a client has opened all that it asked for, as long as a kubelet waits.
const OPENING: Duration = Duration::from_secs(30);
/// How long a client may go on after it was told the end.
const LAST: Duration = Duration::from_secs(5);
const WAITING: usize = 4;

/// What a client has opened.
#[derive(Default)]
struct Opened {
    error: Option<Stream>,
    stdin: Option<Stream>,
    stdout: Option<Stream>,
    stderr: Option<Stream>,
    resize: Option<Stream>,
}

/// The way back.
struct Writers {
    error: Writer,
    stdout: Option<Writer>,
    stderr: Option<Writer>,
}

impl Client for Writers {
    async fn send(&self, channel: Channel, bytes: &[u8]) -> bool {
        match (channel, &self.stdout, &self.stderr) {
            (Channel::Out, Some(to), _) | (Channel::Err, _, Some(to)) => to.write(bytes).await,
            (Channel::Error, ..) => self.error.write(bytes).await,
            _ => true,
        }
    }

    // What the program leaves unread holds up the reading, which would say when the client is gone.
    async fn is_there(&self) -> bool {
        self.error.ping().await
    }

    async fn end(&self) {
        let output = [&self.stdout, &self.stderr].into_iter().flatten();
        for stream in output.chain([&self.error]) {
            stream.finish().await;
        }
    }
}

/// Serves a SPDY connection until the session has ended or the client is gone. `resizes`: whether
/// clients of this form tell the size of a terminal.
pub(super) async fn serve(
    connection: impl AsyncRead + AsyncWrite + Send + 'static,
    form: Form,
    streams: Streams,
    resizes: bool,
    command: &[String],
    session: Session,
) -> io::Result<()> {
    let (sender, mut opening) = mpsc::unbounded_channel();
    // A program reads when it likes to.
    let serving = spdy::serve(connection, None, move |stream| drop(sender.send(stream)));
    tokio::pin!(serving);
    let carrying = async {
        let opened = timeout(OPENING, open(&mut opening, streams, resizes)).await;
        if let Ok(Some(opened)) = opened {
            talk(opened, form, command, session).await;
        }
    };
    tokio::select! {
        () = carrying => timeout(LAST, serving).await.unwrap_or(Ok(())),
        done = &mut serving => done,
    }
}

/// What the client opens, once it is all there.
async fn open(
    opening: &mut mpsc::UnboundedReceiver<Stream>,
    streams: Streams,
    resizes: bool,
) -> Option<Opened> {
    let mut opened = Opened::default();
    loop {
        let lacks = opened.error.is_none()
            || streams.stdin && opened.stdin.is_none()
            || streams.stdout && opened.stdout.is_none()
            || streams.stderr && opened.stderr.is_none()
            || streams.tty && resizes && opened.resize.is_none();
        if !lacks {
            return Some(opened);
        }
        let stream = opening.recv().await?;
        let of = stream.headers.get("streamtype").map(String::as_str);
        let place = match of {
            Some("error") => &mut opened.error,
            Some("stdin") => &mut opened.stdin,
            Some("stdout") => &mut opened.stdout,
            Some("stderr") => &mut opened.stderr,
            Some("resize") => &mut opened.resize,
            _ => {
                stream.output.refuse().await;
                continue;
            }
        };
        *place = Some(stream);
    }
}

async fn talk(opened: Opened, form: Form, command: &[String], session: Session) {
    let Some(error) = opened.error else {
        return;
    };
    let output = |stream: Option<Stream>| stream.map(|stream| stream.output);
    let client = Writers {
        error: error.output,
        stdout: output(opened.stdout),
        stderr: output(opened.stderr),
    };
    let (sender, said) = mpsc::channel(WAITING);
    let carrying = carry(&client, said, session);
    let ended = tokio::select! {
        ended = carrying => ended,
        () = type_in(opened.stdin, &sender) => None,
        () = size(opened.resize, &sender) => None,
        () = error.gone.cancelled() => None,
    };
    if let Some(ended) = ended {
        if let Some(told) = told(form, &ended, command) {
            client.send(Channel::Error, &told).await;
        }
        client.end().await;
    }
}

async fn type_in(stream: Option<Stream>, to: &mpsc::Sender<Said>) {
    if let Some(mut stream) = stream {
        while let Some(bytes) = stream.input.recv().await {
            let _ = to.send(Said::Stdin(bytes.into())).await;
        }
        let _ = to.send(Said::StdinEnd).await;
    }
    pending::<()>().await;
}

async fn size(stream: Option<Stream>, to: &mpsc::Sender<Said>) {
    if let Some(mut stream) = stream {
        while let Some(bytes) = stream.input.recv().await {
            for said in sizes(&bytes) {
                let _ = to.send(said).await;
            }
        }
    }
    pending::<()>().await;
}
