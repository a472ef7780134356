//! Collects a [`Snapshot`](crate::diagnose::Snapshot) of a cluster, with all of Dapr in it: what is
//! declared, and what the sidecars answer. And what its survey finds, as text.

mod collect;
mod follow;
mod lines;
mod live;
mod report;
mod select;
mod sidecars;
mod spans;

pub use collect::{Scope, collect, collect_objects, of_objects};
pub use follow::{Follower, Said};
pub use lines::read_lines;
pub use live::Live;
pub use report::{graded, has_errors, json, short, text};
pub use select::Selection;
pub use spans::Span;
