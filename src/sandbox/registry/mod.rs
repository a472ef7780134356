//! What the API does with an object before it is stored, and when it goes.
//!
//! | file | what it owns |
//! |---|---|
//! | `kinds`, `builtin`, `definitions`, `catalog` | the resources that are served |
//! | `read`, `watching`, `selection` | lists and watches |
//! | `write`, `patching`, `remove`, `evict` | the verbs that change something |
//! | `identity`, `lifecycle` | metadata: names, uids, generations, what a client cannot change |
//! | `admit` and a file for each kind that needs one | what the API server adds |
//! | `validate` | what it refuses |
//! | `schedule` | when a `CronJob` is due |

mod admit;
mod autoscalers;
mod bootstrap;
mod builtin;
mod catalog;
mod convert;
mod definitions;
mod evict;
mod fields;
mod fields_of;
mod identity;
mod injector;
mod kinds;
mod labels;
mod lifecycle;
mod names;
mod operations;
mod options;
mod patching;
mod pods;
mod preconditions;
mod read;
mod refusals;
mod remove;
mod reviews;
mod scale;
mod schedule;
mod selection;
mod services;
mod typed;
mod validate;
mod watching;
mod write;

#[cfg(test)]
mod tests;

use convert::storage_name;

pub use kinds::{Resource, Subresource};
pub use operations::Registry;
pub use options::{
    DeleteOptions, Deleted, Page, Patch, Propagation, Validation, WriteOptions, Written,
};
pub use schedule::Schedule;
pub use selection::Selection;
pub use watching::Watching;
