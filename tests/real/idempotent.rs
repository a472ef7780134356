//! Run again, nothing changes.

use std::collections::BTreeMap;

use super::cluster::Cluster;

/// The version of each object of a kind, by name, in Dapr's namespace and of cluster-wide ones.
fn versions(cluster: &Cluster) -> BTreeMap<String, String> {
    let kinds = "deploy,sts,svc,secret,cm,sa,role,rolebinding,clusterrole,clusterrolebinding,crd,mutatingwebhookconfiguration,configurations.dapr.io";
    let columns = "custom-columns=K:.kind,N:.metadata.name,V:.metadata.resourceVersion";
    let words = format!("get {kinds} -n dapr-system --no-headers -o {columns}");
    let text = cluster.kubectl(&words).output();
    let rows = text.lines().filter(|line| line.contains("dapr"));
    rows.map(|line| {
        let (name, version) = line.rsplit_once(' ').expect("columns");
        (name.trim().to_owned(), version.to_owned())
    })
    .collect()
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_second_init_changes_nothing() {
    let Some(cluster) = Cluster::open("a second init", &[]) else {
        return;
    };
    cluster.daprk("init -k").run().succeeds();
    let before = versions(&cluster);
    assert!(before.len() > 40, "{before:?}");

    let again = cluster.daprk("init -k").run().succeeds();
    let again = again.says("nothing to change");
    assert_eq!(versions(&cluster), before, "{again}");
    let dry = cluster.daprk("init -k --dry-run").run().succeeds();
    assert_eq!(dry.stdout, "", "{dry}");
    cluster.daprk("diff -k").run().succeeds();
    let report = cluster.daprk("init -k -o json --no-wait").json();
    for key in ["created", "configured", "deleted"] {
        assert_eq!(report[key], 0, "{report}");
    }
    assert_eq!(report["revision"], 1, "{report}");
    assert_eq!(versions(&cluster), before);
    assert_eq!(cluster.revisions("dapr-system", "dapr"), ["1 deployed"]);
}
