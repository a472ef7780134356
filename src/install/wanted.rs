//! What should stand in the cluster, and under which release.

use serde_json::Value;

use crate::manifest::Object;
use crate::release::ChartInfo;

/// In which waves the objects are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Definitions and namespaces; what isn't a workload; workloads.
    Plain,
    /// As [`Order::Plain`], with sentry's workload in the second wave and the rest after the
    /// trust bundle is written; the injector's webhook goes with the injector.
    ControlPlane,
}

/// What should stand in the cluster.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Name of the release.
    pub release: String,
    /// Namespace of the release, and of objects that name none.
    pub namespace: String,
    /// For people: `Dapr 1.18.3`.
    pub title: String,
    /// The chart as the release record keeps it.
    pub chart: ChartInfo,
    /// The user's values alone, as the release record keeps them.
    pub config: Value,
    /// Custom resource definitions that come before everything and outlive the release.
    pub definitions: Vec<Object>,
    /// Everything else, as rendered: without ownership marks.
    pub objects: Vec<Object>,
    /// In which waves they go.
    pub order: Order,
}
