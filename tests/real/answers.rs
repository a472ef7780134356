//! What kubectl and helm are told by a real cluster, against what is recorded for the sandbox.

use std::path::PathBuf;

use super::peers;
use crate::sandbox::peers::{PROGRAMS, TABLES, compare_cluster, is_recording, record};

/// `DAPRK_TEST_RECORD=1` records instead.
#[test]
#[ignore = "needs a cluster: DAPRK_TEST_KUBECONFIG"]
fn kubectl_and_helm_are_answered_as_recorded() {
    let test = "kubectl_and_helm_are_answered_as_recorded";
    if !peers::all(test, &PROGRAMS) {
        return;
    }
    let kubeconfig = std::env::var_os("DAPRK_TEST_KUBECONFIG")
        .map(PathBuf::from)
        .expect("DAPRK_TEST_KUBECONFIG names a kubeconfig");
    let run = if is_recording() {
        record
    } else {
        compare_cluster
    };
    std::thread::scope(|scope| {
        for table in TABLES {
            scope.spawn(|| run(table, &kubeconfig));
        }
    });
}
