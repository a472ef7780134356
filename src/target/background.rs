//! The sandbox's server as a process of its own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, sleep};

use crate::error::{Error, Exit, Result};
use crate::sandbox::home::{Home, Running};

/// How long it may take to serve; a disk that has much to read back is slow.
const START: Duration = Duration::from_secs(30);
/// How long it may take to end: the grace of its pods and some.
const STOP: Duration = Duration::from_secs(45);
const LOOK: Duration = Duration::from_millis(10);
/// Lines of its log that tell why it did not start.
const LAST_LINES: usize = 3;

/// Starts the server in the background, with these arguments behind `sandbox start --foreground`,
/// and waits until it serves. If another start was quicker, that one's server is the answer.
///
/// # Errors
/// It ended, in its own words, or did not serve in time.
pub async fn start(home: &Home, args: &[OsString]) -> Result<Running> {
    let mut child = spawn(home, args).map_err(|error| {
        Error::failed("sandbox-start", "the sandbox cannot be started")
            .on(home.folder().display().to_string())
            .says(error.to_string())
            .hint("DAPRK_SANDBOX names another folder")
    })?;
    let deadline = Instant::now() + START;
    loop {
        let running = home.running();
        if let Some(running) = running.filter(Running::is_ready) {
            return Ok(running);
        }
        if let Ok(Some(_)) = child.try_wait()
            && home.running().is_none()
        {
            return Err(ended(home));
        }
        if Instant::now() > deadline {
            return Err(Error::new(
                Exit::TimedOut,
                "sandbox-start",
                "the sandbox does not get ready",
            )
            .on(home.log().display().to_string())
            .hint("the log says what it does; `daprk sandbox stop` ends it"));
        }
        sleep(LOOK).await;
    }
}

fn spawn(home: &Home, args: &[OsString]) -> io::Result<Child> {
    home.make()?;
    let log = File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(home.log())?;
    Command::new(std::env::current_exe()?)
        .args(["sandbox", "start", "--foreground"])
        .args(args)
        .env("DAPRK_SANDBOX", home.folder())
        .env_remove("KUBECONFIG")
        .stdin(Stdio::null())
        .stdout(Stdio::from(log.try_clone()?))
        .stderr(Stdio::from(log))
        // Ctrl-C at this terminal is not for the server.
        .process_group(0)
        .spawn()
}

/// Why the server ended, from its log.
fn ended(home: &Home) -> Error {
    let text = fs::read_to_string(home.log()).unwrap_or_default();
    let error = Error::failed("sandbox-start", "the sandbox does not start")
        .on(home.log().display().to_string());
    match (own_error(&text), last_lines(&text)) {
        (Some(own), _) => own,
        (None, words) if words.is_empty() => error,
        (None, words) => error.says(words),
    }
}

fn last_lines(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

/// The server's own error, which it wrote last: a line that begins with `error: `, then lines with a label of a few
/// letters before their words, or none where the line above goes on.
fn own_error(log: &str) -> Option<Error> {
    const LABEL: usize = 8;
    let lines: Vec<&str> = log.lines().collect();
    let (at, message) = lines.iter().enumerate().rev().find_map(|(at, line)| {
        // An error's words may name another one: `I/O error: …`.
        Some((at, line.strip_prefix("error: ")?))
    })?;
    let mut parts: BTreeMap<&str, String> = BTreeMap::new();
    let mut label = "";
    for line in &lines[at + 1..] {
        let (before, words) = line.split_at_checked(LABEL)?;
        if before.trim().is_empty() {
            let part = parts.get_mut(label)?;
            part.push(' ');
            part.push_str(words);
        } else {
            label = before.trim();
            parts.insert(label, words.to_owned());
        }
    }
    let mut error = Error::failed(
        "sandbox-start",
        format!("the sandbox does not start: {message}"),
    );
    error.on = parts.remove("on");
    error.says = parts.remove("says");
    error.hint = parts.remove("hint");
    Some(error)
}

/// Ends the server and all that it runs; answers whether there was one.
///
/// # Errors
/// It does not end in time.
pub async fn stop(home: &Home) -> Result<bool> {
    let Some(running) = home.running() else {
        return Ok(false);
    };
    let pid = Pid::from_raw(running.pid).ok_or_else(|| Error::bug("a server without a pid"))?;
    let _ = kill_process(pid, Signal::TERM);
    let deadline = Instant::now() + STOP;
    while home.running().is_some_and(|now| now.pid == running.pid) {
        if Instant::now() > deadline {
            return Err(Error::new(
                Exit::TimedOut,
                "sandbox-stop",
                format!("the sandbox (pid {}) does not end", running.pid),
            )
            .hint(format!(
                "kill -9 {} ends it and all that it runs",
                running.pid
            )));
        }
        sleep(LOOK).await;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_own_error_is_told_as_one() {
        let log = "note: the sandbox serves
error: the sandbox's store cannot be opened
  on    /home/a/store.redb
  says  the store is damaged (a broken page); it is left
        as it is
  hint  `daprk sandbox reset` begins with an empty one
";
        let own = own_error(log).unwrap();
        assert_eq!(
            own.message,
            "the sandbox does not start: the sandbox's store cannot be opened"
        );
        assert_eq!(own.on.as_deref(), Some("/home/a/store.redb"));
        let says = "the store is damaged (a broken page); it is left as it is";
        assert_eq!(own.says.as_deref(), Some(says));
        let hint = "`daprk sandbox reset` begins with an empty one";
        assert_eq!(own.hint.as_deref(), Some(hint));
        let within = log.replace("a broken page", "I/O error: invalid data");
        let says = says.replace("a broken page", "I/O error: invalid data");
        assert_eq!(own_error(&within).unwrap().says, Some(says));
        for log in ["", "Killed", "thread panicked at\nerror: x\n\nnote"] {
            assert!(own_error(log).is_none(), "{log}");
        }
        assert_eq!(last_lines("a\nb\n\nc\nd\n"), "b\nc\nd");
    }
}
