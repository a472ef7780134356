//! What is said of what is missing, of what stays, and of what is made on the way.

use std::collections::BTreeSet;

use super::fixture::Sandbox;
use crate::programs::has;

/// An app whose program every machine has.
const APP: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: sleeper}
spec:
  selector: {matchLabels: {app: sleeper}}
  template:
    metadata:
      labels: {app: sleeper}
      annotations: {dapr.io/enabled: 'true', dapr.io/app-id: sleeper}
    spec:
      containers:
      - {name: app, image: 'busybox:1', args: [sleep, '1000']}
";
/// The least that can be deployed.
const PLAIN: &str = "
apiVersion: v1
kind: ConfigMap
metadata: {name: plain}
";

/// A file beside the sandbox, as its path.
fn file(sandbox: &Sandbox, name: &str, text: &str) -> String {
    let path = sandbox.folder().with_file_name(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn services_that_are_gone_are_missing() {
    if !has("services that are gone", &["kubectl"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init -q").run().succeeds();
    sandbox
        .daprk("status -n foo")
        .run()
        .exits(1)
        .says("there is no Dapr in namespace foo")
        .says("`daprk status`")
        .with_a_short_error();
    let delete = |what: &str| sandbox.kubectl(&format!("delete {what}")).output();
    delete("deploy,sts --all -n dapr-system");
    let rows = |words: &str| {
        let status = sandbox.daprk(words).run().exits(1);
        assert_eq!(status.stdout.matches("Missing").count(), 5, "{status}");
        status.says("5 of 5 services are not healthy")
    };
    rows("status").says("`daprk init` goes on from there");
    rows("status -n dapr-system");
    // Without a record it is the webhook that tells.
    delete("secret -l owner=helm -n dapr-system");
    rows("status").says("the webhook dapr-sidecar-injector calls one of them");
    delete("mutatingwebhookconfiguration dapr-sidecar-injector");
    sandbox
        .daprk("status")
        .run()
        .exits(1)
        .says("there is no Dapr in this cluster");
}

#[test]
fn a_namespace_that_is_made_is_told_and_goes() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let plain = file(&sandbox, "plain.yaml", PLAIN);
    let deploy = format!("deploy -f {plain} --name plain -n made");
    let preview = sandbox
        .daprk(&format!("{deploy} --dry-run"))
        .run()
        .succeeds();
    assert_eq!(
        preview.stdout, "+ Namespace made\n+ ConfigMap plain in made\n",
        "{preview}"
    );
    preview.says("2 to create");
    let diff = format!("diff -f {plain} --name plain -n made -o json");
    let diff = sandbox.daprk(&diff).run().exits(1);
    assert!(diff.stdout.contains(r#""kind": "Namespace""#), "{diff}");
    sandbox
        .daprk(&deploy)
        .run()
        .succeeds()
        .says("namespace made was not there and is made");
    let again = sandbox.daprk(&deploy).run().succeeds();
    assert!(!again.stderr.contains("was not there"), "{again}");

    let undeploy = "undeploy plain -n made";
    let preview = sandbox
        .daprk(&format!("{undeploy} --dry-run"))
        .run()
        .succeeds();
    assert_eq!(
        preview.stdout, "ConfigMap plain in made\nNamespace made\n",
        "{preview}"
    );
    sandbox
        .daprk(&format!("{undeploy} --yes"))
        .run()
        .succeeds()
        .says("plain is gone from made: 2 objects");
    let preview = sandbox
        .daprk("init --dry-run")
        .run()
        .succeeds()
        .says("to create");
    assert!(
        preview.stdout.contains("+ Namespace dapr-system\n"),
        "{preview}"
    );
}

#[test]
fn claims_that_stay_are_named() {
    if !has("claims that stay", &["redis-server"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init -q").run().succeeds();
    sandbox.daprk("deploy redis -n shop -q").run().succeeds();
    let preview = sandbox.daprk("undeploy redis -n shop --dry-run").output();
    assert!(!preview.contains("Namespace"), "{preview}");
    sandbox
        .daprk("undeploy redis -n shop --yes")
        .run()
        .succeeds()
        .says("claim redis-data-dapr-dev-redis-master-0 stays")
        .says("-n shop");
}

#[test]
fn nobody_is_asked_about_nothing() {
    if !has("nobody is asked about nothing", &["kubectl"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init -q").run().succeeds();
    let plain = file(&sandbox, "plain.yaml", PLAIN);
    let app = file(&sandbox, "app.yaml", APP);
    let deploy = |file: &str, name: &str| {
        let words = format!("deploy -f {file} --name {name}");
        sandbox.daprk(&words).run().succeeds();
    };
    deploy(&plain, "plain");
    sandbox.kubectl("delete configmap plain").output();
    sandbox
        .daprk("undeploy plain")
        .run()
        .succeeds()
        .says("plain is gone from default: 0 objects");
    // The app loses its control plane, once.
    deploy(&app, "app");
    sandbox
        .daprk("uninstall --purge-data")
        .run()
        .exits(5)
        .says("which loses its control plane")
        .says("Namespace dapr-system");
    sandbox
        .daprk("uninstall --purge-data --yes")
        .run()
        .succeeds();
    sandbox
        .daprk("uninstall")
        .run()
        .succeeds()
        .says("there is no Dapr in dapr-system: nothing to remove");
}

#[test]
fn a_conflict_names_a_command() {
    if !has("a conflict", &["kubectl"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init -q").run().succeeds();
    let app = APP.replace("spec:\n  selector", "spec:\n  replicas: 1\n  selector");
    let app = file(&sandbox, "app.yaml", &app);
    let deploy = format!("deploy -f {app} --name app");
    sandbox.daprk(&deploy).run().succeeds();
    let scale = |count: u8| {
        let words = format!("scale deployment sleeper --replicas={count}");
        sandbox.kubectl(&words).output();
    };
    scale(2);
    sandbox
        .daprk(&deploy)
        .run()
        .exits(1)
        .with_a_short_error()
        .says(".spec.replicas is set by kubectl")
        .says("`kubectl --kubeconfig ~/sandbox/kubeconfig edit");
    scale(1);
    sandbox.daprk(&deploy).run().succeeds();
}

#[test]
fn completion_knows_the_sandbox_and_does_not_start_it() {
    let sandbox = Sandbox::new();
    let candidates = |line: &[&str]| {
        let mut words = vec!["--", "daprk"];
        words.extend(line);
        let run = sandbox.program(env!("CARGO_BIN_EXE_daprk"), &words);
        let found = run.env("DAPRK_COMPLETE", "fish").output();
        let first = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
        found.lines().map(first).collect::<BTreeSet<_>>()
    };
    assert!(candidates(&["logs", "-a", ""]).is_empty());
    assert!(!sandbox.folder().exists());
    sandbox.daprk("init -q").run().succeeds();
    let app = file(&sandbox, "app.yaml", APP);
    let deploy = format!("deploy -f {app} --name app");
    sandbox.daprk(&deploy).run().succeeds();
    assert!(candidates(&["logs", "-a", ""]).contains("sleeper"));
    assert!(candidates(&["logs", "-n", ""]).contains("dapr-system"));
    assert!(candidates(&["undeploy", ""]).contains("app"));
    let pods = candidates(&["logs", "-p", ""]);
    assert!(
        pods.iter().any(|pod| pod.starts_with("sleeper-")),
        "{pods:?}"
    );
}

#[test]
fn dev_leaves_out_what_cannot_be() {
    if !has("init --dev", &["redis-server", "node", "python3"]) {
        return;
    }
    let sandbox = Sandbox::new();
    let dev = sandbox.daprk("init --dev").run().succeeds();
    let dev = dev.says("redis is healthy in default");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&paths);
    if !folders.any(|folder| folder.join("start-zipkin").exists()) {
        dev.says("zipkin is left out: no program for image ")
            .says("https://zipkin.io");
    }
    let check = sandbox.daprk("check").run().succeeds();
    assert!(!check.stdout.contains("zipkin"), "{check}");

    let sandbox = Sandbox::new();
    sandbox.daprk("init -q").run().succeeds();
    sandbox.daprk("deploy hello-kubernetes -q").run().succeeds();
    sandbox
        .daprk("init --dev")
        .run()
        .succeeds()
        .says("redis is left as it is: hello-kubernetes has brought a Redis along already");
}

#[test]
fn what_dev_leaves_alone_is_told_before_anything_is_changed() {
    let sandbox = Sandbox::new();
    let secret =
        r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "dapr-dev-redis"}}"#;
    let deploy = sandbox.daprk("deploy -f - --name mine");
    deploy.stdin(secret).run().succeeds();
    let dev = sandbox.daprk("init --dev --no-wait").run().succeeds();
    let place = |words: &str| {
        dev.stderr
            .find(words)
            .unwrap_or_else(|| panic!("{words}: {dev}"))
    };
    assert!(place("redis is left as it is") < place("rights"), "{dev}");
    assert_eq!(dev.stderr.matches("left as it is").count(), 1, "{dev}");
}

#[test]
fn a_set_that_is_none() {
    let sandbox = Sandbox::new();
    let sets = "sets are: ";
    let template = sandbox.daprk("template nope").run().exits(2).says(sets);
    assert!(!template.stderr.contains("-f"), "{template}");
    sandbox
        .daprk("deploy nope")
        .run()
        .exits(2)
        .says("manifests of your own");
}
