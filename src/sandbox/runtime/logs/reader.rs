//! The lines of a log over all its files.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::sandbox::runtime::supervisor::full_files;

/// Reads from the oldest file that is there to the end of the newest, and goes on from there when
/// more was written, whichever files that is in.
pub(super) struct Reader {
    path: PathBuf,
    open: Option<Open>,
    /// The beginning of a line whose end is not written yet.
    pending: Vec<u8>,
}

struct Open {
    file: BufReader<File>,
    id: (u64, u64),
}

impl Reader {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            open: None,
            pending: Vec::new(),
        }
    }

    /// The next line, without its end; `None`: there is none yet.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let Some(open) = &mut self.open else {
                self.open = self.after(None)?;
                if self.open.is_none() {
                    return Ok(None);
                }
                continue;
            };
            // Asked before reading: what is written into a full file was written before this.
            let moved = id_of(&self.path) != Some(open.id);
            let id = open.id;
            if open.file.read_until(b'\n', &mut self.pending)? > 0 && self.pending.ends_with(b"\n")
            {
                self.pending.pop();
                return Ok(Some(std::mem::take(&mut self.pending)));
            }
            if !moved {
                return Ok(None);
            }
            match self.after(Some(id))? {
                Some(next) => self.open = Some(next),
                None => return Ok(None),
            }
        }
    }

    /// The file after one, or the oldest: that one may be gone.
    fn after(&self, id: Option<(u64, u64)>) -> io::Result<Option<Open>> {
        let full = full_files(&self.path).into_iter().map(|(_, path)| path);
        let mut files = Vec::new();
        for path in full.chain([self.path.clone()]) {
            files.extend(open(&path)?);
        }
        let at = files.iter().position(|file| Some(file.id) == id);
        let next = at.map_or(0, |at| at + 1);
        Ok(files.into_iter().nth(next))
    }
}

fn open(path: &Path) -> io::Result<Option<Open>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let data = file.metadata()?;
    Ok(Some(Open {
        file: BufReader::new(file),
        id: (data.dev(), data.ino()),
    }))
}

fn id_of(path: &Path) -> Option<(u64, u64)> {
    let data = path.metadata().ok()?;
    Some((data.dev(), data.ino()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::Reader;

    fn append(path: &std::path::Path, text: &str) {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.create(true).append(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn all(reader: &mut Reader) -> String {
        let mut read = Vec::new();
        while let Some(line) = reader.next().unwrap() {
            read.push(String::from_utf8(line).unwrap());
        }
        read.join(" ")
    }

    #[test]
    fn nothing_is_lost_or_repeated_when_files_move() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("0.log");
        let full = |number: u32| folder.path().join(format!("0.log.{number}"));
        let mut reader = Reader::new(path.clone());
        assert_eq!(all(&mut reader), "");
        append(&path, "a\nb\nhal");
        assert_eq!(all(&mut reader), "a b");
        append(&path, "f\nc\n");
        std::fs::rename(&path, full(1)).unwrap();
        append(&path, "d\n");
        assert_eq!(all(&mut reader), "half c d");
        append(&path, "e\n");
        std::fs::rename(&path, full(2)).unwrap();
        append(&path, "f\n");
        std::fs::rename(&path, full(3)).unwrap();
        append(&path, "g\n");
        assert_eq!(all(&mut reader), "e f g");
        let mut late = Reader::new(path);
        assert_eq!(all(&mut late), "a b half c d e f g");
    }
}
