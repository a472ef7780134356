//! Lives of pods.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::node::{TestNode, shell};
use super::supervising::until;
use crate::sandbox::node::LogQuery;

fn folder(node: &TestNode, pod: &Value) -> PathBuf {
    let uid = pod["metadata"]["uid"].as_str().unwrap();
    node.folder.path().join("pods").join(uid)
}

#[tokio::test]
async fn a_pod_runs_until_it_is_deleted() {
    let node = TestNode::new().await;
    let script = "trap 'exit 0' TERM; echo up; while :; do sleep 0.02; done";
    node.pod("web", json!({"containers": [shell("a", script)]}))
        .await;
    let pod = node.until_ready("web").await;
    assert_eq!(pod["status"]["phase"], "Running");
    assert_eq!(pod["status"]["podIP"], "127.0.0.1");
    assert_eq!(pod["status"]["qosClass"], "BestEffort");
    let folder = folder(&node, &pod);
    until_says(&node, "web", "up\n").await;
    node.until_told("Started", "Started container a").await;
    node.delete("web").await;
    node.until("Pod", "web", |pod| pod.is_none()).await;
    until(|| !folder.exists()).await;
    node.until_told("Killing", "Stopping container a").await;
}

#[tokio::test]
async fn one_that_does_not_listen_is_killed() {
    let node = TestNode::new().await;
    let spec = json!({"terminationGracePeriodSeconds": 1,
        "containers": [shell("a", "trap '' TERM; while :; do sleep 0.02; done")]});
    node.pod("deaf", spec).await;
    node.until_ready("deaf").await;
    node.delete("deaf").await;
    node.until("Pod", "deaf", |pod| pod.is_none()).await;
}

#[tokio::test]
async fn a_crashing_container_is_started_again_and_waits() {
    let node = TestNode::new().await;
    node.pod(
        "crash",
        json!({"containers": [shell("a", "echo run; exit 3")]}),
    )
    .await;
    let waits = "/status/containerStatuses/0/state/waiting/reason";
    let pod = node
        .until_is("crash", waits, "CrashLoopBackOff".into())
        .await;
    let status = &pod["status"]["containerStatuses"][0];
    let uid = pod["metadata"]["uid"].as_str().unwrap();
    let words = format!("back-off 10s restarting failed container=a pod=crash_default({uid})");
    assert_eq!(status["state"]["waiting"]["message"], words);
    assert_eq!(status["restartCount"], 1);
    assert_eq!(status["lastState"]["terminated"]["exitCode"], 3);
    assert_eq!(status["lastState"]["terminated"]["reason"], "Error");
    assert_eq!(pod["status"]["phase"], "Running");
    let previous = LogQuery {
        previous: true,
        ..LogQuery::default()
    };
    assert_eq!(node.log("crash", "a", &previous).await, "run\n");
    node.until_told(
        "BackOff",
        "Back-off restarting failed container a in pod crash_default(",
    )
    .await;
}

/// As a kubelet's, which keeps it in memory: the next one starts the container at once, and waits
/// ten seconds when it crashes again.
#[tokio::test]
async fn a_back_off_begins_anew_with_the_next_sandbox() {
    let node = TestNode::new().await;
    let spec = json!({"containers": [shell("a", "exit 3")]});
    node.pod("crash", spec).await;
    let waits = "/status/containerStatuses/0/state/waiting/reason";
    node.until_is("crash", waits, "CrashLoopBackOff".into())
        .await;
    let node = node.again().await;
    let waits_again = |pod: Option<&Value>| {
        let status = pod.map(|pod| &pod["status"]["containerStatuses"][0]);
        status.is_some_and(|it| it["restartCount"] == 2 && it["state"]["waiting"].is_object())
    };
    let pod = node.until("Pod", "crash", waits_again).await.unwrap();
    let message = &pod["status"]["containerStatuses"][0]["state"]["waiting"]["message"];
    let message = message.as_str().unwrap();
    assert!(message.starts_with("back-off 10s "), "{message}");
}

#[tokio::test]
async fn pods_that_run_once_end() {
    let node = TestNode::new().await;
    let rows = [
        ("good", "exit 0", "Succeeded", 0, "Completed"),
        ("bad", "exit 2", "Failed", 2, "Error"),
    ];
    for (name, script, phase, code, reason) in rows {
        let spec = json!({"restartPolicy": "Never", "containers": [shell("a", script)]});
        node.pod(name, spec).await;
        let pod = node.until_is(name, "/status/phase", phase.into()).await;
        let ended = &pod["status"]["containerStatuses"][0]["state"]["terminated"];
        assert_eq!(
            (&ended["exitCode"], &ended["reason"]),
            (&json!(code), &json!(reason))
        );
        node.delete(name).await;
        node.until("Pod", name, |pod| pod.is_none()).await;
    }
}

#[tokio::test]
async fn init_containers_and_sidecars_come_first() {
    let node = TestNode::new().await;
    let mount = json!([{"name": "v", "mountPath": "/shared"}]);
    let with = |mut container: Value| {
        container["volumeMounts"] = mount.clone();
        container
    };
    let mut helper = with(shell(
        "helper",
        "echo helper >>/shared/order; while :; do sleep 1000; done",
    ));
    helper["restartPolicy"] = "Always".into();
    helper["startupProbe"] =
        json!({"exec": {"command": ["cat", "/shared/order"]}, "periodSeconds": 1});
    let spec = json!({
        "restartPolicy": "Never",
        "volumes": [{"name": "v", "emptyDir": {}}],
        "initContainers": [with(shell("one", "echo one >>/shared/order")), helper],
        "containers": [with(shell("main", "echo main >>/shared/order; cat /shared/order"))],
    });
    node.pod("order", spec).await;
    let pod = node
        .until_is("order", "/status/phase", "Succeeded".into())
        .await;
    assert_eq!(
        node.log("order", "main", &LogQuery::default()).await,
        "one\nhelper\nmain\n"
    );
    let statuses = &pod["status"]["initContainerStatuses"];
    assert_eq!(statuses[0]["state"]["terminated"]["reason"], "Completed");
    let pod = node.until("Pod", "order", |pod| {
        pod.is_some_and(|it| {
            it["status"]["initContainerStatuses"][1]["state"]
                .get("terminated")
                .is_some()
        })
    });
    pod.await;
}

#[tokio::test]
async fn a_follower_sees_a_log_to_its_end() {
    let node = TestNode::new().await;
    let script = "echo one; while [ ! -e go ]; do sleep 0.02; done; echo two";
    let spec = json!({"restartPolicy": "Never", "containers": [shell("a", script)]});
    node.pod("log", spec).await;
    let pod = node.until_ready("log").await;
    let follow = LogQuery {
        follow: true,
        ..LogQuery::default()
    };
    let go = folder(&node, &pod).join("a/go");
    let (text, ()) = tokio::join!(node.log("log", "a", &follow), async {
        std::fs::write(go, "").unwrap();
    });
    assert_eq!(text, "one\ntwo\n");
}

#[tokio::test]
async fn pods_begin_anew_with_the_next_sandbox() {
    let node = TestNode::new().await;
    let mut container = shell("a", "echo $PORT; while :; do sleep 1000; done");
    container["ports"] = json!([{"containerPort": 8080}]);
    node.pod("web", json!({"containers": [container]})).await;
    let spec = json!({"restartPolicy": "Never", "containers": [shell("a", "exit 0")]});
    node.pod("job", spec).await;
    let before = node.until_ready("web").await;
    node.until_is("job", "/status/phase", "Succeeded".into())
        .await;
    let node = node.again().await;
    let restarts = "/status/containerStatuses/0/restartCount";
    node.until_is("web", restarts, 1.into()).await;
    let after = node.until_ready("web").await;
    let ports = |pod: &Value| pod["metadata"]["annotations"]["sandbox.daprk.dev/ports"].clone();
    assert!(ports(&before).is_string());
    assert_eq!(ports(&before), ports(&after));
    let ended = &after["status"]["containerStatuses"][0]["lastState"]["terminated"];
    assert_eq!(
        (&ended["exitCode"], &ended["reason"]),
        (&json!(255), &json!("Unknown"))
    );
    let job = node.get("Pod", "job").unwrap();
    assert_eq!(job["status"]["containerStatuses"][0]["restartCount"], 0);
}

#[tokio::test]
async fn a_pod_that_is_removed_at_once_leaves_nothing() {
    let node = TestNode::new().await;
    let mut container = shell("a", "echo $$$$ >pid; sleep 1000");
    // A probe that has nothing to say yet.
    container["livenessProbe"] = json!({"tcpSocket": {"port": 9}, "initialDelaySeconds": 1000});
    node.pod("web", json!({"containers": [container]})).await;
    let pod = node.until_ready("web").await;
    let file = folder(&node, &pod).join("a/pid");
    until(|| std::fs::read_to_string(&file).is_ok_and(|text| text.ends_with('\n'))).await;
    let pid: i32 = std::fs::read_to_string(&file)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    node.delete_within("web", Some(0)).await;
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    until(|| rustix::process::test_kill_process(pid).is_err()).await;
    until(|| !folder(&node, &pod).exists()).await;
}

/// As a `StatefulSet` makes them.
#[tokio::test]
async fn a_pod_leaves_the_next_one_of_its_name_alone() {
    let node = TestNode::new().await;
    let spec = json!({"containers": [shell("a", "echo up; sleep 1000")]});
    node.pod("db", spec.clone()).await;
    let first = node.until_ready("db").await;
    node.delete_within("db", Some(0)).await;
    node.pod("db", spec).await;
    until(|| !folder(&node, &first).exists()).await;
    let second = node.until_ready("db").await;
    assert!(folder(&node, &second).join("a/0.log").exists());
    until_says(&node, "db", "up\n").await;
}

/// Some bytes of a log, once they are there.
async fn until_says(node: &TestNode, pod: &str, text: &str) {
    let pod_now = node.get("Pod", pod).unwrap();
    let log = folder(node, &pod_now).join("a/0.log");
    until(|| log.metadata().is_ok_and(|log| log.len() > 0)).await;
    assert_eq!(node.log(pod, "a", &LogQuery::default()).await, text);
}

#[tokio::test]
async fn the_grace_of_a_deletion_counts() {
    let node = TestNode::new().await;
    let slow = "trap 'sleep 2; echo >$OUT; exit 0' TERM; echo up; while :; do sleep 0.02; done";
    let deaf = "trap '' TERM; echo up; while :; do sleep 0.02; done";
    // Its own grace; those of two deletions; whether it comes to its end by itself.
    let rows = [
        ("long", slow, 1, [Some(600), None], true),
        ("endless", slow, i64::MAX, [Some(i64::MAX), None], true),
        ("own", slow, i64::MAX, [None, None], true),
        ("short", deaf, 600, [None, Some(1)], false),
    ];
    let all = rows.map(|(name, script, own, graces, ends)| {
        let node = &node;
        async move {
            let out = node.folder.path().join(name);
            let mut container = shell("a", script);
            container["env"] = json!([{"name": "OUT", "value": out}]);
            let spec = json!({"terminationGracePeriodSeconds": own, "containers": [container]});
            node.pod(name, spec).await;
            node.until_ready(name).await;
            until_says(node, name, "up\n").await;
            node.delete_within(name, graces[0]).await;
            if graces[1].is_some() {
                node.delete_within(name, graces[1]).await;
            }
            node.until("Pod", name, |pod| pod.is_none()).await;
            assert_eq!(out.exists(), ends, "{name}");
        }
    });
    futures::future::join_all(all).await;
}
