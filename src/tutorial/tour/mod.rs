//! A tutorial as a tour: nothing is run and nothing is waited for. Each step is a stop that shows its part of the
//! picture, and ticks itself by what the cluster is like.
//!
//! A stop is *done* once all of its checks held at one look, and stays done: later stops break on purpose what earlier
//! ones made. Within a chapter stops are done in their order, so that what is well before it was broken does not count
//! as its repair. Chapters do not wait for each other: whoever has a Redis already need not run another.
//!
//! | file | what it does |
//! |---|---|
//! | `stop` | the stops as data, and as JSON |
//! | `text` | what is read, as JSON that a page shows without reading Markdown |
//! | `part` | which nodes of a graph a stop is about |
//! | `look` | one look at a cluster: which checks hold |
//! | `walk` | a person at a terminal |
//! | `list` | all stops as text |

mod list;
mod look;
mod part;
mod stop;
mod text;
mod walk;

#[cfg(test)]
mod tests;

pub use part::Part;
pub use stop::{Asked, Judged, Stop, Tick, Tour};
pub use walk::Walk;
