//! Addresses and ports of Services.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{options, registry};
use crate::sandbox::registry::Patch;

fn service(name: &str, spec: &Value) -> Value {
    let mut object =
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec});
    if object["spec"]["type"] != "ExternalName" {
        object["spec"]["ports"] = json!([{"port": 80}]);
    }
    object
}

#[tokio::test]
async fn a_service_gets_an_address_of_its_own() {
    let registry = registry().await;
    let made = registry
        .make(service("a", &json!({"selector": {"app": "a"}})))
        .await
        .unwrap();
    let spec = &made["spec"];
    let address = spec["clusterIP"].as_str().unwrap();
    assert!(address.starts_with("10.96."), "{address}");
    assert_eq!(spec["clusterIPs"], json!([address]));
    assert_eq!(
        (&spec["ipFamilies"], &spec["ipFamilyPolicy"]),
        (&json!(["IPv4"]), &"SingleStack".into())
    );
    assert_eq!(
        (&spec["internalTrafficPolicy"], &spec["sessionAffinity"]),
        (&"Cluster".into(), &"None".into())
    );
    assert_eq!(spec["ports"][0]["targetPort"], 80);
    assert!(made["metadata"].get("generation").is_none());
    let many = (0..50)
        .map(|number| registry.make(service(&format!("m{number}"), &json!({"type": "NodePort"}))));
    let made = futures::future::try_join_all(many).await.unwrap();
    let addresses: HashSet<&str> = made
        .iter()
        .map(|one| one["spec"]["clusterIP"].as_str().unwrap())
        .collect();
    let ports: HashSet<i64> = made
        .iter()
        .map(|one| one["spec"]["ports"][0]["nodePort"].as_i64().unwrap())
        .collect();
    assert_eq!((addresses.len(), ports.len()), (50, 50));
    assert!(ports.iter().all(|port| (30000..=32767).contains(port)));
}

#[tokio::test]
async fn services_without_addresses() {
    let registry = registry().await;
    let rows = [
        (
            json!({"clusterIP": "None", "selector": {"a": "b"}}),
            json!("None"),
            json!("SingleStack"),
        ),
        (
            json!({"clusterIP": "None"}),
            json!("None"),
            json!("RequireDualStack"),
        ),
        (
            json!({"type": "ExternalName", "externalName": "a.b"}),
            json!(null),
            json!(null),
        ),
    ];
    for (turn, (spec, address, policy)) in rows.into_iter().enumerate() {
        let made = registry
            .make(service(&format!("s{turn}"), &spec))
            .await
            .unwrap();
        assert_eq!(
            (&made["spec"]["clusterIP"], &made["spec"]["ipFamilyPolicy"]),
            (&address, &policy)
        );
    }
}

#[tokio::test]
async fn addresses_and_ports_that_cannot_be_had_are_refused() {
    let registry = registry().await;
    let rows = [
        (
            json!({"clusterIP": "1.2.3.4"}),
            "spec.clusterIPs: Invalid value: [\"1.2.3.4\"]: failed to allocate IP 1.2.3.4: the provided network does not match the current range",
        ),
        (
            json!({"clusterIP": "10.96.0.1"}),
            "spec.clusterIPs: Invalid value: [\"10.96.0.1\"]: failed to allocate IP 10.96.0.1: provided IP is already allocated",
        ),
        (
            json!({"type": "Foo"}),
            "spec.type: Unsupported value: \"Foo\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
        ),
    ];
    for (spec, words) in rows {
        let refused = registry.make(service("a", &spec)).await.unwrap_err();
        assert_eq!(
            refused.message,
            format!("Service \"a\" is invalid: {words}")
        );
    }
}

#[tokio::test]
async fn an_address_stays() {
    let registry = registry().await;
    let made = registry
        .make(service("a", &json!({"type": "NodePort"})))
        .await
        .unwrap();
    let of = registry.of(&made);
    let mut put = service("a", &json!({"type": "NodePort"}));
    put["metadata"]["labels"] = json!({"a": "b"});
    let updated = registry
        .update(&of, Some("default"), "a", None, put, &options())
        .await
        .unwrap();
    assert_eq!(updated.object["spec"], made["spec"]);
    let patch = Patch::Merge(json!({"spec": {"clusterIP": "10.96.7.7"}}));
    let refused = registry
        .patch(&of, Some("default"), "a", None, patch, &options())
        .await
        .unwrap_err();
    assert_eq!(
        refused.message,
        "Service \"a\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.96.7.7\"]: may not change once set"
    );
}

#[tokio::test]
async fn ports_of_one_number_share_their_node_port() {
    let registry = registry().await;
    let ports = |tcp: u64, udp: u64| {
        json!([
            {"name": "tcp", "port": 53, "protocol": "TCP", "nodePort": tcp},
            {"name": "udp", "port": 53, "protocol": "UDP", "nodePort": udp},
        ])
    };
    for (turn, (tcp, udp)) in [(0, 0), (30053, 30053), (0, 30054)].into_iter().enumerate() {
        let mut object = service(&format!("d{turn}"), &json!({"type": "NodePort"}));
        object["spec"]["ports"] = ports(tcp, udp);
        let made = registry.make(object).await.unwrap();
        let (one, other) = (&made["spec"]["ports"][0], &made["spec"]["ports"][1]);
        assert_eq!(one["nodePort"], other["nodePort"], "{tcp} {udp}");
        assert!(udp == 0 || other["nodePort"] == udp, "{tcp} {udp}");
    }
    let mut object = service("other", &json!({"type": "NodePort"}));
    object["spec"]["ports"][0]["nodePort"] = 30053.into();
    let refused = registry.make(object).await.unwrap_err();
    assert!(refused.message.ends_with("port is already allocated"));
}

#[tokio::test]
async fn another_type_gives_the_node_ports_back() {
    let registry = registry().await;
    let mut object = service("a", &json!({"type": "NodePort"}));
    object["spec"]["ports"][0]["nodePort"] = 30060.into();
    let made = registry.make(object.clone()).await.unwrap();
    let patch = Patch::Merge(json!({"spec": {"type": "ClusterIP"}}));
    let changed = registry.change(&made, patch).await.unwrap();
    assert!(changed.object["spec"]["ports"][0].get("nodePort").is_none());
    object["metadata"]["name"] = "b".into();
    registry.make(object).await.unwrap();
}
