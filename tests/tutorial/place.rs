//! A tutorial keeps its place in a namespace while somebody reads, and its questions are answered
//! by what the cluster is like at that moment.

use daprk::manifest::Kind;

use super::own::{cluster, deploy, lesson};
use crate::programs::has;
use crate::sandbox::fixture::Sandbox;
use crate::terminal::Terminal;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_reads_keeps_the_place() {
    if !has("a_person_who_reads_keeps_the_place", &["script"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let folder = lesson(
        &sandbox,
        "a",
        "## One\n\n```run\ntouch ran\n```\n\n## Two\n\nText.\n",
    );
    let terminal = Terminal::run(&sandbox, &format!("tutorial run --dir {folder}"));
    terminal.sees("Enter runs it");
    let other = lesson(&sandbox, "b", "## One\n\nText.\n");
    let second = sandbox.daprk(&format!("tutorial run --dir {other} --auto"));
    let second = second.run().exits(1);
    assert!(second.stderr.contains("another run is at it"), "{second}");
    // Somebody takes the place all the same: nothing more is done here.
    let kind = Kind::known("coordination.k8s.io/v1", "Lease").unwrap();
    let cluster = cluster(&sandbox).await;
    let lease = async || {
        cluster
            .get(&kind, Some("default"), "daprk-tutorial")
            .await
            .unwrap()
    };
    while !cluster
        .delete_exactly(&lease().await.unwrap())
        .await
        .unwrap()
    {}
    // That is told at once, and not when a key is pressed.
    terminal.sees("another run has taken over");
    assert_eq!(terminal.end(), Some(1));
    let ran = std::path::Path::new(&folder).join("ran");
    assert!(!ran.exists(), "a command ran without the lease");
}

#[test]
fn an_answer_changes_with_the_cluster() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let add = |name: &str| {
        let map = format!(
            r#"{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {{"name": "{name}", "labels": {{"of": "mine"}}}}}}"#
        );
        deploy(&sandbox, name, "default", &map);
    };
    let question = "## One\n\n```question\nHow many of them are there?\n\
                    answer: count of all configmap with of=mine {.items[*].metadata.name}\n```\n";
    let folder = lesson(&sandbox, "q", question);
    let answer = || {
        let report = sandbox
            .daprk(&format!("tutorial run --dir {folder} --auto -o json"))
            .json();
        report["steps"][0]["questions"][0]["answer"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    add("a");
    assert_eq!(answer(), "1");
    add("b");
    assert_eq!(answer(), "2");
    if !has("an_answer_changes_with_the_cluster", &["script"]) {
        return;
    }
    // Also while somebody thinks about it.
    let mut terminal = Terminal::run(&sandbox, &format!("tutorial run --dir {folder}"));
    terminal.sees("How many of them are there?");
    terminal.press("3\r");
    terminal.sees("not right");
    add("c");
    terminal.press("3\r");
    let seen = terminal.sees("Enter goes on");
    assert!(seen.contains("right: 3"), "{seen}");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn the_list_tells_what_was_done_where() {
    let test = "the_list_tells_what_was_done_where";
    if !has(test, &["script"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let far = |words: &str| {
        let list = sandbox.daprk(&format!("tutorial list {words}")).output();
        let line = list
            .lines()
            .find(|line| line.starts_with("hello-kubernetes"));
        line.unwrap().split_whitespace().nth(2).unwrap().to_owned()
    };
    let mut terminal = Terminal::run(&sandbox, "tutorial run hello-kubernetes -n shop");
    terminal.sees("Enter runs it");
    terminal.press("s");
    terminal.sees("Enter runs it");
    terminal.press("q");
    let seen = terminal.sees("left for later");
    assert_eq!(terminal.end(), Some(0), "{seen}");
    // What was skipped is not done, and in another namespace nothing is.
    assert_eq!(far("-n shop"), "0/11");
    assert_eq!(far(""), "-");
}
