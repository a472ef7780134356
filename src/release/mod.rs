//! The inventory: Helm v3 release records.
