//! The Kubernetes client.
