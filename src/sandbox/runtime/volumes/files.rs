//! Files that appear all at once, as a kubelet writes them.

use std::collections::BTreeSet;
use std::io;
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::{Component, Path, PathBuf};

/// A file of a volume.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// Below the volume.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
    /// Its permissions.
    pub(crate) mode: u32,
}

/// The link that leads to what counts now.
const DATA: &str = "..data";

/// Makes a volume hold these files and no others. Each is a link into a folder that is replaced as a
/// whole, so that a program sees the old files or the new ones.
pub(crate) fn write(volume: &Path, files: &[File]) -> io::Result<()> {
    std::fs::create_dir_all(volume)?;
    let old = std::fs::read_link(volume.join(DATA)).ok();
    let new = fresh(volume, old.as_deref());
    for file in files.iter().filter(|file| is_inside(&file.path)) {
        create(&volume.join(&new).join(&file.path), file)?;
    }
    let temporary = volume.join("..data_tmp");
    let _ = std::fs::remove_file(&temporary);
    std::fs::create_dir_all(volume.join(&new))?;
    symlink(&new, &temporary)?;
    std::fs::rename(&temporary, volume.join(DATA))?;
    link(volume, files)?;
    match old {
        Some(old) => std::fs::remove_dir_all(volume.join(old)),
        None => Ok(()),
    }
}

/// A name that the folder before doesn't have.
fn fresh(volume: &Path, old: Option<&Path>) -> PathBuf {
    let names = (0..).map(|number| PathBuf::from(format!("..version_{number}")));
    let mut unused = names.filter(|name| Some(name.as_path()) != old);
    let name = unused.next().unwrap_or_default();
    // What an interrupted write has left.
    let _ = std::fs::remove_dir_all(volume.join(&name));
    name
}

fn is_inside(path: &str) -> bool {
    let path = Path::new(path);
    let mut parts = path.components();
    parts.all(|part| matches!(part, Component::Normal(_))) && path.file_name().is_some()
}

fn create(path: &Path, file: &File) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    let mut open = options
        .write(true)
        .create_new(true)
        .mode(file.mode)
        .open(path)?;
    io::Write::write_all(&mut open, &file.bytes)
}

/// Links for the first parts of the paths; others that were there go.
fn link(volume: &Path, files: &[File]) -> io::Result<()> {
    let first = |file: &File| file.path.split('/').next().unwrap_or_default().to_owned();
    let inside = files.iter().filter(|file| is_inside(&file.path));
    let wanted: BTreeSet<String> = inside.map(first).collect();
    for entry in std::fs::read_dir(volume)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("..") && !wanted.contains(&name) {
            std::fs::remove_file(entry.path())?;
        }
    }
    for name in wanted
        .iter()
        .filter(|name| volume.join(name).symlink_metadata().is_err())
    {
        symlink(Path::new(DATA).join(name), volume.join(name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{File, write};

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
            mode: 0o644,
        }
    }

    fn seen(volume: &std::path::Path) -> Vec<String> {
        let entries = std::fs::read_dir(volume).unwrap().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.filter(|name| !name.starts_with("..")).collect();
        names.sort();
        names
    }

    #[test]
    fn a_volume_holds_what_was_written_last() {
        let folder = tempfile::tempdir().unwrap();
        let volume = folder.path().join("v");
        let text = |path: &str| std::fs::read_to_string(volume.join(path)).unwrap();
        write(
            &volume,
            &[file("a", "1"), file("sub/b", "2"), file("c", "3")],
        )
        .unwrap();
        assert_eq!(seen(&volume), ["a", "c", "sub"]);
        assert_eq!(text("sub/b"), "2");
        write(&volume, &[file("a", "one"), file("sub/d", "4")]).unwrap();
        assert_eq!(seen(&volume), ["a", "sub"]);
        assert_eq!(
            (text("a"), text("sub/d")),
            ("one".to_owned(), "4".to_owned())
        );
        assert!(!volume.join("sub/b").exists());
        write(&volume, &[]).unwrap();
        assert!(seen(&volume).is_empty());
        let left = std::fs::read_dir(&volume).unwrap().count();
        assert_eq!(left, 2, "the link and what it leads to");
    }

    #[test]
    fn no_file_is_written_outside() {
        let folder = tempfile::tempdir().unwrap();
        let volume = folder.path().join("v");
        write(
            &volume,
            &[file("../x", "1"), file("/x", "2"), file("", "3")],
        )
        .unwrap();
        assert!(seen(&volume).is_empty());
        assert!(!folder.path().join("x").exists());
    }
}
