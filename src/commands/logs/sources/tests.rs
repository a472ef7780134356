use std::time::Duration;

use serde_json::{Value, json};

use super::{Wanted, app_id, chosen, comes_back, select, sources};
use crate::manifest::Object;
use crate::settings::{Containers, Logs};

fn settings(app_id: &str, containers: Containers) -> Logs {
    Logs {
        app_id: app_id.to_owned(),
        containers,
        pod: None,
        follow: false,
        tail: None,
        since: None::<Duration>,
        previous: false,
        timestamps: false,
        prefix: true,
    }
}

fn pod(name: &str, metadata: &Value, spec: &Value) -> Object {
    let mut pod = json!({"metadata": metadata, "spec": spec});
    pod["metadata"]["name"] = name.into();
    pod["metadata"]["namespace"] = "shop".into();
    pod["metadata"]["uid"] = format!("uid-{name}").into();
    Object(pod)
}

/// An injected pod of `cart`.
fn cart(name: &str) -> Object {
    let daprd = json!({"name": "daprd", "args": ["/daprd", "--app-id", "cart"]});
    let metadata = json!({"labels": {"dapr.io/app-id": "cart"}});
    pod(
        name,
        &metadata,
        &json!({"containers": [{"name": "web"}, daprd]}),
    )
}

#[test]
fn the_app_of_a_pod_is_what_its_sidecar_says_or_what_it_asks_for() {
    let daprd = |args: &[&str]| json!({"name": "daprd", "args": args});
    let told = daprd(&["--app-id", "told"]);
    let (labels, annotations) = (
        json!({"dapr.io/app-id": "label"}),
        json!({"dapr.io/app-id": "noted", "dapr.io/enabled": "true"}),
    );
    let rows = [
        (
            json!({"labels": labels, "annotations": annotations}),
            json!({"containers": [told]}),
            Some("told"),
        ),
        (
            json!({"annotations": annotations}),
            json!({"initContainers": [told]}),
            Some("told"),
        ),
        (
            json!({"labels": labels, "annotations": annotations}),
            json!({"containers": [daprd(&[])]}),
            Some("label"),
        ),
        (
            json!({"annotations": annotations}),
            json!({"containers": [{"name": "web"}]}),
            Some("noted"),
        ),
        (json!({}), json!({"containers": [daprd(&[])]}), Some("p")),
        (
            json!({"annotations": {"dapr.io/enabled": "true"}}),
            json!({}),
            Some("p"),
        ),
        (json!({}), json!({"containers": [{"name": "web"}]}), None),
    ];
    for (metadata, spec, expected) in rows {
        let pod = pod("p", &metadata, &spec);
        assert_eq!(app_id(&pod), expected, "{pod:?}");
    }
}

#[test]
fn containers_are_chosen_in_the_order_of_their_start() {
    let daprd = json!({"name": "daprd", "restartPolicy": "Always", "args": ["--app-id", "cart"]});
    let spec = json!({
        "initContainers": [{"name": "setup"}, daprd],
        "containers": [{"name": "web"}, {"name": "cache"}],
        "ephemeralContainers": [{"name": "debug"}],
    });
    let pod = pod("cart-1", &json!({}), &spec);
    let rows = [
        (Containers::Daprd, vec!["daprd"]),
        (Containers::App, vec!["web", "cache"]),
        (
            Containers::All,
            vec!["setup", "daprd", "web", "cache", "debug"],
        ),
        (Containers::Named("setup".into()), vec!["setup"]),
    ];
    for (containers, expected) in rows {
        let settings = settings("cart", containers);
        let wanted = Wanted {
            namespace: "shop",
            settings: &settings,
        };
        let found = sources(wanted, &[&pod]).expect("there are some");
        let names: Vec<_> = found
            .iter()
            .map(|source| source.container.as_str())
            .collect();
        assert_eq!(names, expected);
        assert!(
            found
                .iter()
                .all(|source| source.uid == "uid-cart-1" && source.namespace == "shop")
        );
    }
}

#[test]
fn pods_of_other_apps_are_left_out() {
    let settings = settings("cart", Containers::Daprd);
    let wanted = Wanted {
        namespace: "shop",
        settings: &settings,
    };
    assert_eq!(wanted.sources(&cart("cart-1")).len(), 1);
    let labels = json!({"labels": {"dapr.io/app-id": "other"}});
    let other = pod(
        "other-1",
        &labels,
        &json!({"containers": [{"name": "daprd"}]}),
    );
    assert!(wanted.sources(&other).is_empty());
}

#[test]
fn what_is_missing_is_named_with_what_is_there() {
    let (one, two) = (cart("cart-1"), cart("cart-2"));
    let bare = pod(
        "cart-3",
        &json!({"annotations": {"dapr.io/app-id": "cart"}}),
        &json!({"containers": [{"name": "web"}]}),
    );
    let told = |mut settings: Logs, pod: Option<&str>, pods: &[&Object]| {
        settings.pod = pod.map(str::to_owned);
        let wanted = Wanted {
            namespace: "shop",
            settings: &settings,
        };
        let error = chosen(wanted, pods)
            .and_then(|pods| sources(wanted, &pods))
            .expect_err("fails");
        (
            error.code,
            error.message,
            error.on.unwrap_or_default(),
            error.hint.unwrap_or_default(),
        )
    };
    let row = |code, message: &str, on: &str, hint: &str| {
        (code, message.to_owned(), on.to_owned(), hint.to_owned())
    };
    assert_eq!(
        told(
            settings("cart", Containers::Daprd),
            Some("cart-9"),
            &[&one, &two]
        ),
        row(
            "pod-not-found",
            "app `cart` has no pod `cart-9`",
            "namespace shop",
            "its pods are: cart-1, cart-2"
        ),
    );
    assert_eq!(
        told(
            settings("cart", Containers::Named("db".into())),
            None,
            &[&one]
        ),
        row(
            "container-not-found",
            "app `cart` has no container `db`",
            "pod cart-1 in namespace shop",
            "its containers are: daprd, web",
        ),
    );
    assert_eq!(
        told(settings("cart", Containers::Daprd), None, &[&bare]),
        row(
            "container-not-found",
            "app `cart` has no sidecar (container `daprd`)",
            "pod cart-3 in namespace shop",
            "it was not injected; the app's own log comes with -c app",
        ),
    );
}

#[test]
fn labels_are_relied_on_only_where_every_pod_has_one() {
    let settings = settings("cart", Containers::Daprd);
    let wanted = Wanted {
        namespace: "shop",
        settings: &settings,
    };
    let bare = pod(
        "cart-3",
        &json!({"annotations": {"dapr.io/app-id": "cart"}}),
        &json!({}),
    );
    let label = Some("dapr.io/app-id=cart".to_owned());
    assert_eq!(select(wanted, &[&cart("cart-1")]).labels, label);
    assert_eq!(select(wanted, &[&cart("cart-1"), &bare]).labels, None);
    assert_eq!(select(wanted, &[]).labels, None);
}

#[test]
fn only_a_stateful_set_gives_its_pods_the_same_names_again() {
    let owned = |kind: &str| {
        pod(
            "p",
            &json!({"ownerReferences": [{"kind": kind}]}),
            &json!({}),
        )
    };
    assert!(comes_back(&owned("StatefulSet")));
    assert!(!comes_back(&owned("ReplicaSet")));
    assert!(!comes_back(&cart("cart-1")));
}
