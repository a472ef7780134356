//! One scenario on the sandbox and on the cluster: the same is printed, names and times aside.

use std::collections::BTreeSet;
use std::time::Duration;

use regex::Regex;

use super::cluster::{Cluster, eventually};
use crate::programs::has;
use crate::run::Done;
use crate::sandbox::fixture::Sandbox;

/// What is asked of both; every command, its output and its exit code.
const SCENARIO: [&str; 25] = [
    "status",
    "init --dry-run",
    "init",
    "init",
    "version",
    "deploy hello-kubernetes -n default --dry-run",
    "deploy hello-kubernetes -n default",
    "deploy hello-kubernetes -n default",
    "status",
    "status -o json",
    "list -n default",
    "list -n default -o json",
    "list -n nowhere",
    "logs -a nobody -n default",
    "invoke -n default -a nodeapp -m neworder -d {\"data\":{\"orderId\":4711}}",
    "invoke -n default -a pythonapp -m order --verb GET",
    "state get nodeapp nothing -n default",
    "state get nodeapp order -n default --store shelf",
    "publish -n default -a nodeapp -p mail -t orders -d {}",
    "forward pythonapp -n default",
    "undeploy hello-kubernetes -n default --yes",
    "undeploy hello-kubernetes -n default --yes",
    "list -n default",
    "uninstall --yes",
    "uninstall --all --purge-data --yes",
];

/// After this one apps run, and their logs are compared.
const DEPLOYED: usize = 7;

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn the_sandbox_prints_what_a_cluster_does() {
    let name = "one scenario on both";
    if !has(name, &["node", "python3", "redis-server"]) {
        return;
    }
    let Some(cluster) = Cluster::open(name, &[]) else {
        return;
    };
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let context = cluster.kubectl("config current-context").output();
    for (number, words) in SCENARIO.iter().enumerate() {
        let here = printed(&sandbox.daprk(words).run(), "sandbox");
        let there = cluster.daprk(&format!("{words} -k")).run();
        let there = printed(&there, context.trim());
        assert_eq!(here, there, "daprk {words}: on the sandbox, on the cluster");
        eprintln!("the same: daprk {words}: {} lines", here.lines().count());
        if number == DEPLOYED {
            the_same_logs(&sandbox, &cluster);
        }
    }
}

/// What the app says and what its sidecar is asked, once both took an order.
fn the_same_logs(sandbox: &Sandbox, cluster: &Cluster) {
    let words = "logs -n default -a nodeapp -c all";
    let here = || said(&sandbox.daprk(words).run().succeeds().stdout);
    let there = || {
        said(
            &cluster
                .daprk(&format!("{words} -k"))
                .run()
                .succeeds()
                .stdout,
        )
    };
    let is_kept = |lines: &BTreeSet<String>| lines.iter().any(|line| line.contains("persisted"));
    eventually("both took an order", Duration::from_secs(60), || {
        is_kept(&here()) && is_kept(&there())
    });
    let here = here();
    assert_eq!(
        here,
        there(),
        "daprk {words}: on the sandbox, on the cluster"
    );
    eprintln!("the same: daprk {words}: {here:#?}");
}

/// The app's lines and the sidecar's of its API, without numbers: whoever runs longer says each more often. The cluster's image
/// may hold another edition of the app, which says an order's number or not, and who it is.
fn said(log: &str) -> BTreeSet<String> {
    let is_compared = |line: &&str| !line.contains("level=") || line.contains("HTTP API Called");
    let edition = Regex::new(r"( for Order ID: \d+|\.)$| useragent=\S+").unwrap();
    let plain =
        Regex::new(r"(time|instance|duration|size)=\S+|nodeapp-[0-9a-f]+-\w{5}|\d+").unwrap();
    log.lines()
        .filter(is_compared)
        .map(|line| {
            let line = edition.replace_all(line, "");
            plain.replace_all(&line, "…").into_owned()
        })
        .collect()
}

/// All that a command printed, without what the two may differ in.
fn printed(done: &Done, context: &str) -> String {
    let lines = format!("{}\n{}\nexit {:?}", done.stdout, done.stderr, done.code);
    // What leads kubectl and helm to the sandbox, and where lines are wrapped because of it.
    let lines = Regex::new(r"\n {6,}").unwrap().replace_all(&lines, " ");
    let lines = lines.replace(" --kubeconfig ~/sandbox/kubeconfig", "");
    let differ = [
        // The target's name, and the flag that says which.
        (r"( -k)\b", ""),
        (r"(context |from )CONTEXT\b", "${1}…"),
        // Times and ages.
        (r"\s+(\d+m)?[\d.]+s$", ""),
        (r"\((\d+m)?[\d.]+s\)", "(…)"),
        (r"\d+[smh]\s+\d{4}-\d\d-\d\d \d\d:\d\d\.\d\d", "…"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "…"),
        // The random ends of pods' names.
        (r"-[0-9a-f]{6,10}-[a-z0-9]{5}\b", "-…"),
        // The sandbox says what it stands in for.
        (r#""builtIn": true"#, r#""builtIn": false"#),
        (r"\bbuilt-in\b", "1.18.3"),
        (r" {2,}", "  "),
    ];
    let differ: Vec<(Regex, &str)> = differ
        .iter()
        .map(|(pattern, with)| {
            let pattern = pattern.replace("CONTEXT", &regex::escape(context));
            (Regex::new(&pattern).unwrap(), *with)
        })
        .collect();
    lines
        .lines()
        .filter(|line| !is_progress(line) && !line.contains(SANDBOX_ONLY))
        .map(|line| {
            let mut line = line.to_owned();
            for (pattern, with) in &differ {
                line = pattern.replace_all(&line, *with).into_owned();
            }
            line + "\n"
        })
        .collect()
}

/// Whether a line tells of one object on its way: which of them are seen depends on the speed.
fn is_progress(line: &str) -> bool {
    line.starts_with("  ◌") || line.starts_with("  !") || line.ends_with(": ready")
}

/// What a sandbox alone says, of what is built in.
const SANDBOX_ONLY: &str = "sidecars are built in";
