//! The list of all controllers.

use super::context::Context;
use super::daemon_set::DaemonSets;
use super::dapr_services::DaprServices;
use super::deployment::Deployments;
use super::disruption::Budgets;
use super::driver::Shell;
use super::endpoints::ServiceEndpoints;
use super::garbage::Garbage;
use super::job::{CronJobs, Jobs};
use super::namespaces::Namespaces;
use super::node::Nodes;
use super::old_events::OldEvents;
use super::replica_set::ReplicaSets;
use super::scheduler::Scheduler;
use super::stateful_set::StatefulSets;
use super::volumes::{Claims, Volumes};

/// Each with a context in its own name.
pub(super) fn all(context: impl Fn(&'static str) -> Context) -> Vec<Shell> {
    vec![
        Shell::of(context("namespace-controller"), Namespaces),
        Shell::of(context("kubelet"), Nodes),
        Shell::of(context("default-scheduler"), Scheduler),
        Shell::of(context("deployment-controller"), Deployments),
        Shell::of(context("replicaset-controller"), ReplicaSets),
        Shell::of(context("statefulset-controller"), StatefulSets),
        Shell::of(context("daemonset-controller"), DaemonSets),
        Shell::of(context("job-controller"), Jobs),
        Shell::of(context("cronjob-controller"), CronJobs),
        Shell::of(context("endpoint-slice-controller"), ServiceEndpoints),
        Shell::of(context("persistentvolume-controller"), Claims),
        Shell::of(context("persistentvolume-controller"), Volumes),
        Shell::of(context("controllermanager"), Budgets),
        Shell::of(context("garbage-collector-controller"), Garbage::new),
        Shell::of(context("dapr-operator"), DaprServices),
        Shell::of(context("event-controller"), OldEvents),
    ]
}
