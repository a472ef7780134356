//! Rules over the records of one release. All of them are pure and take the records in any order.

use super::record::{Record, Status};

/// How many revisions a release keeps: helm's own default.
pub const HISTORY_LIMIT: usize = 10;

/// Where a release stands, by its records.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// No record, or only those that an uninstallation kept: install.
    Absent,
    /// Installed: upgrade.
    Deployed(Record),
    /// The last operation failed, or left no record that stands: upgrade from here.
    Failed(Record),
    /// An operation is underway, or was left half-way.
    Pending {
        /// The pending record.
        record: Record,
        /// Left by daprk: the same command goes on from it. Otherwise it is helm's to finish.
        ours: bool,
    },
    /// An uninstallation is underway, or was left half-way.
    Uninstalling(Record),
}

/// Where the release stands: its latest record tells.
pub fn standing(records: &[Record]) -> Standing {
    let Some(record) = latest(records).cloned() else {
        return Standing::Absent;
    };
    match record.status {
        Status::Uninstalled => Standing::Absent,
        Status::Deployed => Standing::Deployed(record),
        Status::Uninstalling => Standing::Uninstalling(record),
        Status::PendingInstall | Status::PendingUpgrade | Status::PendingRollback => {
            let ours = record.is_ours();
            Standing::Pending { record, ours }
        }
        Status::Failed | Status::Superseded | Status::Unknown(_) => Standing::Failed(record),
    }
}

/// The highest revision.
pub fn latest(records: &[Record]) -> Option<&Record> {
    records.iter().max_by_key(|record| record.revision)
}

/// The highest revision that is deployed.
pub fn deployed(records: &[Record]) -> Option<&Record> {
    records
        .iter()
        .filter(|record| record.status == Status::Deployed)
        .max_by_key(|record| record.revision)
}

/// The number of the next revision.
pub fn next_revision(records: &[Record]) -> u32 {
    latest(records).map_or(1, |latest| latest.revision.saturating_add(1))
}

/// The records to set to superseded when `revision` becomes deployed, lowest first: those that
/// are deployed, and those of operations that never ended. Helm takes the highest deployed one
/// alone, and so leaves a second one, from a crash, deployed for ever.
pub fn to_supersede(records: &[Record], revision: u32) -> Vec<&Record> {
    let is_open = |status: &Status| *status == Status::Deployed || status.is_pending();
    sorted(records)
        .into_iter()
        .filter(|record| is_open(&record.status) && record.revision != revision)
        .collect()
}

/// The records to delete so that one more fits under `limit`, lowest first and never the deployed
/// one, as helm; a limit of 0 keeps all.
pub fn to_drop(records: &[Record], limit: usize) -> Vec<&Record> {
    let excess = match limit {
        0 => 0,
        limit => (records.len() + 1).saturating_sub(limit),
    };
    let kept = deployed(records).map(|record| record.revision);
    sorted(records)
        .into_iter()
        .filter(|record| Some(record.revision) != kept)
        .take(excess)
        .collect()
}

/// The records whose objects may stand in the cluster, newest first: the last revision that was
/// ever deployed, and each one after it that failed or was left half-way. What they name and the
/// next revision doesn't is to be pruned; an uninstallation removes the objects of all of them.
pub fn inventory(records: &[Record]) -> Vec<&Record> {
    let mut standing = Vec::new();
    for record in sorted(records).into_iter().rev() {
        if record.status == Status::Uninstalled {
            break;
        }
        standing.push(record);
        if matches!(record.status, Status::Deployed | Status::Superseded) {
            break;
        }
    }
    standing
}

fn sorted(records: &[Record]) -> Vec<&Record> {
    let mut records: Vec<&Record> = records.iter().collect();
    records.sort_by_key(|record| record.revision);
    records
}

#[cfg(test)]
mod tests;
