//! The keyboard of somebody who reads: how the terminal takes what is typed, and what is typed
//! while nobody asks.

use std::io;
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use console::{Key, Term};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr,
};
use tokio_util::sync::CancellationToken;

use super::reader::gone;
use crate::error::Result;
use crate::event::{ENTER, Typing};

/// Ends the input of a terminal.
pub(super) const CTRL_D: char = '\u{4}';

/// Between two looks whether a wait for a key is cancelled.
const GLANCE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};

/// The terminal of this process.
static TERMINAL: Modes = Modes(Mutex::new(None));

/// Throws away what was typed up to now.
pub(super) fn forget() {
    // Where nothing can be typed, there is nothing to throw away.
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
}

/// From now on the terminal does not show what is typed, until [`restore`].
pub(super) fn hush() {
    // Where nothing can be typed, nothing is shown.
    let _ = TERMINAL.rest(io::stdin(), Way::Hushed);
}

/// Leaves the terminal as it was found. Whatever ends the process has to do that before.
pub(super) fn restore() {
    TERMINAL.restore(io::stdin());
}

/// A panic ends the process, too.
pub(super) fn restore_at_panic() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        told(panic);
    }));
}

/// How a terminal takes what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// As it was found.
    Found,
    /// It does not show it.
    Hushed,
    /// A key is heard without Enter, too. Ctrl-C works as ever.
    Keys,
    /// As [`Way::Keys`], and Ctrl-C is a key: whoever waits for one keeps the thread that hears of signals.
    AllKeys,
    /// Every key is for a program that has a terminal of its own: Ctrl-C, too.
    Raw,
}

impl Way {
    fn of(self, found: &Termios) -> Termios {
        let mut modes = found.clone();
        let keys = LocalModes::ICANON | LocalModes::ECHO;
        modes.local_modes.remove(match self {
            Self::Found => LocalModes::empty(),
            Self::Hushed => LocalModes::ECHO,
            Self::Keys => keys,
            Self::AllKeys => keys | LocalModes::ISIG,
            Self::Raw => keys | LocalModes::ISIG | LocalModes::IEXTEN,
        });
        if self == Self::Raw {
            modes
                .input_modes
                .remove(InputModes::ICRNL | InputModes::IXON);
        }
        modes
    }
}

/// A terminal that is taken in another way than it was found; nothing while it is not.
struct Modes(Mutex<Option<Taken>>);

struct Taken {
    found: Termios,
    /// The way while nobody listens for a key.
    rests: Way,
}

impl Modes {
    fn taken(&self) -> MutexGuard<'_, Option<Taken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on in this way.
    fn rest(&self, terminal: impl AsFd, way: Way) -> io::Result<()> {
        self.set(&terminal, way)?;
        if let Some(taken) = &mut *self.taken() {
            taken.rests = way;
        }
        Ok(())
    }

    /// For a time in this way.
    fn set(&self, terminal: impl AsFd, way: Way) -> io::Result<()> {
        let mut taken = self.taken();
        let taken = match &mut *taken {
            Some(taken) => taken,
            none => none.insert(Taken {
                found: tcgetattr(&terminal)?,
                rests: Way::Hushed,
            }),
        };
        let modes = way.of(&taken.found);
        Ok(tcsetattr(terminal, OptionalActions::Now, &modes)?)
    }

    /// The time is over, unless the terminal has been restored meanwhile.
    fn rests(&self, terminal: impl AsFd) {
        if let Some(taken) = &*self.taken() {
            let modes = taken.rests.of(&taken.found);
            let _ = tcsetattr(terminal, OptionalActions::Now, &modes);
        }
    }

    fn restore(&self, terminal: impl AsFd) {
        if let Some(taken) = self.taken().take() {
            let modes = Way::Found.of(&taken.found);
            let _ = tcsetattr(terminal, OptionalActions::Now, &modes);
        }
    }
}

/// While this is there, a key is heard without Enter.
pub(super) struct Listening(());

impl Listening {
    /// Beside work that goes on.
    pub(super) fn begin() -> io::Result<Self> {
        TERMINAL.set(io::stdin(), Way::Keys)?;
        Ok(Self(()))
    }

    /// For [`next`].
    pub(super) fn to_all() -> io::Result<Self> {
        TERMINAL.set(io::stdin(), Way::AllKeys)?;
        Ok(Self(()))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        TERMINAL.rests(io::stdin());
    }
}

/// While this is there, what is typed is for a program, and not for this one.
pub(super) struct PassedOn(());

impl PassedOn {
    pub(super) fn begin() -> io::Result<Self> {
        TERMINAL.rest(io::stdin(), Way::Raw)?;
        Ok(Self(()))
    }
}

impl Typing for PassedOn {
    fn typed(&mut self) -> Result<Vec<u8>> {
        Ok(typed().map_err(|error| gone(&error))?.unwrap_or_default())
    }
}

impl Drop for PassedOn {
    fn drop(&mut self) {
        hush();
    }
}

/// Waits for a key.
///
/// # Errors
/// [`io::ErrorKind::Interrupted`] once it is cancelled; the terminal is gone.
pub(super) fn next(_: &Listening, term: &Term, cancel: &CancellationToken) -> io::Result<Key> {
    while !cancel.is_cancelled() {
        match poll(
            &mut [PollFd::new(&io::stdin(), PollFlags::IN)],
            Some(&GLANCE),
        ) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return term.read_key_raw(),
            Err(error) => return Err(error.into()),
        }
    }
    Err(io::ErrorKind::Interrupted.into())
}

/// A key that was pressed since somebody listens.
pub(super) fn pressed(_: &Listening) -> io::Result<Option<char>> {
    Ok(typed()?.as_deref().and_then(key))
}

/// Whether more than this key was typed at once: nobody can, but by pasting a text.
pub(super) fn goes_on(_: &Listening, first: char) -> io::Result<bool> {
    let rest = typed()?.unwrap_or_default();
    Ok(rest.iter().any(|byte| key(&[*byte]) != Some(first)))
}

/// What was typed and not yet read.
fn typed() -> io::Result<Option<Vec<u8>>> {
    let stdin = io::stdin();
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    if poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&at_once))? == 0 {
        return Ok(None);
    }
    let mut typed = vec![0; 256];
    let count = rustix::io::read(&stdin, &mut typed)?;
    if count == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    typed.truncate(count);
    Ok(Some(typed))
}

/// The key that was typed; an arrow is none, and neither is a text.
fn key(typed: &[u8]) -> Option<char> {
    let first = typed.first()?;
    if typed.iter().any(|byte| byte != first) {
        return None;
    }
    match first {
        b'\r' | b'\n' => Some(ENTER),
        letter if letter.is_ascii_graphic() => Some(letter.to_ascii_lowercase().into()),
        4 => Some(CTRL_D),
        _ => None,
    }
}

/// The key that was meant, if it is one of these: Ctrl-D leaves where one can leave.
pub(super) fn meant(pressed: char, keys: &[(char, &str)]) -> Option<char> {
    let pressed = if pressed == CTRL_D { 'q' } else { pressed };
    let known = keys.iter().any(|(key, _)| *key == pressed);
    known.then_some(pressed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{Mode, OFlags, open};
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::os::fd::OwnedFd;

    #[test]
    fn keys_are_told_from_what_is_none() {
        for (typed, pressed) in [
            ("\r", Some(ENTER)),
            ("\n", Some(ENTER)),
            ("S", Some('s')),
            ("ss", Some('s')),
            ("skip it", None),
            ("\u{4}", Some(CTRL_D)),
            ("\u{1b}[A", None),
            ("é", None),
        ] {
            assert_eq!(key(typed.as_bytes()), pressed, "{typed:?}");
        }
    }

    #[test]
    fn the_end_of_the_input_leaves() {
        let keys = [('q', "leaves"), ('s', "skips")];
        for (pressed, expected) in [('s', Some('s')), ('x', None), (CTRL_D, Some('q'))] {
            assert_eq!(meant(pressed, &keys), expected, "{pressed:?}");
        }
        assert_eq!(meant(CTRL_D, &keys[1..]), None);
    }

    /// Both sides of a terminal.
    fn terminal() -> (OwnedFd, OwnedFd) {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        (ours, theirs)
    }

    fn has(terminal: &OwnedFd, mode: LocalModes) -> bool {
        tcgetattr(terminal).unwrap().local_modes.contains(mode)
    }

    #[test]
    fn a_terminal_is_left_as_it_was_found() {
        let (_ours, terminal) = terminal();
        let (echo, line, signals) = (LocalModes::ECHO, LocalModes::ICANON, LocalModes::ISIG);
        let is =
            |all: [bool; 3]| assert_eq!([echo, line, signals].map(|it| has(&terminal, it)), all);
        let modes = Modes(Mutex::new(None));
        is([true, true, true]);
        modes.rest(&terminal, Way::Hushed).unwrap();
        is([false, true, true]);
        modes.set(&terminal, Way::Keys).unwrap();
        is([false, false, true]);
        modes.rests(&terminal);
        is([false, true, true]);
        // A key that is asked for while a program is typed to.
        modes.rest(&terminal, Way::Raw).unwrap();
        modes.set(&terminal, Way::Keys).unwrap();
        is([false, false, true]);
        modes.rests(&terminal);
        is([false, false, false]);
        // Once it is restored, what is dropped later does not take it again.
        modes.restore(&terminal);
        modes.rests(&terminal);
        is([true, true, true]);
    }
}
