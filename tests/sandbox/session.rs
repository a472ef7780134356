//! The session of the README on the sandbox: install, deploy, look, and remove all of it.

use std::time::Duration;

use serde_json::Value;

use super::daprd::real;
use super::fixture::{Sandbox, eventually};
use crate::programs::has;

#[test]
fn from_nothing_to_orders_and_back() {
    if !has("a whole session", &["node", "python3", "redis-server"]) {
        return;
    }
    whole(&Sandbox::new(), "built in");
}

#[test]
fn from_nothing_to_orders_and_back_with_a_real_daprd() {
    if let Some(daprd) = real("a whole session with a real daprd") {
        whole(&Sandbox::with_daprd(&daprd), "daprd 1.18");
    }
}

fn whole(sandbox: &Sandbox, sidecars: &str) {
    sandbox
        .daprk("init")
        .run()
        .succeeds()
        .says("Dapr 1.18.3 is healthy in dapr-system");
    let status = sandbox.daprk("status").run().succeeds();
    assert_eq!(status.stdout.matches("True").count(), 5, "{status}");

    sandbox
        .daprk("deploy hello-kubernetes")
        .run()
        .succeeds()
        .says("hello-kubernetes is healthy in default");
    let list = sandbox.daprk("list").run().succeeds();
    for app in ["nodeapp", "pythonapp"] {
        assert!(list.stdout.contains(app), "{list}");
    }
    let status = sandbox.daprk("sandbox status").output();
    let line = format!("sidecars    {sidecars}");
    assert!(status.contains(&line), "{status}");
    eventually("orders are kept", Duration::from_secs(30), || {
        let logs = sandbox.daprk("logs -a nodeapp -c app").run().succeeds();
        logs.stdout.matches("Successfully persisted state").count() >= 2
    });
    let logs = sandbox.daprk("logs -a nodeapp").run().succeeds();
    assert!(
        logs.stdout
            .contains(r#"method="POST /v1.0/state/statestore""#),
        "{logs}"
    );

    let again = sandbox.daprk("init").run().succeeds();
    assert!(again.stderr.contains("nothing to change"), "{again}");
    // The image's name says nothing of what runs.
    assert!(!again.stderr.contains("another version"), "{again}");
    let again = sandbox.daprk("deploy hello-kubernetes").run().succeeds();
    assert!(again.stderr.contains("nothing to change"), "{again}");
    sandbox
        .daprk("deploy redis")
        .run()
        .exits(1)
        .says("hello-kubernetes has brought a Redis along already")
        .says("`daprk undeploy hello-kubernetes -n default`")
        .with_a_short_error();

    sandbox
        .daprk("undeploy hello-kubernetes --yes")
        .run()
        .succeeds();
    let list = sandbox.daprk("list").run().succeeds();
    assert_eq!(list.stdout, "", "{list}");
    sandbox.daprk("uninstall --all --yes").run().succeeds();
    let status = sandbox.status();
    assert_eq!(status["pods"].as_array().map(Vec::len), Some(0), "{status}");
}

#[test]
fn what_to_install_is_said_at_once() {
    let sandbox = Sandbox::new();
    let none = sandbox.folder().join("../none");
    std::fs::create_dir_all(&none).unwrap();
    let run = |words: &str| sandbox.daprk(words).env("PATH", &none);
    run("init").run().succeeds();
    let deploy = run("deploy hello-kubernetes --timeout 20").run().exits(1);
    let advice = deploy.stderr.split("install ").nth(1).unwrap_or_default();
    for program in ["node", "python3", "redis-server"] {
        assert!(advice.contains(program), "{deploy}");
    }
    deploy.with_a_short_error().says("apt-get install");
}

#[test]
fn without_redis_it_says_what_to_install() {
    if !has("a missing program", &["node", "python3"]) {
        return;
    }
    let sandbox = Sandbox::new();
    let only = sandbox.folder().join("../bin");
    std::fs::create_dir_all(&only).unwrap();
    for program in ["node", "python3"] {
        std::os::unix::fs::symlink(which(program), only.join(program)).unwrap();
    }
    let run = |words: &str| sandbox.daprk(words).env("PATH", &only);
    run("init").run().succeeds();
    let deploy = run("deploy hello-kubernetes --timeout 20").run();
    assert_ne!(deploy.code, Some(0), "{deploy}");
    assert!(deploy.stderr.contains("install redis-server"), "{deploy}");
}

fn which(program: &str) -> std::path::PathBuf {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths)
        .map(|folder| folder.join(program))
        .find(|path| path.exists())
        .expect("it is on the PATH")
}

/// What the sandbox marks as its own stand-in, it says.
#[test]
fn what_is_built_in_is_told() {
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    let status: Value = sandbox.status();
    let pods = status["pods"].as_array().expect("pods");
    assert_eq!(pods.len(), 7, "{status}");
    assert!(pods.iter().all(|pod| pod["builtIn"] == true), "{status}");
}

/// What has no replicas is ready at once, and does nothing.
#[test]
fn a_service_without_pods_is_not_called_healthy() {
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    let injector = |count: u8| {
        let words = format!("upgrade --set dapr_sidecar_injector.replicaCount={count}");
        sandbox.daprk(&words).run().succeeds()
    };
    let idle = "Dapr 1.18.3 is applied in dapr-system; scaled to 0: dapr-sidecar-injector";
    injector(0).says(idle);
    injector(0).says("stands in dapr-system; nothing to change; scaled to 0");
    let status = sandbox.daprk("status").run().exits(1);
    assert!(status.stdout.contains("Scaled to 0"), "{status}");
    injector(1).says("Dapr 1.18.3 is healthy in dapr-system");
}
