//! What is followed of a cluster goes on when the cluster comes back.

use std::time::Duration;

use daprk::check::{Live, Scope as Part};
use daprk::cluster::{Access, Cluster, Observer, Refusal, Scope, Select};
use daprk::manifest::Kind;
use serde_json::{Value, json};

use crate::fake::{Answer, Fake};

/// A test that fails by it is stuck.
const PATIENCE: Duration = Duration::from_secs(60);

async fn connect(fake: &Fake) -> Cluster {
    let access = Access {
        kubeconfig: Some(fake.kubeconfig().to_owned()),
        ..Access::default()
    };
    Cluster::connect(&access).await.unwrap()
}

fn scope(api_version: &str, kind: &str) -> Scope {
    Scope {
        kind: Kind::known(api_version, kind).unwrap(),
        namespace: Some("shop".to_owned()),
        select: Select::default(),
    }
}

fn pod(name: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "shop", "resourceVersion": "1"}})
}

async fn until(observer: &Observer, is_so: impl Fn(&Observer) -> bool) {
    let so = async {
        while !is_so(observer) {
            observer.changed().await;
        }
    };
    let told = || format!("{:?} {:?}", observer.troubles(), names(observer));
    tokio::time::timeout(PATIENCE, so)
        .await
        .unwrap_or_else(|_| panic!("it never came to be: {}", told()));
}

fn names(observer: &Observer) -> Vec<String> {
    let pods = observer.objects(&["Pod"]);
    pods.iter().map(|pod| pod.name().to_owned()).collect()
}

fn is_silent(observer: &Observer) -> bool {
    let troubles = observer.troubles();
    troubles.len() == 2
        && troubles
            .iter()
            .all(|(_, why)| matches!(why, Refusal::Unreachable(_)))
}

#[tokio::test]
async fn a_server_that_goes_away_and_comes_back_is_followed_again() {
    let fake = Fake::start();
    fake.put("pods", vec![pod("a")]);
    let cluster = connect(&fake).await;
    let observer = Observer::start(&cluster, &[scope("v1", "Pod"), scope("v1", "Service")]);
    until(&observer, |now| now.is_complete(|_| true)).await;
    assert_eq!(observer.troubles().len(), 0);
    fake.down();
    until(&observer, is_silent).await;
    let why = observer.trouble().unwrap();
    assert!(
        why.starts_with(&cluster.server),
        "it says which server: {why}"
    );
    assert_eq!(names(&observer), ["a"], "what was known stays");
    // Nothing of a watch that goes on where it was would tell this.
    fake.put("pods", vec![pod("b")]);
    fake.up();
    until(&observer, |now| now.troubles().is_empty()).await;
    assert_eq!(names(&observer), ["b"]);
}

#[tokio::test]
async fn a_watch_whose_history_is_gone_begins_with_a_list() {
    let fake = Fake::start();
    fake.put("pods", vec![pod("a")]);
    let observer = Observer::start(&connect(&fake).await, &[scope("v1", "Pod")]);
    until(&observer, |now| now.is_complete(|_| true)).await;
    watched(&fake).await;
    fake.put("pods", vec![pod("b")]);
    fake.expire();
    until(&observer, |now| names(now) == ["b"]).await;
    until(&observer, |now| now.troubles().is_empty()).await;
}

/// Waits until the last list is followed by a watch.
async fn watched(fake: &Fake) {
    while fake.asked("watch=true") * 2 < fake.asked("/pods") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_right_that_is_given_later_is_used() {
    let fake = Fake::start();
    fake.put("pods", vec![pod("a")]);
    let words = "pods is forbidden: User \"u\" cannot list resource \"pods\"";
    fake.rule(move |_| Some(Answer::Status(403, words.to_owned())));
    let observer = Observer::start(&connect(&fake).await, &[scope("v1", "Pod")]);
    until(&observer, |now| now.forbidden(|_| true).is_some()).await;
    assert!(
        observer.is_complete(|_| false),
        "others need not wait for it"
    );
    // To list is not to watch.
    fake.rule(move |asked| {
        asked
            .contains("watch=true")
            .then(|| Answer::Status(403, words.to_owned()))
    });
    until(&observer, |now| names(now) == ["a"]).await;
    assert!(observer.forbidden(|_| true).is_some());
    fake.rule(|_| None);
    until(&observer, |now| now.troubles().is_empty()).await;
}

#[tokio::test]
async fn a_cluster_is_lost_when_it_is_gone_or_knows_us_no_more() {
    let fake = Fake::start();
    let part = Part {
        namespace: Some("shop".to_owned()),
        dapr: "dapr-system".to_owned(),
        events: true,
    };
    let live = Live::start(&connect(&fake).await, &part);
    let until = async |what: &str, is_so: &dyn Fn(&Live) -> bool| {
        let so = async {
            while !is_so(&live) {
                live.changed().await;
            }
        };
        let told = || format!("{what}: {:?} {:?}", live.lost(), live.snapshot().unknown);
        tokio::time::timeout(PATIENCE, so)
            .await
            .unwrap_or_else(|_| panic!("{}", told()));
    };
    until("complete", &|live| live.is_complete()).await;
    assert!(live.lost().is_none() && live.snapshot().unknown.is_empty());
    fake.down();
    until("gone", &|live| live.lost().is_some()).await;
    fake.up();
    until("back", &|live| {
        live.lost().is_none() && live.snapshot().unknown.is_empty()
    })
    .await;
    // A token that is not good any more: watches that run go on, and no new one begins.
    fake.rule(|_| Some(Answer::Status(401, "Unauthorized".to_owned())));
    assert!(live.lost().is_none());
    fake.expire();
    until("a stranger", &|live| {
        matches!(live.lost(), Some(Refusal::Unauthorized(_)))
    })
    .await;
    fake.rule(|_| None);
    until("known again", &|live| live.lost().is_none()).await;
    // One list alone is told of, and is not the cluster.
    let words = "secrets is forbidden: User \"u\" cannot list resource \"secrets\"";
    fake.rule(move |asked| {
        asked
            .contains("/secrets")
            .then(|| Answer::Status(403, words.to_owned()))
    });
    fake.expire();
    until("one list", &|live| {
        live.snapshot()
            .unknown
            .iter()
            .any(|one| !one.right.is_empty())
    })
    .await;
    assert!(live.lost().is_none());
    let unknown = live.snapshot().unknown;
    let unknown = unknown.iter().find(|one| !one.right.is_empty()).unwrap();
    assert_eq!(unknown.right, "list and watch secrets in shop");
}
