//! What is typed while nobody asks, and while something else goes on.

use std::io;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr,
};

use crate::event::ENTER;

/// Throws away what was typed up to now.
pub(super) fn forget() {
    // Where nothing can be typed, there is nothing to throw away.
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
}

/// While this is there, a key is heard without Enter, and is not shown. Ctrl-C works as ever.
pub(super) struct Listening {
    before: Termios,
}

impl Listening {
    pub(super) fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut now = before.clone();
        now.local_modes
            .remove(LocalModes::ICANON | LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Now, &now)?;
        Ok(Self { before })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

/// A key that was pressed since somebody listens.
pub(super) fn pressed(_: &Listening) -> io::Result<Option<char>> {
    let stdin = io::stdin();
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    if poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&at_once))? == 0 {
        return Ok(None);
    }
    let mut typed = [0; 32];
    let count = rustix::io::read(&stdin, &mut typed)?;
    if count == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(key(&typed[..count]))
}

/// The first key of what was typed; an arrow is none.
fn key(typed: &[u8]) -> Option<char> {
    match typed.first()? {
        b'\r' | b'\n' => Some(ENTER),
        letter if letter.is_ascii_graphic() => Some(letter.to_ascii_lowercase().into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_what_is_none() {
        for (typed, pressed) in [
            ("\r", Some(ENTER)),
            ("\n", Some(ENTER)),
            ("S", Some('s')),
            ("sq", Some('s')),
            ("\u{1b}[A", None),
            ("é", None),
        ] {
            assert_eq!(key(typed.as_bytes()), pressed, "{typed:?}");
        }
    }
}
