//! The faults of break-and-fix, and what `check` says of each.

use std::collections::BTreeSet;
use std::time::Duration;

use super::cluster::{Cluster, eventually};

const LIMIT: Duration = Duration::from_secs(60);
const REDIS: &str = "deploy redis -k --set components.statestore.enabled=false,components.pubsub.enabled=false,persistence.enabled=false";
/// Manifests of the tutorial, how they are deployed, and the one thing that `check` finds then.
const FAULTS: [(&str, &str, &[&str]); 8] = [
    ("01-name", "", &["component-asked-but-not-loaded"]),
    ("02-secret", "--no-wait", &["secret-key-missing"]),
    ("03-scope", "", &["scope-names-no-app"]),
    ("04-port", "--no-wait", &["app-port-not-answering"]),
    ("05-annotation", "", &["sidecar-not-asked"]),
    ("07-namespace", "", &["component-asked-but-not-loaded"]),
    ("08-crash", "--no-wait", &["container-crashes"]),
    // The registry answers, or its name does not resolve.
    ("09-image", "--no-wait", &["image"]),
];

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn each_of_ten_is_named_and_nothing_on_a_healthy_system() {
    let Some(cluster) = Cluster::open("ten faults", &[]) else {
        return;
    };
    let run = |words: &str| cluster.daprk(words).run().succeeds();
    run("init -k");
    run(REDIS);
    deploy(&cluster, "00-whole", "");
    finds(&cluster, "at first", &[]);
    for (name, how, errors) in FAULTS {
        deploy(&cluster, name, how);
        finds(&cluster, name, errors);
        deploy(&cluster, &format!("fixed/{name}"), "");
        finds(&cluster, &format!("fixed {name}"), &[]);
    }

    // The injector has no pod, and the app no sidecar.
    run("upgrade -k --set dapr_sidecar_injector.replicaCount=0");
    run("undeploy cart -k --yes");
    deploy(&cluster, "06-injector", "--no-wait");
    finds(&cluster, "06", &["service-unhealthy"]);
    run("upgrade -k --set dapr_sidecar_injector.replicaCount=1");
    run("undeploy cart -k --yes");
    deploy(&cluster, "00-whole", "");
    finds(&cluster, "fixed 06", &[]);

    run("deploy redis -k --set replicas=0");
    finds(&cluster, "10", &["backend-without-endpoints"]);
    run("deploy redis -k --set replicas=1");
    finds(&cluster, "fixed 10", &[]);
    run("undeploy cart -k --yes");
    run("undeploy redis -k --yes");
}

fn deploy(cluster: &Cluster, name: &str, how: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tutorials/break-and-fix");
    let words = format!("deploy -k -f {folder}/{name}.yaml --name cart {how}");
    cluster.daprk(&words).run().succeeds();
}

/// Waits until `check` finds just this, and warns of nothing, while the app is called; then its exit code is that of
/// an error.
fn finds(cluster: &Cluster, when: &str, errors: &[&str]) {
    let wanted: BTreeSet<String> = errors.iter().map(|id| (*id).to_owned()).collect();
    let found = || -> (BTreeSet<String>, Option<i32>) {
        let order = r#"{"data":{"orderId":1}}"#;
        cluster
            .daprk(&format!("invoke -k -a cart -m neworder -d {order}"))
            .run();
        let check = cluster.daprk("check -k -o name").run();
        let lines = check.stdout.lines();
        let ids = lines.filter_map(|line| line.split_whitespace().nth(1));
        let plain = |id: &str| id.split_once("image-").map_or(id, |_| "image").to_owned();
        (ids.map(plain).collect(), check.code)
    };
    let code = Some(i32::from(!errors.is_empty()));
    eventually(&format!("{when}: check finds {errors:?}"), LIMIT, || {
        found() == (wanted.clone(), code)
    });
}
