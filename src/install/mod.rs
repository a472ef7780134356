//! The one sequence that changes a cluster.
