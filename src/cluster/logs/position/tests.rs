use jiff::Timestamp;
use proptest::prelude::*;

use super::{LogLine, Position};

const SECOND: i64 = 1_000_000_000;

/// A line at so many nanoseconds after a certain time.
fn line(at: i64, text: &str) -> LogLine {
    let time = Timestamp::from_nanosecond(i128::from(1_800_000_000 * SECOND + at));
    LogLine {
        stamp: time.expect("in range").into(),
        text: text.into(),
        starts: true,
    }
}

/// What a kubelet answers when asked for the lines since a second.
fn since(log: &[LogLine], second: Option<i64>) -> impl Iterator<Item = &LogLine> {
    log.iter()
        .filter(move |line| second.is_none_or(|second| line.stamp.second() >= second))
}

/// Reads a log that is cut after so many lines of each reading, then to its end.
fn read(log: &[LogLine], cuts: &[usize], position: &mut Position) -> Vec<LogLine> {
    let mut shown = Vec::new();
    for cut in cuts.iter().copied().chain([usize::MAX]) {
        let mut overlap = position.overlap(true);
        for line in since(log, position.since()).take(cut) {
            if overlap.is_new(line) {
                assert!(!overlap.is_gap(), "nothing is missing before {line:?}");
                position.shown(line);
                shown.push(line.clone());
            }
        }
    }
    shown
}

fn texts(lines: &[LogLine]) -> Vec<&str> {
    let text = |line| std::str::from_utf8(line).expect("ASCII");
    lines.iter().map(|line| text(&line.text)).collect()
}

#[test]
fn equal_lines_at_the_same_time_are_each_shown_once() {
    let log = [line(0, "x"), line(0, "x"), line(0, "y"), line(0, "x")];
    for cut in 0..=log.len() {
        assert_eq!(
            texts(&read(&log, &[cut], &mut Position::default())),
            ["x", "x", "y", "x"]
        );
    }
}

#[test]
fn a_line_out_of_order_at_the_turn_of_a_second_is_not_lost() {
    let log = [
        line(5 * SECOND + 1, "a"),
        line(5 * SECOND - 1, "b"),
        line(6 * SECOND, "c"),
    ];
    for cut in 0..=log.len() {
        assert_eq!(
            texts(&read(&log, &[cut, 1, 2], &mut Position::default())),
            ["a", "b", "c"]
        );
    }
}

#[test]
fn lines_before_the_tail_stay_away() {
    let log: Vec<_> = (0..10)
        .map(|n| line(n / 2 * SECOND / 10, &n.to_string()))
        .collect();
    let mut position = Position::default();
    for line in &log[5..8] {
        position.shown(line);
    }
    position.begin_with_first();
    assert_eq!(texts(&read(&log, &[1], &mut position)), ["8", "9"]);
}

#[test]
fn a_log_can_begin_at_a_time_with_nothing_shown() {
    let log = [
        line(0, "old"),
        line(10, "half a line that is whole now"),
        line(20, "new"),
    ];
    let mut position = Position::default();
    position.begin(log[1].stamp);
    assert_eq!(position.since(), Some(log[1].stamp.second() - 1));
    assert_eq!(read(&log, &[1], &mut position), log[1..]);
}

#[test]
fn a_rotated_log_goes_on_and_says_that_lines_may_be_missing() {
    let mut position = Position::default();
    position.shown(&line(0, "a"));
    let mut overlap = position.overlap(true);
    assert!(overlap.is_new(&line(7, "b")));
    assert!(overlap.is_gap());
    assert!(!overlap.is_gap(), "said once");

    let mut overlap = position.overlap(true);
    assert!(!overlap.is_new(&line(0, "a")));
    assert!(overlap.is_new(&line(7, "b")));
    assert!(!overlap.is_gap());

    let mut overlap = position.overlap(false);
    assert!(overlap.is_new(&line(7, "b")));
    assert!(!overlap.is_gap());
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let log = [
        line(60 * SECOND, "a"),
        line(0, "b"),
        line(SECOND, "c"),
        line(61 * SECOND, "d"),
    ];
    // Cut right at the step, the API has no way to ask for what comes after it.
    for cut in [0, 2, 3, 4] {
        assert_eq!(
            texts(&read(&log, &[cut], &mut Position::default())),
            ["a", "b", "c", "d"]
        );
    }
}

#[test]
fn only_the_last_seconds_are_remembered() {
    let mut position = Position::default();
    for n in 0..10_000 {
        position.shown(&line(n * SECOND / 100, "x"));
    }
    assert!(position.recent.len() <= 200, "{}", position.recent.len());
}

prop_compose! {
    /// Lines whose stamps stand still, grow, or go back a little, with few different texts.
    fn a_log()(
        steps in proptest::collection::vec((prop_oneof![
            Just(0i64), 0..10i64, -SECOND / 3..SECOND, Just(3 * SECOND)
        ], "[xy]"), 0..60),
    ) -> Vec<LogLine> {
        let mut now = 0;
        let mut latest = 0;
        let stamped = steps.into_iter().map(|(step, text)| {
            now = (now + step).max(latest - SECOND / 2);
            latest = latest.max(now);
            line(now, &text)
        });
        stamped.collect()
    }
}

proptest! {
    #[test]
    fn a_log_that_is_cut_anywhere_is_shown_whole_and_once(
        log in a_log(),
        cuts in proptest::collection::vec(0usize..60, 0..8),
    ) {
        prop_assert_eq!(read(&log, &cuts, &mut Position::default()), log);
    }

    /// The log goes on growing between the readings.
    #[test]
    fn a_log_that_grows_is_shown_whole_and_once(
        log in a_log(),
        cuts in proptest::collection::vec((0usize..60, 0usize..60), 0..8),
    ) {
        let mut position = Position::default();
        let mut shown = Vec::new();
        let mut length = 0;
        for (grows, cut) in cuts {
            length = (length + grows).min(log.len());
            shown.extend(read(&log[..length], &[cut], &mut position));
        }
        shown.extend(read(&log, &[], &mut position));
        prop_assert_eq!(shown, log);
    }
}
