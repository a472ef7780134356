//! What is told, with a clock that is turned by hand.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;

/// A narrator and the seconds that have passed.
struct Story {
    narrator: Narrator,
    began: Instant,
    theme: Theme,
}

impl Story {
    fn new(live: bool, quiet: bool, verbose: bool) -> Self {
        let began = Instant::now();
        let theme = Theme::new(false, true);
        let manner = Manner {
            quiet,
            verbose,
            live,
            theme,
        };
        Self {
            narrator: Narrator::new(manner, began),
            began,
            theme,
        }
    }

    fn at(&self, seconds: u64) -> Instant {
        self.began + Duration::from_secs(seconds)
    }

    fn paint(&self, lines: &[Line]) -> String {
        let painted: Vec<String> = lines.iter().map(|line| line.paint(self.theme)).collect();
        painted.join("\n")
    }

    fn hear(&mut self, seconds: u64, event: Event) -> String {
        let now = self.at(seconds);
        let lines = self.narrator.hear(event, now, 80);
        self.paint(&lines)
    }

    fn beat(&mut self, seconds: u64) -> Option<String> {
        let line = self.narrator.beat(self.at(seconds));
        line.map(|line| self.paint(&[line]))
    }
}

fn log() -> Story {
    Story::new(false, false, false)
}

fn subject(kind: &str, name: &str) -> Subject {
    Subject {
        kind: kind.to_owned(),
        namespace: None,
        name: name.to_owned(),
    }
}

fn node(
    kind: &str,
    name: &str,
    progress: Progress,
    reason: &str,
    parts: Vec<WaitNode>,
) -> WaitNode {
    WaitNode {
        subject: subject(kind, name),
        progress,
        reason: reason.to_owned(),
        parts,
    }
}

fn started(phase: &str) -> Event {
    Event::PhaseStarted {
        phase: phase.to_owned(),
    }
}

fn waiting(tree: Vec<WaitNode>) -> Event {
    Event::Waiting {
        phase: "services".to_owned(),
        tree,
    }
}

fn done(phase: &str, detail: &str, seconds: f64) -> Event {
    Event::PhaseDone {
        phase: phase.to_owned(),
        detail: detail.to_owned(),
        seconds,
    }
}

fn tree(reason: &str, crash: &str) -> Vec<WaitNode> {
    let sidecar = node("Container", "daprd", Progress::Blocked, crash, Vec::new());
    let pod = node("Pod", "node-0", Progress::Waiting, reason, vec![sidecar]);
    vec![
        node("Deployment", "node", Progress::Waiting, "0 of 1", vec![pod]),
        node("Deployment", "python", Progress::Ready, "", Vec::new()),
    ]
}

#[test]
fn a_run_reads_as_a_list_of_what_is_done() {
    let mut story = log();
    let finished = Event::Finished {
        message: "Dapr 1.18.3 is healthy in dapr-system".to_owned(),
        seconds: 5.9,
        next: vec![
            "daprk deploy hello-kubernetes -k".to_owned(),
            "daprk tutorial run understanding-dapr -k".to_owned(),
        ],
    };
    let begin = Event::Started {
        what: "Dapr 1.18.3".to_owned(),
        context: "kind-dev".to_owned(),
        namespace: "dapr-system".to_owned(),
    };
    let told: Vec<String> = [
        begin,
        done(
            "pre-flight",
            "Kubernetes 1.34.4, all 14 rights, no Dapr yet",
            0.04,
        ),
        done("definitions", "7 established", 0.31),
        done("a-phase-with-a-long-name", &"detail ".repeat(9), 65.0),
        finished,
    ]
    .into_iter()
    .map(|event| story.hear(0, event))
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    Dapr 1.18.3 → context kind-dev, namespace dapr-system
      ✔ pre-flight       Kubernetes 1.34.4, all 14 rights, no Dapr yet
      ✔ definitions      7 established                                        0.3s
      ✔ a-phase-with-a-long-name  detail detail detail detail detail detail detail detail detail   1m05s
    Dapr 1.18.3 is healthy in dapr-system (5.9s)

      next  daprk deploy hello-kubernetes -k
            daprk tutorial run understanding-dapr -k
    ");
}

#[test]
fn a_log_has_one_line_for_each_change_and_none_for_each_event() {
    let mut story = log();
    assert_eq!(story.hear(0, started("services")), "");
    insta::assert_snapshot!(story.hear(1, waiting(tree("ContainerCreating", "waiting"))), @r"
    ◌ services         Deployment node: waiting, 0 of 1
    ◌ services         Pod node-0: waiting, ContainerCreating
    ! services         Pod node-0, container daprd: blocked, waiting
    ✔ services         Deployment python: ready
    ");
    assert_eq!(
        story.hear(2, waiting(tree("ContainerCreating", "waiting"))),
        ""
    );
    insta::assert_snapshot!(story.hear(3, waiting(tree("ContainerCreating", "crashed twice"))), @"  ! services         Pod node-0, container daprd: blocked, crashed twice");
    insta::assert_snapshot!(story.hear(4, waiting(tree("starting", "crashed twice"))), @"  ◌ services         Pod node-0: waiting, starting");
    insta::assert_snapshot!(story.hear(5, done("services", "2 of 2 ready", 5.0)), @"  ✔ services         2 of 2 ready                                         5.0s");
    assert_ne!(
        story.hear(6, waiting(tree("starting", "crashed twice"))),
        "",
        "a new phase is new"
    );
}

#[test]
fn parts_that_come_back_as_they_were_are_told_again() {
    let mut story = log();
    let with = || waiting(tree("starting", "crashed"));
    let without = || {
        waiting(vec![node(
            "Deployment",
            "node",
            Progress::Waiting,
            "0 of 1",
            Vec::new(),
        )])
    };
    story.hear(1, with());
    assert_eq!(story.hear(2, without()), "");
    assert_ne!(story.hear(3, with()), "");
}

#[test]
fn the_heart_beats_every_half_minute_without_a_change_and_only_then() {
    let mut story = log();
    assert_eq!(story.beat(100), None, "nothing runs");
    story.hear(100, started("services"));
    assert_eq!(story.beat(129), None, "the phase has only begun");
    story.hear(110, waiting(tree("starting", "crashed")));
    assert_eq!(story.beat(139), None);
    insta::assert_snapshot!(story.beat(140).unwrap(), @"  ◌ services         still waiting after 40s, 1 of 2 ready; Pod node-0, container daprd: blocked, crashed");
    assert_eq!(story.beat(141), None);
    assert_eq!(story.beat(169), None);
    story.hear(169, waiting(tree("starting", "crashed again")));
    assert_eq!(story.beat(198), None);
    insta::assert_snapshot!(story.beat(199).unwrap(), @"  ◌ services         still waiting after 1m39s, 1 of 2 ready; Pod node-0, container daprd: blocked, crashed again");
    story.hear(200, done("services", "", 90.0));
    assert_eq!(story.beat(300), None);
}

#[test]
fn a_beat_without_a_tree_tells_what_was_sent() {
    let mut story = log();
    story.hear(0, started("foundation"));
    let applied = || Event::Applied {
        subject: subject("Service", "dapr-api"),
        action: Action::Created,
    };
    assert_eq!(story.hear(1, applied()), "");
    assert_eq!(story.hear(1, applied()), "");
    insta::assert_snapshot!(story.beat(31).unwrap(), @"  ◌ foundation       still waiting after 31s, 2 objects");
}

#[test]
fn quiet_tells_warnings_only_and_verbose_tells_every_object() {
    let events = || {
        [
            started("services"),
            Event::Applied {
                subject: subject("Service", "dapr-api"),
                action: Action::Configured,
            },
            waiting(tree("starting", "crashed")),
            Event::Warning {
                message: "the certificate ends in 12 days; run `daprk mtls renew-certificate -k` before then".to_owned(),
            },
            Event::Note {
                message: "a note".to_owned(),
            },
            done("services", "", 1.0),
        ]
    };
    let told = |mut story: Story| -> Vec<String> {
        let all = events().map(|event| story.hear(0, event));
        all.into_iter().filter(|text| !text.is_empty()).collect()
    };
    insta::assert_snapshot!(told(Story::new(false, true, false)).join("\n"), @r"
    warning: the certificate ends in 12 days; run `daprk mtls renew-certificate -k`
             before then
    ");
    insta::assert_snapshot!(told(Story::new(false, false, true)).join("\n"), @r"
          configured  Service dapr-api
      ◌ services         Deployment node: waiting, 0 of 1
      ◌ services         Pod node-0: waiting, starting
      ! services         Pod node-0, container daprd: blocked, crashed
      ✔ services         Deployment python: ready
    warning: the certificate ends in 12 days; run `daprk mtls renew-certificate -k`
             before then
    note: a note
      ✔ services                                                              1.0s
    ");
    let mut quiet = Story::new(false, true, false);
    quiet.hear(0, started("services"));
    assert_eq!(quiet.beat(100), None);
}

#[test]
fn on_a_terminal_only_what_is_over_becomes_a_line() {
    let mut story = Story::new(true, false, false);
    story.hear(0, started("services"));
    assert_eq!(story.hear(1, waiting(tree("starting", "crashed"))), "");
    assert_eq!(story.beat(100), None);
    let picture = |story: &Story, seconds, size| {
        let lines = story.narrator.picture(story.at(seconds), size);
        story.paint(&lines)
    };
    insta::assert_snapshot!(picture(&story, 2, (80, 24)), @r"
    ⠋ services         1 of 2 ready                                         2.0s
        ◌ node     0 of 1
            ◌ node-0   starting
                ! daprd   crashed
        ✔ python   ready
    ");
    insta::assert_snapshot!(picture(&story, 75, (40, 5)), @r"
    ⠋ services         1 of 2 ready
        ◌ node   0 of 1
            ◌ node-0  starting
        … and 2 more: 1 blocked, 1 ready
    ");
    story.hear(3, done("services", "2 of 2 ready", 3.0));
    assert_eq!(picture(&story, 4, (80, 24)), "");
}

#[test]
fn a_picture_never_outgrows_its_terminal() {
    let mut story = Story::new(true, false, false);
    for phase in ["one", "two"] {
        story.hear(0, started(phase));
    }
    let pods = |_| {
        let pod = |at| {
            node(
                "Pod",
                &format!("pod-{at}"),
                Progress::Waiting,
                "starting",
                Vec::new(),
            )
        };
        (0..300).map(pod).collect::<Vec<_>>()
    };
    for phase in ["one", "two"] {
        let tree = pods(phase);
        story.hear(
            0,
            Event::Waiting {
                phase: phase.to_owned(),
                tree,
            },
        );
    }
    for width in [1, 10, 40, 80, 120] {
        for height in [1, 2, 3, 10, 24] {
            let lines = story.narrator.picture(story.at(1), (width, height));
            assert!(
                lines.len() < height.max(2),
                "{width}x{height}: {}",
                lines.len()
            );
            assert!(lines.iter().all(|line| line.width() < width.max(1)));
        }
    }
}

#[test]
fn a_narrow_screen_has_room_for_the_seconds() {
    for (width, expected) in [(60, 58), (80, 78), (100, 78)] {
        let mut story = log();
        let now = story.at(0);
        let event = done("health", "1 workload ready", 0.1);
        let lines = story.narrator.hear(event, now, width);
        assert_eq!(lines[0].width(), expected, "{width}");
    }
}

#[test]
fn a_failed_phase_leaves_what_it_waited_for() {
    let mut story = Story::new(true, false, false);
    story.hear(0, started("services"));
    story.hear(1, waiting(tree("starting", "crashed")));
    let lines = story.narrator.stopped(story.at(65), 80);
    insta::assert_snapshot!(story.paint(&lines), @r"
    ✖ services         stopped at 1 of 2 ready                             1m05s
        ◌ node   0 of 1
            ◌ node-0   starting
                ! daprd   crashed
    ");
    assert!(story.narrator.stopped(story.at(66), 80).is_empty());
}

#[test]
fn the_spinner_moves_with_the_time() {
    let mut story = Story::new(true, false, false);
    story.hear(0, started("services"));
    let head = |millis| {
        let now = story.began + Duration::from_millis(millis);
        let lines = story.narrator.picture(now, (80, 24));
        story.paint(&lines).trim().chars().next()
    };
    assert_eq!(head(0), Some('⠋'));
    assert_eq!(head(99), Some('⠋'));
    assert_eq!(head(100), Some('⠙'));
    assert_eq!(head(1000), Some('⠋'));
}
