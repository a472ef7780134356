//! What `check` prints of a sandbox, byte by byte. `DAPRK_TEST_UPDATE=1` rewrites the files.

use super::fixture::Sandbox;
use crate::cli::golden::assert_golden;
use crate::programs::has;
use crate::real::faults;
use crate::run::Done;

/// A Component whose Secret and Service are not there, and a Subscription to a broker that nobody has.
const FAULTY: &str = "
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: statestore}
spec:
  type: state.redis
  version: v1
  metadata:
  - {name: redisHost, value: 'redis:6379'}
  - name: redisPassword
    secretKeyRef: {name: redis, key: redis-password}
---
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: {name: orders}
spec: {pubsubname: pubsub, topic: orders, routes: {default: /orders}}
";

/// All that a run tells.
fn told(done: &Done) -> String {
    let code = done.code.expect("an exit code");
    format!(
        "exit {code}\n--- stdout\n{}--- stderr\n{}",
        done.stdout, done.stderr
    )
}

#[test]
fn what_is_found_is_printed_in_every_form() {
    let sandbox = Sandbox::new();
    let check = |name: &str, words: &str| {
        let done = sandbox.daprk(words).run();
        assert_golden(&format!("tests/sandbox/golden/{name}.txt"), &told(&done));
    };
    sandbox.daprk("sandbox start").run().succeeds();
    check("pre", "check --pre");
    check("pre-short", "check --pre -o short");
    sandbox.daprk("init").run().succeeds();
    check("healthy", "check");
    check("healthy-short", "check -o short");
    let file = sandbox.folder().with_file_name("faulty.yaml");
    std::fs::write(&file, FAULTY).unwrap();
    let deploy = format!("deploy -f {} --name faulty", file.display());
    sandbox.daprk(&deploy).run().succeeds();
    check("faulty", "check");
    check("faulty-short", "check -o short");
    check("faulty-name", "check -o name");
    check("faulty-json", "check -o json");
    check("only", "check --only secret-missing -v");
    check("unknown", "check --only secret-mising");
    sandbox
        .daprk("status -o short")
        .run()
        .exits(2)
        .with_a_short_error();
}

#[test]
fn each_fault_of_break_and_fix_is_named() {
    if has("ten faults", &["node", "redis-server"]) {
        let sandbox = Sandbox::new();
        faults::are_named(&|words| sandbox.daprk(words));
    }
}

/// The picture with manifests that are not applied, and with what was kept before they were.
#[test]
fn a_difference_is_told_before_and_after() {
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    let file = sandbox.folder().with_file_name("faulty.yaml");
    std::fs::write(&file, FAULTY).unwrap();
    let kept = sandbox.folder().with_file_name("kept.json");
    let (file, kept) = (file.display(), kept.display());
    sandbox
        .daprk(&format!("graph --record {kept}"))
        .run()
        .succeeds();
    let comes = sandbox
        .daprk(&format!("graph -f {file} --diff"))
        .run()
        .exits(1);
    let lines = "\
+ backend redis in default, 6379
+ component pubsub in default
+ component statestore in default, state.redis
+ secret redis in default
+ subscription orders in default, orders
+ statestore connects redis, declared, broken
+ statestore reads redis-password redis, declared, broken
+ orders subscribes pubsub, declared, broken
";
    assert_eq!(comes.stdout, lines, "{comes}");
    sandbox
        .daprk(&format!("deploy -f {file} --name faulty"))
        .run()
        .succeeds();
    let since = sandbox
        .daprk(&format!("graph --from {kept} --diff"))
        .run()
        .exits(1);
    assert_eq!(since.stdout, lines, "{since}");
    let json = sandbox
        .daprk(&format!("graph --from {kept} --diff -o json"))
        .run()
        .exits(1);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["kind"], "GraphDiff");
    assert_eq!(json["nodes"][0]["change"], "added");
    let picture = sandbox
        .daprk(&format!("graph --from {kept} --diff -o svg"))
        .run()
        .exits(1);
    assert!(picture.stdout.starts_with("<svg"), "{picture}");
    assert!(picture.stdout.contains(">+ added</text>"), "{picture}");
    let same = sandbox
        .daprk(&format!("graph -f {file} --diff"))
        .run()
        .succeeds();
    assert_eq!(same.stdout, "");
    // What cannot be read starts nothing.
    sandbox.daprk("sandbox stop").run().succeeds();
    std::fs::write(file.to_string(), "{").unwrap();
    for words in [
        format!("graph --from {file} --diff"),
        format!("graph -f {file} --diff"),
        format!("graph --from {file}.none --diff"),
    ] {
        sandbox.daprk(&words).run().exits(2).with_a_short_error();
        sandbox.daprk("sandbox status").run().exits(1);
    }
    for words in [
        "graph --diff",
        "graph --diff -f x.yaml -w",
        "graph --diff -o dot -f x.yaml",
    ] {
        sandbox.daprk(words).run().exits(2).with_a_short_error();
    }
}

/// In one there is nothing wrong to be found, for ever.
#[test]
fn a_namespace_that_is_not_there_is_not_healthy() {
    let sandbox = Sandbox::new();
    for command in ["check", "graph", "dashboard", "graph --check"] {
        sandbox
            .daprk(&format!("{command} -n nope"))
            .run()
            .exits(2)
            .says("there is no namespace `nope`")
            .with_a_short_error();
    }
}
