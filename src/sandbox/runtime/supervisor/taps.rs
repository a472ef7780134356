//! Who hears what a container says, beside its log.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::log_file::Source;

/// Files that get a container's output as it comes. Whoever does not read it holds the container
/// up, as on a real node; whoever has closed it is forgotten.
#[derive(Default)]
pub(super) struct Taps(Mutex<Vec<(Source, Arc<File>)>>);

impl Taps {
    fn all(&self) -> MutexGuard<'_, Vec<(Source, Arc<File>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more for a stream.
    pub(super) fn add(&self, source: Source, file: OwnedFd) {
        self.all().push((source, Arc::new(file.into())));
    }

    /// Tells all of them. The lock is not held meanwhile: nobody waits for one that is slow but
    /// this stream.
    pub(super) fn tell(&self, source: Source, bytes: &[u8]) {
        let of: Vec<_> = self
            .all()
            .iter()
            .filter(|(from, _)| *from == source)
            .map(|(_, file)| Arc::clone(file))
            .collect();
        for file in of {
            if (&*file).write_all(bytes).is_err() {
                self.all().retain(|(_, other)| !Arc::ptr_eq(other, &file));
            }
        }
    }

    /// A stream has ended.
    pub(super) fn end(&self, source: Source) {
        self.all().retain(|(from, _)| *from != source);
    }
}
