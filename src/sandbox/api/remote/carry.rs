//! Between a client and what runs for it. Nothing is kept here: whoever is slow holds up the other.

use std::time::Duration;

use futures::future::{pending, try_join};
use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::client::{Channel, Client, Said};
use crate::sandbox::node::{Ended, Resize, Session, Stdin};

const PIECE: usize = 32 * 1024;
/// Pieces that wait for a program to read them.
const WAITING: usize = 4;
/// Between two looks whether a client is still there.
const LOOK: Duration = Duration::from_secs(2);

/// The client is gone.
struct Gone;

/// Carries until the session has ended, which is told, or the client is gone.
pub(super) async fn carry(
    client: &impl Client,
    said: mpsc::Receiver<Said>,
    session: Session,
) -> Option<Ended> {
    let Session {
        stdin,
        stdout: words,
        stderr: complaints,
        resize,
        ends_with_stdin,
        ended,
    } = session;
    let telling = async {
        let out = copy(words, client, Channel::Out);
        let err = copy(complaints, client, Channel::Err);
        try_join(out, err).await.ok()?;
        Some(ended.await)
    };
    tokio::select! {
        ended = telling => ended,
        ended = hear(said, stdin, resize, ends_with_stdin) => ended,
        () = lose(client) => None,
    }
}

async fn copy(
    from: Option<Box<dyn AsyncRead + Send + Unpin>>,
    client: &impl Client,
    channel: Channel,
) -> Result<(), Gone> {
    let Some(mut from) = from else {
        return Ok(());
    };
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece).await {
            Ok(0) | Err(_) => return Ok(()),
            Ok(count) if client.send(channel, &piece[..count]).await => {}
            Ok(_) => return Err(Gone),
        }
    }
}

/// Returns when the client is gone, or has sent all and with that has heard enough.
async fn hear(
    mut said: mpsc::Receiver<Said>,
    stdin: Option<Box<dyn Stdin>>,
    resize: Option<Resize>,
    ends_with_stdin: bool,
) -> Option<Ended> {
    let (sender, pieces) = mpsc::channel(WAITING);
    let mut sender = stdin.is_some().then_some(sender);
    let sorting = async {
        while let Some(one) = said.recv().await {
            match (one, &sender, &resize) {
                (Said::Stdin(bytes), Some(sender), _) => drop(sender.send(bytes).await),
                (Said::StdinEnd, ..) => sender = None,
                (Said::Resize(size), _, Some(resize)) => resize(size),
                _ => {}
            }
        }
        None
    };
    let feeding = async {
        feed(pieces, stdin).await;
        if ends_with_stdin {
            return Some(Ended::Code(0));
        }
        pending().await
    };
    // By its own pace: a program that does not read must not hide that the client is gone.
    tokio::select! {
        ended = sorting => ended,
        ended = feeding => ended,
    }
}

/// Gives a program what it reads, and then the end of it. What it does not want is dropped.
async fn feed(mut pieces: mpsc::Receiver<Bytes>, stdin: Option<Box<dyn Stdin>>) {
    let Some(mut stdin) = stdin else {
        return;
    };
    let mut wanted = true;
    while let Some(bytes) = pieces.recv().await {
        wanted = wanted && stdin.write(&bytes).await.is_ok();
    }
}

/// Returns when a client is gone that says nothing more, and is not sent anything.
async fn lose(client: &impl Client) {
    loop {
        sleep(LOOK).await;
        if !client.is_there().await {
            return;
        }
    }
}
