//! What a `kill -9` of the server leaves: nothing that runs, and everything that was stored.

use std::fs;
use std::time::Duration;

use super::fixture::{Sandbox, eventually};
use crate::programs::has;

/// Processes that this sandbox started: they have its folder in their environment, their arguments
/// or as their working folder.
pub(super) fn running(sandbox: &Sandbox) -> Vec<String> {
    let folder = sandbox.folder().display().to_string();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let path = entry.path();
        let read = |name: &str| fs::read(path.join(name)).unwrap_or_default();
        let texts = [read("environ"), read("cmdline")];
        let texts = texts.map(|text| String::from_utf8_lossy(&text).replace('\0', " "));
        let at = fs::read_link(path.join("cwd")).unwrap_or_default();
        if texts.iter().any(|text| text.contains(&folder)) || at.starts_with(&folder) {
            found.push(format!("{} {}", entry.file_name().display(), texts[1]));
        }
    }
    found
}

/// The keepers of the pods' processes: children of the server.
fn keepers(server: &str) -> Vec<String> {
    let is_child = |path: &std::path::Path| {
        let stat = fs::read_to_string(path.join("stat")).unwrap_or_default();
        // After the name in brackets: state, parent.
        let rest = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        rest.split(' ').nth(1) == Some(server)
    };
    let paths = fs::read_dir("/proc").unwrap().flatten();
    let paths = paths.map(|entry| entry.path());
    let found = paths.filter(|path| is_child(path));
    found.map(|path| path.display().to_string()).collect()
}

/// `kill -9`
pub(super) fn kill(pid: &str) {
    assert!(crate::run::send(
        pid.parse().unwrap(),
        rustix::process::Signal::KILL
    ));
}

#[test]
fn nothing_survives_its_server_and_a_start_brings_all_of_it_back() {
    if !has("a killed server", &["node", "python3", "redis-server"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    sandbox.daprk("deploy hello-kubernetes").run().succeeds();
    let programs = ["redis-server", "app.js", "app.py", "sidecar"];
    let before = running(&sandbox);
    for program in programs {
        let is_it = |line: &String| line.contains(program);
        assert!(before.iter().any(is_it), "no {program} in {before:#?}");
    }
    let pid = sandbox.pid().to_string();
    let keepers = keepers(&pid);
    assert_eq!(keepers.len(), 3, "one for each pod with processes");
    kill(&pid);
    eventually("everything has ended", Duration::from_secs(10), || {
        let is_gone = |path: &String| !std::path::Path::new(path).exists();
        running(&sandbox).is_empty() && keepers.iter().all(is_gone)
    });

    let list = sandbox.daprk("list").run().succeeds();
    assert!(list.stdout.contains("nodeapp"), "{list}");
    eventually("orders go on", Duration::from_secs(40), || {
        let logs = sandbox.daprk("logs -a nodeapp -c app --since 5s").run();
        logs.stdout.contains("Successfully persisted state")
    });
    let again = sandbox.daprk("deploy hello-kubernetes").run().succeeds();
    assert!(again.stderr.contains("nothing to change"), "{again}");
    sandbox.daprk("sandbox stop").run().succeeds();
    assert_eq!(running(&sandbox), [""; 0]);
}
