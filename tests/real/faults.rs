//! The faults of break-and-fix, and what `check` says of each.

use std::collections::BTreeSet;
use std::time::Duration;

use super::cluster::{Cluster, until};
use crate::run::Run;

const LIMIT: Duration = Duration::from_secs(120);
const REDIS: &str = "deploy redis --set components.statestore.enabled=false,components.pubsub.enabled=false,persistence.enabled=false";
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
    if let Some(cluster) = Cluster::open("ten faults", &[]) {
        are_named(&|words| cluster.daprk(&format!("{words} -k")));
    }
}

/// Each of the ten is the one thing that `check` finds, and nothing is found on a healthy system.
pub(crate) fn are_named(daprk: &dyn Fn(&str) -> Run) {
    let run = |words: &str| daprk(words).run().succeeds();
    let deploy = |name: &str, how: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tutorials/break-and-fix");
        run(&format!("deploy -f {folder}/{name}.yaml --name cart {how}"));
    };
    let finds = |when: &str, errors: &[&str]| finds(daprk, when, errors);
    run("init");
    run(REDIS);
    deploy("00-whole", "");
    finds("at first", &[]);
    for (name, how, errors) in FAULTS {
        deploy(name, how);
        finds(name, errors);
        deploy(&format!("fixed/{name}"), "");
        finds(&format!("fixed {name}"), &[]);
    }

    // The injector has no pod, and the app no sidecar.
    run("upgrade --set dapr_sidecar_injector.replicaCount=0");
    run("undeploy cart --yes");
    deploy("06-injector", "--no-wait");
    finds("06", &["service-unhealthy"]);
    run("upgrade --set dapr_sidecar_injector.replicaCount=1");
    run("undeploy cart --yes");
    deploy("00-whole", "");
    finds("fixed 06", &[]);

    run("deploy redis --set replicas=0");
    finds("10", &["backend-without-endpoints"]);
    run("deploy redis --set replicas=1");
    finds("fixed 10", &[]);
    run("undeploy cart --yes");
    run("undeploy redis --yes");
}

/// Waits until `check` finds just this, and warns of nothing, while the app is called; then its exit code is that of
/// an error.
fn finds(daprk: &dyn Fn(&str) -> Run, when: &str, errors: &[&str]) {
    let wanted: BTreeSet<String> = errors.iter().map(|id| (*id).to_owned()).collect();
    let found = || -> (BTreeSet<String>, Option<i32>) {
        let order = r#"{"data":{"orderId":1}}"#;
        daprk(&format!("invoke -a cart -m neworder -d {order}")).run();
        let check = daprk("check -o short").run();
        let lines = check.stdout.lines();
        let ids = lines.filter_map(|line| line.split_whitespace().next());
        let plain = |id: &str| id.split_once("image-").map_or(id, |_| "image").to_owned();
        (ids.map(plain).collect(), check.code)
    };
    let wanted = (wanted, Some(i32::from(!errors.is_empty())));
    until(LIMIT, || {
        let found = found();
        (found != wanted).then(|| format!("{when}: check finds {found:?}, not {wanted:?}"))
    });
}
