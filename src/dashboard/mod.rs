//! The live picture as a page on this machine: read-only, for whoever has the link.
//!
//! | file | what it does |
//! |---|---|
//! | `serve` | listens, and gives each request to whom it belongs |
//! | `guard` | who may look: a link that works once, then a cookie; no foreign pages |
//! | `feed` | follows the cluster: objects by watches, sidecars by asking them; what that makes |
//! | `stream` | tells one page what it has to draw anew |
//! | `facts` | what stands beside the picture: the control plane, components, configurations |
//! | `details` | one thing in words; `explain`: what its annotations mean |
//! | `follow` | requests through an app, hop by hop |
//! | `logs` | the lines of an app and of its sidecars |
//! | `answer` | what somebody answers to a question of the tour |
//! | `assets` | the page: markup, style, script |

mod answer;
mod assets;
mod details;
mod explain;
mod facts;
mod feed;
mod follow;
mod guard;
mod logs;
mod serve;
mod stream;

pub use serve::{Dashboard, Settings};
