//! Waiting until things are as they should be, and saying meanwhile why they aren't yet.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::context::Context;
use super::hopeless::Hopeless;
use super::wake::Woken;
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
/// Logs that are read at one look.
const LOGS: usize = 8;

/// Follows the workloads of some namespaces.
pub(super) struct Watch {
    cluster: Cluster,
    observer: Observer,
    /// Their last lines.
    crashes: BTreeMap<Crash, Vec<String>>,
    woken: Woken,
}

impl Watch {
    /// Begins to follow the namespaces of these objects.
    pub(super) fn start(cluster: &Cluster, namespaces: &[String]) -> Self {
        let observer = Observer::start(cluster, &scopes(namespaces));
        Self {
            cluster: cluster.clone(),
            observer,
            crashes: BTreeMap::new(),
            woken: Woken::default(),
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
        // A CronJob has no pods before its time comes.
        let ids: Vec<ObjectId> = ids
            .iter()
            .filter(|id| id.kind != "CronJob")
            .cloned()
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        let is_done = |_: &Observer, tree: &[WaitNode]| {
            tree.iter().all(|node| node.progress == Progress::Ready)
        };
        self.until(cx, phase, &ids, &[], deadline, &is_done).await
    }

    /// Waits until `is_done`, which looks at objects of these `kinds`, too; tells about these
    /// objects meanwhile.
    ///
    /// # Errors
    /// As [`Self::healthy`]; also if we have no right to see what is waited for.
    pub(super) async fn until(
        &mut self,
        cx: &Context<'_>,
        phase: &str,
        ids: &[ObjectId],
        kinds: &[&str],
        deadline: Instant,
        is_done: &(dyn Fn(&Observer, &[WaitNode]) -> bool + Sync),
    ) -> Result<()> {
        let mut told: Vec<WaitNode> = Vec::new();
        let mut hopeless = Hopeless::default();
        let required = |scope: &Scope| is_required(scope, ids, kinds);
        loop {
            if let Some((scope, refusal)) = self.observer.forbidden(required) {
                return Err(refusal.explain(&format!("list and watch {}", named(scope))));
            }
            let started = Instant::now();
            if self.observer.is_complete(required) {
                let snapshot = self.snapshot(ids).await;
                let tree = diagnose::wait_tree(&snapshot, ids);
                if is_done(&self.observer, &tree) {
                    return Ok(());
                }
                let findings = diagnose::findings(&snapshot, ids);
                if let Some(error) = hopeless.error(&findings, deadline) {
                    return Err(error);
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
                self.woken.wake(&self.cluster, &snapshot, ids).await;
            } else if Instant::now() >= deadline {
                return Err(blind(self.observer.trouble()));
            }
            self.next_look(deadline, started.elapsed()).await;
        }
    }

    /// Waits for a change. A large namespace changes all the time, and looking at it takes time:
    /// no more than half of ours.
    async fn next_look(&self, deadline: Instant, took: Duration) {
        let limit = deadline.min(Instant::now() + IDLE);
        if tokio::time::timeout_at(limit, self.observer.changed())
            .await
            .is_ok()
        {
            tokio::time::sleep(SETTLE.max(took)).await;
        }
    }

    async fn snapshot(&mut self, ids: &[ObjectId]) -> Snapshot {
        let known = |kind: &str| {
            let objects = || self.observer.objects(&[kind]);
            self.observer.knows(kind).then(objects)
        };
        let mut snapshot = Snapshot {
            workloads: self.observer.objects(&[
                "Deployment",
                "ReplicaSet",
                "StatefulSet",
                "DaemonSet",
                "Job",
            ]),
            pods: self.observer.objects(&["Pod"]),
            events: self.observer.objects(&["Event"]),
            claims: self.observer.objects(&["PersistentVolumeClaim"]),
            storage_classes: known("StorageClass"),
            webhooks: known("MutatingWebhookConfiguration"),
            now: Timestamp::now(),
            ..Snapshot::default()
        };
        let crashes: Vec<(Crash, Log)> = diagnose::pods(&snapshot, ids)
            .into_iter()
            .flat_map(crashed)
            .collect();
        self.read_crashes(&crashes).await;
        snapshot.last_lines = crashes
            .into_iter()
            .filter_map(|(crash, _)| {
                let lines = self.crashes.get(&crash)?.clone();
                Some(((crash.namespace, crash.pod, crash.container), lines))
            })
            .collect();
        snapshot
    }

    /// Reads the last lines of each crash once; where there are many, of some at each look. A log
    /// that can't be had (yet) is asked for again.
    async fn read_crashes(&mut self, crashes: &[(Crash, Log)]) {
        let new = crashes
            .iter()
            .filter(|(crash, _)| !self.crashes.contains_key(crash));
        let new: Vec<_> = new.take(LOGS).cloned().collect();
        let cluster = &self.cluster;
        let reads = new.into_iter().map(|(crash, log)| async move {
            let previous = log == Log::Previous;
            let (namespace, pod, container) = (&crash.namespace, &crash.pod, &crash.container);
            let lines = cluster.last_lines(namespace, pod, container, previous, LAST_LINES);
            let lines = lines.await.ok()?;
            Some((crash, lines))
        });
        let read = futures::future::join_all(reads).await;
        self.crashes.extend(read.into_iter().flatten());
    }
}

/// Whether waiting for these makes no sense without seeing the scope: it holds them, or their pods.
/// What is beside them only tells why they aren't ready.
fn is_required(scope: &Scope, ids: &[ObjectId], kinds: &[&str]) -> bool {
    let kind = scope.kind.kind.as_str();
    let is_needed = |id: &ObjectId| kind == "Pod" || id.kind == kind || kinds.contains(&kind);
    let is_here = |id: &ObjectId| scope.namespace.is_some() && id.namespace == scope.namespace;
    ids.iter().any(|id| is_here(id) && is_needed(id))
}

/// `deployments.apps in shop`.
fn named(scope: &Scope) -> String {
    let group = scope.kind.api_version.split_once('/');
    let group = group.map_or(String::new(), |(group, _)| format!(".{group}"));
    let plural = &scope.kind.plural;
    match &scope.namespace {
        Some(namespace) => format!("{plural}{group} in {namespace}"),
        None => format!("{plural}{group}"),
    }
}

/// A container that ended in error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crash {
    namespace: String,
    pod: String,
    container: String,
    /// The runtime's name of the run that ended.
    run: String,
}

/// Which of a container's logs is that of the run that ended. The kubelet keeps no older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Log {
    /// It has ended just now.
    Current,
    /// It waits for its next start, or starts just now.
    Previous,
}

/// Containers that ended in error.
fn crashed(pod: &Object) -> Vec<(Crash, Log)> {
    let lists = ["/status/initContainerStatuses", "/status/containerStatuses"];
    let statuses = lists.iter().flat_map(|list| pod.items(list));
    statuses
        .filter_map(|status| {
            let now = status.pointer("/state/terminated");
            let before = || {
                status.pointer("/state/waiting")?;
                status.pointer("/lastState/terminated")
            };
            let log = now.map_or(Log::Previous, |_| Log::Current);
            let ended = now.or_else(before)?;
            (ended.get("exitCode")?.as_i64()? != 0).then_some(())?;
            let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
            let crash = Crash {
                namespace: pod.namespace().unwrap_or_default().to_owned(),
                pod: pod.name().to_owned(),
                container: text(status, "name")?,
                run: text(ended, "containerID").unwrap_or_default(),
            };
            Some((crash, log))
        })
        .collect()
}

/// What has to be followed to say why a workload isn't ready: what is in its namespace, and what
/// of the control plane its sidecar waits for.
fn scopes(namespaces: &[String]) -> Vec<Scope> {
    const LOCAL: [(&str, &str); 9] = [
        ("v1", "Pod"),
        ("apps/v1", "Deployment"),
        ("apps/v1", "ReplicaSet"),
        ("apps/v1", "StatefulSet"),
        ("apps/v1", "DaemonSet"),
        ("batch/v1", "Job"),
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

/// A finding with its reason, in few lines: of what a container wrote, the last two.
fn told(finding: &Finding) -> String {
    let message = &finding.message;
    let Some(says) = &finding.says else {
        return message.clone();
    };
    let lines: Vec<&str> = says.lines().collect();
    match lines.as_slice() {
        [.., before, last] => format!("{message}\n{before}\n{last}"),
        _ => format!("{message}: {says}"),
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
        error.says = Some(told(finding));
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn id(api_version: &str, kind: &str, namespace: &str) -> ObjectId {
        ObjectId {
            api_version: api_version.into(),
            kind: kind.into(),
            namespace: Some(namespace.into()),
            name: "cart".into(),
        }
    }

    #[test]
    fn only_what_is_waited_for_has_to_be_seen() {
        let scopes = scopes(&["shop".into(), "other".into()]);
        let required = |ids: &[ObjectId], kinds: &[&str]| -> Vec<String> {
            let required = scopes.iter().filter(|scope| is_required(scope, ids, kinds));
            required.map(named).collect()
        };
        let rows = [
            (vec![], vec![]),
            (
                vec![id("apps/v1", "Deployment", "shop")],
                vec!["pods in shop", "deployments.apps in shop"],
            ),
            (
                vec![
                    id("apps/v1", "DaemonSet", "shop"),
                    id("batch/v1", "Job", "other"),
                ],
                vec![
                    "pods in shop",
                    "daemonsets.apps in shop",
                    "pods in other",
                    "jobs.batch in other",
                ],
            ),
        ];
        for (ids, expected) in rows {
            assert_eq!(required(&ids, &[]), expected);
        }
        let sentry = required(&[id("apps/v1", "Deployment", "shop")], &["ConfigMap"]);
        assert!(sentry.contains(&"configmaps in shop".to_owned()));
    }

    #[test]
    fn every_workload_is_followed() {
        let scopes = scopes(&["shop".into()]);
        for kind in [
            "Pod",
            "Deployment",
            "ReplicaSet",
            "StatefulSet",
            "DaemonSet",
            "Job",
        ] {
            let mut local = scopes.iter().filter(|scope| scope.namespace.is_some());
            assert!(local.any(|scope| scope.kind.kind == kind), "{kind}");
        }
    }

    #[test]
    fn a_crash_is_an_end_in_error_and_has_a_log() {
        let status = |name: &str, restarts: i64, state: serde_json::Value| json!({"name": name, "restartCount": restarts, "state": state, "lastState": {"terminated": {"exitCode": 1}}});
        let pod = Object(
            json!({"metadata": {"namespace": "shop", "name": "cart"}, "status": {
                "initContainerStatuses": [status("init", 0, json!({"terminated": {"exitCode": 2}}))],
                "containerStatuses": [
                    status("loops", 3, json!({"waiting": {"reason": "CrashLoopBackOff"}})),
                    status("done", 0, json!({"terminated": {"exitCode": 0}})),
                    status("runs", 1, json!({"running": {}})),
                ],
            }}),
        );
        let found: Vec<_> = crashed(&pod)
            .into_iter()
            .map(|(crash, log)| (crash.container, log))
            .collect();
        let expected = [
            ("init".to_owned(), Log::Current),
            ("loops".to_owned(), Log::Previous),
        ];
        assert_eq!(found, expected);
    }
}
