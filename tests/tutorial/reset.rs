//! `tutorial reset` takes back what was made, and nothing else, and asks before.

use daprk::manifest::Kind;

use super::own::{cluster, deploy, lesson, map_step};
use crate::sandbox::fixture::Sandbox;

const COMPONENT: &str = r#"{"apiVersion": "dapr.io/v1alpha1", "kind": "Component",
    "metadata": {"name": "mystore"}, "spec": {"type": "state.in-memory", "version": "v1", "metadata": []}}"#;
const APP: &str = r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "mine"}, "spec": {
    "selector": {"matchLabels": {"app": "mine"}}, "template": {
        "metadata": {"labels": {"app": "mine"}, "annotations": {"dapr.io/enabled": "true", "dapr.io/app-id": "mine"}},
        "spec": {"containers": [{"name": "app", "image": "busybox", "command": ["sleep", "600"]}]}}}}"#;

async fn is_there(
    sandbox: &Sandbox,
    api_version: &str,
    kind: &str,
    place: &str,
    name: &str,
) -> bool {
    let kind = Kind::known(api_version, kind).unwrap();
    let found = cluster(sandbox).await.get(&kind, Some(place), name).await;
    found.is_ok_and(|found| found.is_some())
}

/// A tutorial that sets up Dapr, and takes all of it away again: its run and its reset.
fn dapr_alone(sandbox: &Sandbox) -> (String, String) {
    let step = "## Set up\n\n```run\ndaprk init\n```\n\n```undo\ndaprk uninstall --all --purge-data\n```\n";
    let folder = lesson(sandbox, "mine", step);
    let run = format!("tutorial run --dir {folder} --auto");
    sandbox.daprk(&run).run().succeeds();
    (run, format!("tutorial reset --dir {folder}"))
}

async fn has_operator(sandbox: &Sandbox) -> bool {
    let place = "dapr-system";
    is_there(sandbox, "apps/v1", "Deployment", place, "dapr-operator").await
}

async fn has_store(sandbox: &Sandbox) -> bool {
    is_there(sandbox, "dapr.io/v1alpha1", "Component", "mine", "mystore").await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_asks_and_dapr_stays_for_an_app_of_others() {
    let sandbox = Sandbox::new();
    let (_, reset) = dapr_alone(&sandbox);
    deploy(&sandbox, "store", "mine", COMPONENT);
    deploy(&sandbox, "app", "mine", APP);
    // Nobody is there to say yes.
    let asked = sandbox.daprk(&reset).run().exits(5);
    for part in [
        "daprk uninstall --all --purge-data",
        "Take back what mine made",
    ] {
        assert!(asked.stderr.contains(part), "{asked}");
    }
    let dry = sandbox
        .daprk(&format!("{reset} --dry-run"))
        .run()
        .succeeds();
    assert_eq!(dry.stdout, "daprk uninstall --all --purge-data\n");
    assert!(has_operator(&sandbox).await);
    let done = sandbox.daprk(&format!("{reset} --yes")).run().succeeds();
    let stays = "Dapr stays, as this tutorial did not make mine in mine";
    assert!(done.stderr.contains(stays), "{done}");
    assert!(has_operator(&sandbox).await && has_store(&sandbox).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_of_others_keeps_its_definition_and_nothing_keeps_none() {
    let sandbox = Sandbox::new();
    let (run, reset) = dapr_alone(&sandbox);
    deploy(&sandbox, "store", "mine", COMPONENT);
    let done = sandbox.daprk(&format!("{reset} --yes")).run().succeeds();
    for part in [
        "did not make Component mystore in mine",
        "mine: what 1 step made is taken back",
    ] {
        assert!(done.stderr.contains(part), "{done}");
    }
    assert!(!has_operator(&sandbox).await && has_store(&sandbox).await);
    let undeploy = sandbox.daprk("undeploy store -n mine --yes");
    undeploy.run().succeeds();
    sandbox.daprk(&run).run().succeeds();
    sandbox.daprk(&format!("{reset} --yes")).run().succeeds();
    let kind = Kind::known("apiextensions.k8s.io/v1", "CustomResourceDefinition").unwrap();
    let definitions = cluster(&sandbox).await;
    let found = definitions.get(&kind, None, "components.dapr.io").await;
    assert!(found.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_step_is_taken_back() {
    let sandbox = Sandbox::new();
    let folder = lesson(&sandbox, "t", &map_step(&sandbox, "t", "One", "a"));
    let made = || is_there(&sandbox, "v1", "ConfigMap", "default", "a");
    sandbox
        .daprk(&format!("tutorial run --dir {folder} --auto"))
        .run()
        .succeeds();
    assert!(made().await);
    // Another folder of that name has a record of its own.
    let other = lesson(
        &sandbox,
        "other/t",
        &map_step(&sandbox, "other/t", "One", "a"),
    );
    let reset = sandbox
        .daprk(&format!("tutorial reset --dir {other} --yes"))
        .run()
        .succeeds();
    assert!(
        reset.stderr.contains("what 0 steps made is taken back"),
        "{reset}"
    );
    assert!(made().await);
    lesson(&sandbox, "t", &map_step(&sandbox, "t", "First", "a"));
    let reset = sandbox
        .daprk(&format!("tutorial reset --dir {folder} --yes"))
        .run()
        .succeeds();
    assert!(
        reset.stderr.contains("what 1 step made is taken back"),
        "{reset}"
    );
    assert!(!made().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_later_step_made_of_one_that_was_left_out_is_taken_back() {
    let sandbox = Sandbox::new();
    let steps = map_step(&sandbox, "t", "One", "a")
        + "\n## Two\n\n```run\ndaprk deploy -f a.yaml --name a\n```\n";
    let folder = lesson(&sandbox, "t", &steps);
    let run = format!("tutorial run --dir {folder} --auto --from Two");
    for _ in 0..2 {
        sandbox.daprk(&run).run().succeeds();
        assert!(is_there(&sandbox, "v1", "ConfigMap", "default", "a").await);
    }
    let reset = format!("tutorial reset --dir {folder} --yes");
    sandbox.daprk(&reset).run().succeeds();
    assert!(!is_there(&sandbox, "v1", "ConfigMap", "default", "a").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_does_nothing() {
    let sandbox = Sandbox::new();
    let steps = map_step(&sandbox, "t", "One", "a") + "\n" + &map_step(&sandbox, "t", "Two", "b");
    let folder = lesson(&sandbox, "t", &steps);
    let words = format!("tutorial run --dir {folder} --auto --dry-run -n shop");
    let dry = sandbox.daprk(&words).run().succeeds();
    assert_eq!(
        dry.stdout,
        "1.1  One\n       $ daprk deploy -f a.yaml --name a -n shop\n\
         1.2  Two\n       $ daprk deploy -f b.yaml --name b -n shop\n"
    );
    let from = sandbox.daprk(&format!("{words} --from Two -o json")).json();
    assert_eq!(from["steps"].as_array().unwrap().len(), 1);
    sandbox
        .daprk(&format!("{words} --from Three"))
        .run()
        .exits(2);
    let reset = format!("tutorial reset --dir {folder} --dry-run -n shop");
    let dry = sandbox.daprk(&reset).run().succeeds();
    assert!(dry.stderr.contains("nothing to take back"), "{dry}");
    assert!(!is_there(&sandbox, "v1", "Namespace", "", "shop").await);
    let progress = sandbox
        .folder()
        .with_file_name(".local/state/daprk/tutorials");
    assert!(daprk::tutorial::all(&progress).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_namespace_is_made_and_goes_again() {
    let sandbox = Sandbox::new();
    let steps = map_step(&sandbox, "t", "One", "a")
        + "\n## Two\n\n```run\ndaprk undeploy a\n```\n\n## Three\n\n```run\ndaprk deploy -f a.yaml --name a\n```\n";
    let folder = lesson(&sandbox, "t", &steps);
    let kind = Kind::known("v1", "Namespace").unwrap();
    let there = async || {
        let found = cluster(&sandbox).await.get(&kind, None, "shop").await;
        found.unwrap().is_some()
    };
    let run = sandbox.daprk(&format!("tutorial run --dir {folder} --auto -n shop"));
    let done = run.run().succeeds();
    // It stays while the tutorial runs, also when nothing is in it for a moment.
    assert!(done.stderr.contains("t is done: 3 steps"), "{done}");
    let next = format!("daprk tutorial reset --dir {folder} -n shop\n");
    assert!(done.stderr.contains(&next), "{done}");
    assert!(there().await);
    let reset = sandbox.daprk(&format!("tutorial reset --dir {folder} -n shop --yes"));
    reset.run().succeeds();
    assert!(!there().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_took_back_before_is_gone_already() {
    let sandbox = Sandbox::new();
    let (one, two) = (
        map_step(&sandbox, "t", "One", "a"),
        map_step(&sandbox, "t", "Two", "b"),
    );
    // Both in one step.
    let both = "## Both\n\n```run\ndaprk deploy -f a.yaml --name a\ndaprk deploy -f b.yaml --name b\n```\n\n\
                ```makes\nconfigmap/a\nconfigmap/b\n```\n\n```undo\ndaprk undeploy a\ndaprk undeploy b\n```\n";
    for (steps, count) in [(one + "\n" + &two, "2 steps"), (both.to_owned(), "1 step")] {
        let folder = lesson(&sandbox, "t", &steps);
        let run = sandbox.daprk(&format!("tutorial run --dir {folder} --auto"));
        run.run().succeeds();
        sandbox.daprk("undeploy a --yes").run().succeeds();
        let reset = sandbox.daprk(&format!("tutorial reset --dir {folder} --yes"));
        let done = reset.run().succeeds();
        assert!(done.stderr.contains("that was gone already"), "{done}");
        assert!(!done.stderr.contains("nothing named"), "{done}");
        assert!(
            done.stderr
                .contains(&format!("t: what {count} made is taken back")),
            "{done}"
        );
        for name in ["a", "b"] {
            assert!(!is_there(&sandbox, "v1", "ConfigMap", "default", name).await);
        }
    }
}
