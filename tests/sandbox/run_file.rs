//! `run -f` and `stop -f`: the multi-app file of the official quickstart, as it stands.

use std::time::Duration;

use super::fixture::{Sandbox, eventually};
use crate::programs::has;

const FILE: &str = "version: 1
common:
  resourcesPath: ./resources
apps:
  - appID: nodeapp
    appDirPath: ./node/
    appPort: 3000
    containerImage: ghcr.io/dapr/samples/hello-k8s-node:latest
    containerImagePullPolicy: Always
    createService: true
    env:
      APP_PORT: 3000
  - appID: pythonapp
    appDirPath: ./python/
    containerImage: ghcr.io/dapr/samples/hello-k8s-python:latest
    containerImagePullPolicy: Always
";

fn apps(sandbox: &Sandbox) -> Vec<String> {
    let list = sandbox.daprk("list -o json").json();
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|app| app["appId"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_multi_app_file_is_run_and_stopped() {
    if !has("a_multi_app_file_is_run_and_stopped", &["node", "python3"]) {
        return;
    }
    let sandbox = Sandbox::new();
    let folder = sandbox.folder().with_file_name("Quick Start");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("dapr.yaml"), FILE).unwrap();
    let folder = folder.display().to_string();
    let daprk = |args: &[&str]| sandbox.program(env!("CARGO_BIN_EXE_daprk"), args);
    sandbox.daprk("init -q").run().succeeds();
    daprk(&["run", "-f", &folder, "--detach"])
        .run()
        .succeeds()
        .says("without effect in a cluster: resourcesPath, appDirPath");
    assert_eq!(apps(&sandbox), ["nodeapp", "pythonapp"]);
    let again = daprk(&["run", "-f", &folder, "--detach"]).run().succeeds();
    let same = "nodeapp and pythonapp are healthy in default; nothing to change";
    assert!(again.stderr.contains(same), "{again}");
    daprk(&["stop", "-f", &folder])
        .run()
        .succeeds()
        .says("objects are gone");
    assert!(apps(&sandbox).is_empty());
    daprk(&["stop", "-f", &folder])
        .run()
        .exits(1)
        .with_a_short_error();
    // In the foreground: their logs, and Ctrl-C removes them.
    let running = daprk(&["run", "-f", &folder]).start();
    eventually("the apps answer", Duration::from_secs(60), || {
        let ports = sandbox.daprk("invoke -a nodeapp -m ports --verb GET");
        ports.run().code == Some(0)
    });
    // An app counts as healthy a while after it answers, and its logs come then.
    std::thread::sleep(Duration::from_secs(5));
    running.interrupt();
    let done = running.end().exits(130);
    assert!(
        done.stdout.contains("Node App listening on port "),
        "{done}"
    );
    assert!(apps(&sandbox).is_empty());
}

#[test]
fn a_file_with_mistakes_is_refused() {
    let sandbox = Sandbox::new();
    let path = sandbox.folder().with_file_name("dapr.yaml");
    let file = path.display().to_string();
    std::fs::write(&path, FILE.replace("containerImage:", "image:")).unwrap();
    let run = sandbox.daprk(&format!("run -f {file}")).run().exits(2);
    assert!(run.stderr.contains("unknown key `image`"), "{run}");
    std::fs::write(&path, FILE.replace("appPort: 3000", "appPort: x")).unwrap();
    let run = sandbox.daprk(&format!("run -f {file}")).run().exits(2);
    let told = "app 1: `appPort` `x` is no port: 1 to 65535";
    assert!(run.stderr.contains(told), "{run}");
    let none = sandbox.daprk("run -f nowhere.yaml").run().exits(2);
    none.with_a_short_error();
}
