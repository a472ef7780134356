//! A program on a terminal of its own.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::event::{PollFd, PollFlags, poll};

/// Makes the terminal on standard input that of a new session, and becomes the program whose words
/// are given: a supervisor cannot do that for it, as only the process itself can. Answers the exit
/// status of a shell where the program cannot be started.
pub fn terminal(words: Vec<OsString>) -> u8 {
    let error = session().err().unwrap_or_else(|| become_program(words));
    match error.kind() {
        ErrorKind::NotFound => 127,
        _ => 126,
    }
}

fn session() -> io::Result<()> {
    rustix::process::setsid()?;
    Ok(rustix::process::ioctl_tiocsctty(io::stdin())?)
}

fn become_program(words: Vec<OsString>) -> io::Error {
    let mut words = words.into_iter();
    match words.next() {
        Some(program) => Command::new(program).args(words).exec(),
        None => ErrorKind::NotFound.into(),
    }
}

/// The other side of a terminal, to read from. The sandbox has it too and never waits on it, so
/// that this one has to ask when there is something.
pub(super) struct Screen(pub(super) OwnedFd);

impl Read for Screen {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match rustix::io::read(&self.0, &mut *buffer) {
                Err(rustix::io::Errno::AGAIN) => {
                    poll(&mut [PollFd::new(&self.0, PollFlags::IN)], None)?;
                }
                other => return Ok(other?),
            }
        }
    }
}
