//! The picture of apps on a cluster with a real Dapr.

use super::cluster::Cluster;
use crate::graph::truth;

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn the_picture_tells_what_apps_do() {
    let Some(cluster) = Cluster::open("the picture", &[]) else {
        return;
    };
    cluster.daprk("init -k").run().succeeds();
    truth::holds(&|words| cluster.daprk(words), "-k");
    let undeploy = cluster.daprk("undeploy hello-kubernetes -k --yes");
    undeploy.run().succeeds();
}
