//! One connection with its streams.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, split};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::frame::{self, Frame, Reset};
use super::headers::{self, Headers};

/// The number of the server's pings. It is odd, as the client's own are, and so high that it never
/// uses it: the client takes it for an answer that it knows nothing of, and writes none, which it
/// could not while a program leaves unread what it sends.
const OWN: u32 = u32::MAX;
/// Streams at once.
const STREAMS: usize = 1000;
/// Pieces that wait for whoever reads a stream.
const WAITING: usize = 32;
/// A stream that the client opened.
pub(in crate::sandbox::api) struct Stream {
    pub(in crate::sandbox::api) headers: Headers,
    /// What the client sends; it ends when the client has sent all.
    pub(in crate::sandbox::api) input: mpsc::Receiver<Vec<u8>>,
    pub(in crate::sandbox::api) output: Writer,
    /// The client has reset the stream, or is gone.
    pub(in crate::sandbox::api) gone: CancellationToken,
}

/// The way back of a stream.
#[derive(Clone)]
pub(in crate::sandbox::api) struct Writer {
    stream: u32,
    frames: mpsc::Sender<Vec<u8>>,
    /// Whether all was sent.
    finished: Arc<AtomicBool>,
    gone: CancellationToken,
}

impl Writer {
    /// Whether the connection still takes it.
    pub(in crate::sandbox::api) async fn write(&self, bytes: &[u8]) -> bool {
        self.frames
            .send(frame::data(self.stream, false, bytes))
            .await
            .is_ok()
    }

    /// Says something that means nothing. Whether the connection still takes it.
    pub(in crate::sandbox::api) async fn ping(&self) -> bool {
        self.frames.send(frame::ping(OWN)).await.is_ok()
    }

    /// Ends it in good order.
    pub(in crate::sandbox::api) async fn finish(&self) {
        let _ = self.frames.send(frame::data(self.stream, true, &[])).await;
        // Not before: then the stream is over, and who waits here may be told to stop.
        self.finished.store(true, Ordering::Relaxed);
    }

    /// Refuses the stream.
    pub(in crate::sandbox::api) async fn refuse(&self) {
        self.gone.cancel();
        let _ = self
            .frames
            .send(frame::reset(self.stream, Reset::Protocol))
            .await;
    }
}

struct Open {
    /// `None` once the client has sent all.
    input: Option<mpsc::Sender<Vec<u8>>>,
    finished: Arc<AtomicBool>,
    gone: CancellationToken,
    /// Tells the stream's user when this entry is dropped.
    _guard: DropGuard,
}

impl Open {
    /// Neither side has more to say.
    fn is_over(&self) -> bool {
        let both = self.input.is_none() && self.finished.load(Ordering::Relaxed);
        both || self.gone.is_cancelled()
    }
}

struct Session<F> {
    streams: HashMap<u32, Open>,
    patience: Option<Duration>,
    reader: headers::Reader,
    writer: headers::Writer,
    frames: mpsc::Sender<Vec<u8>>,
    opened: F,
}

/// Serves a connection until the client ends it. `opened` is given each new stream. One that leaves
/// unread what it was sent for longer than `patience` is reset: others wait behind it.
pub(in crate::sandbox::api) async fn serve(
    connection: impl AsyncRead + AsyncWrite + Send + 'static,
    patience: Option<Duration>,
    opened: impl FnMut(Stream) + Send,
) -> io::Result<()> {
    let (mut from, mut to) = split(connection);
    let (frames, mut queue) = mpsc::channel::<Vec<u8>>(WAITING);
    let writing = async move {
        while let Some(frame) = queue.recv().await {
            to.write_all(&frame).await?;
            if queue.is_empty() {
                to.flush().await?;
            }
        }
        Ok::<_, io::Error>(())
    };
    let mut session = Session {
        streams: HashMap::new(),
        patience,
        reader: headers::Reader::new(),
        writer: headers::Writer::default(),
        frames,
        opened,
    };
    let reading = async move {
        while let Some(frame) = frame::read(&mut from).await? {
            session.take(frame).await?;
        }
        Ok::<_, io::Error>(())
    };
    tokio::select! {
        done = reading => done,
        done = writing => done,
    }
}

impl<F: FnMut(Stream)> Session<F> {
    async fn take(&mut self, frame: Frame) -> io::Result<()> {
        match frame {
            Frame::Open {
                stream,
                fin,
                headers,
            } => self.open(stream, fin, &headers).await,
            Frame::Data { stream, fin, bytes } => self.pass(stream, fin, bytes).await,
            Frame::Reset { stream } => {
                self.streams.remove(&stream);
                Ok(())
            }
            // Even ones are answers.
            Frame::Ping { id } if id % 2 == 1 => self.send(frame::ping(id)).await,
            Frame::Ping { .. } | Frame::Away | Frame::Other => Ok(()),
        }
    }

    async fn send(&self, frame: Vec<u8>) -> io::Result<()> {
        let sent = self.frames.send(frame).await;
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    async fn open(&mut self, stream: u32, fin: bool, block: &[u8]) -> io::Result<()> {
        // Every block has to be read: the next one leans on it.
        let headers = self.reader.read(block).map_err(io::Error::other)?;
        self.streams.retain(|_, open| !open.is_over());
        let known = self.streams.contains_key(&stream);
        if known || stream.is_multiple_of(2) {
            return self.send(frame::reset(stream, Reset::Protocol)).await;
        }
        if self.streams.len() >= STREAMS {
            return self.send(frame::reset(stream, Reset::Refused)).await;
        }
        let (sender, input) = mpsc::channel(WAITING);
        let gone = CancellationToken::new();
        let finished = Arc::new(AtomicBool::new(false));
        let open = Open {
            input: (!fin).then_some(sender),
            finished: Arc::clone(&finished),
            gone: gone.clone(),
            _guard: gone.clone().drop_guard(),
        };
        self.streams.insert(stream, open);
        let reply = frame::reply(stream, &self.writer.none());
        self.send(reply).await?;
        let output = Writer {
            stream,
            frames: self.frames.clone(),
            finished,
            gone: gone.clone(),
        };
        (self.opened)(Stream {
            headers,
            input,
            output,
            gone,
        });
        Ok(())
    }

    async fn pass(&mut self, stream: u32, fin: bool, bytes: Vec<u8>) -> io::Result<()> {
        let Some(open) = self.streams.get_mut(&stream) else {
            return Ok(());
        };
        if let Some(input) = open.input.as_ref().filter(|_| !bytes.is_empty()) {
            let longest = self.patience.unwrap_or(Duration::MAX);
            match timeout(longest, input.send(bytes)).await {
                Ok(Ok(())) => {}
                // Nobody reads it any more.
                Ok(Err(_)) => open.input = None,
                Err(_) => {
                    self.streams.remove(&stream);
                    return self.send(frame::reset(stream, Reset::Cancel)).await;
                }
            }
        }
        if fin && let Some(open) = self.streams.get_mut(&stream) {
            open.input = None;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::headers::tests::pack;
    use super::*;
    use flate2::{Compress, Compression};
    use tokio::io::AsyncReadExt;

    async fn next(from: &mut (impl AsyncRead + Unpin)) -> Frame {
        frame::read(from).await.unwrap().unwrap()
    }

    /// Answers each stream with what it sent, in capitals.
    fn loud(mut stream: Stream) {
        tokio::spawn(async move {
            while let Some(bytes) = stream.input.recv().await {
                stream.output.write(&bytes.to_ascii_uppercase()).await;
            }
            stream.output.finish().await;
        });
    }

    #[tokio::test]
    async fn streams_carry_bytes_both_ways() {
        let (mut client, server) = tokio::io::duplex(64 * 1024);
        let session = tokio::spawn(serve(server, None, loud));
        let mut deflate = Compress::new(Compression::default(), true);
        for stream in [1, 3] {
            let headers = pack(&mut deflate, &[("port", "80")]);
            client
                .write_all(&frame::open(stream, &headers))
                .await
                .unwrap();
            assert_eq!(next(&mut client).await, Frame::Other, "the reply");
            client
                .write_all(&frame::data(stream, false, b"hello"))
                .await
                .unwrap();
            let bytes = b"HELLO".to_vec();
            assert_eq!(
                next(&mut client).await,
                Frame::Data {
                    stream,
                    fin: false,
                    bytes
                }
            );
        }
        client.write_all(&frame::ping(1)).await.unwrap();
        assert_eq!(next(&mut client).await, Frame::Ping { id: 1 });
        client.write_all(&frame::data(3, true, b"")).await.unwrap();
        let ended = Frame::Data {
            stream: 3,
            fin: true,
            bytes: Vec::new(),
        };
        assert_eq!(next(&mut client).await, ended);
        client.shutdown().await.unwrap();
        session.await.unwrap().unwrap();
    }

    /// As many as there are connections through one forwarded port.
    #[tokio::test]
    async fn streams_that_are_over_make_room() {
        let (mut client, server) = tokio::io::duplex(64 * 1024);
        let session = tokio::spawn(serve(server, None, loud));
        let mut deflate = Compress::new(Compression::default(), true);
        for number in 0..=u32::try_from(STREAMS).unwrap() {
            let stream = 2 * number + 1;
            let headers = pack(&mut deflate, &[]);
            let opening = frame::open(stream, &headers);
            client.write_all(&opening).await.unwrap();
            assert_eq!(next(&mut client).await, Frame::Other, "the reply");
            let last = frame::data(stream, true, b"");
            client.write_all(&last).await.unwrap();
            let fin = true;
            let bytes = Vec::new();
            assert_eq!(next(&mut client).await, Frame::Data { stream, fin, bytes });
        }
        client.shutdown().await.unwrap();
        session.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_reset_tells_the_streams_user() {
        let (mut client, server) = tokio::io::duplex(64 * 1024);
        let (told, mut opened) = mpsc::unbounded_channel();
        let session = tokio::spawn(serve(server, None, move |stream| {
            told.send(stream).ok();
        }));
        let mut deflate = Compress::new(Compression::default(), true);
        let headers = pack(&mut deflate, &[]);
        client.write_all(&frame::open(1, &headers)).await.unwrap();
        let stream = opened.recv().await.unwrap();
        client
            .write_all(&frame::reset(1, Reset::Cancel))
            .await
            .unwrap();
        stream.gone.cancelled().await;
        let headers = pack(&mut deflate, &[]);
        client.write_all(&frame::open(3, &headers)).await.unwrap();
        let other = opened.recv().await.unwrap();
        drop(client);
        other.gone.cancelled().await;
        let _ = session.await.unwrap();
    }

    #[tokio::test]
    async fn damaged_headers_end_the_connection() {
        let (mut client, server) = tokio::io::duplex(64 * 1024);
        let session = tokio::spawn(serve(server, None, loud));
        client
            .write_all(&frame::open(1, b"nonsense"))
            .await
            .unwrap();
        assert!(session.await.unwrap().is_err());
        assert_eq!(client.read(&mut [0; 8]).await.unwrap(), 0);
    }
}
