//! A large cluster: namespaces of apps that call each other, each with a sidecar that counts, and components.

use std::time::Instant;

use serde_json::{Value, json};

use crate::fake::{Answer, Fake};

const CREATED: &str = "2026-11-23T08:20:11Z";
/// Apps that a component is for.
const SCOPES: usize = 4;

pub(crate) struct Fleet {
    pub(crate) fake: Fake,
    apps: Vec<App>,
    replicas: usize,
}

#[derive(Clone)]
struct App {
    namespace: String,
    name: String,
}

impl Fleet {
    /// So many namespaces, apps in each, pods of an app, and components in each namespace.
    pub(crate) fn of(namespaces: usize, apps: usize, replicas: usize, components: usize) -> Self {
        let team = |at: usize| format!("team-{at:02}");
        let all: Vec<App> = (0..namespaces * apps)
            .map(|at| App {
                namespace: team(at / apps),
                name: name(at),
            })
            .collect();
        let fake = Fake::start();
        let workloads = all.iter().map(|app| app.workload(replicas));
        fake.put("deployments", workloads.collect());
        let sets = all.iter().map(|app| {
            let mut set = app.workload(replicas);
            set["metadata"]["ownerReferences"] = owner("Deployment", &app.name);
            set
        });
        fake.put("replicasets", sets.collect());
        let stores = (0..namespaces * components).map(|at| {
            let first = (at / components) * apps + (at % components) * SCOPES % apps;
            component(&team(at / components), at, first)
        });
        fake.put("components", stores.collect());
        let count = all.len();
        let begun = Instant::now();
        fake.rule(move |asked| sidecar(asked, count, begun));
        let fleet = Self {
            fake,
            apps: all,
            replicas,
        };
        fleet.put_pods(usize::MAX);
        fleet
    }

    /// Another app of each namespace is not ready now.
    pub(crate) fn change(&self, round: usize) {
        self.put_pods(round);
        self.fake.expire();
    }

    fn put_pods(&self, round: usize) {
        let pods = self.apps.iter().enumerate().flat_map(|(at, app)| {
            (0..self.replicas).map(move |replica| {
                let is_ready = at % 50 != round % 50 || replica > 0;
                app.pod(at, replica, is_ready)
            })
        });
        self.fake.put("pods", pods.collect());
    }
}

fn owner(kind: &str, name: &str) -> Value {
    json!([{"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": name, "controller": true}])
}

fn name(at: usize) -> String {
    format!("app-{at:05}")
}

impl App {
    fn annotations(&self) -> Value {
        json!({"dapr.io/enabled": "true", "dapr.io/app-id": self.name, "dapr.io/app-port": "3000"})
    }

    fn metadata(&self, name: &str) -> Value {
        json!({"name": name, "namespace": self.namespace, "uid": name, "resourceVersion": "1",
               "creationTimestamp": CREATED, "labels": {"app": self.name}})
    }

    fn workload(&self, replicas: usize) -> Value {
        json!({
            "metadata": self.metadata(&self.name),
            "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": self.name}}, "template": {
                "metadata": {"labels": {"app": self.name}, "annotations": self.annotations()},
                "spec": {"containers": [{"name": "app", "image": "shop/app:1"}]},
            }},
            "status": {"replicas": replicas, "readyReplicas": replicas, "availableReplicas": replicas,
                       "updatedReplicas": replicas},
        })
    }

    fn pod(&self, at: usize, replica: usize, is_ready: bool) -> Value {
        let status = |name: &str| {
            json!({"name": name, "ready": is_ready, "restartCount": 0, "containerID": "containerd://1",
                   "image": "shop/app:1", "state": {"running": {"startedAt": CREATED}}})
        };
        let ready = if is_ready { "True" } else { "False" };
        let mut metadata = self.metadata(&format!("{}-{replica}", self.name));
        metadata["annotations"] = self.annotations();
        metadata["ownerReferences"] = owner("ReplicaSet", &self.name);
        json!({
            "metadata": metadata,
            "spec": {"nodeName": format!("node-{:02}", at % 20), "containers": [
                {"name": "app", "image": "shop/app:1"},
                {"name": "daprd", "image": "ghcr.io/dapr/daprd:1.18.3",
                 "args": ["/daprd", "--app-id", self.name, "--app-port", "3000", "--metrics-port", "9090",
                          "--dapr-public-port", "3501"]},
            ]},
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": ready}],
                       "containerStatuses": [status("app"), status("daprd")]},
        })
    }
}

fn component(namespace: &str, at: usize, first: usize) -> Value {
    let scopes: Vec<String> = (first..first + SCOPES).map(name).collect();
    let name = format!("store-{at:04}");
    json!({
        "metadata": {"name": name, "namespace": namespace, "uid": name, "resourceVersion": "1",
                     "creationTimestamp": CREATED},
        "spec": {"type": "state.redis", "version": "v1", "metadata": []},
        "scopes": scopes,
    })
}

/// Each app calls the next one, some more often than others.
fn sidecar(asked: &str, apps: usize, begun: Instant) -> Option<Answer> {
    let (before, _) = asked.split_once("/proxy/")?;
    let (_, pod) = before.rsplit_once("/pods/")?;
    let at: usize = pod.get(4..9)?.parse().ok()?;
    let body = if pod.ends_with(":9090") {
        let count = begun.elapsed().as_millis() / (200 + u128::try_from(at % 900).ok()?);
        let (own, next) = (name(at), name((at + 1) % apps));
        format!(
            "# HELP dapr\ndapr_runtime_service_invocation_req_sent_total{{app_id=\"{own}\",dst_app_id=\"{next}\"}} {count}\n"
        )
    } else {
        json!({"id": name(at), "runtimeVersion": "1.18.3"}).to_string()
    };
    Some(Answer::Body(body.into_bytes()))
}
