//! The look at the file before it is used, by a process of its own.
//!
//! redb trusts what it reads in places: a damaged page can make it panic, and a panic ends a process.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use super::file::{self, damaged};

/// What this program is told to do that with: `daprk sandbox check-store FILE`.
pub const PART: &str = "check-store";

/// Has `program`, which is daprk, look at the store in a file; one that is not there is whole. A store that was not
/// closed is mended on the way.
///
/// # Errors
/// It is damaged, or of another version of daprk; the words say it.
pub fn check(program: &Path, path: &Path) -> Result<(), String> {
    if !path.exists() {
        return Ok(());
    }
    let mut command = Command::new(program);
    command.args(["sandbox", PART]).arg(path);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let done = command
        .output()
        .map_err(|error| format!("cannot look at the store {}: {error}", path.display()))?;
    found(path, done.status, &String::from_utf8_lossy(&done.stderr))
}

/// What the process said: nothing when it was ended by what it read.
fn found(path: &Path, status: ExitStatus, words: &str) -> Result<(), String> {
    if status.success() {
        return Ok(());
    }
    Err(match words.trim() {
        "" => damaged(path, "a broken page"),
        words => words.to_owned(),
    })
}

/// That process: its exit status; what is wrong goes to standard error.
pub fn check_alone(args: &[OsString]) -> u8 {
    // What the panic of a library says is nothing for people.
    std::panic::set_hook(Box::new(|_| {}));
    let [path] = args else {
        return 2;
    };
    match file::check(Path::new(path)) {
        Ok(()) => 0,
        Err(words) => {
            let _ = io::stderr().write_all(words.as_bytes());
            1
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    #[test]
    fn the_words_of_the_process_are_told_and_its_sudden_end_is_a_broken_page() {
        let path = Path::new("/a/store.redb");
        let told = |status, words| found(path, ExitStatus::from_raw(status), words);
        let broken = "the store /a/store.redb is damaged (a broken page); it is left as it is";
        let rows = [
            (0, "", Ok(())),
            (1 << 8, "it is damaged\n", Err("it is damaged".to_owned())),
            // A panic where it unwinds, and where it aborts.
            (101 << 8, "", Err(broken.to_owned())),
            (6, "", Err(broken.to_owned())),
        ];
        for (status, words, expected) in rows {
            assert_eq!(told(status, words), expected, "{status}");
        }
    }
}
