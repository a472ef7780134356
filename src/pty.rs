//! A terminal that a program runs in: the side that shows what it writes, and sends it what is typed.

use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, FdFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, Winsize, tcgetattr, tcsetattr, tcsetwinsize};
use serde::Deserialize;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::unix::pipe;

/// The size of a terminal, in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// A terminal.
#[derive(Clone)]
pub(crate) struct Terminal(Arc<OwnedFd>);

/// What it shows.
pub(crate) struct Screen(pipe::Receiver);

impl Terminal {
    /// A new one, and the program's side of it.
    pub(crate) fn open() -> io::Result<(Self, OwnedFd)> {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | private())?;
        rustix::io::fcntl_setfd(&ours, FdFlags::CLOEXEC)?;
        rustix::fs::fcntl_setfl(&ours, OFlags::RDWR | OFlags::NONBLOCK)?;
        grantpt(&ours)?;
        unlockpt(&ours)?;
        let name = ptsname(&ours, Vec::new())?;
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let program = open(name, flags, Mode::empty())?;
        Ok((Self(Arc::new(ours)), program))
    }

    /// The same side once more.
    pub(crate) fn again(&self) -> io::Result<OwnedFd> {
        self.0.try_clone()
    }

    /// What is typed.
    pub(crate) fn keyboard(&self) -> io::Result<pipe::Sender> {
        pipe::Sender::from_owned_fd_unchecked(self.again()?)
    }

    /// What is shown.
    pub(crate) fn screen(&self) -> io::Result<Screen> {
        pipe::Receiver::from_owned_fd_unchecked(self.again()?).map(Screen)
    }

    /// Tells the program, if it listens.
    pub(crate) fn resize(&self, size: Size) {
        let size = Winsize {
            ws_col: size.width,
            ws_row: size.height,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let _ = tcsetwinsize(&self.0, size);
    }
}

/// The program's side does not show what is typed.
pub(crate) fn hush(program: &OwnedFd) -> io::Result<()> {
    let mut modes = tcgetattr(program)?;
    modes.local_modes.remove(LocalModes::ECHO);
    Ok(tcsetattr(program, OptionalActions::Now, &modes)?)
}

/// Other programs that are started meanwhile must not have it.
#[cfg(target_os = "linux")]
fn private() -> OpenptFlags {
    OpenptFlags::CLOEXEC
}

#[cfg(not(target_os = "linux"))]
fn private() -> OpenptFlags {
    OpenptFlags::empty()
}

impl AsyncRead for Screen {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let screen = &self.0;
        loop {
            ready!(screen.poll_read_ready(context))?;
            let unfilled = buffer.initialize_unfilled();
            // Not as a pipe reads: that takes a little for all that there is.
            let read = screen.try_io(|| Ok(rustix::io::read(screen, &mut *unfilled)?));
            match read {
                Ok(count) => {
                    buffer.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // By this the system says that no program has it open any more.
                Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => {
                    return Poll::Ready(Ok(()));
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}
