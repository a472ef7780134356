//! When a `CronJob` is due: five fields, as cron writes them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Minutes that are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Schedule {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether days of the month and of the week both count when either is there.
    either: bool,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl Schedule {
    /// `*/5 * * * *`, `@hourly`; none if it is no schedule.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = match text.trim() {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" | "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            other => other,
        };
        let fields: Vec<_> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields[..] else {
            return None;
        };
        let weekday_bits = field(weekdays, 0, 7, &WEEKDAYS, 0)?;
        Some(Self {
            minutes: field(minutes, 0, 59, &[], 0)?,
            hours: field(hours, 0, 23, &[], 0)?,
            days: field(days, 1, 31, &[], 0)?,
            months: field(months, 1, 12, &MONTHS, 1)?,
            // Sunday is 0 and 7.
            weekdays: weekday_bits | (weekday_bits >> 7),
            either: !open(days) && !open(weekdays),
        })
    }

    /// The first time due after another one; none within four years.
    pub(super) fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let start = zone.to_datetime(after);
        let mut at = start.date().at(start.hour(), start.minute(), 0, 0);
        at = at.checked_add(jiff::Span::new().minutes(1)).ok()?;
        let last = start.checked_add(jiff::Span::new().years(4)).ok()?;
        while at < last {
            at = match self.step(at)? {
                None => return zone.to_timestamp(at).ok(),
                Some(next) => next,
            };
        }
        None
    }

    /// Where to look next if a time isn't due.
    #[expect(
        clippy::option_option,
        reason = "the outer one is the end of the calendar"
    )]
    fn step(&self, at: DateTime) -> Option<Option<DateTime>> {
        let span = jiff::Span::new();
        if !has(self.months, at.month()) || !self.day(at) {
            let next = at.date().checked_add(span.days(1)).ok()?;
            return Some(Some(next.at(0, 0, 0, 0)));
        }
        if !has(self.hours, at.hour()) {
            let next = at
                .date()
                .at(at.hour(), 0, 0, 0)
                .checked_add(span.hours(1))
                .ok()?;
            return Some(Some(next));
        }
        if !has(self.minutes, at.minute()) {
            return Some(Some(at.checked_add(span.minutes(1)).ok()?));
        }
        Some(None)
    }

    fn day(&self, at: DateTime) -> bool {
        let day = has(self.days, at.day());
        let weekday = has(self.weekdays, at.weekday().to_sunday_zero_offset());
        if self.either {
            day || weekday
        } else {
            day && weekday
        }
    }
}

fn has(bits: u64, number: i8) -> bool {
    bits >> number & 1 == 1
}

fn open(field: &str) -> bool {
    field.starts_with(['*', '?'])
}

/// `1,3-5,*/10` as bits.
fn field(text: &str, least: u8, most: u8, names: &[&str], first: u8) -> Option<u64> {
    let number = |text: &str| -> Option<u8> {
        let name = names.iter().position(|name| *name == text.to_lowercase());
        let number = match name {
            Some(at) => u8::try_from(at).ok()? + first,
            None => text.parse().ok()?,
        };
        (least..=most).contains(&number).then_some(number)
    };
    let mut bits = 0;
    for part in text.split(',') {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let step: usize = step.parse().ok().filter(|step| *step > 0)?;
        let (from, to) = match range.split_once('-') {
            _ if open(range) && range.len() == 1 => {
                (least, most.min(if most == 7 { 6 } else { most }))
            }
            Some((from, to)) => (number(from)?, number(to)?),
            None if part.contains('/') => (number(range)?, most),
            None => (number(range)?, number(range)?),
        };
        if from > to {
            return None;
        }
        bits |= (from..=to)
            .step_by(step)
            .fold(0, |bits, number| bits | 1 << number);
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::Schedule;

    #[test]
    fn the_next_time() {
        let rows = [
            ("* * * * *", "2026-01-01T00:00:10Z", "2026-01-01T00:01:00Z"),
            (
                "*/5 * * * *",
                "2026-01-01T00:05:00Z",
                "2026-01-01T00:10:00Z",
            ),
            ("@hourly", "2026-01-01T00:05:00Z", "2026-01-01T01:00:00Z"),
            ("30 4 1 * *", "2026-01-01T05:00:00Z", "2026-02-01T04:30:00Z"),
            (
                "0 0 * * mon",
                "2026-01-01T00:00:00Z",
                "2026-01-05T00:00:00Z",
            ),
            ("0 0 * * 7", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
            ("0 0 13 * 5", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
            ("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
            (
                "1,3-4 2/12 * jan-feb *",
                "2026-01-01T02:04:00Z",
                "2026-01-01T14:01:00Z",
            ),
        ];
        for (schedule, after, expected) in rows {
            let after: Timestamp = after.parse().unwrap();
            let next = Schedule::parse(schedule)
                .unwrap()
                .next(after, &TimeZone::UTC);
            assert_eq!(next.unwrap().to_string(), expected, "{schedule}");
        }
    }

    #[test]
    fn what_never_comes_and_what_is_none() {
        let never = Schedule::parse("0 0 31 2 *").unwrap();
        assert_eq!(never.next(Timestamp::UNIX_EPOCH, &TimeZone::UTC), None);
        for text in [
            "",
            "* * * *",
            "60 * * * *",
            "5-3 * * * *",
            "*/0 * * * *",
            "a * * * *",
        ] {
            assert_eq!(Schedule::parse(text), None, "{text}");
        }
    }
}
