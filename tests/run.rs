//! One run of a program, and what to ask of it.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// A program that is about to run.
pub(crate) struct Run {
    command: Command,
    words: String,
    stdin: Option<String>,
}

/// A program that runs.
pub(crate) struct Running {
    child: Child,
    words: String,
    started: Instant,
}

/// A program that has run.
#[derive(Debug)]
pub(crate) struct Done {
    /// What was run.
    pub(crate) words: String,
    /// Exit status; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// How long it took.
    pub(crate) took: Duration,
}

impl Run {
    /// A program with its arguments, with nothing of our own environment but the PATH.
    pub(crate) fn new(program: &str, args: &[&str], home: &Path) -> Self {
        let mut command = Command::new(program);
        command
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("USER", "tester")
            .env("LANG", "C.UTF-8")
            .env("COLUMNS", "80")
            .current_dir(home);
        let name = program.rsplit('/').next().unwrap_or(program);
        Self {
            command,
            words: format!("{name} {}", args.join(" ")),
            stdin: None,
        }
    }

    /// Sets a variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Gives it this on standard input.
    pub(crate) fn stdin(mut self, text: impl Into<String>) -> Self {
        self.stdin = Some(text.into());
        self
    }

    /// Starts it.
    pub(crate) fn start(mut self) -> Running {
        let input = if self.stdin.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        };
        self.command
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let started = Instant::now();
        let mut child = self
            .command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run `{}`: {error}", self.words));
        if let (Some(text), Some(mut pipe)) = (self.stdin, child.stdin.take()) {
            pipe.write_all(text.as_bytes()).unwrap();
        }
        Running {
            child,
            words: self.words,
            started,
        }
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Done {
        self.start().end()
    }

    /// Runs it to its end, which must be a good one; answers standard output.
    pub(crate) fn output(self) -> String {
        self.run().succeeds().stdout
    }

    /// As [`Run::output`], read as JSON.
    pub(crate) fn json(self) -> Value {
        let done = self.run().succeeds();
        serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done:?}"))
    }
}

impl Running {
    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads standard error until a word that begins so has come, and answers that word.
    pub(crate) fn word(&mut self, start: &str) -> String {
        let mut seen = String::new();
        let stderr = self.child.stderr.as_mut().expect("it is read");
        let mut one = [0];
        // A byte at a time: what comes after the word is for whoever waits for the end.
        while stderr.read_exact(&mut one).is_ok() {
            let byte = char::from(one[0]);
            if byte.is_whitespace() {
                let last = seen.split_whitespace().last().unwrap_or_default();
                if last.starts_with(start) {
                    return last.to_owned();
                }
            }
            seen.push(byte);
        }
        panic!("no `{start}` from `{}`: {seen}", self.words)
    }

    /// Presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        assert!(send(self.id(), Signal::INT), "no process to interrupt");
    }

    /// Ends it as the kernel does when memory is short.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub(crate) fn end(self) -> Done {
        let output = self.child.wait_with_output().unwrap();
        Done {
            words: self.words,
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            took: self.started.elapsed(),
        }
    }
}

impl Done {
    /// It must have ended with this status.
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// It must have ended well.
    pub(crate) fn succeeds(self) -> Self {
        self.exits(0)
    }

    /// It must have said this on standard error.
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no `{text}` in: {self}");
        self
    }

    /// Its error must be one: at most six lines, none wider than a terminal.
    pub(crate) fn with_a_short_error(self) -> Self {
        let lines: Vec<_> = self.error().lines().map(str::to_owned).collect();
        assert!((1..=6).contains(&lines.len()), "{self}");
        let widest = lines.iter().map(|line| line.chars().count()).max();
        assert!(widest <= Some(80), "{self}");
        self
    }

    /// The lines of standard error from the error on.
    pub(crate) fn error(&self) -> String {
        let lines = self.stderr.lines();
        lines
            .skip_while(|line| !line.starts_with("error: "))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "`{}` ended with {:?} after {:.1} s\n{}\n{}",
            self.words,
            self.code,
            self.took.as_secs_f64(),
            self.stdout,
            self.stderr
        )
    }
}

/// Sends a signal; whether there was such a process. The program `kill` is in a package that not every Debian has.
pub(crate) fn send(pid: u32, signal: Signal) -> bool {
    let pid = i32::try_from(pid).ok().filter(|pid| *pid > 1);
    let pid = pid.and_then(Pid::from_raw).expect("one process");
    kill_process(pid, signal).is_ok()
}
