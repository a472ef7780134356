//! A webhook that refuses what it can't see.

use super::cluster::Cluster;

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_webhook_without_mercy_does_not_keep_the_control_plane_out() {
    let Some(cluster) = Cluster::open("webhookFailurePolicy=Fail", &[]) else {
        return;
    };
    let fail = "--set dapr_sidecar_injector.webhookFailurePolicy=Fail";
    let init = cluster.daprk(&format!("init -k {fail}")).run().succeeds();
    let warned = init
        .says("will be refused by its own webhook")
        .says("is healthy");
    assert!(warned.took.as_secs() < 60, "{warned}");
    let webhook = cluster.get("mutatingwebhookconfiguration dapr-sidecar-injector");
    assert_eq!(webhook["webhooks"][0]["failurePolicy"], "Fail");
    cluster.daprk("status -k").run().succeeds();
    cluster
        .daprk("init -k")
        .run()
        .succeeds()
        .says("nothing to change");

    cluster.daprk("uninstall -k --yes").run().succeeds();
    let later = cluster
        .daprk(&format!("init -k --no-wait {fail}"))
        .run()
        .succeeds();
    later.says("will be refused by its own webhook");
    assert!(cluster.has("mutatingwebhookconfiguration dapr-sidecar-injector"));
}
