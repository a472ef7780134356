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

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn daprk_changes_what_helm_installed() {
    let Some((cluster, chart)) = open("ours on helm's") else {
        return;
    };
    let sets = "--set global.nodeSelector.daprk\\.test/pool=none --set global.labels.team=a --set dapr_operator.extraEnvVars.DAPRK_TEST=1 --set global.logAsJson=true";
    let install = format!("install dapr {chart} {NAMESPACE} --create-namespace {sets}");
    cluster.helm(&install).run().succeeds();
    assert!(has_env(&container(&cluster, "dapr-operator"), "DAPRK_TEST"));

    // Nobody there to answer: nothing is changed, and the table says what would be.
    let remove = "--set global.nodeSelector=null --set global.labels=null --set dapr_operator.extraEnvVars=null";
    let asked = cluster
        .daprk(&format!("init -k --no-wait {remove}"))
        .run()
        .exits(5);
    assert!(
        asked.stderr.contains("installed by helm or the dapr CLI"),
        "{asked}"
    );
    assert!(asked.stderr.contains("global.logAsJson=true"), "{asked}");
    assert_eq!(cluster.revisions("dapr-system", "dapr"), ["1 deployed"]);
    assert!(has_env(&container(&cluster, "dapr-operator"), "DAPRK_TEST"));

    cluster
        .daprk(&format!("init -k --no-wait --yes {remove}"))
        .run()
        .succeeds();
    assert_eq!(
        cluster.revisions("dapr-system", "dapr"),
        ["1 superseded", "2 deployed"]
    );
    what_was_set_is_gone(&cluster);
    let operator = container(&cluster, "dapr-operator");
    let args = operator["args"].as_array().expect("a list");
    assert!(
        args.contains(&json!("--log-as-json=true")) || args.contains(&json!("--log-as-json")),
        "{args:?}"
    );
    nobody_but_us_owns_the_spec(&cluster);

    let upgrade = format!("upgrade dapr {chart} {NAMESPACE} {sets}");
    cluster.helm(&upgrade).run().succeeds();
    assert!(has_env(&container(&cluster, "dapr-operator"), "DAPRK_TEST"));
    cluster
        .daprk(&format!("upgrade -k --no-wait --yes {remove}"))
        .run()
        .succeeds();
    what_was_set_is_gone(&cluster);
    assert_eq!(
        cluster.revisions("dapr-system", "dapr"),
        ["1 superseded", "2 superseded", "3 superseded", "4 deployed"]
    );
}

fn what_was_set_is_gone(cluster: &Cluster) {
    for deployment in ["dapr-operator", "dapr-sentry", "dapr-sidecar-injector"] {
        let object = cluster.get(&format!("deploy {deployment} {NAMESPACE}"));
        let pods = &object["spec"]["template"];
        let selector = &pods["spec"]["nodeSelector"];
        assert!(
            selector.get("daprk.test/pool").is_none(),
            "{deployment}: {selector}"
        );
        assert!(pods["metadata"]["labels"].get("team").is_none(), "{pods}");
        assert!(
            object["metadata"]["labels"].get("team").is_none(),
            "{object}"
        );
    }
    assert!(!has_env(&container(cluster, "dapr-operator"), "DAPRK_TEST"));
}

fn nobody_but_us_owns_the_spec(cluster: &Cluster) {
    let words = format!("get deploy dapr-operator {NAMESPACE} -o json --show-managed-fields");
    let object = cluster.kubectl(&words).json();
    let entries = object["metadata"]["managedFields"]
        .as_array()
        .expect("a list");
    let managers: Vec<_> = entries
        .iter()
        .filter(|entry| entry.get("subresource").is_none())
        .filter(|entry| entry["fieldsV1"].get("f:spec").is_some())
        .map(|entry| entry["manager"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(managers, ["daprk"], "{entries:?}");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn high_availability_set_by_helm_is_kept_until_it_is_switched_off() {
    let Some((cluster, chart)) = open("HA on helm's") else {
        return;
    };
    let ha = "--set global.ha.enabled=true";
    cluster
        .helm(&format!(
            "install dapr {chart} {NAMESPACE} --create-namespace {ha}"
        ))
        .run()
        .succeeds();
    let replicas =
        || cluster.get(&format!("deploy dapr-operator {NAMESPACE}"))["spec"]["replicas"].clone();
    assert_eq!(replicas(), 3);

    // The table of what changes needs no question where nothing does.
    let same = cluster.daprk("init -k --no-wait --yes").run().succeeds();
    assert_eq!(replicas(), 3, "{same}");
    cluster
        .daprk("init -k --no-wait --yes --enable-ha=false")
        .run()
        .succeeds();
    assert_eq!(replicas(), 1);
    let placement = cluster.get(&format!("statefulset dapr-placement-server {NAMESPACE}"));
    assert!(
        placement["spec"].get("volumeClaimTemplates").is_none(),
        "{placement}"
    );
    assert!(!cluster.has(&format!("pdb dapr-operator-disruption-budget {NAMESPACE}")));
    let deployed = cluster.revisions("dapr-system", "dapr");
    let deployed = deployed.iter().filter(|row| row.ends_with(" deployed"));
    assert_eq!(deployed.count(), 1);
    let values = cluster
        .helm(&format!("get values dapr {NAMESPACE} -o json"))
        .json();
    assert_eq!(values, json!({"global": {"ha": {"enabled": false}}}));
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_second_deployed_revision_does_not_stay() {
    let Some((cluster, _)) = open("two deployed revisions") else {
        return;
    };
    cluster.daprk("init -k --no-wait").run().succeeds();
    cluster
        .daprk("init -k --no-wait --set global.logAsJson=true")
        .run()
        .succeeds();
    assert_eq!(
        cluster.revisions("dapr-system", "dapr"),
        ["1 superseded", "2 deployed"]
    );
    // As a crash of helm between its two last writes leaves it.
    let mut first = super::pending::Stored::read(&cluster, "dapr-system", "dapr", 1);
    first.set_status("deployed");
    first.write(&cluster);
    assert_eq!(
        cluster.revisions("dapr-system", "dapr"),
        ["1 deployed", "2 deployed"]
    );
    cluster.daprk("init -k --no-wait").run().succeeds();
    assert_eq!(
        cluster.revisions("dapr-system", "dapr"),
        ["1 superseded", "2 superseded", "3 deployed"]
    );
}
