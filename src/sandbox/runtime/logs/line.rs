//! Pure: a line of a log file, and what of it is shown.

use jiff::Timestamp;

/// `2026-01-01T00:00:00.000000000Z stdout F text`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    time: &'a [u8],
    /// Whether the text's line ends with it.
    pub(super) full: bool,
    text: &'a [u8],
}

impl<'a> Line<'a> {
    /// `None` for what is no such line.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut parts = bytes.splitn(4, |byte| *byte == b' ');
        let time = parts.next()?;
        parts.next()?;
        let full = parts.next()? == b"F";
        let text = parts.next()?;
        Some(Self { time, full, text })
    }

    /// Whether it is not older.
    pub(super) fn is_since(&self, since: Timestamp) -> bool {
        let time = std::str::from_utf8(self.time)
            .ok()
            .and_then(|time| time.parse().ok());
        time.is_none_or(|time: Timestamp| time >= since)
    }

    /// As it is shown. `begins` says whether a line begins with it.
    pub(super) fn show(&self, timestamps: bool, begins: bool, to: &mut Vec<u8>) {
        if timestamps && begins {
            to.extend_from_slice(self.time);
            to.push(b' ');
        }
        to.extend_from_slice(self.text);
        if self.full {
            to.push(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn lines_are_shown() {
        let time = "2026-01-01T00:00:00.000000000Z";
        let rows = [
            ("stdout F a b", false, true, "a b\n".to_owned()),
            ("stderr F ", false, true, "\n".to_owned()),
            ("stdout P a", false, true, "a".to_owned()),
            ("stdout F a", true, true, format!("{time} a\n")),
            ("stdout F rest", true, false, "rest\n".to_owned()),
        ];
        for (rest, timestamps, begins, expected) in rows {
            let bytes = format!("{time} {rest}");
            let mut shown = Vec::new();
            let line = Line::parse(bytes.as_bytes()).unwrap();
            line.show(timestamps, begins, &mut shown);
            assert_eq!(String::from_utf8(shown).unwrap(), expected, "{rest}");
        }
        assert_eq!(Line::parse(b"no line"), None);
    }

    #[test]
    fn age_is_compared() {
        let line = Line::parse(b"2026-01-01T00:00:01.500000000Z stdout F a").unwrap();
        let rows = [
            ("2026-01-01T00:00:01Z", true),
            ("2026-01-01T00:00:02Z", false),
        ];
        for (since, expected) in rows {
            assert_eq!(line.is_since(since.parse().unwrap()), expected, "{since}");
        }
    }
}
