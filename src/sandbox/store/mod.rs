//! Durable objects with revisions, and what changed since one of them.

mod database;

pub use database::{Change, Changed, Key, Store, StoreError, Watch};
