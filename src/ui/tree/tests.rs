//! The tree at the widths and heights that screens have.

use super::*;
use crate::event::Subject;

fn node(
    kind: &str,
    name: &str,
    progress: Progress,
    reason: &str,
    parts: Vec<WaitNode>,
) -> WaitNode {
    let subject = Subject {
        kind: kind.to_owned(),
        namespace: Some("dapr-system".to_owned()),
        name: name.to_owned(),
    };
    WaitNode {
        subject,
        progress,
        reason: reason.to_owned(),
        parts,
    }
}

fn services() -> Vec<WaitNode> {
    use Progress::{Hopeless, Ready, Waiting};
    let pod = |at: u8, progress, reason| {
        let name = format!("dapr-scheduler-server-{at}");
        node("Pod", &name, progress, reason, Vec::new())
    };
    let claim = "Pending: claim dapr-scheduler-data-dir-dapr-scheduler-server-2 is not bound";
    let image = "image mirror.example/dapr/operator:1.18.3 not found";
    let container = node("Container", "dapr-operator", Hopeless, image, Vec::new());
    let name = "dapr-operator-744655fddf-l5dbm";
    let operator = node("Pod", name, Hopeless, "", vec![container]);
    vec![
        node(
            "Deployment",
            "dapr-operator",
            Hopeless,
            "0 of 1",
            vec![operator],
        ),
        node(
            "StatefulSet",
            "dapr-scheduler-server",
            Waiting,
            "1 of 3",
            vec![
                pod(0, Ready, ""),
                pod(1, Waiting, "starting: waits for a quorum of schedulers"),
                pod(2, Waiting, claim),
            ],
        ),
        node(
            "StatefulSet",
            "dapr-placement-server",
            Ready,
            "",
            Vec::new(),
        ),
    ]
}

/// 300 pods of one workload: two hopeless, three blocked, 15 on their way, the others ready.
fn crowd() -> Vec<WaitNode> {
    let pods = (0..300).map(|at| {
        let (progress, reason) = match at {
            250 | 251 => (Progress::Hopeless, "image not found"),
            100..103 => (Progress::Blocked, "unschedulable: 0 of 5 nodes fit"),
            0..15 => (Progress::Waiting, "ContainerCreating"),
            _ => (Progress::Ready, ""),
        };
        node("Pod", &format!("web-{at}"), progress, reason, Vec::new())
    });
    vec![
        node("Deployment", "api", Progress::Ready, "2 of 2", Vec::new()),
        node(
            "Deployment",
            "web",
            Progress::Hopeless,
            "280 of 300",
            pods.collect(),
        ),
    ]
}

fn drawn(tree: &[WaitNode], width: usize, budget: usize) -> String {
    let theme = Theme::new(false, true);
    let lines = lines(tree, width, budget, theme);
    assert!(lines.len() <= budget);
    for line in &lines {
        assert!(line.width() <= width, "{line:?}");
    }
    let painted: Vec<String> = lines.iter().map(|line| line.paint(theme)).collect();
    painted.join("\n")
}

#[test]
fn a_small_tree_is_shown_whole() {
    insta::assert_snapshot!(drawn(&services(), 40, 22), @r"
    ✖ dapr-operator  0 of 1
        ✖ dapr-operator-744655fddf-l5…
            ✖ dapr-operator  image mi…
    ◌ dapr-scheduler-server  1 of 3
        ✔ dapr-scheduler-server-0  re…
        ◌ dapr-scheduler-server-1  st…
        ◌ dapr-scheduler-server-2  Pe…
    ✔ dapr-placement-server  ready
    ");
    insta::assert_snapshot!(drawn(&services(), 80, 22), @r"
    ✖ dapr-operator           0 of 1
        ✖ dapr-operator-744655fddf-l5dbm   failed
            ✖ dapr-operator   image mirror.example/dapr/operator:1.18.3 not
                              found
    ◌ dapr-scheduler-server   1 of 3
        ✔ dapr-scheduler-server-0   ready
        ◌ dapr-scheduler-server-1   starting: waits for a quorum of schedulers
        ◌ dapr-scheduler-server-2   Pending: claim dapr-scheduler-data-dir-
                                    dapr-scheduler-server-2 is not bound
    ✔ dapr-placement-server   ready
    ");
    insta::assert_snapshot!(drawn(&services(), 120, 22), @r"
    ✖ dapr-operator           0 of 1
        ✖ dapr-operator-744655fddf-l5dbm   failed
            ✖ dapr-operator   image mirror.example/dapr/operator:1.18.3 not found
    ◌ dapr-scheduler-server   1 of 3
        ✔ dapr-scheduler-server-0   ready
        ◌ dapr-scheduler-server-1   starting: waits for a quorum of schedulers
        ◌ dapr-scheduler-server-2   Pending: claim dapr-scheduler-data-dir-dapr-scheduler-server-2 is not bound
    ✔ dapr-placement-server   ready
    ");
}

#[test]
fn reasons_lose_their_second_line_before_a_node_is_folded() {
    insta::assert_snapshot!(drawn(&services(), 80, 8), @r"
    ✖ dapr-operator           0 of 1
        ✖ dapr-operator-744655fddf-l5dbm   failed
            ✖ dapr-operator   image mirror.example/dapr/operator:1.18.3 not f…
    ◌ dapr-scheduler-server   1 of 3
        ✔ dapr-scheduler-server-0   ready
        ◌ dapr-scheduler-server-1   starting: waits for a quorum of schedulers
        ◌ dapr-scheduler-server-2   Pending: claim dapr-scheduler-data-dir-da…
    ✔ dapr-placement-server   ready
    ");
}

#[test]
fn what_is_ready_is_folded_first_and_then_the_least_grave() {
    insta::assert_snapshot!(drawn(&services(), 80, 7), @r"
    ✖ dapr-operator           0 of 1
        ✖ dapr-operator-744655fddf-l5dbm   failed
            ✖ dapr-operator   image mirror.example/dapr/operator:1.18.3 not f…
    ◌ dapr-scheduler-server   1 of 3
        ◌ dapr-scheduler-server-1   starting: waits for a quorum of schedulers
        ◌ dapr-scheduler-server-2   Pending: claim dapr-scheduler-data-dir-da…
    … and 2 more: ready
    ");
    insta::assert_snapshot!(drawn(&services(), 80, 4), @r"
    ✖ dapr-operator   0 of 1
        ✖ dapr-operator-744655fddf-l5dbm   failed
            ✖ dapr-operator   image mirror.example/dapr/operator:1.18.3 not f…
    … and 2 more: 1 waiting, 1 ready
    ");
}

#[test]
fn three_hundred_pods_fit_any_screen() {
    insta::assert_snapshot!(drawn(&crowd(), 40, 8), @r"
    ✖ web   280 of 300
        ◌ web-0  ContainerCreating
        ! web-100  unschedulable: 0 o…
        ! web-101  unschedulable: 0 o…
        ! web-102  unschedulable: 0 o…
        ✖ web-250  image not found
        ✖ web-251  image not found
    … and 295 more: 14 waiting, 281 r…
    ");
    insta::assert_snapshot!(drawn(&crowd(), 80, 8), @r"
    ✖ web   280 of 300
        ◌ web-0     ContainerCreating
        ! web-100   unschedulable: 0 of 5 nodes fit
        ! web-101   unschedulable: 0 of 5 nodes fit
        ! web-102   unschedulable: 0 of 5 nodes fit
        ✖ web-250   image not found
        ✖ web-251   image not found
    … and 295 more: 14 waiting, 281 ready
    ");
    insta::assert_snapshot!(drawn(&crowd(), 120, 22), @r"
    ✖ web   280 of 300
        ◌ web-0     ContainerCreating
        ◌ web-1     ContainerCreating
        ◌ web-2     ContainerCreating
        ◌ web-3     ContainerCreating
        ◌ web-4     ContainerCreating
        ◌ web-5     ContainerCreating
        ◌ web-6     ContainerCreating
        ◌ web-7     ContainerCreating
        ◌ web-8     ContainerCreating
        ◌ web-9     ContainerCreating
        ◌ web-10    ContainerCreating
        ◌ web-11    ContainerCreating
        ◌ web-12    ContainerCreating
        ◌ web-13    ContainerCreating
        ◌ web-14    ContainerCreating
        ! web-100   unschedulable: 0 of 5 nodes fit
        ! web-101   unschedulable: 0 of 5 nodes fit
        ! web-102   unschedulable: 0 of 5 nodes fit
        ✖ web-250   image not found
        ✖ web-251   image not found
    … and 281 more: ready
    ");
    insta::assert_snapshot!(drawn(&crowd(), 80, 1), @"      … and 2 more: 1 failed, 1 ready");
    assert_eq!(drawn(&crowd(), 80, 0), "");
    for width in 0..130 {
        for budget in [0, 1, 2, 3, 8, 22, 400] {
            drawn(&crowd(), width, budget);
        }
    }
}

#[test]
fn ascii_terminals_get_ascii() {
    let theme = Theme::new(false, false);
    let lines = lines(&services(), 80, 7, theme);
    let painted: String = lines.iter().map(|line| line.paint(theme) + "\n").collect();
    assert!(painted.is_ascii(), "{painted}");
    insta::assert_snapshot!(painted, @r"
    x dapr-operator           0 of 1
        x dapr-operator-744655fddf-l5dbm   failed
            x dapr-operator   image mirror.example/dapr/operator:1.18.3 not...
    o dapr-scheduler-server   1 of 3
        o dapr-scheduler-server-1   starting: waits for a quorum of schedulers
        o dapr-scheduler-server-2   Pending: claim dapr-scheduler-data-dir-...
    ... and 2 more: ready
    ");
}

#[test]
fn ready_parts_of_what_is_ready_are_not_worth_a_line() {
    let part = |name, progress| node("Pod", name, progress, "", Vec::new());
    let parts = vec![part("old", Progress::Blocked), part("new", Progress::Ready)];
    let tree = [node("Deployment", "web", Progress::Ready, "1 of 1", parts)];
    insta::assert_snapshot!(drawn(&tree, 80, 9), @r"
    ✔ web   1 of 1
        ! old   blocked
    ");
}

#[test]
fn every_state_has_a_word_even_without_a_reason() {
    for (progress, text) in [
        (Progress::Ready, "✔ x   ready"),
        (Progress::Waiting, "◌ x   waiting"),
        (Progress::Blocked, "! x   blocked"),
        (Progress::Hopeless, "✖ x   failed"),
    ] {
        assert_eq!(
            drawn(&[node("Pod", "x", progress, "", Vec::new())], 80, 9).trim(),
            text
        );
    }
}

#[test]
fn names_and_reasons_from_the_cluster_cannot_drive_the_terminal() {
    let evil = node(
        "Pod",
        "a\u{1b}[2J",
        Progress::Waiting,
        "b\u{1b}]0;c\u{7}\nd",
        Vec::new(),
    );
    assert_eq!(
        drawn(&[evil], 80, 9).trim(),
        r"◌ a\x1b[2J   b\x1b]0;c\x07\nd"
    );
}

#[test]
fn the_summary_counts_what_is_waited_for() {
    assert_eq!(summary(&services()), "1 of 3 ready");
}
