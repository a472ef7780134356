//! Records of helm's that were left half-way.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::cluster::Cluster;

/// A release record, taken apart as helm's format has it: base64, gzip, JSON.
pub(super) struct Stored {
    secret: Value,
    release: Value,
}

impl Stored {
    pub(super) fn read(cluster: &Cluster, namespace: &str, release: &str, revision: u32) -> Self {
        let secret = cluster.get(&format!(
            "secret sh.helm.release.v1.{release}.v{revision} -n {namespace}"
        ));
        let outer = STANDARD
            .decode(secret["data"]["release"].as_str().unwrap())
            .unwrap();
        let inner = STANDARD.decode(outer).unwrap();
        let mut text = String::new();
        GzDecoder::new(&inner[..])
            .read_to_string(&mut text)
            .unwrap();
        let release = serde_json::from_str(&text).unwrap();
        Self { secret, release }
    }

    pub(super) fn set_status(&mut self, status: &str) {
        self.release["info"]["status"] = status.into();
        self.secret["metadata"]["labels"]["status"] = status.into();
    }

    /// Makes it the next revision, as helm does before it touches an object.
    fn next(mut self, status: &str, since: jiff::Timestamp) -> Self {
        let revision = self.release["version"].as_u64().unwrap() + 1;
        let name = self.release["name"].as_str().unwrap().to_owned();
        self.release["version"] = revision.into();
        self.release["info"]["last_deployed"] = since.to_string().into();
        self.release["info"]["description"] = "Preparing upgrade".into();
        let namespace = self.secret["metadata"]["namespace"].clone();
        self.secret["metadata"] = json!({
            "name": format!("sh.helm.release.v1.{name}.v{revision}"),
            "namespace": namespace,
            "labels": {"owner": "helm", "name": name, "version": revision.to_string()},
        });
        self.set_status(status);
        self
    }

    pub(super) fn write(mut self, cluster: &Cluster) {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(self.release.to_string().as_bytes()).unwrap();
        let inner = STANDARD.encode(gzip.finish().unwrap());
        self.secret["data"]["release"] = STANDARD.encode(inner).into();
        if let Some(metadata) = self.secret["metadata"].as_object_mut() {
            metadata.remove("managedFields");
            metadata.remove("resourceVersion");
        }
        let apply = cluster.kubectl("apply --server-side --force-conflicts -f -");
        apply.stdin(self.secret.to_string()).output();
    }
}

const APP: &str = "
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: COLOUR}
";

fn deploy(cluster: &Cluster, namespace: &str, colour: &str, more: &str) -> crate::run::Done {
    let words = format!("deploy -k -f - --name shop -n {namespace} {more}");
    cluster
        .daprk(&words)
        .stdin(APP.replace("COLOUR", colour))
        .run()
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_fresh_operation_of_helm_s_is_left_alone() {
    let Some(cluster) = Cluster::open("a fresh pending record", &[]) else {
        return;
    };
    let namespace = cluster.namespace("pending");
    deploy(&cluster, &namespace, "red", "").succeeds();
    for status in ["pending-install", "pending-upgrade", "pending-rollback"] {
        let first = Stored::read(&cluster, &namespace, "shop", 1);
        first.next(status, jiff::Timestamp::now()).write(&cluster);
        for more in ["", "--yes"] {
            let refused = deploy(&cluster, &namespace, "blue", more)
                .exits(1)
                .with_a_short_error();
            refused.says(&format!("helm is at release shop, revision 2 ({status})"));
        }
    }
    let settings = cluster.get(&format!("configmap settings -n {namespace}"));
    assert_eq!(settings["data"]["colour"], "red");
    assert_eq!(
        cluster.revisions(&namespace, "shop"),
        ["1 deployed", "2 pending-rollback"]
    );
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn an_operation_that_helm_left_long_ago_is_taken_over() {
    let Some(cluster) = Cluster::open("an old pending record", &[]) else {
        return;
    };
    let namespace = cluster.namespace("pending");
    deploy(&cluster, &namespace, "red", "").succeeds();
    let long_ago = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(6);
    let first = Stored::read(&cluster, &namespace, "shop", 1);
    first.next("pending-upgrade", long_ago).write(&cluster);

    deploy(&cluster, &namespace, "blue", "")
        .exits(5)
        .says("Take it over?");
    deploy(&cluster, &namespace, "blue", "--yes --timeout 10m")
        .exits(1)
        .says("helm is at");
    deploy(&cluster, &namespace, "blue", "--yes").succeeds();
    assert_eq!(
        cluster.revisions(&namespace, "shop"),
        ["1 superseded", "2 superseded", "3 deployed"]
    );
    let settings = cluster.get(&format!("configmap settings -n {namespace}"));
    assert_eq!(settings["data"]["colour"], "blue");
}
