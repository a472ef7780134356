//! Where committed changes go.

/// Bytes of one object under its key; `None` for one that is gone.
pub(super) struct Record {
    /// The change that made it so.
    pub(super) revision: u64,
    pub(super) key: Vec<u8>,
    pub(super) bytes: Option<Vec<u8>>,
}

/// Something that keeps records.
pub(super) trait Disk: Send {
    /// Keeps all of them and the revision, or nothing. What it answers is settled: after `Ok` a
    /// power cut changes nothing, after `Err` a restart finds none of it. Changes up to `forgotten`
    /// need not be known any more.
    fn commit(&mut self, records: &[Record], revision: u64, forgotten: u64) -> Result<(), String>;
}

/// Keeps nothing.
pub(super) struct Nowhere;

impl Disk for Nowhere {
    fn commit(&mut self, _: &[Record], _: u64, _: u64) -> Result<(), String> {
        Ok(())
    }
}
