//! What is to be checked.

use super::shared::Common;
use crate::cli;

/// `daprk check`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// In every namespace: asked for, or none was named.
    pub all_namespaces: bool,
    /// Only what concerns the app with this id.
    pub app_id: Option<String>,
    /// Only these checks and groups; all when empty.
    pub only: Vec<String>,
    /// Without these checks and groups.
    pub skip: Vec<String>,
    /// What is done.
    pub what: Looking,
}

/// What `check` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looking {
    /// Looks at what is there.
    Now,
    /// Looks whether Dapr can be installed.
    Before,
    /// Lists the checks.
    List,
}

pub(super) fn check(typed: cli::Check, common: &Common) -> Check {
    Check {
        all_namespaces: typed.all_namespaces || common.namespace.is_none(),
        app_id: typed.app_id,
        only: typed.only,
        skip: typed.skip,
        what: match (typed.list, typed.pre) {
            (true, _) => Looking::List,
            (false, true) => Looking::Before,
            (false, false) => Looking::Now,
        },
    }
}
