//! Start, stop, reset, and what is said meanwhile.

use std::time::Duration;

use super::fixture::{Sandbox, eventually, has};

/// Whether it runs; one that has ended and that nobody has asked for does not.
pub(super) fn is_alive(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

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
    for start in starts {
        start.end().succeeds().says("the sandbox");
    }
    assert!(is_alive(sandbox.pid()));
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
    for file in ["kubeconfig", "store.redb", "lock"] {
        let path = sandbox.folder().join(file);
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
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
