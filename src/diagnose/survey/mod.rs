//! Pure: a snapshot of the cluster, gone through check by check.
//!
//! | file | holds |
//! |---|---|
//! | `check` | what a check is, and what it comes to |
//! | `table` | all checks, in the order in which they are told |
//! | `run` | one after the other, without those that the snapshot holds too little for |
//! | `issue` | what a check finds |
//! | `causes` | which findings follow from others |
//! | `scene` | the snapshot as the checks read it: workloads with their pods, apps, services |
//! | `fix` | commands that mend |
//! | `cluster`, `control_plane`, `certificates`, `definitions` | Dapr itself, and what is below it |
//! | `injection`, `sidecars`, `apps` | applications and their sidecars |
//! | `components`, `secrets`, `scopes`, `backends`, `types` | what apps ask their sidecars for |
//! | `asked` | what apps asked for in vain |
//! | `subscriptions`, `resiliency` | what names apps and components |
//!
//! A new check is a function `fn(&Scene) -> Vec<Issue>`, a line in `table`, and a row in `tests`.

mod apps;
mod asked;
mod backends;
mod causes;
mod certificates;
mod check;
mod cluster;
mod components;
mod control_plane;
mod definitions;
mod fix;
mod injection;
mod issue;
mod resiliency;
mod run;
mod scene;
mod scopes;
mod secrets;
mod sidecars;
mod subscriptions;
mod table;
mod types;

pub use causes::causes;
pub use check::{Check, Checked, Group, Survey, Verdict};
pub use issue::Issue;
pub use run::{app_ids, survey};
pub use table::CHECKS;

#[cfg(test)]
mod tests;
