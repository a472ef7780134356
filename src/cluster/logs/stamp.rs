//! The time stamp that the kubelet puts before a line.

use std::fmt;

use jiff::Timestamp;

/// A stamp is at most this long: nanoseconds and an offset, as in
/// `2026-11-23T08:20:11.123456789+02:00`.
const LONGEST: usize = 35;

/// When a line was written, by the clock of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stamp(Timestamp);

impl Stamp {
    /// By the clock of this machine, which need not agree with that of a node.
    pub(super) fn now() -> Self {
        Self(Timestamp::now())
    }

    /// Takes the stamp off a line.
    pub(super) fn split(line: &[u8]) -> Option<(Self, &[u8])> {
        let end = line
            .iter()
            .take(LONGEST + 1)
            .position(|byte| *byte == b' ')?;
        let (text, rest) = line.split_at(end);
        if text.get(10) != Some(&b'T') {
            return None;
        }
        let time = std::str::from_utf8(text).ok()?.parse().ok()?;
        Some((Self(time), &rest[1..]))
    }

    /// The time that it tells.
    pub fn time(self) -> Timestamp {
        self.0
    }

    /// The second that it is in, since 1970.
    pub(super) fn second(self) -> i64 {
        self.0.as_second()
    }
}

/// In UTC with nine decimals, so that the stamps of all nodes are of one form.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.9}", self.0)
    }
}

#[cfg(test)]
impl From<Timestamp> for Stamp {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn a_stamp_is_split_off_and_shown_in_one_form() {
        let rows: &[(&[u8], &str, &[u8])] = &[
            (
                b"2026-11-23T08:20:11.123456789Z hello world",
                "2026-11-23T08:20:11.123456789Z",
                b"hello world",
            ),
            (
                b"2026-11-23T08:20:11.12Z ",
                "2026-11-23T08:20:11.120000000Z",
                b"",
            ),
            (
                b"2026-11-23T08:20:11Z  indented",
                "2026-11-23T08:20:11.000000000Z",
                b" indented",
            ),
            (
                b"2026-11-23T10:20:11.123456789+02:00 \xff",
                "2026-11-23T08:20:11.123456789Z",
                b"\xff",
            ),
        ];
        for (line, shown, rest) in rows {
            let (stamp, text) = Stamp::split(line).expect("has a stamp");
            assert_eq!((stamp.to_string().as_str(), text), (*shown, *rest));
        }
    }

    #[test]
    fn other_beginnings_are_no_stamps() {
        let rows: &[&[u8]] = &[
            b"",
            b"hello world",
            b"2026-11-23T08:20:11.123456789Z",
            b"2026-11-23 08:20:11Z x",
            b"2026-11-23T25:20:11Z x",
            b"failed to create fsnotify watcher: too many open files",
            b"2026-11-23T08:20:11.1234567890000000000000000000Z x",
        ];
        for line in rows {
            assert_eq!(
                Stamp::split(line),
                None,
                "{}",
                String::from_utf8_lossy(line)
            );
        }
    }
}
