//! Manifests of one's own.

use super::cluster::Cluster;
use crate::run::Done;

fn config_map(name: &str, colour: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{colour: {colour}}}\n"
    )
}

/// A pod's worth of work that is ready at once.
fn deployment(name: &str, image: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{{name: main, image: '{image}'}}]
"
    )
}

struct Shop {
    cluster: Cluster,
    namespace: String,
}

impl Shop {
    fn open(test: &str) -> Option<Self> {
        let cluster = Cluster::open(test, &[])?;
        let namespace = cluster.namespace("shop");
        Some(Self { cluster, namespace })
    }

    fn deploy(&self, what: &str) -> Done {
        let words = format!("deploy -k --name shop -n {} {what}", self.namespace);
        self.cluster.daprk(&words).run()
    }

    fn deploy_text(&self, text: &str, more: &str) -> Done {
        let words = format!("deploy -k -f - --name shop -n {} {more}", self.namespace);
        self.cluster.daprk(&words).stdin(text).run()
    }

    fn colour(&self, name: &str) -> Option<String> {
        let place = &self.namespace;
        let words = format!(
            "get configmap {name} -n {place} --ignore-not-found -o jsonpath={{.data.colour}}"
        );
        let colour = self.cluster.kubectl(&words).output();
        (!colour.is_empty()).then_some(colour)
    }

    fn revisions(&self) -> Vec<String> {
        self.cluster.revisions(&self.namespace, "shop")
    }
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn manifests_come_as_folder_list_json_and_stream() {
    let Some(shop) = Shop::open("forms of manifests") else {
        return;
    };
    let file = |name: &str, text: &str| shop.cluster.file(&format!("manifests/{name}"), text);
    file(
        "a.yaml",
        &format!(
            "---\n{}---\n# nothing\n---\n{}",
            config_map("a", "red"),
            config_map("b", "blue")
        ),
    );
    let path = file(
        "c.json",
        r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"colour": "green"}}"#,
    );
    let folder = path.rsplit_once('/').expect("a folder").0;
    file("notes.txt", "not a manifest {{");
    file(
        "list.yaml",
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: d}, data: {colour: white}}\n",
    );
    shop.deploy(&format!("-f {folder}")).succeeds();
    let rows = [("a", "red"), ("b", "blue"), ("c", "green"), ("d", "white")];
    for (name, colour) in rows {
        assert_eq!(shop.colour(name).as_deref(), Some(colour), "{name}");
    }

    // Some come again, some new; the others go.
    let text = config_map("b", "black") + "---\n" + &config_map("e", "grey");
    let again = shop.deploy_text(&text, "").succeeds();
    let colours = ["a", "b", "c", "d", "e"].map(|name| shop.colour(name));
    assert_eq!(
        colours,
        [None, Some("black".into()), None, None, Some("grey".into())],
        "{again}"
    );
    assert_eq!(shop.revisions(), ["1 superseded", "2 deployed"]);
    shop.deploy_text(&text, "")
        .succeeds()
        .says("nothing to change");
    assert_eq!(shop.revisions(), ["1 superseded", "2 deployed"]);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn only_templates_are_rendered() {
    let Some(shop) = Shop::open("templates") else {
        return;
    };
    let path = shop
        .cluster
        .file("plain.yaml", &config_map("plain", "'{{ colour }}'"));
    shop.deploy(&format!("-f {path}")).succeeds();
    assert_eq!(shop.colour("plain").as_deref(), Some("{{ colour }}"));

    let path = shop
        .cluster
        .file("app.yaml.tera", &config_map("shown", "{{ Values.colour }}"));
    shop.deploy(&format!("-f {path} --set colour=red"))
        .succeeds();
    assert_eq!(shop.colour("shown").as_deref(), Some("red"));
    assert_eq!(shop.colour("plain"), None);

    // The values are in the record, as helm shows them.
    let dry = shop
        .deploy(&format!("-f {path} --set colour=blue --dry-run"))
        .succeeds();
    assert!(
        dry.stdout.contains(r#"~ data.colour: "red" -> "blue""#),
        "{dry}"
    );
    assert_eq!(shop.colour("shown").as_deref(), Some("red"));
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn what_would_change_is_shown_and_left() {
    let Some(shop) = Shop::open("diff and dry run") else {
        return;
    };
    let before = config_map("a", "red") + "---\n" + &config_map("b", "blue");
    shop.deploy_text(&before, "").succeeds();
    let after = config_map("a", "white") + "---\n" + &config_map("c", "green");
    let expected = format!(
        "~ ConfigMap a in {0}\n    ~ data.colour: \"red\" -> \"white\"\n+ ConfigMap c in {0}\n- ConfigMap b in {0}\n",
        shop.namespace
    );
    let dry = shop.deploy_text(&after, "--dry-run").succeeds();
    assert_eq!(dry.stdout, expected, "{dry}");
    let diff = |text: &str| {
        let words = format!("diff -k -f - --name shop -n {}", shop.namespace);
        shop.cluster.daprk(&words).stdin(text).run()
    };
    assert_eq!(diff(&after).exits(1).stdout, expected);
    assert_eq!(diff(&before).succeeds().stdout, "");
    assert_eq!(shop.colour("a").as_deref(), Some("red"));
    assert_eq!(shop.revisions(), ["1 deployed"]);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn what_is_somebody_else_s_is_not_taken() {
    let Some(shop) = Shop::open("ownership") else {
        return;
    };
    let place = format!("-n {}", shop.namespace);
    let theirs = shop.cluster.kubectl(&format!("apply {place} -f -"));
    theirs.stdin(config_map("a", "red")).output();
    let text = config_map("a", "blue") + "---\n" + &config_map("b", "blue");
    let refused = shop
        .deploy_text(&text, "--yes")
        .exits(1)
        .with_a_short_error();
    let refused = refused.says("ConfigMap a exists and belongs to no release");
    assert!(
        refused.stderr.contains("kubectl-client-side-apply"),
        "{refused}"
    );
    assert_eq!(
        (shop.colour("a").as_deref(), shop.colour("b")),
        (Some("red"), None)
    );
    assert_eq!(shop.revisions(), [""; 0]);

    // The hint is a command that works as it stands.
    let error = refused
        .error()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let hint = error
        .split('`')
        .find(|part| part.starts_with("kubectl annotate"))
        .expect("a command");
    shop.cluster
        .kubectl(hint.trim_start_matches("kubectl "))
        .output();
    shop.deploy_text(&text, "").succeeds();
    assert_eq!(shop.colour("a").as_deref(), Some("blue"));

    let words = format!("deploy -k -f - --name other {place}");
    let other = shop
        .cluster
        .daprk(&words)
        .stdin(config_map("a", "black"))
        .run()
        .exits(1);
    other.says("belongs to release `shop`");
    let words = format!("undeploy shop -k --yes {place}");
    shop.cluster.daprk(&words).run().succeeds();
    assert_eq!(shop.colour("a"), None);
    shop.cluster
        .daprk(&words)
        .run()
        .exits(1)
        .with_a_short_error()
        .says("nothing named `shop`");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn ctrl_c_stops_the_waiting_and_the_next_run_goes_on() {
    let Some(shop) = Shop::open("Ctrl-C") else {
        return;
    };
    let stuck = deployment("app", "registry.invalid/none:1");
    let words = format!("deploy -k -f - --name shop -n {}", shop.namespace);
    let running = shop.cluster.daprk(&words).stdin(stuck).start();
    super::cluster::eventually("it waits", std::time::Duration::from_secs(20), || {
        shop.revisions() == ["1 deployed"]
    });
    running.interrupt();
    let done = running.end().exits(130);
    assert!(done.took.as_secs() < 20, "{done}");
    let expected = "error: interrupted
  state all objects are applied; the same command goes on waiting";
    assert_eq!(done.error(), expected, "{done}");
    let lease = format!("lease -n {} daprk-shop", shop.namespace);
    assert!(!shop.cluster.has(&lease));

    shop.deploy_text(&config_map("a", "red"), "").succeeds();
    assert_eq!(shop.revisions(), ["1 superseded", "2 deployed"]);
    assert!(
        !shop
            .cluster
            .has(&format!("deploy app -n {}", shop.namespace))
    );
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_stateful_set_is_made_anew_only_after_a_yes() {
    let Some(shop) = Shop::open("a changed StatefulSet") else {
        return;
    };
    let set = |size: &str| {
        format!(
            "apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: db}}
spec:
  replicas: 0
  serviceName: db
  selector: {{matchLabels: {{app: db}}}}
  template:
    metadata: {{labels: {{app: db}}}}
    spec: {{containers: [{{name: db, image: 'x:1'}}]}}
  volumeClaimTemplates:
  - metadata: {{name: data}}
    spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: {size}}}}}}}
"
        )
    };
    let uid = || {
        shop.cluster
            .get(&format!("statefulset db -n {}", shop.namespace))["metadata"]["uid"]
            .clone()
    };
    shop.deploy_text(&set("1Mi"), "").succeeds();
    let first = uid();
    shop.deploy_text(&set("1Mi"), "")
        .succeeds()
        .says("nothing to change");
    shop.deploy_text(&set("2Mi"), "")
        .exits(5)
        .says("make it anew");
    assert_eq!(uid(), first);
    let dry = shop.deploy_text(&set("2Mi"), "--dry-run").succeeds();
    assert!(dry.stdout.contains("made anew"), "{dry}");
    shop.deploy_text(&set("2Mi"), "--yes").succeeds();
    assert_ne!(uid(), first);
}
