//! Workloads from their making to their end.

use serde_json::{Value, json};

use super::bench::{Cluster, name};
use crate::sandbox::controllers::condition;
use crate::sandbox::registry::Propagation;

pub(super) fn workload(kind: &str, named: &str, replicas: i64) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": kind,
        "metadata": {"name": named, "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": named}},
            "template": {
                "metadata": {"labels": {"app": named}},
                "spec": {"containers": [{"name": "main", "image": "main:1"}]},
            },
        },
    })
}

fn new_image(image: &str) -> Value {
    json!({"spec": {"template": {"spec": {"containers": [{"name": "main", "image": image}]}}}})
}

fn settled(object: &Value, replicas: i64) -> bool {
    let status = &object["status"];
    status["observedGeneration"] == object["metadata"]["generation"]
        && status["updatedReplicas"] == replicas
        && status["availableReplicas"] == replicas
        && status["replicas"] == replicas
}

#[tokio::test]
async fn a_deployment_rolls_out_and_back() {
    let cluster = Cluster::start().await;
    let web = ("apps/v1", "Deployment", "web");
    let made = cluster.create(workload("Deployment", "web", 3)).await;
    let done = cluster.until_one(web, |it| settled(it, 3)).await;
    assert_eq!(
        done["metadata"]["annotations"]["deployment.kubernetes.io/revision"],
        "1"
    );
    assert_eq!(done["metadata"]["generation"], 1);
    let conditions = done["status"]["conditions"].as_array().unwrap();
    assert!(condition::is_true(conditions, "Available"));

    cluster.patch(&made, new_image("main:2")).await;
    cluster
        .until_one(web, |it| {
            let reason = condition::find(
                it["status"]["conditions"].as_array().unwrap(),
                "Progressing",
            );
            settled(it, 3) && reason.unwrap()["reason"] == "NewReplicaSetAvailable"
        })
        .await;
    let all_new = |pods: &[std::sync::Arc<Value>]| {
        pods.len() == 3
            && pods
                .iter()
                .all(|pod| pod["spec"]["containers"][0]["image"] == "main:2")
    };
    cluster.until("v1", "Pod", all_new).await;

    cluster.patch(&made, new_image("main:1")).await;
    let back = cluster
        .until_one(web, |it| {
            settled(it, 3)
                && it["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "3"
        })
        .await;
    let sets = cluster.list("apps/v1", "ReplicaSet");
    assert_eq!(sets.len(), 2);
    let first = sets
        .iter()
        .find(|set| set["spec"]["replicas"] == 3)
        .unwrap();
    assert_eq!(
        first["metadata"]["annotations"]["deployment.kubernetes.io/revision-history"],
        "1"
    );

    cluster.delete(&back, Propagation::Background).await;
    cluster.until("v1", "Pod", <[_]>::is_empty).await;
    cluster
        .until("apps/v1", "ReplicaSet", <[_]>::is_empty)
        .await;
}

#[tokio::test]
async fn a_deployment_is_scaled() {
    let cluster = Cluster::start().await;
    let web = ("apps/v1", "Deployment", "web");
    let made = cluster.create(workload("Deployment", "web", 1)).await;
    cluster.until_one(web, |it| settled(it, 1)).await;
    cluster.patch(&made, json!({"spec": {"replicas": 4}})).await;
    cluster.until_one(web, |it| settled(it, 4)).await;
    cluster.patch(&made, json!({"spec": {"replicas": 0}})).await;
    cluster.until("v1", "Pod", <[_]>::is_empty).await;
    let told: Vec<_> = cluster
        .list("v1", "Event")
        .iter()
        .filter(|event| event["reason"] == "ScalingReplicaSet")
        .map(|event| {
            event["message"]
                .as_str()
                .unwrap()
                .split(" web-")
                .next()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        told.iter()
            .filter(|one| *one == "Scaled up replica set")
            .count(),
        2,
        "{told:?}"
    );
    assert_eq!(
        told.iter()
            .filter(|one| *one == "Scaled down replica set")
            .count(),
        1,
        "{told:?}"
    );
}

#[tokio::test]
async fn recreate_ends_the_old_before_the_new() {
    let cluster = Cluster::start().await;
    let mut web = workload("Deployment", "web", 2);
    web["spec"]["strategy"] = json!({"type": "Recreate"});
    let made = cluster.create(web).await;
    cluster
        .until_one(("apps/v1", "Deployment", "web"), |it| settled(it, 2))
        .await;
    cluster.patch(&made, new_image("main:2")).await;
    cluster
        .until_one(("apps/v1", "Deployment", "web"), |it| settled(it, 2))
        .await;
    let pods = cluster.list("v1", "Pod");
    assert!(
        pods.iter()
            .all(|pod| pod["spec"]["containers"][0]["image"] == "main:2")
    );
}

#[tokio::test]
async fn a_stateful_set_keeps_its_claims() {
    let cluster = Cluster::start().await;
    let mut db = workload("StatefulSet", "db", 2);
    db["spec"]["serviceName"] = "db".into();
    db["spec"]["template"]["spec"]["containers"][0]["volumeMounts"] =
        json!([{"name": "data", "mountPath": "/data"}]);
    db["spec"]["volumeClaimTemplates"] = json!([{
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }]);
    let made = cluster.create(db).await;
    let one = ("apps/v1", "StatefulSet", "db");
    let done = cluster.until_one(one, |it| settled(it, 2)).await;
    assert_eq!(
        done["status"]["currentRevision"],
        done["status"]["updateRevision"]
    );
    let pods = cluster.list("v1", "Pod");
    assert_eq!(
        pods.iter().map(|pod| name(pod)).collect::<Vec<_>>(),
        ["db-0", "db-1"]
    );
    let claims = cluster.list("v1", "PersistentVolumeClaim");
    assert!(
        claims
            .iter()
            .all(|claim| claim["status"]["phase"] == "Bound"),
        "{claims:#?}"
    );
    let folders = || std::fs::read_dir(cluster.volumes.path()).unwrap().count();
    assert_eq!(folders(), 2);

    cluster.patch(&made, new_image("main:2")).await;
    cluster
        .until_one(one, |it| {
            settled(it, 2) && it["status"]["currentRevision"] == it["status"]["updateRevision"]
        })
        .await;
    cluster.patch(&made, json!({"spec": {"replicas": 1}})).await;
    cluster.until_one(one, |it| settled(it, 1)).await;
    cluster.delete(&made, Propagation::Background).await;
    cluster.until("v1", "Pod", <[_]>::is_empty).await;
    assert_eq!(cluster.list("v1", "PersistentVolumeClaim").len(), 2);

    for claim in cluster.list("v1", "PersistentVolumeClaim") {
        cluster.delete(&claim, Propagation::Background).await;
    }
    cluster
        .until("v1", "PersistentVolume", <[_]>::is_empty)
        .await;
    assert_eq!(folders(), 0);
}

#[tokio::test]
async fn a_job_ends_well_or_not() {
    let cluster = Cluster::start().await;
    let job = |named: &str, phase: &str| {
        json!({
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": {"name": named, "namespace": "default"},
            "spec": {
                "completions": 2, "backoffLimit": 0,
                "template": {
                    "metadata": {"annotations": {"test/phase": phase}},
                    "spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "main:1"}]},
                },
            },
        })
    };
    cluster.create(job("good", "Succeeded")).await;
    cluster.create(job("bad", "Failed")).await;
    let over = |of: &'static str| {
        move |job: &Value| {
            let conditions = job["status"]["conditions"].as_array();
            conditions.is_some_and(|all| condition::is_true(all, of))
        }
    };
    let good = cluster
        .until_one(("batch/v1", "Job", "good"), over("Complete"))
        .await;
    assert_eq!(good["status"]["succeeded"], 2);
    let bad = cluster
        .until_one(("batch/v1", "Job", "bad"), over("Failed"))
        .await;
    assert_eq!(bad["status"]["failed"], 1);
}

#[tokio::test]
async fn a_daemon_set_has_its_pod_on_the_node() {
    let cluster = Cluster::start().await;
    let mut agent = workload("DaemonSet", "agent", 1);
    agent["spec"]
        .as_object_mut()
        .unwrap()
        .shift_remove("replicas");
    let made = cluster.create(agent).await;
    let ready = |it: &Value| it["status"]["numberReady"] == 1;
    cluster
        .until_one(("apps/v1", "DaemonSet", "agent"), ready)
        .await;
    cluster.patch(&made, new_image("main:2")).await;
    let is_new = |it: &Value| {
        it["status"]["updatedNumberScheduled"] == 1 && it["status"]["observedGeneration"] == 2
    };
    cluster
        .until_one(("apps/v1", "DaemonSet", "agent"), |it| {
            is_new(it) && ready(it)
        })
        .await;
}

#[tokio::test]
async fn a_pod_that_fits_nowhere_is_told_why() {
    let cluster = Cluster::start().await;
    cluster
        .create(json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lost", "namespace": "default"},
            "spec": {"nodeSelector": {"disk": "ssd"}, "containers": [{"name": "main", "image": "main:1"}]},
        }))
        .await;
    let told = |pod: &Value| {
        let conditions = pod["status"]["conditions"].as_array();
        conditions.is_some_and(|all| {
            condition::find(all, "PodScheduled").is_some_and(|one| one["reason"] == "Unschedulable")
        })
    };
    cluster.until_one(("v1", "Pod", "lost"), told).await;
    let events = cluster
        .until("v1", "Event", |events| !events.is_empty())
        .await;
    assert_eq!(events[0]["reason"], "FailedScheduling");
    let node = cluster.list("v1", "Node").remove(0);
    cluster
        .patch(&node, json!({"metadata": {"labels": {"disk": "ssd"}}}))
        .await;
    cluster
        .until_one(("v1", "Pod", "lost"), |pod| {
            pod["status"]["phase"] == "Running"
        })
        .await;
}
