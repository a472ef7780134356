//! Candidates for shell completion: contexts, namespaces, app ids, pods, applications.
//!
//! A shell asks daprk itself what could come next ([`answer`]); [`script`] prints the lines that
//! teach it to. The cluster is reached through [`Lookup`], under a deadline and in silence: a
//! completion that hangs or complains is worse than none.

mod answer;
mod candidates;
mod contexts;
mod deadline;
mod lookup;
mod script;
mod words;

pub use answer::answer;
pub use candidates::attach;
pub use contexts::contexts;
pub use deadline::{LIMIT, within};
pub use lookup::{FileOnly, Lookup};
pub use script::{VARIABLE, script};
pub use words::typed;
