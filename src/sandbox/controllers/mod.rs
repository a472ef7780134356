//! What brings the state of things nearer to what was asked for: one file a controller, each with
//! a pure core and a thin shell that reads and writes through the registry.
//!
//! | file | what it does |
//! |---|---|
//! | `run` | starts all of them, and again after a fault |
//! | `driver`, `queue`, `everything` | the loop they share |
//! | `context`, `object`, `selector`, `condition`, `pods` | reading, writing, look-ups |
//! | `namespaces` | service account and root certificate; emptying |

mod condition;
mod context;
mod driver;
mod everything;
mod namespaces;
mod object;
mod pods;
mod queue;
mod run;
mod selector;
mod start;

pub use run::{Options, run};
use start::all;
