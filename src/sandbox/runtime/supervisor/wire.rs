//! What a sandbox and the supervisor of a pod say to each other: JSON, one message a line. Open
//! files go with an order, in the order in which it names them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::sandbox::node::Streams;

/// From the sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Order {
    /// Start a container: it is told of by `Started` or `NotStarted`, and later by `Exited`.
    Start {
        /// Unique in the pod, never used twice.
        id: String,
        /// What.
        launch: Launch,
        /// Where its output goes.
        log: PathBuf,
        /// What it reads.
        input: Input,
    },
    /// Give what a container says from now on to files that come with the order, too: it is told
    /// of by `Attached`.
    Attach {
        /// Comes back in the answer; no other order has it.
        id: u64,
        /// The container, as it was started.
        run: String,
        /// Which files come: of standard output and error alone.
        streams: Streams,
    },
    /// Signal everything in the process group of a container.
    Signal {
        /// As it was started.
        id: String,
        /// Which.
        signal: Signal,
    },
    /// Run a program to its end: it is told of by `Ran`.
    Run {
        /// Comes back in the answer.
        id: u64,
        /// What.
        launch: Launch,
        /// After so long it is killed.
        timeout_ms: u64,
    },
    /// Run a program on files that come with the order: it is told of by `Ran`.
    Exec {
        /// Comes back in the answer; no other order has it.
        id: u64,
        /// What.
        launch: Launch,
        /// Which files come: one for each stream, or one for all where they are a terminal.
        streams: Streams,
    },
    /// Kill what an `Exec` has started.
    Cancel {
        /// Of the order.
        id: u64,
    },
}

/// What a container reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Input {
    /// Nothing.
    #[default]
    Nothing,
    /// A pipe, whose end to read from comes with the order.
    Pipe,
    /// A terminal, which it also writes to: the container's side comes with the order, and the
    /// other one, to read from.
    Terminal,
}

/// The two signals that a kubelet sends, and one for a daprd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Signal {
    /// SIGTERM
    Terminate,
    /// SIGKILL, also to what has left the process group.
    Kill,
    /// SIGHUP: read the configuration again.
    HangUp,
}

/// A program with its surroundings. Nothing else is inherited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Launch {
    /// The program, by its path, and its arguments.
    pub(crate) argv: Vec<String>,
    /// The whole environment.
    pub(crate) env: Vec<(String, String)>,
    /// Where it is started.
    pub(crate) cwd: PathBuf,
}

/// From the supervisor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Told {
    /// A container runs.
    Started {
        /// As it was started.
        id: String,
        /// Of its first process.
        pid: i32,
    },
    /// A container could not be started.
    NotStarted {
        /// As it was to be started.
        id: String,
        /// Why, in the system's words.
        message: String,
    },
    /// A container has ended, all its output is in its log, and nothing of it runs any more.
    Exited {
        /// As it was started.
        id: String,
        /// Exit code; 128 and the signal for one that was killed.
        code: i32,
        /// The signal that ended it.
        signal: Option<i32>,
    },
    /// Nothing of what a container says is missed from now on.
    Attached {
        /// Of the order.
        id: u64,
    },
    /// A program has been run.
    Ran {
        /// Of the order.
        id: u64,
        /// Exit code; `None` when the time was over or it couldn't be started.
        code: Option<i32>,
        /// The beginning of what it said, standard output and error together.
        output: String,
        /// Whether the time was over.
        timed_out: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::{Input, Launch, Order, Signal, Told};
    use crate::sandbox::node::Streams;

    #[test]
    fn messages_are_one_line_and_come_back_as_they_were() {
        let launch = Launch {
            argv: vec!["sh".to_owned(), "-c".to_owned(), "echo 'a\nb'".to_owned()],
            env: vec![("A".to_owned(), "=\n".to_owned())],
            cwd: "/tmp".into(),
        };
        let orders = [
            Order::Start {
                id: "a/0".to_owned(),
                launch: launch.clone(),
                log: "/tmp/0.log".into(),
                input: Input::Pipe,
            },
            Order::Exec {
                id: 8,
                launch: launch.clone(),
                streams: Streams {
                    stdout: true,
                    ..Streams::default()
                },
            },
            Order::Signal {
                id: "a/0".to_owned(),
                signal: Signal::Kill,
            },
            Order::Run {
                id: 7,
                launch,
                timeout_ms: 1000,
            },
        ];
        for order in orders {
            let line = serde_json::to_string(&order).unwrap();
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(serde_json::from_str::<Order>(&line).unwrap(), order);
        }
        let told = Told::Exited {
            id: "a/0".to_owned(),
            code: 137,
            signal: Some(9),
        };
        let line = serde_json::to_string(&told).unwrap();
        assert_eq!(serde_json::from_str::<Told>(&line).unwrap(), told);
    }
}
