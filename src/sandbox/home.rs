//! The folder that a sandbox lives in.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::process::{Pid, test_kill_process};
use serde_json::{Map, Value};

/// A name of images, and the command that runs for them.
pub type Image = (String, String);

const IMAGES: &str = "images.json";

/// Paths below one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(PathBuf);

/// The server that has a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Its process.
    pub pid: i32,
    /// `https://127.0.0.1:6443`; empty until it serves.
    pub address: String,
}

impl Running {
    /// Whether it serves.
    pub fn is_ready(&self) -> bool {
        !self.address.is_empty()
    }
}

/// Held by the one server of a home, until it ends, however it ends.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Tells everybody that the home is served now.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn serves(&mut self, address: &str) -> io::Result<()> {
        self.write(address)
    }

    fn write(&mut self, address: &str) -> io::Result<()> {
        self.0.rewind()?;
        // One write: whoever reads meanwhile sees all of it or nothing.
        let text = format!("{} {address}\n", std::process::id());
        self.0.write_all(text.as_bytes())?;
        self.0.set_len(text.len() as u64)
    }
}

impl Home {
    /// At a folder; nothing is made yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// Makes the folder, for its owner alone.
    ///
    /// # Errors
    /// Those of the file system; a folder that is somebody else's is refused.
    pub fn make(&self) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)?;
        let owner = fs::metadata(&self.0)?.uid();
        if owner != rustix::process::geteuid().as_raw() {
            return Err(io::Error::other(format!(
                "the folder belongs to another user (uid {owner})"
            )));
        }
        Ok(())
    }

    /// Becomes its one server; `None` while there is another.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn lock(&self) -> io::Result<Option<Lock>> {
        self.make()?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(self.0.join("lock"))?;
        match file.try_lock() {
            Ok(()) => {
                let mut lock = Lock(file);
                lock.write("")?;
                Ok(Some(lock))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Its server, if it has one now.
    pub fn running(&self) -> Option<Running> {
        let mut file = File::open(self.0.join("lock")).ok()?;
        if !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        let (pid, address) = text.trim_end_matches('\n').split_once(' ')?;
        let pid = pid.parse().ok()?;
        (!has_ended(pid)).then(|| Running {
            pid,
            address: address.to_owned(),
        })
    }

    /// Whether the folder is a sandbox's: it has a lock.
    pub fn is_one(&self) -> bool {
        self.0.join("lock").exists()
    }

    /// Removes the folder and everything in it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn empty(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The store's file.
    pub fn store(&self) -> PathBuf {
        self.0.join("store.redb")
    }

    /// Its kubeconfig, which also says where it is served.
    pub fn kubeconfig(&self) -> PathBuf {
        self.0.join("kubeconfig")
    }

    /// Certificates and keys.
    pub fn pki(&self) -> PathBuf {
        self.0.join("pki")
    }

    /// A folder for each pod, by its uid.
    pub fn pods(&self) -> PathBuf {
        self.0.join("pods")
    }

    /// Volumes of claims.
    pub fn volumes(&self) -> PathBuf {
        self.0.join("volumes")
    }

    /// The programs for images that `sandbox start --image` was given since the home was made.
    ///
    /// # Errors
    /// Those of the file system; a file that holds something else.
    pub fn images(&self) -> io::Result<Vec<Image>> {
        let text = match fs::read_to_string(self.0.join(IMAGES)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        let images: Map<String, Value> = serde_json::from_str(&text)?;
        let pair = |(name, command): (String, Value)| Some((name, command.as_str()?.to_owned()));
        Ok(images.into_iter().filter_map(pair).collect())
    }

    /// Remembers programs for images, in the place of those with the same names; answers all.
    ///
    /// # Errors
    /// As [`Self::images`].
    pub fn keep_images(&self, given: &[Image]) -> io::Result<Vec<Image>> {
        let mut all = self.images()?;
        if given.iter().all(|image| all.contains(image)) {
            return Ok(all);
        }
        all.retain(|(name, _)| given.iter().all(|(other, _)| other != name));
        all.extend_from_slice(given);
        let map: Map<String, Value> = all
            .iter()
            .map(|(name, command)| (name.clone(), command.as_str().into()))
            .collect();
        write_private(&self.0.join(IMAGES), &Value::Object(map).to_string())?;
        Ok(all)
    }

    /// What the last start was told about daprd.
    pub fn daprd_wish(&self) -> PathBuf {
        self.0.join("daprd")
    }

    /// What the sidecars of the running server are.
    pub fn sidecar(&self) -> PathBuf {
        self.0.join("sidecar")
    }

    /// What the server in the background says.
    pub fn log(&self) -> PathBuf {
        self.0.join("log")
    }
}

/// Whether a process is gone or only waits for its parent to look. One that was killed holds its
/// locks until the last of its threads, and a child that it had just forked, have let go.
fn has_ended(pid: i32) -> bool {
    let Some(pid) = Pid::from_raw(pid) else {
        return true;
    };
    if test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
        return true;
    }
    // Where there is no such file, that it can be signalled has to do.
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(") ").map(|(_, rest)| rest);
    state.is_some_and(|state| state.starts_with(['Z', 'X']))
}

/// Writes a file that its owner alone may read, whole or not at all.
///
/// # Errors
/// Those of the file system.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let _ = fs::remove_file(&beside);
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let image = |name: &str, command: &str| (name.to_owned(), command.to_owned());
        let (a, b) = (image("a", "x 1"), image("b", "y"));
        assert_eq!(home.keep_images(&[]).unwrap(), []);
        assert_eq!(home.keep_images(&[a.clone(), b.clone()]).unwrap().len(), 2);
        let changed = image("a", "z");
        let all = home.keep_images(std::slice::from_ref(&changed)).unwrap();
        assert_eq!(all, [b, changed]);
        assert_eq!(home.images().unwrap(), all);
        fs::write(folder.path().join(IMAGES), "[").unwrap();
        assert!(home.keep_images(&[a]).is_err());
    }

    #[test]
    fn who_has_ended_serves_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let mut lock = home.lock().unwrap().expect("nobody has it");
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let text = format!("{} https://127.0.0.1:1\n", child.id());
        lock.0.rewind().unwrap();
        lock.0.write_all(text.as_bytes()).unwrap();
        lock.0.set_len(text.len() as u64).unwrap();
        assert!(home.running().is_some());
        child.kill().unwrap();
        // Nobody has waited for it yet.
        while home.running().is_some() {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert_eq!(home.running(), None);
    }

    #[test]
    fn a_home_has_one_server() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("a/b"));
        assert_eq!(home.running(), None);
        let mut lock = home.lock().unwrap().expect("nobody has it");
        assert!(home.lock().unwrap().is_none());
        assert!(!home.running().unwrap().is_ready());
        lock.serves("https://127.0.0.1:1").unwrap();
        let running = home.running().unwrap();
        assert_eq!(running.address, "https://127.0.0.1:1");
        assert_eq!(running.pid.unsigned_abs(), std::process::id());
        drop(lock);
        assert_eq!(home.running(), None);
        home.empty().unwrap();
        home.empty().unwrap();
    }
}
