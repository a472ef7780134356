//! Clusters that can't be reached, or don't let us.

use base64::Engine as _;
use serde_json::{Value, json};

use super::cluster::Cluster;
use crate::run::Done;

/// Runs `init -k` with a changed kubeconfig.
fn with(cluster: &Cluster, change: impl Fn(&mut Value)) -> Done {
    let mut config = cluster.kubeconfig();
    change(&mut config);
    let path = cluster.file("changed.json", &config.to_string());
    let run = cluster.daprk("init -k").env("KUBECONFIG", path);
    run.run().with_a_short_error()
}

/// The error on one line, however it was wrapped.
fn words(done: &Done) -> String {
    done.error()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_kubeconfig_that_does_not_work_is_told_in_words() {
    let Some(cluster) = Cluster::open("bad kubeconfigs", &[]) else {
        return;
    };
    let away = with(&cluster, |config| {
        config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1".into();
    });
    let away = away.exits(3).says("127.0.0.1:1");
    assert!(
        away.stderr.contains("the cluster cannot be reached"),
        "{away}"
    );

    let unknown = cluster.daprk("status -k --context nowhere").run();
    unknown
        .exits(3)
        .with_a_short_error()
        .says("there is no context `nowhere`");

    let empty = cluster.file("empty.yaml", "");
    let empty = cluster.daprk("status -k").env("KUBECONFIG", empty).run();
    empty.exits(3).with_a_short_error();
    let absent = cluster
        .daprk("status -k --kubeconfig /nonexistent/config")
        .run();
    absent
        .exits(3)
        .with_a_short_error()
        .says("/nonexistent/config");

    let none = with(&cluster, |config| config["current-context"] = "".into());
    none.exits(3).says("--context");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn certificates_that_do_not_fit_are_told_in_words() {
    let Some(cluster) = Cluster::open("bad certificates", &["openssl"]) else {
        return;
    };
    let other = Certificate::valid(&cluster, "20200101000000Z", "40000101000000Z");
    let wrong_ca = with(&cluster, |config| {
        let of = &mut config["clusters"][0]["cluster"];
        of["certificate-authority-data"] = other.certificate.clone().into();
        of.as_object_mut()
            .unwrap()
            .remove("insecure-skip-tls-verify");
    });
    let wrong_ca = wrong_ca.exits(3);
    assert!(wrong_ca.stderr.contains("certificate"), "{wrong_ca}");

    let expired = Certificate::valid(&cluster, "20200101000000Z", "20210101000000Z");
    for (client, words) in [(&other, "credentials"), (&expired, "expired")] {
        let refused = with(&cluster, |config| {
            config["users"][0]["user"] = json!({
                "client-certificate-data": client.certificate,
                "client-key-data": client.key,
            });
        });
        let refused = refused.exits(3);
        assert!(refused.stderr.contains(words), "{refused}");
    }
    let token = with(&cluster, |config| {
        config["users"][0]["user"] = json!({"token": "none"});
    });
    token
        .exits(3)
        .says("the cluster does not accept these credentials");
}

/// A certificate that the cluster doesn't know, and its key, in base64 as a kubeconfig has them.
struct Certificate {
    certificate: String,
    key: String,
}

/// Configuration of `openssl ca`: it alone signs for a time that has passed.
const AUTHORITY: &str = "
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
x509_extensions = authority
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
[authority]
basicConstraints = CA:true
";

impl Certificate {
    fn valid(cluster: &Cluster, from: &str, until: &str) -> Self {
        cluster.file("authority.conf", AUTHORITY);
        cluster.file("index.txt", "");
        cluster.file("serial", "01");
        let key = cluster.file("key.pem", "");
        let request = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=tester -config authority.conf -keyout key.pem -out request.pem";
        let sign = format!(
            "ca -config authority.conf -batch -notext -selfsign -keyfile key.pem -in request.pem -out certificate.pem -startdate {from} -enddate {until}"
        );
        for words in [request, &sign] {
            let args: Vec<_> = words.split_whitespace().collect();
            cluster.run("openssl", &args).output();
        }
        let read = |path: &str| {
            let bytes = std::fs::read(path).unwrap();
            base64::engine::general_purpose::STANDARD.encode(bytes)
        };
        Self {
            certificate: read(&key.replace("key.pem", "certificate.pem")),
            key: read(&key),
        }
    }
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_missing_right_is_named_before_anything_is_changed() {
    let Some(cluster) = Cluster::open("few rights", &[]) else {
        return;
    };
    let namespace = cluster.namespace("rights");
    cluster
        .kubectl(&format!("create serviceaccount visitor -n {namespace}"))
        .output();
    let visitor = format!("{namespace}:visitor");
    cluster.kubectl(&format!("create role visitor -n {namespace} --verb=get,list,create,update,patch,delete --resource=secrets,leases.coordination.k8s.io")).output();
    cluster
        .kubectl(&format!(
            "create rolebinding visitor -n {namespace} --role=visitor --serviceaccount={visitor}"
        ))
        .output();
    let token = cluster
        .kubectl(&format!("create token visitor -n {namespace}"))
        .output();
    let as_visitor = |words: &str, text: &str| {
        let mut config = cluster.kubeconfig();
        config["users"][0]["user"] = json!({ "token": token.trim() });
        let path = cluster.file("visitor.json", &config.to_string());
        cluster
            .daprk(words)
            .env("KUBECONFIG", path)
            .stdin(text)
            .run()
    };

    let init = as_visitor("init -k", "").exits(3).with_a_short_error();
    // Two things are read at once; either may be refused first.
    let said = words(&init);
    let refused = |verb: &str, resource: &str| {
        said.contains(&format!("cannot {verb} resource \"{resource}\""))
    };
    assert!(
        refused("list", "secrets") || refused("get", "statefulsets"),
        "{said}"
    );

    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let deploy = format!("deploy -k -f - --name shop -n {namespace}");
    let refused = as_visitor(&deploy, map).exits(3).with_a_short_error();
    let said = refused.error();
    assert!(said.contains("configmaps"), "{said}");
    assert_eq!(cluster.revisions(&namespace, "shop"), [""; 0]);

    // May read, but not write: every missing right in one go.
    let role = format!(
        "create role reader -n {namespace} --verb=get,list,watch --resource=configmaps,services"
    );
    cluster.kubectl(&role).output();
    cluster
        .kubectl(&format!(
            "create rolebinding reader -n {namespace} --role=reader --serviceaccount={visitor}"
        ))
        .output();
    let two = format!(
        "{map}---\napiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{clusterIP: None}}\n"
    );
    let refused = as_visitor(&deploy, &two).exits(3).with_a_short_error();
    let said = refused.error();
    let words: Vec<_> = said.split_whitespace().collect();
    assert!(
        words
            .join(" ")
            .contains("create, patch configmaps, services in"),
        "{said}"
    );
    assert_eq!(cluster.revisions(&namespace, "shop"), [""; 0]);
    assert!(!cluster.has(&format!("lease daprk-shop -n {namespace}")));
}
