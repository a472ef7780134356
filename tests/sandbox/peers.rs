//! kubectl and helm on the sandbox: each command answers as it does on a real cluster.
//!
//! `peers/NAME.yaml` is a table of commands, `peers/NAME.txt` what a real cluster answered to
//! them: exit code, standard output, standard error (`! `), with names, times and addresses
//! masked. A row that says how it `differs` is printed and must differ; one that says what to
//! `keep` compares only that.

mod answer;
mod masks;
mod table;

use std::path::Path;

use tempfile::TempDir;

use super::fixture::Sandbox;
use crate::programs::has;
use table::Table;

/// Tables that both a sandbox and a real cluster can run.
pub(crate) const TABLES: [&str; 7] = [
    "cluster", "objects", "applying", "running", "inside", "rollouts", "charts",
];

/// What the tables' commands need.
pub(crate) const PROGRAMS: [&str; 4] = ["kubectl", "helm", "redis-cli", "script"];

#[test]
fn what_a_cluster_tells_about_itself() {
    on_a_sandbox("cluster");
}

#[test]
fn objects_are_made_changed_and_deleted() {
    on_a_sandbox("objects");
}

#[test]
fn manifests_are_applied() {
    on_a_sandbox("applying");
}

#[test]
fn workloads_run() {
    on_a_sandbox("running");
}

#[test]
fn commands_run_in_containers() {
    on_a_sandbox("inside");
}

#[test]
fn rollouts_go_back_and_forth() {
    on_a_sandbox("rollouts");
}

#[test]
fn helm_installs_a_small_chart() {
    on_a_sandbox("charts");
}

/// `DAPRK_TEST_CHART` names the folder of Dapr's chart.
#[test]
fn helm_installs_dapr() {
    if std::env::var_os("DAPRK_TEST_CHART").is_none() {
        eprintln!("skipped: helm_installs_dapr: DAPRK_TEST_CHART is not set");
        return;
    }
    on_a_sandbox("dapr");
}

fn on_a_sandbox(name: &str) {
    if !has(&format!("peers, {name}"), &PROGRAMS) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    // What no real cluster is asked is recorded here.
    let kubeconfig = sandbox.folder().join("kubeconfig");
    if is_recording() && !TABLES.contains(&name) {
        record(name, &kubeconfig);
    } else {
        compare(&Table::read(name), &kubeconfig);
    }
}

/// Whether answers are recorded anew: `DAPRK_TEST_RECORD=1`.
pub(crate) fn is_recording() -> bool {
    std::env::var("DAPRK_TEST_RECORD").is_ok_and(|value| value == "1")
}

/// Runs a table on a real cluster and compares: it answers as it did when it was recorded.
pub(crate) fn compare_cluster(name: &str, kubeconfig: &Path) {
    compare(&Table::read(name).of_a_cluster(), kubeconfig);
}

/// Runs a table and compares; panics with everything that differs.
fn compare(table: &Table, kubeconfig: &Path) {
    let home = TempDir::new().unwrap();
    let answers = table.run(kubeconfig, home.path());
    let wrong = table.differences(&answers);
    assert!(
        wrong.is_empty(),
        "{} of {} rows of {} differ\n{}",
        wrong.len(),
        answers.len(),
        table.name(),
        wrong.join("\n")
    );
}

/// Runs a table and keeps its answers as what is right.
pub(crate) fn record(name: &str, kubeconfig: &Path) {
    let home = TempDir::new().unwrap();
    let table = Table::read(name);
    let answers = table.run(kubeconfig, home.path());
    table.write(&answers);
}
