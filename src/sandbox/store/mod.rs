//! Durable objects with revisions, and what changed since one of them.
//!
//! Reads are answered from memory, where all objects are. One thread writes: what is queued goes to
//! the disk in one transaction, then into memory, then to the writers that wait and to the watches.
//! A watch has no queue of its own: it reads the window of recent changes that all share, so that
//! one that never reads costs nothing. The file keeps the window too: a watch goes on over a restart,
//! a killed one included, where it was.

mod check;
mod database;
mod disk;
mod file;
mod history;
mod mirror;
mod watch;
mod window;
mod writer;

#[cfg(test)]
mod tests;

pub use check::{PART as CHECK_PART, check, check_alone};
pub use database::{Change, Changed, Key, Store, StoreError};
pub use watch::Watch;
