//! A table of commands.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::answer::{Answer, read};
use crate::run::Run;

/// A command line for `sh`, in its place among others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    run: String,
    #[serde(default)]
    stdin: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    keep: String,
    #[serde(default)]
    differs: String,
}

/// Commands that run one after the other in a namespace of their own.
pub(super) struct Table {
    name: String,
    rows: Vec<Row>,
}

impl Table {
    pub(super) fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(path(name, "yaml")).unwrap();
        let rows = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self {
            name: name.to_owned(),
            rows,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// As the cluster that was recorded: there nothing differs.
    pub(super) fn of_a_cluster(mut self) -> Self {
        for row in &mut self.rows {
            row.differs.clear();
        }
        self
    }

    /// Runs every row; `NS`, `CHART`, `PORT` and the kubeconfig are in the environment.
    pub(super) fn run(&self, kubeconfig: &Path, home: &Path) -> Vec<Answer> {
        let namespace = format!("sbx-peers-{}", self.name);
        let own = home.join("kubeconfig");
        let env = |run: Run| {
            run.env("KUBECONFIG", &own)
                .env("NS", &namespace)
                .env("CHART", path("tiny", ""))
                .env(
                    "DAPR",
                    std::env::var_os("DAPRK_TEST_CHART").unwrap_or_default(),
                )
        };
        std::fs::copy(kubeconfig, &own).unwrap();
        let context = format!("kubectl config set-context --current --namespace {namespace}");
        env(shell(&context, home)).output();
        let answer = |row: &Row| {
            let mut run = env(shell(&row.run, home)).env("PORT", free_port().to_string());
            for (name, value) in &row.env {
                run = run.env(name, value);
            }
            Answer::new(&row.run, &row.keep, &run.stdin(row.stdin.clone()).run())
        };
        self.rows.iter().map(answer).collect()
    }

    /// Rows that are not as they were recorded, or that are though they say they differ.
    pub(super) fn differences(&self, answers: &[Answer]) -> Vec<String> {
        let text = std::fs::read_to_string(path(&self.name, "txt")).unwrap();
        let recorded = read(&text);
        assert_eq!(
            recorded.len(),
            self.rows.len(),
            "record {} again",
            self.name
        );
        let rows = self.rows.iter().zip(recorded.iter().zip(answers));
        let difference = |(at, (row, (right, answer))): (usize, (&Row, (&Answer, &Answer)))| {
            assert_eq!(right.run, row.run, "record {} again", self.name);
            let name = format!("{} {}: {}", self.name, at + 1, row.run);
            match (right == answer, row.differs.as_str()) {
                (true, "") => None,
                (false, "") => Some(format!("{name}\n{}", compared(right, answer))),
                (true, _) => Some(format!("{name}\n  does not differ any more")),
                (false, why) => {
                    eprintln!("differs: {name}: {why}");
                    None
                }
            }
        };
        rows.enumerate().filter_map(difference).collect()
    }

    pub(super) fn write(&self, answers: &[Answer]) {
        let text: String = answers.iter().map(Answer::write).collect();
        std::fs::write(path(&self.name, "txt"), text).unwrap();
    }
}

fn path(name: &str, extension: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/peers");
    folder.join(name).with_extension(extension)
}

/// No row may hold up the others for ever.
fn shell(line: &str, home: &Path) -> Run {
    Run::new("timeout", &["90", "sh", "-c", line], home)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The lines that only one of the two has.
fn compared(right: &Answer, answer: &Answer) -> String {
    let lack = |of: &Answer, other: &Answer, mark: char| {
        let lines = of.lines.iter().filter(|line| !other.lines.contains(line));
        let marked: Vec<_> = lines.map(|line| format!("  {mark} {line}\n")).collect();
        marked.concat()
    };
    let lines = lack(right, answer, '-') + &lack(answer, right, '+');
    if lines.is_empty() {
        return format!("  in another order: {}\n", answer.lines.join(" | "));
    }
    lines
}
