//! Every check can fail: at some moment before, between or after the commands of its tutorial, or
//! once it was broken on purpose, it does not hold.

use std::collections::BTreeMap;

use daprk::cluster::{Access, Cluster};
use daprk::tutorial::check::{Check, Condition, Look};
use daprk::tutorial::{Part, Shell, Source, Tutorial};
use tokio_util::sync::CancellationToken;

use super::named::named;
use crate::sandbox::fixture::Sandbox;

/// Checks that hold at every moment of their tutorial, and what breaks them.
const BREAKS: [(&str, &[&str]); 1] = [(
    "all pod with app=lonely {.items[*].spec.containers[*].name} has no daprd",
    &[
        "sed 's/name: node/name: daprd/' lonely.yaml >broken.yaml",
        "daprk deploy -f broken.yaml --name lonely",
    ],
)];

/// The checks of a tutorial that have always held up to now.
struct Watched<'t> {
    look: Look,
    held: BTreeMap<String, &'t Check>,
}

impl<'t> Watched<'t> {
    async fn of(tutorial: &'t Tutorial, sandbox: &Sandbox) -> Self {
        let access = Access {
            kubeconfig: Some(sandbox.folder().join("kubeconfig")),
            ..Access::default()
        };
        let steps = tutorial.steps();
        let parts = steps.iter().flat_map(|place| &place.of.parts);
        let checks = parts.filter_map(|part| match part {
            Part::Check(checks) => Some(&checks.checks),
            _ => None,
        });
        let held = checks.flatten().map(|check| (check.text.clone(), check));
        Self {
            look: Look {
                cluster: Cluster::connect(&access).await.unwrap(),
                namespace: "default".to_owned(),
            },
            held: held.collect(),
        }
    }

    /// Looks at all that have held, and forgets those that do not hold now.
    async fn look(&mut self) {
        let mut fail = Vec::new();
        for (text, check) in &self.held {
            let found = self.look.at(&check.value).await.unwrap();
            let holds = match check.condition {
                // At a first look nothing has grown yet: what cannot grow is no number.
                Condition::Grows => Condition::AtLeast(f64::MIN).holds(&found, &mut None),
                ref condition => condition.holds(&found, &mut None),
            };
            if holds.is_err() {
                fail.push(text.clone());
            }
        }
        for text in fail {
            self.held.remove(&text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_check_can_fail() {
    for name in named("every_check_can_fail") {
        let sandbox = Sandbox::new();
        sandbox.daprk("sandbox start").run().succeeds();
        let source = Source::bundled(name).unwrap();
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
        let mut watched = Watched::of(&tutorial, &sandbox).await;
        let count = watched.held.len();
        watched.look().await;
        let cancel = CancellationToken::new();
        for place in tutorial.steps() {
            for part in &place.of.parts {
                let (Part::Run(run) | Part::Solution(run)) = part else {
                    continue;
                };
                for line in &run.lines {
                    shell.run(line, &cancel).await.unwrap();
                }
                watched.look().await;
            }
        }
        for (check, commands) in BREAKS {
            if watched.held.contains_key(check) {
                for line in commands {
                    shell.run(line, &cancel).await.unwrap();
                }
                watched.look().await;
            }
        }
        let held: Vec<_> = watched.held.keys().collect();
        assert!(held.is_empty(), "{name}: these cannot fail: {held:#?}");
        eprintln!("{name}: each of {count} checks fails at some moment");
    }
}
