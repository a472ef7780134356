//! The log of one run of a container, as container runtimes write it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// Size from which on a log goes on in a new file.
const LIMIT: u64 = 10 * 1024 * 1024;
/// Full files that are kept beside the one that is written.
const KEPT: u64 = 2;

/// Lines `2026-01-01T00:00:00.000000000Z stdout F text`. A full file `0.log` becomes `0.log.1`, the
/// next `0.log.2`: the numbers only grow, so that a reader finds the file after the one it has.
pub(crate) struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    limit: u64,
    /// Of the full file before.
    number: u64,
}

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Source {
    fn word(self) -> &'static str {
        match self {
            Self::Out => "stdout",
            Self::Err => "stderr",
        }
    }
}

/// A piece of output: a line, or the part of a very long one that is followed by more of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// Without the line's end.
    pub(crate) text: &'a [u8],
    /// Whether the line ends with it.
    pub(crate) full: bool,
}

impl LogFile {
    /// Goes on with a log, or begins it; makes its folder.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::with_limit(path, LIMIT)
    }

    fn with_limit(path: &Path, limit: u64) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = append(path)?;
        Ok(Self {
            path: path.to_owned(),
            size: file.metadata()?.len(),
            file,
            limit,
            number: newest(path),
        })
    }

    /// Writes pieces that came together, in one go.
    pub(crate) fn write(&mut self, source: Source, pieces: &[Piece<'_>]) -> io::Result<()> {
        let head = format!("{:.9} {} ", Timestamp::now(), source.word());
        let mut bytes = Vec::new();
        for piece in pieces {
            bytes.extend_from_slice(head.as_bytes());
            bytes.extend_from_slice(if piece.full { b"F " } else { b"P " });
            bytes.extend_from_slice(piece.text);
            bytes.push(b'\n');
        }
        if self.size > 0 && self.size + bytes.len() as u64 > self.limit {
            self.rotate()?;
        }
        self.file.write_all(&bytes)?;
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// A line of the sandbox's own.
    pub(crate) fn say(&mut self, line: &str) -> io::Result<()> {
        let text = line.as_bytes();
        self.write(Source::Out, &[Piece { text, full: true }])
    }

    fn rotate(&mut self) -> io::Result<()> {
        self.number += 1;
        std::fs::rename(&self.path, numbered(&self.path, self.number))?;
        self.file = append(&self.path)?;
        self.size = 0;
        if let Some(old) = self.number.checked_sub(KEPT).filter(|old| *old > 0) {
            // It may have been removed by hand; what counts is that it is gone.
            let _ = std::fs::remove_file(numbered(&self.path, old));
        }
        Ok(())
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

fn numbered(path: &Path, number: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}

/// The full files of a log that are still there, by their numbers.
pub(crate) fn full_files(path: &Path) -> Vec<(u64, PathBuf)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().map(std::fs::read_dir);
    let entries = folder.into_iter().flatten().flatten().flatten();
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let file = entry.file_name();
            let number = file.to_str()?.strip_prefix(&*name)?.strip_prefix('.')?;
            Some((number.parse().ok()?, entry.path()))
        })
        .collect();
    files.sort();
    files
}

fn newest(path: &Path) -> u64 {
    full_files(path).last().map_or(0, |(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::{LogFile, Piece, Source, full_files};

    #[test]
    fn lines_are_written_as_container_runtimes_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("web/0.log");
        let mut log = LogFile::open(&path).unwrap();
        let pieces = [
            Piece {
                text: b"hello",
                full: true,
            },
            Piece {
                text: b"part",
                full: false,
            },
        ];
        log.write(Source::Err, &pieces).unwrap();
        log.say("own").unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<_> = text.lines().map(|line| line.split_at(30)).collect();
        assert!(lines.iter().all(|(time, _)| time.ends_with('Z')), "{text}");
        let rest: Vec<_> = lines.iter().map(|(_, rest)| *rest).collect();
        assert_eq!(rest, [" stderr F hello", " stderr P part", " stdout F own"]);
    }

    #[test]
    fn a_full_file_is_put_aside_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("0.log");
        let mut log = LogFile::with_limit(&path, 100).unwrap();
        for number in 0..12 {
            log.say(&format!("line {number}")).unwrap();
        }
        let mut again = LogFile::with_limit(&path, 100).unwrap();
        again.say("line 12").unwrap();
        let kept: Vec<_> = full_files(&path)
            .iter()
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(kept, [5, 6]);
        assert!(std::fs::read_to_string(&path).unwrap().contains("line 12"));
    }
}
