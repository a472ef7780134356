//! Killed after the k-th write, for every k.
//!
//! `DAPRK_TEST_KILL_AFTER_WRITE=k` ends a run as soon as its k-th write was answered. The next run
//! must end well, with exactly one deployed revision, none pending, and the lease let go. Each k is
//! tried from the same beginning, until a run lives to its end:
//!
//! - a small set of objects: its first deploy, a deploy that changes, adds and prunes, and its
//!   removal, each killed at each k;
//! - the control plane, from an empty cluster, at every third k, or at each with
//!   `DAPRK_TEST_KILL_STEP=1`. Its pods fit no node, so that removing it again takes no time; that it
//!   becomes healthy after such a run is tried at a few k, spread over the whole;
//! - its removal, at some k, as the small set's is tried at each.

use std::time::Duration;

use super::cluster::Cluster;
use crate::run::Run;

/// Dapr's own.
const DEFINITIONS: u32 = 7;

/// No cluster writes more often than this in one run.
const ENOUGH: u32 = 100;

fn killed_after(run: Run, write: u32) -> bool {
    let done = run
        .env("DAPRK_TEST_KILL_AFTER_WRITE", write.to_string())
        .run();
    // A signal leaves no exit status.
    if done.code.is_some() {
        done.succeeds();
        return false;
    }
    true
}

/// Runs it killed at each write, until it lives, with `before` before and `after` behind each;
/// answers how many writes there are.
fn at_each_write(run: impl Fn() -> Run, before: impl Fn(), after: impl Fn(u32)) -> u32 {
    at_writes(1, |write| {
        before();
        let killed = killed_after(run(), write);
        after(write);
        killed
    })
}

/// Has it killed at the first write and each so much later, and at the last ones; answers how many writes there are.
fn at_writes(step: usize, is_killed: impl Fn(u32) -> bool) -> u32 {
    let beyond = (1..ENOUGH).step_by(step).find(|write| !is_killed(*write));
    let beyond = beyond.unwrap_or_else(|| panic!("more than {ENOUGH} writes"));
    let tried = beyond.saturating_sub(u32::try_from(step).unwrap());
    let last = (tried + 1..beyond).rev().find(|write| is_killed(*write));
    last.unwrap_or(tried)
}

/// How far apart the control plane's are.
fn step() -> usize {
    let told = std::env::var("DAPRK_TEST_KILL_STEP").ok();
    told.map_or(3, |step| {
        step.parse().expect("DAPRK_TEST_KILL_STEP is a number")
    })
}

/// A small set: objects of one wave and of two.
struct Shop {
    cluster: Cluster,
    namespace: String,
}

const FIRST: [(&str, &str); 6] = [
    ("ConfigMap", "data: {colour: red}"),
    ("Secret", "stringData: {colour: red}"),
    ("ServiceAccount", ""),
    ("Role", "rules: []"),
    ("Service", "spec: {clusterIP: None}"),
    ("Deployment", WORKLOAD),
];

const SECOND: [(&str, &str); 4] = [
    ("ConfigMap", "data: {colour: blue}"),
    ("ServiceAccount", ""),
    ("Deployment", WORKLOAD),
    ("StatefulSet", WORKLOAD),
];

const WORKLOAD: &str = "spec: {replicas: 0, serviceName: app, selector: {matchLabels: {app: app}}, template: {metadata: {labels: {app: app}}, spec: {containers: [{name: main, image: 'x:1'}]}}}";

fn manifests(objects: &[(&str, &str)]) -> String {
    let version = |kind: &str| match kind {
        "Deployment" | "StatefulSet" => "apps/v1",
        "Role" => "rbac.authorization.k8s.io/v1",
        _ => "v1",
    };
    let document = |(kind, body): &(&str, &str)| {
        let body = match *kind {
            "Deployment" => body.replace("serviceName: app, ", ""),
            _ => (*body).to_owned(),
        };
        format!(
            "---\napiVersion: {}\nkind: {kind}\nmetadata: {{name: app}}\n{body}\n",
            version(kind)
        )
    };
    objects.iter().map(document).collect()
}

impl Shop {
    fn open(test: &str) -> Option<Self> {
        let cluster = Cluster::open(test, &[])?;
        let namespace = cluster.namespace("kill");
        Some(Self { cluster, namespace })
    }

    fn deploy(&self, objects: &[(&str, &str)]) -> Run {
        let words = format!("deploy -k -f - --name shop -n {}", self.namespace);
        self.cluster.daprk(&words).stdin(manifests(objects))
    }

    fn undeploy(&self) -> Run {
        self.cluster
            .daprk(&format!("undeploy shop -k --yes -n {}", self.namespace))
    }

    /// Kinds of the objects named `app`, and the revisions.
    fn stands(&self) -> (Vec<String>, Vec<String>) {
        let kinds = "cm,secret,sa,role,svc,deploy,sts";
        let columns = "custom-columns=K:.kind,N:.metadata.name";
        let words = format!(
            "get {kinds} -n {} --no-headers -o {columns}",
            self.namespace
        );
        let text = self.cluster.kubectl(&words).output();
        let rows = text.lines().filter_map(|line| {
            let (kind, name) = line.split_once(' ')?;
            (name.trim() == "app").then(|| kind.to_owned())
        });
        let mut rows: Vec<String> = rows.collect();
        rows.sort();
        (rows, self.cluster.revisions(&self.namespace, "shop"))
    }

    /// Exactly these objects stand, under one deployed revision.
    fn is_whole(&self, objects: &[(&str, &str)], killed_at: u32) {
        let mut kinds: Vec<_> = objects.iter().map(|(kind, _)| (*kind).to_owned()).collect();
        kinds.sort();
        let (stand, revisions) = self.stands();
        assert_eq!(stand, kinds, "killed after write {killed_at}");
        let open: Vec<_> = revisions
            .iter()
            .filter(|row| !row.ends_with("superseded"))
            .collect();
        assert!(
            open.len() == 1 && open[0].ends_with("deployed"),
            "{revisions:?}, killed after write {killed_at}"
        );
    }

    fn is_gone(&self, killed_at: u32) {
        let nothing: (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        assert_eq!(self.stands(), nothing, "killed after write {killed_at}");
        let lease = format!("lease daprk-shop -n {}", self.namespace);
        assert!(!self.cluster.has(&lease), "killed after write {killed_at}");
    }
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_first_deploy_is_finished_by_the_next() {
    let Some(shop) = Shop::open("a killed deploy") else {
        return;
    };
    let writes = at_each_write(
        || shop.deploy(&FIRST),
        || {},
        |write| {
            shop.deploy(&FIRST).run().succeeds();
            shop.is_whole(&FIRST, write);
            shop.undeploy().run().succeeds();
            shop.is_gone(write);
        },
    );
    eprintln!("killed after each of {writes} writes");
    assert!(writes > 8, "{writes}");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_deploy_that_prunes_is_finished_by_the_next() {
    let Some(shop) = Shop::open("a killed second deploy") else {
        return;
    };
    let writes = at_each_write(
        || shop.deploy(&SECOND),
        || {
            shop.deploy(&FIRST).run().succeeds();
        },
        |write| {
            shop.deploy(&SECOND).run().succeeds();
            shop.is_whole(&SECOND, write);
        },
    );
    eprintln!("killed after each of {writes} writes");
    assert!(writes > 8, "{writes}");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_killed_deploy_is_pruned_by_one_that_means_something_else() {
    let Some(shop) = Shop::open("a killed deploy of something else") else {
        return;
    };
    at_each_write(
        || shop.deploy(&FIRST),
        || {},
        |write| {
            // Killed right after its record is written, the second run must not forget the first.
            killed_after(shop.deploy(&SECOND), 2);
            shop.deploy(&SECOND).run().succeeds();
            shop.is_whole(&SECOND, write);
            shop.undeploy().run().succeeds();
            shop.is_gone(write);
        },
    );
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_removal_is_finished_by_the_next() {
    let Some(shop) = Shop::open("a killed undeploy") else {
        return;
    };
    let writes = at_each_write(
        || shop.undeploy(),
        || {
            shop.deploy(&FIRST).run().succeeds();
        },
        |write| {
            let again = shop.undeploy().run();
            // Killed after the last record went, nothing of that name is left to remove.
            assert!(matches!(again.code, Some(0 | 1)), "{again}");
            shop.is_gone(write);
        },
    );
    eprintln!("killed after each of {writes} writes");
    assert!(writes > 8, "{writes}");
}

/// Pods that fit no node come and go without a kubelet.
const NOWHERE: &str = "init -k --no-wait --set global.nodeSelector.daprk\\.test/pool=none";
const REMOVE: &str = "uninstall -k --all --purge-data --yes";

fn is_one_revision(cluster: &Cluster, killed_at: u32) {
    let revisions = cluster.revisions("dapr-system", "dapr");
    assert_eq!(revisions, ["1 deployed"], "killed after write {killed_at}");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn an_installation_is_finished_by_the_next() {
    let Some(cluster) = Cluster::open("a killed init", &[]) else {
        return;
    };
    // A namespace that is there already is not removed, which takes Kubernetes many seconds.
    let namespace = "create namespace dapr-system";
    cluster.kubectl(namespace).output();
    let finished = |write: u32, remove: &str| {
        cluster.daprk(NOWHERE).run().succeeds();
        is_one_revision(&cluster, write);
        cluster.daprk(remove).run().succeeds();
        let records = cluster.revisions("dapr-system", "dapr");
        assert!(
            records.is_empty(),
            "killed after write {write}: {records:?}"
        );
    };
    // From nothing at all, as long as definitions are written ...
    for write in (1..=DEFINITIONS + 3).step_by(step()) {
        assert!(killed_after(cluster.daprk(NOWHERE), write), "{write}");
        finished(write, REMOVE);
    }
    // ... and with definitions there from everything else on.
    cluster.daprk(NOWHERE).run().succeeds();
    cluster.daprk("uninstall -k --yes").run().succeeds();
    let writes = at_writes(step(), |write| {
        let killed = killed_after(cluster.daprk(NOWHERE), write);
        finished(write, "uninstall -k --yes");
        killed
    });
    let (step, all) = (step(), DEFINITIONS + writes);
    eprintln!("killed after the writes of {all} that are {step} apart");
    // 40 objects, the certificates in two of them, the record twice, the lease twice.
    assert_eq!(writes, 40 + 2 + 2 + 2);
    assert!(!cluster.has("lease daprk-dapr -n dapr-system"));
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_killed_installation_becomes_healthy() {
    let Some(cluster) = Cluster::open("a killed init, healthy", &[]) else {
        return;
    };
    for write in [2, 25, 49] {
        let killed = killed_after(cluster.daprk("init -k --no-wait"), write);
        assert!(killed, "write {write} never came");
        let next = cluster.daprk("init -k").run().succeeds();
        assert!(next.took < Duration::from_secs(120), "{next}");
        is_one_revision(&cluster, write);
        cluster.daprk("status -k").run().succeeds();
        cluster.daprk(REMOVE).run().succeeds();
        assert!(
            !cluster.has("namespace dapr-system"),
            "killed after write {write}"
        );
    }
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_killed_uninstall_is_finished_by_the_next() {
    let Some(cluster) = Cluster::open("a killed uninstall", &[]) else {
        return;
    };
    cluster.kubectl("create namespace dapr-system").output();
    let before = super::listing::everything(&cluster);
    for write in (1..ENOUGH).step_by(7) {
        cluster.daprk(NOWHERE).run().succeeds();
        let killed = killed_after(cluster.daprk(REMOVE), write);
        cluster.daprk(REMOVE).run().succeeds();
        let after = super::listing::everything(&cluster);
        let left: Vec<_> = after.difference(&before).collect();
        assert!(left.is_empty(), "killed after write {write}: {left:?}");
        if !killed {
            return;
        }
    }
    panic!("more than {ENOUGH} writes");
}
