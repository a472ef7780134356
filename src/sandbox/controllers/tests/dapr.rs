//! What Dapr's operator does.

use serde_json::{Value, json};

use super::bench::Cluster;
use super::workloads::workload;
use crate::sandbox::registry::Propagation;

fn app() -> Value {
    let mut app = workload("Deployment", "nodeapp", 1);
    app["spec"]["template"]["metadata"]["annotations"] =
        json!({"dapr.io/enabled": "true", "dapr.io/app-id": "nodeapp"});
    app
}

#[tokio::test]
async fn an_app_gets_its_service_while_an_operator_is_there() {
    let cluster = Cluster::start().await;
    let made = cluster.create(app()).await;
    let ready = |it: &Value| it["status"]["readyReplicas"] == 1;
    cluster
        .until_one(("apps/v1", "Deployment", "nodeapp"), ready)
        .await;
    let services = cluster.list("v1", "Service");
    assert!(
        !services
            .iter()
            .any(|one| one["metadata"]["name"] == "nodeapp-dapr")
    );

    let mut operator = workload("Deployment", "dapr-operator", 1);
    operator["metadata"]["labels"] = json!({"app": "dapr-operator"});
    cluster.create(operator).await;
    let headless = |it: &Value| it["spec"]["clusterIP"] == "None";
    let service = cluster
        .until_one(("v1", "Service", "nodeapp-dapr"), headless)
        .await;
    cluster.delete(&service, Propagation::Background).await;
    let other = |it: &Value| it["metadata"]["uid"] != service["metadata"]["uid"];
    cluster
        .until_one(("v1", "Service", "nodeapp-dapr"), other)
        .await;
    cluster.delete(&made, Propagation::Background).await;
    cluster.until_gone("v1", "Service", "nodeapp-dapr").await;
}
