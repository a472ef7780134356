//! Helm on what daprk installed, and daprk on what helm installed.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::peers;

const NAMESPACE: &str = "-n dapr-system";

/// The cluster and the words for the chart's folder.
fn open(test: &str) -> Option<(Cluster, String)> {
    let chart = peers::chart(test)?;
    let cluster = Cluster::open(test, &["helm"])?;
    Some((cluster, chart.display().to_string()))
}

/// The one container of a deployment of Dapr.
fn container(cluster: &Cluster, deployment: &str) -> Value {
    let deployment = cluster.get(&format!("deploy {deployment} {NAMESPACE}"));
    deployment["spec"]["template"]["spec"]["containers"][0].clone()
}

fn has_env(container: &Value, name: &str) -> bool {
    let variables = container["env"].as_array().expect("a list");
    variables.iter().any(|variable| variable["name"] == name)
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn helm_reads_and_changes_what_daprk_installed() {
    let Some((cluster, chart)) = open("helm on ours") else {
        return;
    };
    cluster
        .daprk("init -k --no-wait --set global.logAsJson=true")
        .run()
        .succeeds();

    let listed = cluster.helm(&format!("ls {NAMESPACE} -o json")).json();
    assert_eq!(listed[0]["name"], "dapr", "{listed}");
    assert_eq!(listed[0]["chart"], "dapr-1.18.3", "{listed}");
    assert_eq!(listed[0]["app_version"], "1.18.3", "{listed}");
    assert_eq!(listed[0]["status"], "deployed", "{listed}");
    let values = cluster
        .helm(&format!("get values dapr {NAMESPACE} -o json"))
        .json();
    assert_eq!(values, json!({"global": {"logAsJson": true}}));
    all_values_are_those_of_the_chart(&cluster, &chart);
    the_manifest_names_the_chart_s_objects(&cluster, &chart);

    let upgrade = format!("upgrade dapr {chart} {NAMESPACE}");
    cluster
        .helm(&format!(
            "{upgrade} --reuse-values --set global.tag=1.18.3-mariner"
        ))
        .run()
        .succeeds();
    let image = container(&cluster, "dapr-operator")["image"].clone();
    assert_eq!(image, "ghcr.io/dapr/operator:1.18.3-mariner");
    cluster
        .helm(&format!(
            "{upgrade} --reset-then-reuse-values --set global.tag=1.18.3"
        ))
        .run()
        .succeeds();
    let values = cluster
        .helm(&format!("get values dapr {NAMESPACE} -o json"))
        .json();
    assert_eq!(values["global"]["logAsJson"], true, "{values}");
    cluster
        .helm(&format!("rollback dapr 1 {NAMESPACE}"))
        .run()
        .succeeds();
    assert_eq!(
        cluster.revisions("dapr-system", "dapr"),
        ["1 superseded", "2 superseded", "3 superseded", "4 deployed"]
    );
    let history = cluster
        .helm(&format!("history dapr {NAMESPACE} -o json"))
        .json();
    assert_eq!(history.as_array().map(Vec::len), Some(4), "{history}");
    // What helm rolled back to is what we installed: the same command finds nothing to do.
    let again = cluster.daprk("init -k --no-wait --yes").run().succeeds();
    again.says("nothing to change");

    cluster
        .helm(&format!("uninstall dapr {NAMESPACE} --wait"))
        .run()
        .succeeds();
    assert_eq!(cluster.revisions("dapr-system", "dapr"), [""; 0]);
    for gone in [
        "deploy dapr-operator -n dapr-system",
        "clusterrole dapr-placement",
        "mutatingwebhookconfiguration dapr-sidecar-injector",
    ] {
        assert!(!cluster.has(gone), "{gone}");
    }
}

fn all_values_are_those_of_the_chart(cluster: &Cluster, chart: &str) {
    let all = cluster
        .helm(&format!("get values -a dapr {NAMESPACE} -o json"))
        .json();
    assert_eq!(all["global"]["logAsJson"], true, "{all}");
    assert_eq!(all["global"]["registry"], "ghcr.io/dapr", "{all}");
    assert_eq!(
        all["dapr_scheduler"]["cluster"]["storageSize"], "1Gi",
        "{all} of {chart}"
    );
}

fn the_manifest_names_the_chart_s_objects(cluster: &Cluster, chart: &str) {
    let template = format!("template dapr {chart} {NAMESPACE} --set global.logAsJson=true");
    let ours = cluster
        .helm(&format!("get manifest dapr {NAMESPACE}"))
        .output();
    let theirs = cluster.helm(&template).output();
    let names = |text: &str| {
        let objects = daprk::manifest::parse_documents(text, "a manifest").unwrap();
        let mut names: Vec<_> = objects
            .iter()
            .filter(|object| object.is_object())
            .map(|object| format!("{}/{}", object["kind"], object["metadata"]["name"]))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&ours), names(&theirs));
}
