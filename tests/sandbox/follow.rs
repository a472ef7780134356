//! One request of apps on the sandbox, hop by hop.

use serde_json::Value;

use super::fixture::Sandbox;
use crate::programs::has;

/// The hops as `from > to`, each with what it is known from.
fn hops(request: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let hops = request["hops"].as_array().unwrap().iter();
    hops.map(|hop| {
        let known: Vec<_> = hop["known"].as_array().unwrap().iter().map(text).collect();
        let (from, to) = (text(&hop["from"]["name"]), text(&hop["to"]["name"]));
        format!("{from} > {to}: {}", known.join(", "))
    })
    .collect()
}

#[test]
fn a_request_is_followed_from_app_to_store() {
    if !has("one request", &["node", "python3", "redis-server"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    sandbox.daprk("deploy hello-kubernetes").run().succeeds();
    let way = [
        "pythonapp > nodeapp: api-log, counter",
        "nodeapp > statestore: api-log",
        "statestore > dapr-dev-redis-master: declared",
    ];
    // Whoever of the two is followed: it is the same request.
    for app in ["pythonapp", "nodeapp"] {
        let request = sandbox.daprk(&format!("follow {app} -o json")).json();
        assert_eq!(hops(&request), way, "{request:#}");
        assert_eq!(request["kind"], "FollowedRequest");
        let ids: Vec<_> = ["from", "to"]
            .map(|end| request["hops"][0][end]["id"].clone())
            .into();
        assert_eq!(ids, ["app/default/pythonapp", "app/default/nodeapp"]);
        let at = |hop: usize| request["hops"][hop]["at"].as_f64().unwrap();
        assert!(at(0) <= at(1), "{request:#}");
        assert_eq!(request["remarks"], serde_json::json!([]));
    }
    let done = sandbox.daprk("follow pythonapp").run().succeeds();
    let names: Vec<_> = done
        .stdout
        .lines()
        .skip(2)
        .map(|line| line.trim_start().split("  ").next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "pythonapp",
            "└ nodeapp",
            "└ statestore",
            "└ dapr-dev-redis-ma…"
        ],
        "{done}"
    );
    assert!(
        done.stdout.lines().all(|line| line.chars().count() <= 80),
        "{done}"
    );

    // Nobody is called: it says so. Without a log: counters stand in for it.
    let quiet = "deploy hello-kubernetes --replicas pythonapp=0";
    sandbox.daprk(quiet).run().succeeds();
    let none = sandbox.daprk("follow nodeapp --timeout 2s").run().exits(1);
    none.with_a_short_error()
        .says("no request of nodeapp came within 2 s");
    sandbox
        .daprk("follow nodeap")
        .run()
        .exits(2)
        .says("did you mean `nodeapp`?");
    sandbox
        .daprk("follow -n nosuchns nodeapp")
        .run()
        .exits(2)
        .with_a_short_error()
        .says("there is no namespace `nosuchns`");
    sandbox
        .daprk("deploy hello-kubernetes --set pythonapp.apiLogging=false --replicas pythonapp=1")
        .run()
        .succeeds();
    let done = sandbox.daprk("follow pythonapp -o json").run().succeeds();
    let request: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(
        hops(&request)[0],
        "pythonapp > nodeapp: counter",
        "{request:#}"
    );
    done.says("the sidecar of pythonapp writes no API log");
}
