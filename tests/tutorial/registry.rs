//! Images of a registry of one's own: what is deployed and what a tutorial deploys comes from there, and stays so.

use std::path::Path;

use serde_json::Value;

use crate::programs::has;
use crate::sandbox::fixture::Sandbox;

const APPS: [&str; 3] = ["node", "python3", "redis-server"];
/// An app that needs nothing to run: it has no pods.
const CART: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart}
spec:
  replicas: 0
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      initContainers:
        - {name: first, image: 'busybox:1'}
      containers:
        - {name: cart, image: 'ghcr.io/shop/carts/cart:2'}
        - {name: here, image: 'mirror.example/apps/own/here:1'}
";
const STEP: &str = "\
---
title: Mine
teaches: a thing
minutes: 1
---
# One

## Step

```run
daprk deploy -f cart.yaml --name cart
```

```makes
deployment/cart
```

```undo
daprk undeploy cart
```
";

/// What the sandbox would do for these words, without a flag that says what is so already.
fn nothing_changes(sandbox: &Sandbox, words: &str) {
    let diff = sandbox.daprk(&format!("diff {words}")).run();
    assert_eq!(diff.code, Some(0), "{diff}");
}

/// `from` and `to` of every image that would change.
fn changes(sandbox: &Sandbox, words: &str) -> Vec<(String, String)> {
    let diff = sandbox
        .daprk(&format!("diff {words} -o json"))
        .run()
        .exits(1);
    let value: Value = serde_json::from_str(&diff.stdout).unwrap();
    let objects = value["change"].as_array().unwrap().iter();
    let fields = objects.flat_map(|object| object["fields"].as_array().unwrap());
    let images = fields.filter(|field| field["path"].as_str().unwrap().ends_with("image"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    images
        .map(|field| (text(&field["from"]), text(&field["to"])))
        .collect()
}

#[test]
fn a_bundled_set_runs_from_it_and_keeps_it() {
    let test = "a_bundled_set_runs_from_it_and_keeps_it";
    if !has(test, &APPS) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    let registry = "--image-registry mirror.example:5000/apps";
    let deploy = format!("deploy hello-kubernetes {registry}");
    sandbox.daprk(&deploy).run().succeeds();
    nothing_changes(&sandbox, &format!("hello-kubernetes {registry}"));
    // It is a value like any other, and values are kept.
    nothing_changes(&sandbox, "hello-kubernetes");
    let dry = sandbox
        .daprk(&format!("{deploy} --dry-run"))
        .run()
        .succeeds();
    dry.says("nothing to change");
    let other = "hello-kubernetes --image nodeapp=x.example/node:2 --image-registry m";
    let (from, to) = ("mirror.example:5000/apps/", "m/");
    let moved = |image: &str| (format!("{from}{image}"), format!("{to}{image}"));
    let mut changes = changes(&sandbox, other);
    changes.sort();
    let node = format!("{from}hello-k8s-node:latest");
    assert_eq!(
        changes,
        [
            (node, "x.example/node:2".to_owned()),
            moved("hello-k8s-python:latest"),
            moved("redis:7.0"),
        ]
    );
    sandbox
        .daprk("undeploy hello-kubernetes --yes")
        .run()
        .succeeds();
}

/// A tutorial of one step that deploys the cart.
fn tutorial(sandbox: &Sandbox) -> String {
    let folder = sandbox.folder().with_file_name("mine");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("tutorial.md"), STEP).unwrap();
    std::fs::write(Path::new(&folder).join("cart.yaml"), CART).unwrap();
    folder.display().to_string()
}

#[test]
fn manifests_of_ones_own_come_from_it_each_time_it_is_said() {
    let sandbox = Sandbox::new();
    let folder = tutorial(&sandbox);
    let cart = format!("-f {folder}/cart.yaml --name cart");
    let registry = "--image-registry mirror.example/apps";
    sandbox
        .daprk(&format!("deploy {cart}"))
        .env("DAPRK_APP_REGISTRY", "mirror.example/apps")
        .run()
        .succeeds();
    nothing_changes(&sandbox, &format!("{cart} {registry}"));
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let mut back = changes(&sandbox, &cart);
    back.sort();
    assert_eq!(
        back,
        [
            pair("mirror.example/apps/busybox:1", "busybox:1"),
            pair("mirror.example/apps/cart:2", "ghcr.io/shop/carts/cart:2"),
        ]
    );
}

#[test]
fn a_tutorial_keeps_it_until_it_is_reset() {
    let sandbox = Sandbox::new();
    let folder = tutorial(&sandbox);
    let cart = format!("-f {folder}/cart.yaml --name cart");
    let there = format!("{cart} --image-registry mirror.example/apps");
    let run = |flags: &str| {
        let words = format!("tutorial run --dir {folder} --auto {flags}");
        sandbox.daprk(&words).run().succeeds()
    };
    run("--image-registry mirror.example/apps").says("come from mirror.example/apps");
    nothing_changes(&sandbox, &there);
    run("").says("come from mirror.example/apps");
    nothing_changes(&sandbox, &there);
    run("--image-registry=");
    nothing_changes(&sandbox, &cart);
    run("--image-registry mirror.example/apps");
    let reset = format!("tutorial reset --dir {folder} --yes");
    sandbox.daprk(&reset).run().succeeds();
    run("");
    nothing_changes(&sandbox, &cart);
}
