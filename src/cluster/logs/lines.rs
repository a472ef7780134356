//! Bytes as they come from the network → lines, in pieces of bounded length.

/// A line without its line feed, or a piece of one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Whether the line begins here.
    pub(super) starts: bool,
}

/// Cuts what it is given at line feeds, and lines that are too long at the limit. Where it cuts
/// depends on the bytes alone, not on how they came: a second reading gives the same pieces.
pub(super) struct Splitter {
    limit: usize,
    kept: Vec<u8>,
    /// Whether a piece of this line was given out.
    within: bool,
}

impl Splitter {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            kept: Vec::new(),
            within: false,
        }
    }

    /// Takes bytes up to the end of the next piece: how many, and the piece if it is whole.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Option<Piece>) {
        let room = self.limit - self.kept.len();
        // One more than there is room for: the line feed itself is not kept.
        let line_feed = bytes.iter().take(room + 1).position(|byte| *byte == b'\n');
        let taken = line_feed.unwrap_or_else(|| bytes.len().min(room));
        self.kept.extend_from_slice(&bytes[..taken]);
        match line_feed {
            Some(_) => (taken + 1, Some(self.piece(false))),
            None if bytes.len() > room => (taken, Some(self.piece(true))),
            None => (taken, None),
        }
    }

    /// What stands after the last line feed.
    pub(super) fn rest(&mut self) -> Option<Piece> {
        (!self.kept.is_empty()).then(|| self.piece(false))
    }

    fn piece(&mut self, goes_on: bool) -> Piece {
        let starts = !std::mem::replace(&mut self.within, goes_on);
        let bytes = std::mem::take(&mut self.kept);
        Piece { bytes, starts }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Splitter;

    /// The pieces of a text that comes in these chunks; a trailing `$` marks the unended one.
    fn pieces(limit: usize, chunks: &[&[u8]]) -> Vec<String> {
        let mut splitter = Splitter::new(limit);
        let mut pieces = Vec::new();
        let told = |piece: super::Piece, end: &str| {
            let mark = if piece.starts { "" } else { "…" };
            format!("{mark}{}{end}", String::from_utf8_lossy(&piece.bytes))
        };
        for chunk in chunks {
            let mut left = *chunk;
            while !left.is_empty() {
                let (taken, piece) = splitter.take(left);
                left = &left[taken..];
                pieces.extend(piece.map(|piece| told(piece, "")));
            }
        }
        pieces.extend(splitter.rest().map(|piece| told(piece, "$")));
        pieces
    }

    #[test]
    fn lines_are_cut_at_line_feeds_and_at_the_limit() {
        let rows: &[(&[&[u8]], &[&str])] = &[
            (&[], &[]),
            (&[b"a\nb\n"], &["a", "b"]),
            (&[b"a", b"b\n\nc"], &["ab", "", "c$"]),
            (&[b"1234\n5"], &["1234", "5$"]),
            (&[b"1234", b"\n"], &["1234"]),
            (&[b"123456789\nx\n"], &["1234", "…5678", "…9", "x"]),
            (&[b"12345678\nx\n"], &["1234", "…5678", "x"]),
            (&[b"1234", b"5678"], &["1234", "…5678$"]),
            (&[b"a\r\n"], &["a\r"]),
        ];
        for (chunks, expected) in rows {
            assert_eq!(pieces(4, chunks), *expected, "{chunks:?}");
        }
    }

    proptest! {
        #[test]
        fn pieces_do_not_depend_on_how_the_bytes_come(
            text in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'a'), Just(b'b')], 0..60),
            cuts in proptest::collection::vec(0usize..60, 0..6),
        ) {
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let chunks: Vec<_> = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            prop_assert_eq!(pieces(5, &chunks), pieces(5, &[text.as_slice()]));
        }
    }
}
