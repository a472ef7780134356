//! The Kubernetes client. Everything here speaks the API over one connection pool, on plain
//! JSON objects; what they mean is decided elsewhere.

mod connect;
mod credentials;
mod discover;
mod failure;
mod fault;
mod fetch;
mod forward;
mod listing;
mod logs;
mod objects;
mod observe;
mod plug_in;
mod pods;
mod proxy;
mod retry;
mod rights;
mod send;

pub use connect::{Access, Cluster, context_name};
pub use discover::NamespacedKinds;
pub use failure::{FieldConflict, Refusal};
pub use fetch::fetch;
pub use forward::PodStream;
pub use logs::{LONGEST_LINE, LogItem, LogLine, LogOptions, LogSource, LogStream, Merge, Stamp};
pub use objects::{Apply, FIELD_MANAGER, Propagation, Select};
pub use observe::{Keep, Observer, Scope};
pub use rights::Right;
pub use send::encoded;
