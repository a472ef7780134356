//! Tutorials on the sandbox. Those on a cluster are in `real`.
//!
//! A plain run goes through hello-kubernetes; `DAPRK_TEST_TUTORIALS` names others, or `all`.

mod auto;
mod faults;
mod images;
mod keys;
mod named;
mod own;
mod place;
mod reading;
mod red;
mod registry;
mod reset;
mod stuck;
mod typing;
