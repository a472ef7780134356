//! The list of all controllers.

use std::sync::Arc;

use super::context::Context;
use super::driver::Controller;
use super::namespaces::Namespaces;

/// Each with a context in its own name.
pub(super) fn all(context: impl Fn(&'static str) -> Context) -> Vec<Arc<dyn Controller>> {
    vec![Arc::new(Namespaces(context("namespace-controller")))]
}
