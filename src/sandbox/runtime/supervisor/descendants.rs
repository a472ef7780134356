//! Who descends from whom, as far as the system tells.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// The variable that each process of a container has: its folder.
pub(crate) const MARK: &str = "DAPRK_SANDBOX_CONTAINER";
/// The variable that a command which somebody runs in a container has beside it: its number.
pub(crate) const MARK_OF_COMMAND: &str = "DAPRK_SANDBOX_COMMAND";

/// So often what is left is looked for; a killed process needs a moment to be gone.
const ROUNDS: u32 = 500;

/// A process as `/proc` shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Process {
    pid: i32,
    parent: i32,
    /// It has ended, and only waits for its parent to look.
    ended: bool,
}

/// All that descend from a process, and have not ended. Empty where there is no `/proc`.
pub(super) fn of(root: i32) -> Vec<Pid> {
    below(root, &processes())
}

/// Processes that bear a mark.
pub(super) struct Marked {
    pub(super) all: Vec<Pid>,
    /// Whether there are some that show no environment, as one does not that is just becoming
    /// another program.
    pub(super) unsure: bool,
}

/// Those that descend from a process, and whose environment has a variable with this value.
pub(super) fn marked(root: i32, variable: &str, value: &str) -> Marked {
    let mut marked = Marked {
        all: Vec::new(),
        unsure: false,
    };
    for pid in of(root) {
        let environment = environment(pid.as_raw_nonzero().get());
        marked.unsure |= environment.as_ref().is_some_and(Vec::is_empty);
        if environment.and_then(|it| find(&it, variable)).as_deref() == Some(value) {
            marked.all.push(pid);
        }
    }
    marked
}

/// Kills every process of this user that belongs to a container below `folder`: what a supervisor
/// that was killed itself has left. One that forks meanwhile needs another round.
pub(crate) fn sweep(folder: &str) {
    for _ in 0..ROUNDS {
        let left = below_folder(folder);
        if left.is_empty() {
            return;
        }
        for pid in left {
            let _ = kill_process(pid, Signal::KILL);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn below_folder(folder: &str) -> Vec<Pid> {
    let all = processes().into_iter().filter(|process| !process.ended);
    let mark = |pid: i32| environment(pid).and_then(|it| find(&it, MARK));
    let belongs = |pid: &i32| mark(*pid).is_some_and(|of| of.starts_with(folder));
    let pids = all.map(|process| process.pid).filter(belongs);
    pids.filter_map(Pid::from_raw).collect()
}

fn below(root: i32, all: &[Process]) -> Vec<Pid> {
    let mut found: Vec<i32> = vec![root];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        let children = all.iter().filter(|process| process.parent == parent);
        found.extend(children.map(|process| process.pid));
    }
    let alive = |pid: &i32| all.iter().any(|it| it.pid == *pid && !it.ended);
    let below = found.into_iter().skip(1).filter(alive);
    below.filter_map(Pid::from_raw).collect()
}

fn processes() -> Vec<Process> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid: i32| {
            parse(
                pid,
                &std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?,
            )
        })
        .collect()
}

/// The command in `pid (command) state parent …` may hold anything, parentheses too.
fn parse(pid: i32, stat: &str) -> Option<Process> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut words = rest.split(' ');
    let state = words.next()?;
    Some(Process {
        pid,
        parent: words.next()?.parse().ok()?,
        ended: matches!(state, "Z" | "X"),
    })
}

fn environment(pid: i32) -> Option<Vec<u8>> {
    std::fs::read(format!("/proc/{pid}/environ")).ok()
}

fn find(environment: &[u8], variable: &str) -> Option<String> {
    let mut entries = environment.split(|byte| *byte == 0);
    entries.find_map(|entry| {
        let value = entry
            .strip_prefix(variable.as_bytes())?
            .strip_prefix(b"=")?;
        String::from_utf8(value.to_vec()).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::{Process, below, find, parse};

    #[test]
    fn a_process_is_read_from_its_line() {
        let rows = [
            ("7 (sh) S 3 7 7 0", Some((3, false))),
            ("7 (a) b (c) Z 12 7 7 0", Some((12, true))),
            ("7 sh", None),
        ];
        for (line, expected) in rows {
            let read = parse(7, line).map(|process| (process.parent, process.ended));
            assert_eq!(read, expected, "{line}");
        }
    }

    #[test]
    fn a_variable_is_found_by_its_whole_name() {
        let environment = b"AB=1\0A=2=3\0B\0";
        for (name, expected) in [("A", Some("2=3")), ("AB", Some("1")), ("B", None)] {
            assert_eq!(find(environment, name).as_deref(), expected, "{name}");
        }
        assert_eq!(find(b"", "A"), None);
    }

    #[test]
    fn descendants_are_found_at_any_depth() {
        let process = |pid, parent, ended| Process { pid, parent, ended };
        let all = [
            process(1, 0, false),
            process(5, 1, false),
            process(9, 5, false),
            process(3, 9, false),
            process(4, 9, true),
            process(6, 1, false),
        ];
        let found: Vec<_> = below(5, &all)
            .iter()
            .map(|pid| pid.as_raw_nonzero().get())
            .collect();
        assert_eq!(found, [9, 3]);
    }
}
