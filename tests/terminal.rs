//! A terminal of 80 columns and 24 lines with a program in it, by the program `script`.

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::sandbox::fixture::Sandbox;

const LIMIT: Duration = Duration::from_secs(60);
const LINES: u16 = 24;
const COLUMNS: u16 = 80;

/// The terminal.
pub(crate) struct Terminal {
    child: Child,
    keys: ChildStdin,
    written: Arc<Mutex<Vec<u8>>>,
    /// What was seen up to the last key.
    seen: usize,
}

impl Terminal {
    /// Runs `daprk` with these words in a terminal.
    pub(crate) fn run(sandbox: &Sandbox, words: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_daprk");
        // The shell, too, hears of Ctrl-C, and is to tell afterwards how the terminal was left.
        let line = format!(
            "trap : INT; stty rows {LINES} cols {COLUMNS}; {program} {words}; status=$?; stty -a; exit $status"
        );
        let mut command = Command::new("script");
        command
            .args([
                "--quiet",
                "--flush",
                "--return",
                "--command",
                &line,
                "/dev/null",
            ])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", sandbox.folder().parent().unwrap())
            .env("DAPRK_SANDBOX", sandbox.folder())
            .env("DAPRK_DAPRD", "built-in")
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let keys = child.stdin.take().unwrap();
        let mut output = child.stdout.take().unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let more = Arc::clone(&written);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                more.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        Self {
            child,
            keys,
            written,
            seen: 0,
        }
    }

    /// Waits until this is on the screen, written since the last key; all that was written since.
    pub(crate) fn sees(&self, text: &str) -> String {
        let deadline = Instant::now() + LIMIT;
        loop {
            let since = self.since();
            if since.contains(text) {
                return since;
            }
            assert!(Instant::now() < deadline, "no `{text}` in:\n{since}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What was written since the last key, as it is read: without what moves or colours.
    fn since(&self) -> String {
        let written = self.written.lock().unwrap();
        plain(&String::from_utf8_lossy(&written[self.seen..]))
    }

    /// Presses a key; nothing of what was written since the last one may have left the screen.
    pub(crate) fn press(&mut self, keys: &str) {
        let lost = self.scrolled_away();
        assert!(lost.is_empty(), "gone before it was read:\n{lost}");
        self.seen = self.written.lock().unwrap().len();
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Lines written since the last key that are above the screen now.
    fn scrolled_away(&self) -> String {
        let written = self.written.lock().unwrap();
        let mut screen = vt100::Parser::new(LINES, COLUMNS, 1000);
        screen.process(&written[..self.seen]);
        let before = above(&mut screen);
        let (row, _) = screen.screen().cursor_position();
        screen.process(&written[self.seen..]);
        let gone = above(&mut screen) - before;
        let lost = gone.saturating_sub(usize::from(row));
        if lost == 0 {
            return String::new();
        }
        plain(&String::from_utf8_lossy(&written[self.seen..]))
    }

    /// The screen as it is now, without what moves or colours.
    pub(crate) fn screen(&self) -> String {
        let mut screen = vt100::Parser::new(LINES, COLUMNS, 0);
        screen.process(&self.written.lock().unwrap());
        screen.screen().contents()
    }

    /// Waits for the end, which leaves the terminal as it was; the exit status.
    pub(crate) fn end(mut self) -> Option<i32> {
        let modes = self.sees(" echoe ");
        assert!(
            modes.contains(" icanon ") && modes.contains(" echo "),
            "{modes}"
        );
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(
                Instant::now() < deadline,
                "it does not end:\n{}",
                self.since()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines above the screen.
fn above(screen: &mut vt100::Parser) -> usize {
    screen.screen_mut().set_scrollback(usize::MAX);
    let lines = screen.screen().scrollback();
    screen.screen_mut().set_scrollback(0);
    lines
}

fn plain(text: &str) -> String {
    let sequence = regex::Regex::new("\u{1b}\\[[0-9;?]*[A-Za-z]|\r").unwrap();
    sequence.replace_all(text, "").into_owned()
}
