//! The one sequence that changes a cluster, shared by every command that does:
//! pre-flight > plan > lease > waves > prune > record > wait > say what stands.
//!
//! The record is written as pending before the first change and becomes deployed when the last
//! one is made, so that a run that was killed can be gone on with: the next one finds what it
//! meant to do, and what it may have left over.

mod anew;
mod apply;
mod certificates;
mod compare;
mod context;
mod gate;
mod hopeless;
mod injection;
mod lease;
mod ledger;
pub mod namespace;
mod plan;
mod preflight;
pub mod remains;
mod remove;
mod sequence;
mod takeover;
mod wait;
mod wake;
mod wanted;
mod waves;

pub use context::{Context, counted, listed};
pub use lease::Lease;
pub use ledger::Ledger;
pub use plan::{Plan, Step};
pub use preflight::version;
pub use remove::{Removal, Removed};
pub use sequence::{Options, Report, may, plan, run};
pub use wanted::{Order, Wanted};
