//! Start, stop, reset, and what is said meanwhile.

use std::time::Duration;

use super::fixture::{Sandbox, eventually, is_alive};
use crate::programs::has;

#[test]
fn it_starts_once_tells_where_and_stops() {
    let sandbox = Sandbox::new();
    sandbox
        .daprk("sandbox status")
        .run()
        .exits(1)
        .says("the sandbox does not run")
        .with_a_short_error();
    sandbox
        .daprk("sandbox start")
        .run()
        .succeeds()
        .says("started the sandbox at https://127.0.0.1:");
    sandbox
        .daprk("sandbox start")
        .run()
        .succeeds()
        .says("the sandbox runs already at https://127.0.0.1:");
    let pid = sandbox.pid();
    sandbox
        .daprk("sandbox stop")
        .run()
        .succeeds()
        .says("stopped the sandbox");
    eventually("its process is gone", Duration::from_secs(5), || {
        !is_alive(pid)
    });
    sandbox
        .daprk("sandbox stop")
        .run()
        .succeeds()
        .says("the sandbox does not run");
}

#[test]
fn a_damaged_store_is_refused_and_left_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    sandbox.daprk("sandbox stop").run().succeeds();
    let store = sandbox.folder().join("store.redb");
    let whole = std::fs::read(&store).unwrap();
    // The header of the file, and pages of it: what the library refuses, and what makes it panic.
    for (from, to) in [(9, 64), (4096, whole.len())] {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0xa5);
        std::fs::write(&store, &bytes).unwrap();
        let refused = sandbox.daprk("sandbox start").run().exits(1);
        assert!(refused.stderr.contains("is damaged ("), "{refused}");
        assert!(refused.stderr.contains("daprk sandbox reset"), "{refused}");
        refused.with_a_short_error();
        assert_eq!(std::fs::read(&store).unwrap().len(), bytes.len());
    }
    std::fs::write(&store, whole).unwrap();
    sandbox.daprk("sandbox start").run().succeeds();
}

#[test]
fn a_command_starts_it() {
    let sandbox = Sandbox::new();
    let status = sandbox.daprk("status").run().exits(1);
    assert!(status.stderr.contains("started the sandbox at"), "{status}");
    assert!(
        status.stderr.contains("`daprk init` installs it"),
        "{status}"
    );
}

#[test]
fn whoever_has_a_cluster_is_told_once_which_one_is_used() {
    let sandbox = Sandbox::new();
    let kubeconfig = "apiVersion: v1
kind: Config
current-context: dev
contexts: [{name: dev, context: {cluster: dev, user: dev}}]
clusters: [{name: dev, cluster: {server: 'https://127.0.0.1:1'}}]
users: [{name: dev, user: {token: x}}]
";
    let path = sandbox.folder().with_file_name("config");
    std::fs::write(&path, kubeconfig).unwrap();
    let told = |run: crate::run::Done| {
        run.stderr
            .contains("using the sandbox; add -k for context dev")
    };
    let list = || sandbox.daprk("list").env("KUBECONFIG", &path).run();
    assert!(told(list().succeeds()));
    assert!(!told(list().succeeds()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), kubeconfig);
}

#[test]
fn two_starts_at_once_make_one() {
    let sandbox = Sandbox::new();
    let starts = [(); 2].map(|()| sandbox.daprk("sandbox start").start());
    let told = starts.map(|start| start.end().succeeds().stderr);
    let count = |words: &str| told.iter().filter(|told| told.contains(words)).count();
    assert_eq!(
        count("started the sandbox at https://127.0.0.1:"),
        1,
        "{told:?}"
    );
    assert_eq!(
        count("the sandbox runs already at https://127.0.0.1:"),
        1,
        "{told:?}"
    );
    assert!(is_alive(sandbox.pid()));
}

#[test]
fn commands_wait_for_a_start_that_is_under_way() {
    let sandbox = Sandbox::new();
    for _ in 0..2 {
        let lists = [(); 6].map(|()| {
            std::thread::sleep(Duration::from_millis(20));
            sandbox.daprk("list").start()
        });
        let told = lists.map(|list| list.end().succeeds().stderr);
        let starts = told
            .iter()
            .filter(|told| told.contains("started the sandbox"));
        assert_eq!(starts.count(), 1, "{told:?}");
        // The second start has a kubeconfig of the first one before it.
        sandbox.kill();
    }
}

#[test]
fn a_port_that_is_taken_gives_way_to_another() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    sandbox
        .daprk("sandbox start --foreground")
        .run()
        .exits(1)
        .says("the sandbox runs already (pid");
    let address = sandbox.status()["address"].as_str().unwrap().to_owned();
    sandbox.daprk("sandbox stop").run().succeeds();
    sandbox.daprk("sandbox start").run().succeeds();
    assert_eq!(sandbox.status()["address"], address.as_str());
    sandbox.daprk("sandbox stop").run().succeeds();
    let taken = std::net::TcpListener::bind(address.trim_start_matches("https://")).unwrap();
    sandbox.daprk("list").run().succeeds();
    let other = sandbox.status()["address"].as_str().unwrap().to_owned();
    assert_ne!(other, address);
    let kubeconfig = std::fs::read_to_string(sandbox.folder().join("kubeconfig")).unwrap();
    assert!(kubeconfig.contains(&other), "{kubeconfig}");
    drop(taken);
}

#[test]
fn reset_asks_and_removes_all() {
    let sandbox = Sandbox::new();
    sandbox
        .daprk("sandbox reset")
        .run()
        .succeeds()
        .says("there is no sandbox in");
    sandbox.daprk("sandbox start").run().succeeds();
    let pid = sandbox.pid();
    sandbox.daprk("sandbox reset").run().exits(5);
    for action in ["reset --yes", "stop"] {
        let words = format!("sandbox {action} --dry-run");
        sandbox.daprk(&words).run().succeeds().says("would be");
    }
    sandbox
        .daprk("sandbox start --image web=/bin/web")
        .run()
        .exits(1)
        .says("`daprk sandbox stop` first");
    assert!(is_alive(pid));
    sandbox.daprk("sandbox reset --yes").run().succeeds();
    assert!(!sandbox.folder().exists());
    eventually("its server is gone", Duration::from_secs(5), || {
        !is_alive(pid)
    });
}

#[test]
fn programs_for_images_are_remembered() {
    let sandbox = Sandbox::new();
    let with = |command: &str| {
        let image = format!("--image=web={command}");
        let args = ["sandbox", "start", image.as_str()];
        sandbox.program(env!("CARGO_BIN_EXE_daprk"), &args).run()
    };
    with("tail -f /dev/null").succeeds();
    let pod = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},
        "spec":{"containers":[{"name":"web","image":"shop/web:1"}]}}"#;
    let deploy = || sandbox.daprk("deploy -f - --name web").stdin(pod).run();
    deploy().succeeds();
    sandbox.daprk("sandbox stop").run().succeeds();
    deploy().succeeds().says("started the sandbox");
    assert_eq!(sandbox.status()["images"]["web"], "tail -f /dev/null");
    with("tail -f /dev/null").succeeds().says("runs already");
    with("sleep 9").exits(1).says("`daprk sandbox stop` first");
}

#[test]
fn a_folder_of_somebody_else_is_not_removed() {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.folder().join("photos")).unwrap();
    sandbox
        .daprk("sandbox reset --yes")
        .run()
        .exits(1)
        .says("this folder is no sandbox's");
    assert!(sandbox.folder().join("photos").exists());
}

#[test]
fn what_cannot_be_used_is_told_with_a_way_out() {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.folder(), "a file").unwrap();
    let status = sandbox.daprk("status").run().exits(1);
    status
        .with_a_short_error()
        .says("DAPRK_SANDBOX names another folder");
    assert_eq!(std::fs::read_to_string(sandbox.folder()).unwrap(), "a file");

    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    std::fs::write(sandbox.folder().join("kubeconfig"), "{{{").unwrap();
    let list = sandbox.daprk("list").run().exits(3);
    list.says("`daprk sandbox stop` and `start` write it anew");
    sandbox.daprk("sandbox stop").run().succeeds();
    sandbox.daprk("list").run().succeeds();
}

#[test]
fn the_kubeconfig_is_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::new();
    sandbox
        .daprk("sandbox kubeconfig")
        .run()
        .exits(1)
        .says("`daprk sandbox start` makes one");
    sandbox.daprk("sandbox start").run().succeeds();
    let line = sandbox.daprk("sandbox kubeconfig").output();
    let path = sandbox.folder().join("kubeconfig");
    assert_eq!(line, format!("export KUBECONFIG='{}'\n", path.display()));
    let private = |path: &std::path::Path, expected: u32| {
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, expected, "{}", path.display());
    };
    let mut files = 0;
    for folder in [sandbox.folder(), sandbox.folder().join("pki")] {
        private(&folder, 0o700);
        let entries = std::fs::read_dir(&folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        for file in paths.filter(|path| path.is_file()) {
            private(&file, 0o600);
            files += 1;
        }
    }
    assert!(files >= 10, "{files}: kubeconfig, lock, log, store, keys");
}

#[test]
fn kubectl_works_on_it_as_it_is() {
    if !has("kubectl on the sandbox", &["kubectl"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let names = sandbox.kubectl("get namespaces -o name").output();
    let wanted = ["default", "kube-node-lease", "kube-public", "kube-system"];
    let wanted: String = wanted.map(|name| format!("namespace/{name}\n")).concat();
    assert_eq!(names, wanted);
}

#[test]
fn programs_hear_signals_however_it_was_started() {
    let sandbox = Sandbox::new();
    let ignoring = "trap '' HUP INT QUIT; exec \"$0\" sandbox start";
    let args = ["-c", ignoring, env!("CARGO_BIN_EXE_daprk")];
    sandbox.program("sh", &args).run().succeeds();
    // `$$` is how a manifest writes one `$`.
    let manifest = r#"{"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "hears", "annotations": {"dapr.io/app-id": "hears"}},
        "spec": {"containers": [{"name": "c", "image": "busybox", "command": ["sh", "-c",
            "trap 'echo caught' HUP INT QUIT; for one in HUP INT QUIT; do kill -$one $$$$; done; sleep 1000"]}]}}"#;
    sandbox
        .daprk("deploy -f - --name hears")
        .stdin(manifest)
        .run()
        .succeeds();
    eventually("all are heard", Duration::from_secs(20), || {
        let logs = sandbox.daprk("logs -a hears -c app").run();
        logs.stdout.matches("caught").count() == 3
    });
}
