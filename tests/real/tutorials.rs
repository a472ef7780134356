//! Tutorials on a cluster with a real Dapr.

use std::time::Duration;

use serde_json::Value;

use super::cluster::{Cluster, eventually};

/// What the app tells of its sidecar: that of today's image, and of older ones.
const PORTS: [&str; 2] = [
    r#"{"DAPR_HTTP_ENDPOINT":"http://localhost:3500","DAPR_GRPC_ENDPOINT":"http://localhost:50001"}"#,
    r#"{"DAPR_HTTP_PORT":"3500","DAPR_GRPC_PORT":"50001"}"#,
];
const LIMIT: Duration = Duration::from_secs(60);

/// Runs a tutorial by itself; its report.
fn run(cluster: &Cluster, which: &str) -> Value {
    let words = format!("tutorial run {which} -k --auto -o json");
    let done = cluster.daprk(&words).run();
    let report: Value = serde_json::from_str(&done.stdout).unwrap_or_default();
    assert_eq!(done.code, Some(0), "{report:#}\n{}", done.stderr);
    assert_eq!(report["complete"], true, "{report:#}");
    eprintln!("{which}: {:.1} s", report["seconds"].as_f64().unwrap());
    report
}

/// Goes through a tutorial twice, and takes back what it made.
fn twice_and_back(name: &str) {
    let Some(cluster) = Cluster::open(name, &[]) else {
        return;
    };
    let there = || {
        let kinds = "deployments,statefulsets,daemonsets,configmaps,secrets,services,serviceaccounts,pvc,roles";
        let all = cluster.kubectl(&format!("get {kinds} -A -o name"));
        all.output()
    };
    // What an earlier test left goes with its namespace, and takes its time.
    eventually("no namespace that is going", LIMIT, || {
        let phases = cluster.kubectl("get namespaces -o jsonpath={.items[*].status.phase}");
        !phases.output().contains("Terminating")
    });
    let before = there();
    run(&cluster, name);
    run(&cluster, name);
    let reset = cluster.daprk(&format!("tutorial reset {name} -k --yes"));
    reset.run().succeeds();
    assert_eq!(there(), before);
}

/// A test for each tutorial: one that has to be tried again is tried alone.
macro_rules! each {
    ($($test:ident $name:literal;)*) => {
        $(
            #[test]
            #[ignore = "needs DAPRK_TEST_KUBECONFIG"]
            fn $test() {
                twice_and_back($name);
            }
        )*

        #[test]
        fn every_tutorial_has_a_test_on_a_cluster() {
            let mut named = vec![$($name),*];
            let mut all = daprk::tutorial::names();
            named.sort_unstable();
            all.sort_unstable();
            assert_eq!(named, all);
        }
    };
}

each! {
    hello_kubernetes "hello-kubernetes";
    understanding_dapr "understanding-dapr";
    break_and_fix "break-and-fix";
    pub_sub "pub-sub";
    secret_store "secret-store";
    resiliency "resiliency";
    observability "observability";
    distributed_calculator "distributed-calculator";
}

/// hello-kubernetes up to a chapter, as a tutorial of its own.
fn up_to(cluster: &Cluster, chapter: &str) -> String {
    let text = include_str!("../../tutorials/hello-kubernetes/tutorial.md");
    let (before, _) = text.split_once(chapter).expect("the chapter's heading");
    let file = cluster.file("hello/tutorial.md", before);
    let folder = file.trim_end_matches("/tutorial.md");
    format!("--dir {folder}")
}

/// The official quickstart's own commands and the lines it expects, on what the tutorial made.
#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn the_official_quickstart_holds() {
    let Some(cluster) = Cluster::open("quickstart", &["curl"]) else {
        return;
    };
    run(&cluster, &up_to(&cluster, "# An app that calls it"));
    let rollout = cluster.kubectl("rollout status deploy/nodeapp").output();
    assert_eq!(rollout, "deployment \"nodeapp\" successfully rolled out\n");
    let forward = cluster
        .kubectl("port-forward service/nodeapp 8080:80")
        .start();
    let curl = |args: &[&str]| {
        let always = [
            "--silent",
            "--show-error",
            "--fail",
            "--retry-connrefused",
            "--retry",
            "5",
        ];
        cluster.run("curl", &[&always, args].concat()).output()
    };
    let ports = curl(&["http://localhost:8080/ports"]);
    assert!(PORTS.contains(&ports.trim()), "{ports}");
    let order = r#"{"data":{"orderId":"42"}}"#;
    let json = "Content-Type: application/json";
    let post = ["--request", "POST", "--data", order, "--header", json];
    let posted = curl(&[&post, &["http://localhost:8080/neworder"][..]].concat());
    assert_eq!(posted, "");
    assert_eq!(
        curl(&["http://localhost:8080/order"]),
        r#"{"orderId":"42"}"#
    );
    run(&cluster, &up_to(&cluster, "# Clean up"));
    let rollout = cluster.kubectl("rollout status deploy/pythonapp").output();
    assert_eq!(
        rollout,
        "deployment \"pythonapp\" successfully rolled out\n"
    );
    let logs = |what: &str| {
        cluster
            .kubectl(&format!("logs --selector={what} --tail=-1"))
            .output()
    };
    eventually("eleven orders", LIMIT, || {
        let log = logs("app=node -c node");
        log.contains("Got a new order! Order ID: 11")
            && log.contains("Successfully persisted state")
    });
    let sidecars = [
        (
            "app=node -c daprd",
            r#"method="POST /v1.0/state/statestore""#,
        ),
        ("app=python -c daprd", r#"method="POST /neworder""#),
    ];
    for (of, line) in sidecars {
        assert!(logs(of).contains(line), "{of}: no {line}");
    }
    forward.kill();
    let reset = cluster.daprk(&format!(
        "tutorial reset {} -k --yes",
        up_to(&cluster, "# Clean up")
    ));
    reset.run().succeeds();
}
