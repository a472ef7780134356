//! The tour of `graph --tour`: each stop, not done and done; as a list; and with a person at a terminal.

use std::time::{Duration, Instant};

use daprk::check::{self, Scope};
use daprk::cluster::{Access, Cluster};
use daprk::graph;
use daprk::tutorial::check::Look;
use daprk::tutorial::{Part, Place, Shell, Source, Stop, Tour};
use tokio_util::sync::CancellationToken;

use crate::cli::golden::assert_golden;
use crate::programs::has;
use crate::sandbox::fixture::Sandbox;
use crate::terminal::Terminal;

const TUTORIAL: &str = "understanding-dapr";
const LIMIT: Duration = Duration::from_secs(60);

/// A tour on a sandbox.
struct Guide {
    tour: Tour,
    look: Look,
}

impl Guide {
    async fn of(tour: Tour, sandbox: &Sandbox) -> Self {
        let access = Access {
            kubeconfig: Some(sandbox.folder().join("kubeconfig")),
            ..Access::default()
        };
        Self {
            tour,
            look: Look {
                cluster: Cluster::connect(&access).await.unwrap(),
                namespace: "default".to_owned(),
            },
        }
    }

    /// The stop as it is now, with the ticks and in the picture.
    async fn stop(&mut self, number: &str) -> &Stop {
        let scope = Scope {
            namespace: Some(self.look.namespace.clone()),
            dapr: "dapr-system".to_owned(),
            events: false,
        };
        let snapshot = check::collect(&self.look.cluster, &scope).await.unwrap();
        let graph = graph::build("test", &snapshot, None);
        self.tour.find(&graph, &self.look.namespace);
        // As the page does, which looks again and again.
        self.tour.follow(&self.look).await;
        let mut stops = self.tour.stops.iter();
        stops.find(|stop| stop.number == number).unwrap()
    }

    /// Waits until a stop is done, with all that it shows in the picture.
    async fn is_done(&mut self, number: &str) {
        let deadline = Instant::now() + LIMIT;
        loop {
            let stop = self.stop(number).await;
            let shows = &stop.shows;
            let is_shown = shows.absent.is_empty() && (!shows.nodes.is_empty() || number == "3.1");
            if stop.done && is_shown {
                return;
            }
            assert!(Instant::now() < deadline, "not done: {stop:#?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Commands that change the cluster.
fn changes(place: &Place<'_>) -> bool {
    let runs = place.of.parts.iter().filter_map(|part| match part {
        Part::Run(run) => Some(&run.lines),
        _ => None,
    });
    let mut lines = runs.flatten();
    lines.any(|line| ["init", "deploy", "publish"].contains(&line.split(' ').nth(1).unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_stop_is_done_after_its_commands_and_not_before() {
    let test = "each_stop_is_done_after_its_commands_and_not_before";
    if !has(test, &["node", "python3", "redis-server"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let source = Source::bundled(TUTORIAL).unwrap();
    let tutorial = source.read().unwrap();
    let shell = Shell {
        program: env!("CARGO_BIN_EXE_daprk").into(),
        folder: source.place(&sandbox.folder().join("files"), true).unwrap(),
        flags: Vec::new(),
        namespace: None,
        sandbox: sandbox.folder(),
        registry: String::new(),
        unattended: true,
        kept: true,
    };
    let mut guide = Guide::of(Tour::of(&tutorial), &sandbox).await;
    guide.stop("1.1").await;
    assert_eq!(guide.tour.done(), 0, "{}", guide.tour.text());
    let cancel = CancellationToken::new();
    for place in tutorial.steps() {
        let number = place.number();
        if changes(&place) {
            let before = guide.stop(&number).await;
            assert!(!before.done, "{before:#?}");
            assert_ne!(before.why, "");
        }
        for part in &place.of.parts {
            let Part::Run(run) = part else { continue };
            for line in &run.lines {
                shell.run(line, &cancel).await.unwrap();
            }
        }
        guide.is_done(&number).await;
    }
    // It stays so, though the cluster is another one by now.
    let all = guide.tour.stops.len();
    assert_eq!(guide.tour.done(), all);
    let answer = guide.tour.answer(&guide.look, "2.3", 0, "3").await;
    assert!(answer.unwrap().right);
    let wrong = guide.tour.answer(&guide.look, "2.3", 0, "4").await.unwrap();
    assert_eq!((wrong.right, wrong.answer.as_str()), (false, "3"));
    let none = guide.tour.answer(&guide.look, "1.1", 7, "x").await;
    assert_eq!(none.unwrap_err().code, "no-question");
    // To one look alone nothing grows, and what was broken is whole: two looks of the program.
    let list = sandbox.daprk("graph --tour").output();
    for done in ["✔ 1.1", "✔ 5.1", "✔ 7.2", "✔ 8.3", "· 9.1"] {
        assert!(list.contains(done), "no `{done}`:\n{list}");
    }
}

#[test]
fn without_a_terminal_it_is_a_list() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let list = sandbox.daprk("graph --tour").output();
    let home = sandbox.folder().parent().unwrap().display().to_string();
    assert_golden("tests/graph/tour.txt", &list.replace(&home, "~"));
    let tour = sandbox.daprk("graph --tour -o json").json();
    let stop = &tour["stops"][0];
    assert_eq!(
        (&tour["kind"], &stop["number"], &stop["done"]),
        (&"Tour".into(), &"1.1".into(), &false.into())
    );
    assert_eq!(stop["shows"]["absent"][0], "control-plane");
    let drawn = sandbox.daprk("graph --tour -o svg").run().exits(2);
    assert!(drawn.stderr.contains("cannot be told as svg"), "{drawn}");
}

/// All of a stop, however many screens it takes.
fn read(terminal: &mut Terminal) -> String {
    let mut all = String::new();
    loop {
        let seen = terminal.sees("Enter");
        if !seen.contains("Enter/n") {
            all += &terminal.sees("Enter shows more");
            terminal.press("\r");
            continue;
        }
        return all + &terminal.sees("q leaves");
    }
}

#[test]
fn a_person_is_led_from_stop_to_stop() {
    let test = "a_person_is_led_from_stop_to_stop";
    if !has(test, &["script"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let mut terminal = Terminal::run(&sandbox, "graph --tour");
    let seen = read(&mut terminal);
    for part in [
        "Chapter 1 of 9: The sidecar ─ 0 of ",
        "1.1  Set up Dapr",
        "not there yet: control-plane",
        "· deployment/dapr-operator in dapr-system is healthy: there is no",
        "$ daprk init",
    ] {
        assert!(seen.contains(part), "no `{part}`:\n{seen}");
    }
    // What happens elsewhere is seen when it is shown again.
    sandbox.daprk("init").run().succeeds();
    terminal.press("r");
    let seen = read(&mut terminal);
    for part in [
        "✔ deployment/dapr-operator in dapr-system is healthy",
        "control plane  operator ✔",
    ] {
        assert!(seen.contains(part), "no `{part}`:\n{seen}");
    }
    assert!(!seen.contains("─ 0 of "), "{seen}");
    // On, a question, on and back, and to a chapter.
    terminal.press("n");
    read(&mut terminal);
    terminal.press("\r");
    let seen = read(&mut terminal);
    assert!(seen.contains("2.2  How they are reached"), "{seen}");
    terminal.press("a");
    terminal.sees("On which port");
    terminal.press("50005\r");
    let seen = read(&mut terminal);
    assert!(seen.contains("right: 50005"), "{seen}");
    terminal.press("3");
    let seen = read(&mut terminal);
    assert!(seen.contains("3.1  Run a Redis"), "{seen}");
    terminal.press("b");
    let seen = read(&mut terminal);
    assert!(seen.contains("2.6  New words for Kubernetes"), "{seen}");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
}
