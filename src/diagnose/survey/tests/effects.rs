//! Faults that show in several places, and the one finding that is told of each.

use serde_json::json;

use super::{Verdict, about, add, answers, causes, count, find, healthy, set, survey};
use crate::diagnose::Snapshot;

/// A fault, what is told of it, and what follows from that.
type Row = (fn(&mut Snapshot), &'static str, &'static [&'static str]);

const FATAL: &str = "level=fatal msg=\"Fatal error from runtime: failed to load components: [INIT_COMPONENT_FAILURE]: initialization error occurred for statestore (state.redis/v1): [INIT_COMPONENT_FAILURE]: WRONGPASS\"";

/// The sidecar ends for the sake of statestore.
fn ends(s: &mut Snapshot) {
    let at = "/status/containerStatuses/1";
    set(s, "Pod", "cart-1-a", &format!("{at}/ready"), json!(false));
    set(
        s,
        "Pod",
        "cart-1-a",
        "/status/conditions/0/status",
        json!("False"),
    );
    set(
        s,
        "Pod",
        "cart-1-a",
        &format!("{at}/restartCount"),
        json!(3),
    );
    let last = json!({"terminated": {"exitCode": 1}});
    set(s, "Pod", "cart-1-a", &format!("{at}/lastState"), last);
    let state = json!({"waiting": {"reason": "CrashLoopBackOff"}});
    set(s, "Pod", "cart-1-a", &format!("{at}/state"), state);
    let place = ("shop".into(), "cart-1-a".into(), "daprd".into());
    s.last_lines.insert(place, vec![FATAL.into()]);
}

fn wrong_key(s: &mut Snapshot, component: &str, entry: &str) {
    let place = format!("/spec/metadata/{entry}");
    let key =
        json!({"name": "redisPassword", "secretKeyRef": {"name": "redis", "key": "password"}});
    set(s, "Component", component, &place, key);
}

fn excluded(s: &mut Snapshot, scope: &str) {
    set(s, "Component", "statestore", "/scopes", json!([scope]));
    let loaded = json!([{"name": "pubsub", "type": "pubsub.redis"}]);
    answers(s).metadata.as_mut().unwrap()["components"] = loaded;
    count(
        s,
        "dapr_http_server_request_count{path=\"/v1.0/state/statestore\",status=\"400\"} 1",
    );
}

const ROWS: &[Row] = &[
    (
        |s| {
            wrong_key(s, "statestore", "1");
            ends(s);
        },
        "secret-key-missing",
        &["component-fails"],
    ),
    // The key of another component is no reason for this one.
    (
        |s| {
            wrong_key(s, "pubsub", "0");
            ends(s);
        },
        "component-fails secret-key-missing",
        &[],
    ),
    (
        |s| excluded(s, "card"),
        "scope-names-no-app",
        &["scope-excludes-app"],
    ),
    // A scope that is like no app's name is a warning, and explains no error.
    (
        |s| excluded(s, "zzzzzzzz"),
        "scope-excludes-app scope-names-no-app",
        &[],
    ),
    (
        |s| {
            let only = s.pods[1].0["spec"]["containers"][0].clone();
            set(s, "Pod", "cart-1-a", "/spec/containers", json!([only]));
            set(
                s,
                "Deployment",
                "dapr-sidecar-injector",
                "/spec/replicas",
                json!(0),
            );
            set(
                s,
                "Deployment",
                "dapr-sidecar-injector",
                "/status",
                json!({"replicas": 0}),
            );
        },
        "service-unhealthy",
        &["sidecar-missing"],
    ),
    (
        |s| {
            let injector = ("Deployment", "dapr-sidecar-injector");
            set(s, injector.0, injector.1, "/spec/replicas", json!(0));
            set(s, injector.0, injector.1, "/status", json!({"replicas": 0}));
            let (webhook, bundle) = (
                "MutatingWebhookConfiguration",
                "/webhooks/0/clientConfig/caBundle",
            );
            set(s, webhook, injector.1, bundle, json!(""));
        },
        "service-unhealthy",
        &["webhook-untrusted"],
    ),
    (
        |s| {
            let mut moved = find(s, "Component", "statestore").0.clone();
            moved["metadata"]["namespace"] = json!("dapr-system");
            moved["metadata"]["name"] = json!("orders");
            add(s, moved);
            count(
                s,
                "dapr_http_server_request_count{path=\"/v1.0/state/orders\",status=\"400\"} 1",
            );
        },
        "component-asked-but-not-loaded",
        &["secret-missing", "resource-without-app"],
    ),
];

fn told(snapshot: &Snapshot) -> (Vec<&'static str>, Vec<&'static str>) {
    let all = causes(survey(snapshot, &about()));
    let found = all.iter().filter_map(|one| match &one.verdict {
        Verdict::Found(issues) => Some(issues),
        _ => None,
    });
    let found: Vec<_> = found.flatten().collect();
    let follows = found.iter().flat_map(|issue| &issue.follows);
    (
        found.iter().map(|issue| issue.id).collect(),
        follows.map(|issue| issue.id).collect(),
    )
}

#[test]
fn of_each_fault_the_cause_is_told() {
    for (change, causes, effects) in ROWS {
        let mut snapshot = healthy();
        change(&mut snapshot);
        let (found, follows) = told(&snapshot);
        assert_eq!(found.join(" "), *causes, "{follows:?}");
        assert_eq!(follows, *effects, "{causes}");
    }
}

#[test]
fn what_a_check_found_is_told_elsewhere() {
    let mut snapshot = healthy();
    excluded(&mut snapshot, "card");
    let mut all = survey(&snapshot, &about());
    let of = |all: &[super::super::Checked]| {
        let one = all.iter().find(|one| one.check.id == "scope-excludes-app");
        one.unwrap().verdict.clone()
    };
    assert_eq!(
        of(&causes(all.clone())),
        Verdict::Follows(vec!["scope-names-no-app"])
    );
    // Who asks for this check alone is told.
    all.retain(|one| one.check.id == "scope-excludes-app");
    assert!(matches!(of(&causes(all)), Verdict::Found(issues) if issues.len() == 1));
}
