//! The inventory: Helm v3 release records.
//!
//! What daprk installs is a release that helm can list, upgrade, roll back and uninstall, and
//! daprk goes on from what helm installed. There is no other book-keeping.

mod codec;
mod history;
mod marks;
mod record;

pub use codec::{LABEL_OWNER, SECRET_TYPE, from_secret, secret_name, to_secret};
pub use history::{
    HISTORY_LIMIT, Standing, deployed, inventory, latest, next_revision, standing, to_drop,
    to_supersede,
};
pub use marks::{mark, may_adopt, owner};
pub use record::{ChartInfo, Record, Status, check_name, manifest_of, placed};
