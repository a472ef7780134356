//! Pure: which containers are to be started next.

use tokio::time::Instant;

use super::cell::{Cell, Role, State};

/// `restartPolicy` of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Always,
    OnFailure,
    Never,
}

impl Policy {
    /// From its word.
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "Never" => Self::Never,
            "OnFailure" => Self::OnFailure,
            _ => Self::Always,
        }
    }
}

/// What a pod's containers are at, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    /// Init containers are still to run.
    Initializing,
    /// The main containers run, or wait for their next start.
    Running,
    /// They have ended, and none is to be started again.
    Finished,
}

/// What the pod is at.
pub(crate) fn course(cells: &[Cell], policy: Policy) -> Course {
    let failed = |cell: &Cell| {
        cell.role == Role::Init && policy == Policy::Never && ended(cell) && !cell.succeeded()
    };
    if cells.iter().any(failed) {
        return Course::Finished;
    }
    let main = || cells.iter().filter(|cell| cell.role == Role::Main);
    let over = |cell: &Cell| ended(cell) && !again(cell, policy);
    if main().next().is_some() && main().all(over) {
        return Course::Finished;
    }
    if initialized(cells) {
        Course::Running
    } else {
        Course::Initializing
    }
}

/// Whether the main containers may start. Once they did, they may.
pub(crate) fn initialized(cells: &[Cell]) -> bool {
    let begun = |cell: &Cell| cell.role == Role::Main && (cell.lives() || !cell.id.is_empty());
    cells.iter().any(begun) || cells.iter().all(out_of_the_way)
}

fn out_of_the_way(cell: &Cell) -> bool {
    match cell.role {
        Role::Init => cell.succeeded(),
        Role::Sidecar => matches!(cell.state, State::Running(_)) && cell.started,
        Role::Main => true,
    }
}

fn ended(cell: &Cell) -> bool {
    matches!(cell.state, State::Ended(_))
}

/// Whether a container that has ended is to be started again.
pub(crate) fn again(cell: &Cell, policy: Policy) -> bool {
    match (cell.role, policy) {
        (Role::Sidecar, _) | (Role::Main, Policy::Always) => true,
        (_, Policy::Never) => false,
        (Role::Init, _) | (Role::Main, Policy::OnFailure) => !cell.succeeded(),
    }
}

/// Which containers are to be started, whenever their time comes.
pub(crate) fn candidates(cells: &[Cell], policy: Policy) -> Vec<usize> {
    let wants = |cell: &Cell| !cell.lives() && (!ended(cell) || again(cell, policy));
    let all = || cells.iter().enumerate();
    match course(cells, policy) {
        Course::Finished => Vec::new(),
        // Of the init containers only the first that is not out of the way.
        Course::Initializing => {
            let first = all().find(|(_, cell)| !out_of_the_way(cell));
            let restarts = all().filter(|(_, it)| it.role == Role::Sidecar && !it.id.is_empty());
            let mut found: Vec<_> = first.into_iter().chain(restarts).collect();
            found.dedup_by_key(|(index, _)| *index);
            pick(found.into_iter(), wants)
        }
        Course::Running => pick(all().filter(|(_, cell)| cell.role != Role::Init), wants),
    }
}

fn pick<'a>(
    cells: impl Iterator<Item = (usize, &'a Cell)>,
    wants: impl Fn(&Cell) -> bool,
) -> Vec<usize> {
    let mut picked: Vec<_> = cells
        .filter(|(_, cell)| wants(cell))
        .map(|(index, _)| index)
        .collect();
    picked.sort_unstable();
    picked.dedup();
    picked
}

/// Those of them whose time has come, and when the next one's comes.
pub(crate) fn due(
    cells: &[Cell],
    candidates: &[usize],
    now: Instant,
) -> (Vec<usize>, Option<Instant>) {
    let late = |index: &usize| cells[*index].not_before.filter(|time| *time > now);
    let ready = candidates
        .iter()
        .copied()
        .filter(|index| late(index).is_none());
    (ready.collect(), candidates.iter().filter_map(late).min())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::{Course, Policy, candidates, course};
    use crate::sandbox::runtime::pod::cell::{Cell, End, Role, State};

    /// `i`, `s`, `m` for the role; then `-` waits, `+` runs, `*` runs and has started, `0` and `1`
    /// ended.
    fn cell(word: &str) -> Cell {
        let mut letters = word.chars();
        let role = match letters.next() {
            Some('i') => Role::Init,
            Some('s') => Role::Sidecar,
            _ => Role::Main,
        };
        let mut cell = Cell::new(&json!({"name": word}), role, "PodInitializing");
        let end = |code| {
            State::Ended(End {
                code,
                reason: "Error",
                message: String::new(),
                started: None,
                finished: Timestamp::UNIX_EPOCH,
                id: "x".to_owned(),
            })
        };
        match letters.next() {
            Some('+') => cell.state = State::Running(Timestamp::UNIX_EPOCH),
            Some('*') => {
                cell.state = State::Running(Timestamp::UNIX_EPOCH);
                cell.started = true;
            }
            Some('0') => cell.state = end(0),
            Some('1') => cell.state = end(1),
            _ => return cell,
        }
        "x".clone_into(&mut cell.id);
        cell
    }

    #[test]
    fn containers_start_in_their_order() {
        use Course::{Finished, Initializing, Running};
        use Policy::{Always, Never, OnFailure};
        let rows: [(&str, Policy, Course, &[usize]); 19] = [
            ("m- m-", Always, Running, &[0, 1]),
            ("m+ m-", Always, Running, &[1]),
            ("m1 m+", Always, Running, &[0]),
            ("m0 m+", OnFailure, Running, &[]),
            ("m1 m+", OnFailure, Running, &[0]),
            ("m1 m+", Never, Running, &[]),
            ("m1 m0", Never, Finished, &[]),
            ("m0 m0", OnFailure, Finished, &[]),
            ("i- i- m-", Always, Initializing, &[0]),
            ("i+ i- m-", Always, Initializing, &[]),
            ("i0 i- m-", Always, Initializing, &[1]),
            ("i0 i0 m-", Always, Running, &[2]),
            ("i1 m-", Always, Initializing, &[0]),
            ("i1 m-", Never, Finished, &[]),
            ("s- m-", Always, Initializing, &[0]),
            ("s+ m-", Always, Initializing, &[]),
            ("s* i- m-", Always, Initializing, &[1]),
            ("s1 m+", Always, Running, &[0]),
            ("s* m0", Never, Finished, &[]),
        ];
        for (words, policy, expected, starts) in rows {
            let cells: Vec<_> = words.split(' ').map(cell).collect();
            assert_eq!(course(&cells, policy), expected, "{words} {policy:?}");
            assert_eq!(candidates(&cells, policy), starts, "{words} {policy:?}");
        }
    }
}
