//! Claims and their volumes: a folder for each claim.
//!
//! | file | what it does |
//! |---|---|
//! | `class` | the default StorageClass |
//! | `claims` | claims get their volume |
//! | `volume` | volumes whose claim is gone |
//! | `plan` | what is next for a claim, and the volume it gets |

mod claims;
mod class;
mod plan;
mod volume;

pub(super) use claims::Claims;
pub(super) use class::Classes;
pub(super) use volume::Volumes;
