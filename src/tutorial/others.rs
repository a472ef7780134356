//! What others have of Dapr, and a tutorial did not make: it goes on working after a reset.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::apps::pod_kind;
use crate::cluster::{Cluster, Select};
use crate::dapr;
use crate::error::Result;
use crate::install::{listed, remains};
use crate::manifest::Object;
use crate::render::CONTROL_PLANE;

/// How long pods that the tutorial has just removed may take to begin to end.
const PATIENCE: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(300);
/// How many are named.
const NAMED: usize = 3;

/// What is there of others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Others {
    /// Apps with a sidecar: `cart in shop`.
    apps: Vec<String>,
    /// Objects of Dapr's kinds: `Component statestore in shop`.
    objects: Vec<String>,
}

/// Whether a command takes Dapr away from all that are in the cluster.
pub(super) fn is_removal(line: &str) -> bool {
    let words = shlex::split(line).unwrap_or_default();
    matches!(words.as_slice(), [daprk, command, ..] if daprk == "daprk" && command == "uninstall")
}

impl Others {
    /// Looks for them, once the tutorial has taken back all that it made with Dapr.
    ///
    /// # Errors
    /// The cluster cannot be reached, or refuses to tell.
    pub(super) async fn of(cluster: &Cluster) -> Result<Self> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let others = Self::now(cluster).await?;
            if others == Self::default() || Instant::now() >= deadline {
                return Ok(others);
            }
            sleep(AGAIN).await;
        }
    }

    async fn now(cluster: &Cluster) -> Result<Self> {
        let named = |pod: Object| {
            let is_going = !pod.text("/metadata/deletionTimestamp").is_empty();
            let app = dapr::app(&pod).filter(|_| !is_going)?;
            Some(format!("{} in {}", app.app_id, app.namespace))
        };
        let (kind, all) = (pod_kind(), Select::default());
        let pods = cluster.list_map(&kind, None, &all, named).await;
        let doing = "look for apps that this tutorial did not make";
        let pods = pods.map_err(|refusal| refusal.explain(doing))?;
        let apps: BTreeSet<String> = pods.into_iter().collect();
        let objects = remains::objects_of_others(cluster, CONTROL_PLANE).await?;
        Ok(Self {
            apps: apps.into_iter().collect(),
            objects: objects.iter().map(ToString::to_string).collect(),
        })
    }

    /// The removal without what others would lose; nothing where they would lose Dapr itself.
    pub(super) fn spared(&self, line: &str) -> Option<String> {
        if !self.apps.is_empty() {
            return None;
        }
        if self.objects.is_empty() {
            return Some(line.to_owned());
        }
        let words = shlex::split(line).unwrap_or_default();
        let words = words.iter().map(String::as_str);
        shlex::try_join(words.filter(|word| *word != "--all")).ok()
    }

    /// What stays, and why; nothing where all goes.
    pub(super) fn told(&self) -> Option<String> {
        let (what, whose) = match (self.apps.as_slice(), self.objects.as_slice()) {
            ([], []) => return None,
            ([], objects) => ("the definitions of Dapr's objects stay", objects),
            (apps, _) => ("Dapr stays", apps),
        };
        Some(format!(
            "{what}, as this tutorial did not make {}; `daprk uninstall --all` removes Dapr for all",
            listed(whose, ", ", NAMED)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_of_dapr_is_known() {
        for (line, is) in [
            ("daprk uninstall --all --purge-data", true),
            ("daprk undeploy uninstall", false),
            ("echo daprk uninstall", false),
            ("daprk", false),
        ] {
            assert_eq!(is_removal(line), is, "{line}");
        }
    }

    #[test]
    fn others_lose_nothing() {
        let others = |apps: &[&str], objects: &[&str]| {
            let own = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
            Others {
                apps: own(apps),
                objects: own(objects),
            }
        };
        let all = "daprk uninstall --all --purge-data";
        let rows = [
            (others(&[], &[]), Some(all), None),
            (
                others(&[], &["Component a in b"]),
                Some("daprk uninstall --purge-data"),
                Some(
                    "the definitions of Dapr's objects stay, as this tutorial did not make Component a in b;",
                ),
            ),
            (
                others(
                    &["a in b", "c in b", "d in b", "e in b"],
                    &["Component a in b"],
                ),
                None,
                Some(
                    "Dapr stays, as this tutorial did not make a in b, c in b, d in b and 1 more;",
                ),
            ),
        ];
        for (others, line, told) in rows {
            assert_eq!(others.spared(all).as_deref(), line);
            let words = others.told();
            assert_eq!(words.is_some(), told.is_some());
            let words = words.unwrap_or_default();
            assert!(words.starts_with(told.unwrap_or_default()), "{words}");
        }
    }
}
