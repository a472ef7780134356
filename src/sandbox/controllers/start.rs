//! The list of all controllers.

use std::sync::Arc;

use super::context::Context;
use super::daemon_set::DaemonSets;
use super::dapr_services::DaprServices;
use super::deployment::Deployments;
use super::disruption::Budgets;
use super::driver::Controller;
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
pub(super) fn all(context: impl Fn(&'static str) -> Context) -> Vec<Arc<dyn Controller>> {
    vec![
        Arc::new(Namespaces(context("namespace-controller"))),
        Arc::new(Nodes(context("kubelet"))),
        Arc::new(Scheduler(context("default-scheduler"))),
        Arc::new(Deployments(context("deployment-controller"))),
        Arc::new(ReplicaSets(context("replicaset-controller"))),
        Arc::new(StatefulSets(context("statefulset-controller"))),
        Arc::new(DaemonSets(context("daemonset-controller"))),
        Arc::new(Jobs(context("job-controller"))),
        Arc::new(CronJobs(context("cronjob-controller"))),
        Arc::new(ServiceEndpoints(context("endpoint-slice-controller"))),
        Arc::new(Claims(context("persistentvolume-controller"))),
        Arc::new(Volumes(context("persistentvolume-controller"))),
        Arc::new(Budgets(context("controllermanager"))),
        Arc::new(Garbage::new(context("garbage-collector-controller"))),
        Arc::new(DaprServices(context("dapr-operator"))),
        Arc::new(OldEvents(context("event-controller"))),
    ]
}
