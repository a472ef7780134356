//! What is served: groups, versions, resources, in both of the forms that clients ask for.

mod aggregated;
mod groups;
mod plain;

pub(super) use groups::{GroupVersion, group_versions};
pub(super) use plain::{answer, tagged};
