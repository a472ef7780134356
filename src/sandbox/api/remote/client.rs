//! The client's end of a session.

use std::future::Future;

use hyper::body::Bytes;

use crate::pty::Size;

/// What a client is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    Out = 1,
    Err = 2,
    /// How it ended.
    Error = 3,
}

/// What a client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Stdin(Bytes),
    /// There is no more of it.
    StdinEnd,
    Resize(Size),
}

/// A client, as far as it is written to.
pub(super) trait Client: Send + Sync {
    /// Whether it still takes bytes.
    fn send(&self, channel: Channel, bytes: &[u8]) -> impl Future<Output = bool> + Send;
    /// Whether it is still there: asked now and then where nothing is sent.
    fn is_there(&self) -> impl Future<Output = bool> + Send;
    /// It has been sent all.
    fn end(&self) -> impl Future<Output = ()> + Send;
}

/// Sizes of a terminal, as a client tells them: JSON, one after the other.
pub(super) fn sizes(bytes: &[u8]) -> impl Iterator<Item = Said> {
    let sizes = serde_json::Deserializer::from_slice(bytes).into_iter();
    sizes.map_while(Result::ok).map(Said::Resize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        let size = |width, height| Said::Resize(Size { width, height });
        let rows: [(&[u8], Vec<Said>); 4] = [
            (b"{\"Width\":80,\"Height\":24}\n", vec![size(80, 24)]),
            (
                b"{\"Width\":1,\"Height\":2}{\"Width\":3}",
                vec![size(1, 2), size(3, 0)],
            ),
            (b"{\"Width\":-1}", vec![]),
            (b"80x24", vec![]),
        ];
        for (bytes, expected) in rows {
            assert_eq!(sizes(bytes).collect::<Vec<_>>(), expected);
        }
    }
}
