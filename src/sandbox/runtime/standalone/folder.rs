//! The files of a daprd on the disk.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

/// The folder of the resources, which daprd watches.
pub(crate) const RESOURCES: &str = "resources";
/// The file of the Configuration. It stands outside that folder.
pub(crate) const CONFIGURATION: &str = "config.yaml";

/// Makes the resources' files what they should be. Each is put in its place at once: daprd may be
/// reading.
pub(crate) fn write_resources(folder: &Path, files: &BTreeMap<String, String>) -> io::Result<()> {
    let resources = folder.join(RESOURCES);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&resources)?;
    for entry in fs::read_dir(&resources)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !files.contains_key(&name) {
            fs::remove_file(resources.join(name))?;
        }
    }
    for (name, text) in files {
        write(folder, &resources.join(name), text)?;
    }
    Ok(())
}

/// Makes the Configuration's file what it should be.
pub(crate) fn write_configuration(folder: &Path, text: &str) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    write(folder, &folder.join(CONFIGURATION), text)
}

/// A file that is right stays as it is, so that nobody wakes up for it.
fn write(folder: &Path, path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let new = folder.join("new");
    // One that a crash has left has the right of its owner.
    let _ = fs::remove_file(&new);
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(&new)?;
    file.write_all(text.as_bytes())?;
    fs::rename(&new, path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::{CONFIGURATION, RESOURCES, write_configuration, write_resources};

    #[test]
    fn files_are_what_they_should_be_and_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("daprd");
        let files = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
            pairs.iter().map(own).collect()
        };
        write_resources(&at, &files(&[("a.yaml", "1"), ("b.yaml", "2")])).unwrap();
        let b = at.join(RESOURCES).join("b.yaml");
        let before = fs::metadata(&b).unwrap().modified().unwrap();
        write_resources(&at, &files(&[("b.yaml", "2"), ("c.yaml", "3")])).unwrap();
        write_configuration(&at, "x").unwrap();
        let mut names: Vec<_> = fs::read_dir(at.join(RESOURCES))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["b.yaml", "c.yaml"]);
        assert_eq!(fs::metadata(&b).unwrap().modified().unwrap(), before);
        for file in [b, at.join(CONFIGURATION)] {
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        }
        assert_eq!(fs::read_dir(&at).unwrap().count(), 2);
    }
}
