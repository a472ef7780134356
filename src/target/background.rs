//! The sandbox's server as a process of its own.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
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

/// A server that serves.
pub struct Started {
    /// It.
    pub running: Running,
    /// Whether this start made it: another one may have been quicker.
    pub by_us: bool,
}

/// The server, once it serves: one that is starting is waited for. None if there is none.
///
/// # Errors
/// It did not serve in time.
pub async fn serving(home: &Home) -> Result<Option<Running>> {
    let deadline = Instant::now() + START;
    loop {
        match home.running() {
            Some(running) if !running.is_ready() => wait(home, deadline).await?,
            found => return Ok(found),
        }
    }
}

/// Starts the server in the background, with these arguments behind `sandbox start --foreground`,
/// and waits until it serves. If another start was quicker, that one's server is the answer.
///
/// # Errors
/// It ended, in its own words, or did not serve in time.
pub async fn start(home: &Home, args: &[OsString]) -> Result<Started> {
    let (mut child, said_before) = spawn(home, args).map_err(|error| {
        Error::failed("sandbox-start", "the sandbox cannot be started")
            .on(home.folder().display().to_string())
            .says(error.to_string())
            .hint("DAPRK_SANDBOX names another folder")
    })?;
    let deadline = Instant::now() + START;
    loop {
        if let Some(running) = home.running().filter(Running::is_ready) {
            let by_us = u32::try_from(running.pid) == Ok(child.id());
            return Ok(Started { running, by_us });
        }
        if let Ok(Some(_)) = child.try_wait()
            && home.running().is_none()
        {
            return Err(ended(home, said_before));
        }
        wait(home, deadline).await?;
    }
}

async fn wait(home: &Home, deadline: Instant) -> Result<()> {
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
    Ok(())
}

/// The server, and how long its log was before.
fn spawn(home: &Home, args: &[OsString]) -> io::Result<(Child, u64)> {
    home.make()?;
    let log = File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(home.log())?;
    let said_before = log.metadata()?.len();
    let child = Command::new(std::env::current_exe()?)
        .args(["sandbox", "start", "--foreground", "-o", "json"])
        .args(args)
        .env("DAPRK_SANDBOX", home.folder())
        .env_remove("KUBECONFIG")
        .stdin(Stdio::null())
        .stdout(Stdio::from(log.try_clone()?))
        .stderr(Stdio::from(log))
        // Ctrl-C at this terminal is not for the server.
        .process_group(0)
        .spawn()?;
    Ok((child, said_before))
}

/// Why the server ended, from what it wrote into its log.
fn ended(home: &Home, said_before: u64) -> Error {
    let text = said(home, said_before).unwrap_or_default();
    let error = Error::failed("sandbox-start", "the sandbox does not start")
        .on(home.log().display().to_string());
    match (own_error(&text), last_lines(&text)) {
        (Some(own), _) => own,
        (None, words) if words.is_empty() => error,
        (None, words) => error.says(words),
    }
}

fn said(home: &Home, said_before: u64) -> io::Result<String> {
    let mut log = File::open(home.log())?;
    log.seek(SeekFrom::Start(said_before))?;
    let mut text = Vec::new();
    log.read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn last_lines(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

/// The server's own error: the last line, if it is one (`-o json`).
fn own_error(log: &str) -> Option<Error> {
    let own: Value = serde_json::from_str(log.lines().last()?).ok()?;
    let part = |name: &str| own[name].as_str().map(str::to_owned);
    if own["type"] != "error" {
        return None;
    }
    let message = format!("the sandbox does not start: {}", part("message")?);
    let mut error = Error::failed("sandbox-start", message);
    error.on = part("on");
    error.says = part("says");
    error.hint = part("hint");
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
        let note = r#"{"v":1,"type":"note","message":"the sandbox serves"}"#;
        let error = r#"{"v":1,"type":"error","message":"no store","on":"/a","says":"error: it\nis damaged","hint":"h"}"#;
        let own = own_error(&format!("{note}\n{error}\n")).unwrap();
        assert_eq!(own.message, "the sandbox does not start: no store");
        assert_eq!(own.on.as_deref(), Some("/a"));
        assert_eq!(own.says.as_deref(), Some("error: it\nis damaged"));
        assert_eq!(own.hint.as_deref(), Some("h"));
        let rows = ["", "Killed", note, "thread panicked at\nerror: x"];
        for log in rows
            .map(str::to_owned)
            .into_iter()
            .chain([format!("{error}\nKilled")])
        {
            assert!(own_error(&log).is_none(), "{log}");
        }
        assert_eq!(last_lines("a\nb\n\nc\nd\n"), "b\nc\nd");
    }
}
