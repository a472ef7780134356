//! Waiting until things are as they should be, and saying meanwhile why they aren't yet.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::context::Context;
use crate::cluster::{Cluster, Observer, Scope, Select};
use crate::dapr::control_plane::SERVICES;
use crate::diagnose::{self, Finding, Snapshot};
use crate::error::{Error, Exit, Result};
use crate::event::{Event, Progress, WaitNode};
use crate::manifest::{Kind, Object, ObjectId};

/// A burst of changes is looked at once.
const SETTLE: Duration = Duration::from_millis(40);
/// Without any change it is looked at again after this: some reasons ripen by time alone.
const IDLE: Duration = Duration::from_secs(1);
/// How many of a crashed container's last lines are shown.
const LAST_LINES: u32 = 20;

/// Follows the workloads of some namespaces.
pub(super) struct Watch {
    cluster: Cluster,
    observer: Observer,
    /// Last lines of crashed containers, by pod, container and restart.
    crashes: BTreeMap<(String, String, String, i64), Vec<String>>,
}

impl Watch {
    /// Begins to follow the namespaces of these objects.
    pub(super) fn start(cluster: &Cluster, namespaces: &[String]) -> Self {
        let observer = Observer::start(cluster, &scopes(namespaces));
        Self {
            cluster: cluster.clone(),
            observer,
            crashes: BTreeMap::new(),
        }
    }

    /// Waits until all of these are healthy.
    ///
    /// # Errors
    /// Waiting can't help, or the time is over; the error says which object, and why.
    pub(super) async fn healthy(
        &mut self,
        cx: &Context<'_>,
        phase: &str,
        ids: &[ObjectId],
        deadline: Instant,
    ) -> Result<()> {
        let is_done = |_: &Observer, tree: &[WaitNode]| {
            tree.iter().all(|node| node.progress == Progress::Ready)
        };
        self.until(cx, phase, ids, deadline, &is_done).await
    }

    /// Waits until `is_done`, telling about these objects meanwhile.
    pub(super) async fn until(
        &mut self,
        cx: &Context<'_>,
        phase: &str,
        ids: &[ObjectId],
        deadline: Instant,
        is_done: &(dyn Fn(&Observer, &[WaitNode]) -> bool + Sync),
    ) -> Result<()> {
        let mut told: Vec<WaitNode> = Vec::new();
        loop {
            if self.observer.is_complete() {
                let snapshot = self.snapshot().await;
                let tree = diagnose::wait_tree(&snapshot, ids);
                if is_done(&self.observer, &tree) {
                    return Ok(());
                }
                let findings = diagnose::findings(&snapshot, ids);
                if let Some(hopeless) = findings.iter().find(|finding| finding.hopeless) {
                    return Err(hopeless.to_error());
                }
                if Instant::now() >= deadline {
                    return Err(timed_out(&tree, &findings));
                }
                if tree != told {
                    cx.reporter.emit(Event::Waiting {
                        phase: phase.to_owned(),
                        tree: tree.clone(),
                    });
                    told = tree;
                }
            } else if Instant::now() >= deadline {
                return Err(blind(self.observer.trouble()));
            }
            self.next_look(deadline).await;
        }
    }

    async fn next_look(&self, deadline: Instant) {
        let limit = deadline.min(Instant::now() + IDLE);
        if tokio::time::timeout_at(limit, self.observer.changed())
            .await
            .is_ok()
        {
            tokio::time::sleep(SETTLE).await;
        }
    }

    async fn snapshot(&mut self) -> Snapshot {
        let pods = self.observer.objects(&["Pod"]);
        self.read_crashes(&pods).await;
        let last_lines = self.crashes.iter();
        Snapshot {
            workloads: self.observer.objects(&[
                "Deployment",
                "ReplicaSet",
                "StatefulSet",
                "DaemonSet",
                "Job",
            ]),
            pods,
            events: self.observer.objects(&["Event"]),
            claims: self.observer.objects(&["PersistentVolumeClaim"]),
            storage_classes: self.observer.objects(&["StorageClass"]),
            webhooks: self.observer.objects(&["MutatingWebhookConfiguration"]),
            last_lines: last_lines
                .map(|((namespace, pod, container, _), lines)| {
                    (
                        (namespace.clone(), pod.clone(), container.clone()),
                        lines.clone(),
                    )
                })
                .collect(),
            now: Timestamp::now(),
        }
    }

    /// Reads the last lines of each crash once.
    async fn read_crashes(&mut self, pods: &[Object]) {
        for (namespace, pod, container, restarts) in pods.iter().flat_map(crashed) {
            let key = (namespace.clone(), pod.clone(), container.clone(), restarts);
            if !self.crashes.contains_key(&key) {
                let lines = self
                    .cluster
                    .last_lines(&namespace, &pod, &container, restarts > 0, LAST_LINES)
                    .await;
                self.crashes.insert(key, lines.unwrap_or_default());
            }
        }
    }
}

/// Containers that ended in error, with how often they were restarted.
fn crashed(pod: &Object) -> Vec<(String, String, String, i64)> {
    let lists = ["/status/initContainerStatuses", "/status/containerStatuses"];
    let statuses = lists.iter().flat_map(|list| pod.items(list));
    statuses
        .filter_map(|status| {
            let restarts = status.get("restartCount")?.as_i64()?;
            let ended = status.pointer("/state/terminated").or_else(|| {
                status
                    .pointer("/state/waiting")
                    .and_then(|_| status.pointer("/lastState/terminated"))
            })?;
            (ended.get("exitCode")?.as_i64()? != 0).then_some(())?;
            let namespace = pod.namespace().unwrap_or_default().to_owned();
            Some((
                namespace,
                pod.name().to_owned(),
                status.get("name")?.as_str()?.to_owned(),
                restarts,
            ))
        })
        .collect()
}

/// What has to be followed to say why a workload isn't ready: what is in its namespace, and what
/// of the control plane its sidecar waits for.
fn scopes(namespaces: &[String]) -> Vec<Scope> {
    const LOCAL: [(&str, &str); 7] = [
        ("v1", "Pod"),
        ("apps/v1", "Deployment"),
        ("apps/v1", "ReplicaSet"),
        ("apps/v1", "StatefulSet"),
        ("v1", "Event"),
        ("v1", "PersistentVolumeClaim"),
        ("v1", "ConfigMap"),
    ];
    const CONTROL_PLANE: [(&str, &str); 3] = [
        ("v1", "Pod"),
        ("apps/v1", "Deployment"),
        ("apps/v1", "StatefulSet"),
    ];
    const GLOBAL: [(&str, &str); 2] = [
        ("storage.k8s.io/v1", "StorageClass"),
        (
            "admissionregistration.k8s.io/v1",
            "MutatingWebhookConfiguration",
        ),
    ];
    let local = namespaces.iter().flat_map(|namespace| {
        LOCAL.map(|kind| Scope {
            namespace: Some(namespace.clone()),
            required: true,
            ..scope(kind)
        })
    });
    let services: Vec<_> = SERVICES.iter().map(|service| service.name).collect();
    let select = Select::labels(format!("app in ({})", services.join(",")));
    let control_plane = CONTROL_PLANE.map(|kind| Scope {
        select: select.clone(),
        ..scope(kind)
    });
    local
        .chain(control_plane)
        .chain(GLOBAL.map(scope))
        .collect()
}

fn scope((api_version, kind): (&str, &str)) -> Scope {
    Scope {
        kind: Kind::known(api_version, kind).expect("a known kind"),
        namespace: None,
        select: match kind {
            "ConfigMap" => Select {
                fields: Some("metadata.name=dapr-trust-bundle".into()),
                labels: None,
            },
            _ => Select::default(),
        },
        required: false,
    }
}

fn place(finding: &Finding) -> String {
    let subject = &finding.on;
    match &finding.container {
        Some(container) => format!(
            "{} {}, container {container}",
            subject.kind.to_lowercase(),
            subject.name
        ),
        None => format!("{} {}", subject.kind.to_lowercase(), subject.name),
    }
}

fn timed_out(tree: &[WaitNode], findings: &[Finding]) -> Error {
    let late: Vec<_> = tree
        .iter()
        .filter(|node| node.progress != Progress::Ready)
        .collect();
    let names: Vec<_> = late.iter().map(|node| node.subject.name.as_str()).collect();
    let message = format!("time is over; not ready: {}", names.join(", "));
    let mut error = Error::new(Exit::TimedOut, "timed-out", message);
    if let Some(finding) = findings.first() {
        error.on = Some(place(finding));
        error.says = Some(match &finding.says {
            Some(says) => format!("{}: {says}", finding.message),
            None => finding.message.clone(),
        });
        error.hint.clone_from(&finding.hint);
    } else if let Some(node) = late.first() {
        error.says = Some(format!("{}: {}", node.subject, node.reason));
    }
    error
}

fn blind(trouble: Option<String>) -> Error {
    let error = Error::new(
        Exit::TimedOut,
        "timed-out",
        "time is over, and the cluster did not show its objects",
    );
    match trouble {
        Some(trouble) => error.says(trouble),
        None => error,
    }
}
