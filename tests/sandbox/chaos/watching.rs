//! Who watches a sandbox that is killed and started again loses nothing, and hears nothing twice.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, GroupVersionKind, PostParams};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use super::random::{a_while, kills, seeded};
use super::watchers::Watchers;
use super::writers::{Write, Writer};
use crate::sandbox::fixture::Sandbox;

/// A controller of kube-runtime waits for up to a minute before it tries again once it has lost its
/// watch often (`DefaultBackoff`: 30 s, and as much again by chance), and its try may fail, too.
const LIMIT: Duration = Duration::from_secs(180);

fn kind(group: &str, version: &str, kind: &str) -> ApiResource {
    ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind))
}

/// The two kinds that are written: one of Kubernetes' own, one defined here.
pub(super) fn kinds() -> [ApiResource; 2] {
    [
        kind("", "v1", "ConfigMap"),
        kind("chaos.test", "v1", "Widget"),
    ]
}

/// Defines the second of them, and waits until it is served.
pub(super) async fn define(client: &Client) {
    let of = kind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    let texts = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let definition: Value = json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.chaos.test"},
        "spec": {
            "group": "chaos.test",
            "scope": "Namespaced",
            "names": {"kind": "Widget", "plural": "widgets", "singular": "widget"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {
                "openAPIV3Schema": {"type": "object", "properties": {"data": texts}},
            }}],
        },
    });
    let definitions: Api<DynamicObject> = Api::all_with(client.clone(), &of);
    let definition = serde_json::from_value(definition).unwrap();
    definitions
        .create(&PostParams::default(), &definition)
        .await
        .unwrap();
    let widgets: Api<DynamicObject> = Api::default_namespaced_with(client.clone(), &kinds()[1]);
    while widgets
        .list(&kube::api::ListParams::default())
        .await
        .is_err()
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Writers of both kinds.
pub(super) fn writers(client: &Client, random: &mut StdRng) -> Vec<Writer> {
    let kinds = kinds();
    let new = |number: usize| {
        let kind = &kinds[number % kinds.len()];
        let random = StdRng::from_rng(random);
        Writer::new(client.clone(), kind, &format!("w{number}"), random)
    };
    (0..4).map(new).collect()
}

/// Lets them write until the server is gone, which `end` sees to.
pub(super) async fn write_while(
    writers: Vec<Writer>,
    end: impl Future<Output = ()>,
) -> Vec<Writer> {
    let start = |writer: Writer| tokio::spawn(writer.write_until_cut());
    let writing: Vec<_> = writers.into_iter().map(start).collect();
    end.await;
    let written = futures::future::join_all(writing).await;
    written.into_iter().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn watches_go_on_where_they_were() {
    let mut random = seeded("watches_go_on_where_they_were");
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let address = sandbox.status()["address"].clone();
    let client = sandbox.client().await;
    define(&client).await;
    let mut watchers = Vec::new();
    for kind in kinds() {
        watchers.push(Watchers::start(client.clone(), &kind).await);
    }
    let mut writers = writers(&client, &mut random);
    for _ in 0..kills() {
        let kill = async {
            a_while(&mut random, 700).await;
            sandbox.kill();
        };
        writers = write_while(writers, kill).await;
        sandbox.daprk("sandbox start").run().succeeds();
        assert_eq!(sandbox.status()["address"], address);
        for writer in &mut writers {
            writer.check().await;
        }
    }
    for (number, watchers) in watchers.iter().enumerate() {
        let of_kind = writers.iter().skip(number).step_by(2);
        let all: BTreeSet<Write> = of_kind.flat_map(|writer| writer.log.clone()).collect();
        let deadline = Instant::now() + LIMIT;
        while let Some(lacks) = watchers.behind(&all).await {
            assert!(Instant::now() < deadline, "{lacks}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        watchers.check(&all);
        eprintln!("{} writes, {} events", all.len(), watchers.count());
    }
}
