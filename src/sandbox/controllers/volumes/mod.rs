//! Claims and their volumes: a folder for each claim.
//!
//! | file | what it does |
//! |---|---|
//! | `claims` | claims get their volume |
//! | `volume` | volumes whose claim is gone |
//! | `plan` | what is next for a claim, and the volume it gets |

mod claims;
mod plan;
mod volume;

pub(super) use claims::Claims;
pub(super) use volume::Volumes;
