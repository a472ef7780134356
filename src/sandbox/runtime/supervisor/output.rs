//! From a container's output to its log, and to who is attached.

use std::io::{ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::log_file::{LogFile, Piece, Source};
use super::taps::Taps;

/// Longest piece of a line, as containerd cuts them.
const LONGEST: usize = 16 * 1024;

/// Copies until the last writer has closed its end.
pub(super) fn copy(mut from: impl Read, source: Source, log: &Arc<Mutex<LogFile>>, taps: &Taps) {
    let mut lines = Lines::default();
    let mut buffer = vec![0; LONGEST];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                lines.add(&buffer[..count], |pieces| write(log, source, pieces));
                taps.tell(source, &buffer[..count]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    lines.end(|pieces| write(log, source, pieces));
    taps.end(source);
}

/// A full disk must not stop the container: what cannot be written is lost.
fn write(log: &Arc<Mutex<LogFile>>, source: Source, pieces: &[Piece<'_>]) {
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = log.write(source, pieces);
}

/// Cuts output into lines.
#[derive(Default)]
struct Lines {
    /// The beginning of a line whose end is still to come.
    rest: Vec<u8>,
}

impl Lines {
    fn add(&mut self, bytes: &[u8], mut write: impl FnMut(&[Piece<'_>])) {
        self.rest.extend_from_slice(bytes);
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some((piece, next)) = piece(&self.rest[at..]) {
            pieces.push(piece);
            at += next;
        }
        if !pieces.is_empty() {
            write(&pieces);
        }
        self.rest.drain(..at);
    }

    fn end(self, mut write: impl FnMut(&[Piece<'_>])) {
        if !self.rest.is_empty() {
            let text = &self.rest;
            write(&[Piece { text, full: true }]);
        }
    }
}

/// The first piece, and where the next begins.
fn piece(bytes: &[u8]) -> Option<(Piece<'_>, usize)> {
    let near = &bytes[..bytes.len().min(LONGEST)];
    if let Some(end) = near.iter().position(|byte| *byte == b'\n') {
        let text = &bytes[..end];
        return Some((Piece { text, full: true }, end + 1));
    }
    let long = bytes.len() > LONGEST;
    long.then(|| {
        let text = near;
        (Piece { text, full: false }, LONGEST)
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Lines};

    fn cut(chunks: &[&[u8]]) -> Vec<(String, bool)> {
        let mut cut = Vec::new();
        let mut lines = Lines::default();
        let mut keep = |pieces: &[super::Piece<'_>]| {
            for piece in pieces {
                cut.push((String::from_utf8_lossy(piece.text).into_owned(), piece.full));
            }
        };
        for chunk in chunks {
            lines.add(chunk, &mut keep);
        }
        lines.end(&mut keep);
        cut
    }

    #[test]
    fn output_is_cut_into_lines() {
        let rows: [(&[&[u8]], &[&str]); 5] = [
            (&[b""], &[]),
            (&[b"a\nb\n"], &["a", "b"]),
            (&[b"a", b"b\n", b"c"], &["ab", "c"]),
            (&[b"\n\n"], &["", ""]),
            (&[b"a\r\n"], &["a\r"]),
        ];
        for (chunks, expected) in rows {
            let lines: Vec<_> = cut(chunks).into_iter().map(|(text, _)| text).collect();
            assert_eq!(lines, expected, "{chunks:?}");
        }
    }

    #[test]
    fn a_very_long_line_comes_in_parts() {
        let long = vec![b'x'; LONGEST * 2 + 3];
        let pieces = cut(&[&long, b"\n"]);
        let shape: Vec<_> = pieces
            .iter()
            .map(|(text, full)| (text.len(), *full))
            .collect();
        assert_eq!(shape, [(LONGEST, false), (LONGEST, false), (3, true)]);
    }
}
