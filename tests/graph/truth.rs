//! What the picture says, beside what happens. The same on a sandbox and on a cluster.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::run::Run;
use crate::sandbox::fixture::eventually;

/// Long enough for some calls, at one a second.
const WINDOW: &str = "12s";
/// What was counted at the edge of a window may be in it or not.
const EDGE: f64 = 1.5;
/// As much may the picture be off.
const SHARE: f64 = 0.1;
const LIMIT: Duration = Duration::from_secs(30);

/// hello-kubernetes, as it is, without the caller, and with a store that isn't there.
pub(crate) fn holds(daprk: &dyn Fn(&str) -> Run, k: &str) {
    let run = |words: &str| daprk(&format!("{words} {k}")).run().succeeds();
    let orders = || orders(&daprk(&format!("state keys nodeapp -o json {k}")).json());
    let picture = |window: &str| daprk(&format!("graph -o json --window {window} {k}")).json();
    run("deploy hello-kubernetes");
    eventually("orders are kept", LIMIT, || orders().is_some());

    let (before, since) = (orders().unwrap(), Instant::now());
    let graph = picture(WINDOW);
    let truth = (orders().unwrap() - before) / since.elapsed().as_secs_f64();
    for (verb, ends) in [
        ("calls", ["pythonapp", "nodeapp"]),
        ("sets", ["nodeapp", "statestore"]),
    ] {
        let rate = edge(&graph, verb, ends)["evidence"]["observed"]["rate"]
            .as_f64()
            .unwrap();
        let off = (rate - truth).abs() * 12.0;
        assert!(
            off <= SHARE * truth * 12.0 + EDGE,
            "{verb}: {rate}, and it is {truth}"
        );
    }
    assert_eq!(
        edge(&graph, "uses", ["pythonapp", "statestore"])["evidence"]["loaded"],
        true
    );
    assert_eq!(graph["unknown"], serde_json::json!([]));

    // The caller goes: the edge stays, as something that was.
    run("deploy hello-kubernetes --replicas pythonapp=0");
    eventually("the edge is stale", LIMIT, || {
        let graph = picture("2s");
        let observed = &edge(&graph, "calls", ["pythonapp", "nodeapp"])["evidence"]["observed"];
        observed["stale"] == true && observed["rate"] == 0.0
    });

    // The app asks for a store that nobody has declared: errors, and no writes.
    let without = "deploy hello-kubernetes --set redis.enabled=false";
    run(&format!(
        "{without} --replicas nodeapp=0 --replicas pythonapp=0"
    ));
    run(&format!(
        "{without} --replicas nodeapp=1 --replicas pythonapp=1"
    ));
    eventually("the edge shows errors", LIMIT, || {
        let graph = picture("3s");
        let asked = find(&graph, "asks for", ["nodeapp", "statestore"]);
        let errors = |edge: &Value| edge["evidence"]["observed"]["errors"].as_f64();
        asked.is_some_and(|edge| edge["broken"] == true && errors(edge) > Some(0.0))
    });
    assert!(find(&picture("1s"), "sets", ["nodeapp", "statestore"]).is_none());
}

/// How often the order was written.
fn orders(keys: &Value) -> Option<f64> {
    keys["items"][0]["version"].as_str()?.parse().ok()
}

/// The edge of this verb between nodes of these names.
fn edge<'a>(graph: &'a Value, verb: &str, ends: [&str; 2]) -> &'a Value {
    find(graph, verb, ends).unwrap_or_else(|| panic!("no {verb}, {ends:?}: {graph:#}"))
}

fn find<'a>(graph: &'a Value, verb: &str, [from, to]: [&str; 2]) -> Option<&'a Value> {
    let is = |end: &Value, name: &str| {
        let id = end.as_str().unwrap();
        id.rsplit('/').next() == Some(name)
    };
    let mut edges = graph["edges"].as_array().unwrap().iter();
    edges.find(|edge| edge["verb"] == verb && is(&edge["from"], from) && is(&edge["to"], to))
}
