//! The folder that a sandbox lives in.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

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
        Some(Running {
            pid: pid.parse().ok()?,
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

#[cfg(test)]
mod tests {
    use super::*;

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
