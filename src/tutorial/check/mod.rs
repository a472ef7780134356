//! What a tutorial can ask of a cluster: `deployment/nodeapp is healthy`.
//!
//! ```text
//! check      = value condition
//! value      = [ "count of" ] subject [ "in" NAMESPACE ] [ "{" JSONPath "}" ]
//! subject    = KIND "/" NAME                       an object
//!            | "all" KIND [ "with" LABEL=VALUE ]   {"items": […]}
//!            | "sidecar of" APP                    what it tells of itself: /v1.0/metadata
//!            | "answer of" APP PATH                what GET PATH of the app answers
//!            | "state of" APP KEY                  what the app keeps under a key
//!            | "log of" APP [ CONTAINER ]          its last lines
//!            | "metrics of" APP NAME               its sidecar's: {"sum": …, "series": […]}
//!            | "redis of" COMPONENT KEY            what the Redis behind it holds under its own key
//! condition  = "exists" | "is gone" | "is healthy" | "is not healthy" | "is" TEXT | "is not" TEXT
//!            | "has" TEXT | "has no" TEXT | "is at least" NUMBER | "grows"
//! ```
//!
//! A word with blanks stands in double quotes. `grammar` reads it, `look` finds the value in a
//! cluster, `condition` judges it, `hold` waits until it is so.

mod condition;
mod grammar;
mod hold;
mod look;
mod metrics;
mod model;
mod words;

pub use condition::{Condition, Found};
pub use hold::{Verdict, hold};
pub use look::Look;
pub use model::{Check, Of, Subject, Value};
