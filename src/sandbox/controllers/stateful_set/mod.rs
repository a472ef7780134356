//! `StatefulSets`: pods that are told apart by their numbers, and keep their volumes.
//!
//! | file | what it does |
//! |---|---|
//! | `controller` | reads and writes |
//! | `plan` | the next steps |
//! | `identity` | a pod's name, labels and volumes by its number |
//! | `status` | counts |

mod controller;
mod identity;
mod plan;
mod status;

pub(super) use controller::StatefulSets;
