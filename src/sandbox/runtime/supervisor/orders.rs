//! Orders as they come: lines, and the open files that go with them.

use std::collections::VecDeque;
use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};

use rustix::cmsg_space;
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};

use super::wire::Order;

/// Files that come at once, at most.
const FILES: usize = 4;
const PIECE: usize = 16 * 1024;

/// What is read from a socket.
pub(super) struct Orders<S> {
    socket: S,
    read: Vec<u8>,
    files: VecDeque<OwnedFd>,
}

impl<S: AsFd> Orders<S> {
    pub(super) fn new(socket: S) -> Self {
        Self {
            socket,
            read: Vec::new(),
            files: VecDeque::new(),
        }
    }

    /// The next one; `None` when there are no more.
    pub(super) fn next(&mut self) -> Option<Order> {
        loop {
            while let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                if let Ok(order) = serde_json::from_slice(&line) {
                    return Some(order);
                }
            }
            if self.receive().ok()? == 0 {
                return None;
            }
        }
    }

    /// The next file of those that came with the order, or before.
    pub(super) fn file(&mut self) -> io::Result<OwnedFd> {
        let missing = || io::Error::other("a file is missing");
        self.files.pop_front().ok_or_else(missing)
    }

    /// A file comes with the first bytes that are sent after it, or before them.
    fn receive(&mut self) -> io::Result<usize> {
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(FILES))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut piece = vec![0; PIECE];
        let mut into = [IoSliceMut::new(&mut piece)];
        let got = loop {
            match recvmsg(&self.socket, &mut into, &mut control, private()) {
                Err(rustix::io::Errno::INTR) => {}
                other => break other?,
            }
        };
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(files) = message {
                for file in files {
                    keep_private(&file)?;
                    self.files.push_back(file);
                }
            }
        }
        self.read.extend_from_slice(&piece[..got.bytes]);
        Ok(got.bytes)
    }
}

/// Other programs that are started meanwhile must not have them.
#[cfg(target_os = "linux")]
fn private() -> RecvFlags {
    RecvFlags::CMSG_CLOEXEC
}

#[cfg(not(target_os = "linux"))]
fn private() -> RecvFlags {
    RecvFlags::empty()
}

fn keep_private(file: &OwnedFd) -> io::Result<()> {
    Ok(rustix::io::fcntl_setfd(file, rustix::io::FdFlags::CLOEXEC)?)
}
