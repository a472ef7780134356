//! Frames on the wire.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// Largest frame that is read, in bytes.
const LIMIT: usize = 1024 * 1024;
const FIN: u8 = 1;

const SYN_STREAM: u16 = 1;
const SYN_REPLY: u16 = 2;
const RST_STREAM: u16 = 3;
const PING: u16 = 6;
const GOAWAY: u16 = 7;

/// Why a stream is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reset {
    Protocol = 1,
    Refused = 3,
    Cancel = 5,
}

/// What a client sends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A new stream with its compressed headers.
    Open {
        stream: u32,
        fin: bool,
        headers: Vec<u8>,
    },
    Data {
        stream: u32,
        fin: bool,
        bytes: Vec<u8>,
    },
    Reset {
        stream: u32,
    },
    Ping {
        id: u32,
    },
    /// The client opens no more streams.
    Away,
    /// `SETTINGS`, `WINDOW_UPDATE`, `HEADERS`, `SYN_REPLY`: nothing hangs on them here.
    Other,
}

/// The next frame; `None` at the end.
pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Frame>> {
    let mut head = [0; 8];
    match from.read_exact(&mut head).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_be_bytes([0, head[5], head[6], head[7]]) as usize;
    if length > LIMIT {
        return Err(io::Error::other("a frame is too large"));
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).await?;
    parse(head, body).map(Some)
}

fn parse(head: [u8; 8], body: Vec<u8>) -> io::Result<Frame> {
    let fin = head[4] & FIN != 0;
    let control = head[0] & 0x80 != 0;
    if !control {
        let stream = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        return Ok(Frame::Data {
            stream,
            fin,
            bytes: body,
        });
    }
    if u16::from_be_bytes([head[0] & 0x7f, head[1]]) != 3 {
        return Err(io::Error::other("not SPDY/3"));
    }
    let first = || -> io::Result<u32> {
        let four = body.first_chunk().ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(u32::from_be_bytes(*four) & 0x7fff_ffff)
    };
    Ok(match u16::from_be_bytes([head[2], head[3]]) {
        SYN_STREAM => {
            // Stream, the one it belongs to, priority, slot.
            let headers = body.get(10..).ok_or(io::ErrorKind::UnexpectedEof)?.to_vec();
            Frame::Open {
                stream: first()?,
                fin,
                headers,
            }
        }
        RST_STREAM => Frame::Reset { stream: first()? },
        PING => {
            let four = body.first_chunk().ok_or(io::ErrorKind::UnexpectedEof)?;
            Frame::Ping {
                id: u32::from_be_bytes(*four),
            }
        }
        GOAWAY => Frame::Away,
        _ => Frame::Other,
    })
}

fn control(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut frame = vec![0x80, 3];
    frame.extend(kind.to_be_bytes());
    frame.extend(size(length));
    frame.extend(parts.concat());
    frame
}

/// No flags, and 24 bits of length.
fn size(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

/// Accepts a stream.
pub(super) fn reply(stream: u32, headers: &[u8]) -> Vec<u8> {
    control(SYN_REPLY, &[&stream.to_be_bytes(), headers])
}

/// Ends a stream at once.
pub(super) fn reset(stream: u32, why: Reset) -> Vec<u8> {
    control(
        RST_STREAM,
        &[&stream.to_be_bytes(), &(why as u32).to_be_bytes()],
    )
}

/// Answers a ping.
pub(super) fn ping(id: u32) -> Vec<u8> {
    control(PING, &[&id.to_be_bytes()])
}

/// Bytes of a stream, or its end (`fin`).
pub(super) fn data(stream: u32, fin: bool, bytes: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(8 + bytes.len());
    frame.extend(stream.to_be_bytes());
    let mut size = size(bytes.len());
    size[0] = if fin { FIN } else { 0 };
    frame.extend(size);
    frame.extend(bytes);
    frame
}

/// As a client opens a stream.
#[cfg(test)]
pub(super) fn open(stream: u32, headers: &[u8]) -> Vec<u8> {
    control(SYN_STREAM, &[&stream.to_be_bytes(), &[0; 6], headers])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_are_read_as_they_are_written() {
        let mut wire = Vec::new();
        wire.extend(open(1, b"abc"));
        wire.extend(data(1, false, b"hello"));
        wire.extend(data(1, true, b""));
        wire.extend(ping(7));
        wire.extend(reset(3, Reset::Cancel));
        wire.extend(control(GOAWAY, &[&[0; 8]]));
        wire.extend(control(9, &[&[0; 8]]));
        let mut wire = wire.as_slice();
        let expected = [
            Frame::Open {
                stream: 1,
                fin: false,
                headers: b"abc".to_vec(),
            },
            Frame::Data {
                stream: 1,
                fin: false,
                bytes: b"hello".to_vec(),
            },
            Frame::Data {
                stream: 1,
                fin: true,
                bytes: Vec::new(),
            },
            Frame::Ping { id: 7 },
            Frame::Reset { stream: 3 },
            Frame::Away,
            Frame::Other,
        ];
        for frame in expected {
            assert_eq!(read(&mut wire).await.unwrap(), Some(frame));
        }
        assert_eq!(read(&mut wire).await.unwrap(), None);
    }

    #[tokio::test]
    async fn nonsense_is_refused() {
        let rows: [&[u8]; 4] = [
            b"\x80\x02\x00\x01\x00\x00\x00\x00",
            b"\x00\x00\x00\x01\x00\xff\xff\xff",
            b"\x80\x03\x00\x01\x00\x00\x00\x02ab",
            b"\x80\x03\x00\x06\x00\x00\x00\x04ab",
        ];
        for mut wire in rows {
            assert!(read(&mut wire).await.is_err(), "{wire:?}");
        }
    }
}
