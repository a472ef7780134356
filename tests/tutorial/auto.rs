//! Each tutorial goes through by itself, twice, and takes back what it made and nothing else.

use std::collections::BTreeSet;

use daprk::cluster::{Access, Cluster, Select};
use serde_json::Value;

use super::named::named;
use crate::sandbox::fixture::Sandbox;

/// Every object in a namespace, but what Kubernetes itself makes as it goes.
async fn objects(sandbox: &Sandbox) -> BTreeSet<String> {
    let access = Access {
        kubeconfig: Some(sandbox.folder().join("kubeconfig")),
        ..Access::default()
    };
    let cluster = Cluster::connect(&access).await.unwrap();
    let kinds = cluster.namespaced_kinds().await.unwrap().kinds;
    let mut all = BTreeSet::new();
    for kind in kinds {
        if matches!(kind.kind.as_str(), "Event" | "Lease") {
            continue;
        }
        let found = cluster.list_metadata(&kind, None, &Select::default()).await;
        for object in found.unwrap() {
            let namespace = object.namespace().unwrap_or_default();
            all.insert(format!("{} {namespace}/{}", kind.kind, object.name()));
        }
    }
    all
}

/// Runs a tutorial; its report.
fn run(sandbox: &Sandbox, name: &str) -> Value {
    let done = sandbox
        .daprk(&format!("tutorial run {name} --auto -o json"))
        .run();
    let report: Value = serde_json::from_str(&done.stdout).unwrap_or_default();
    assert_eq!(done.code, Some(0), "{report:#}\n{}", done.stderr);
    assert_eq!(report["complete"], true, "{report:#}");
    let steps = report["steps"].as_array().unwrap();
    let checks = steps
        .iter()
        .flat_map(|step| step["checks"].as_array().unwrap());
    let questions = steps
        .iter()
        .flat_map(|step| step["questions"].as_array().unwrap());
    eprintln!(
        "{name}: {} steps, {} checks, {} questions, {:.1} s",
        steps.len(),
        checks.count(),
        questions.count(),
        report["seconds"].as_f64().unwrap()
    );
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_holds_twice_and_goes_again() {
    for name in named("every_step_holds_twice_and_goes_again") {
        let sandbox = Sandbox::new();
        sandbox.daprk("sandbox start").run().succeeds();
        let mine = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine"}}"#;
        let deploy = sandbox.daprk("deploy -f - --name mine");
        deploy.stdin(mine).run().succeeds();
        let before = objects(&sandbox).await;
        run(&sandbox, name);
        run(&sandbox, name);
        let reset = sandbox.daprk(&format!("tutorial reset {name} --yes")).run();
        let reset = reset.succeeds();
        // What the tutorial itself has taken back is no error.
        assert!(!reset.stderr.contains("error:"), "{name}: {reset}");
        let after = objects(&sandbox).await;
        let left: Vec<_> = after.symmetric_difference(&before).collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

#[test]
fn what_is_there_before_stays_as_it_is() {
    if named("what_is_there_before_stays_as_it_is").is_empty() {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init --no-wait").run().succeeds();
    let set = sandbox.daprk("deploy hello-kubernetes --no-wait --set pythonapp.enabled=false");
    set.run().succeeds();
    let refused = sandbox.daprk("tutorial run hello-kubernetes --auto").run();
    assert_eq!(refused.code, Some(1));
    assert!(
        refused
            .stderr
            .contains("Deployment nodeapp is there already"),
        "{}",
        refused.stderr
    );
    sandbox
        .daprk("undeploy hello-kubernetes --yes")
        .run()
        .succeeds();
    // Dapr is there as well, and is not the tutorial's to take away.
    let report = run(&sandbox, "hello-kubernetes");
    assert_eq!(report["steps"][0]["commands"], serde_json::json!([]));
    sandbox
        .daprk("tutorial reset hello-kubernetes --yes")
        .run()
        .succeeds();
    let status = sandbox.daprk("status -o json").json();
    assert_eq!(status["items"].as_array().unwrap().len(), 5);
}
