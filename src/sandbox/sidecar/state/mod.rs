//! State stores.
//!
//! - `key`: pure: the key of an app's value in its store
//! - `request`: pure: what is asked, from JSON
//! - `store`: one store of any kind
//! - `redis`: Dapr's layout in Redis
//! - `memory`: in this process

mod key;
mod memory;
mod redis;
mod request;
mod store;

pub(super) use key::{KeyPrefix, original};
pub(super) use redis::RedisStore;
pub(super) use request::{BulkGet, Delete, Operation, Options, Set, Transaction};
pub(super) use store::{Item, StateError, StateStore};
