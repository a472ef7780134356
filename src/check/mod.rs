//! Collects a [`Snapshot`](crate::diagnose::Snapshot) of a cluster, all of Dapr in it.
