//! The sandbox's server as a process of its own.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
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
    let error = Error::failed("sandbox-start", "the sandbox does not start")
        .on(home.log().display().to_string());
    let words = last_words(&home.log());
    if words.is_empty() {
        error
    } else {
        error.says(words)
    }
}

fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
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
