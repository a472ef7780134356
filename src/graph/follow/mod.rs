//! One request, hop by hop, in the order in which it went.
//!
//! A sidecar logs each call of its API when the call ends, with how long it took: so each call is a time from … to …
//! of an app. A call of an app belongs to the request that the app got when it lies within it. Spans tell it exactly,
//! where Zipkin has them; what a log does not say (the app in a header, the component of a call by gRPC) counters tell,
//! where they leave but one answer. Each hop says what it is known from, and what is not known is said, too.
//!
//! | file | what it does |
//! |---|---|
//! | `facts` | what all of it is made from |
//! | `call` | lines and spans become calls |
//! | `aim` | whom a call is for |
//! | `link` | which call a call belongs to |
//! | `walk` | calls become the hops of requests |
//! | `counted` | what counters alone tell |
//! | `hop` | the request and its hops |
//! | `text` | the same for a terminal |
//! | `watch` | follows the sidecars of a cluster, and tells each request |

mod aim;
mod call;
mod counted;
mod facts;
mod hop;
mod link;
mod text;
mod walk;
mod watch;

#[cfg(test)]
mod tests;

pub use facts::Facts;
pub use hop::{End, Hop, Known, Request};
pub use text::text;
pub use walk::requests;
pub use watch::{Watch, Whom};
