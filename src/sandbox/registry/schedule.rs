//! When a `CronJob` is due, as robfig/cron has it, which Kubernetes parses with: validation and the controller read
//! a schedule alike.

use std::num::IntErrorKind;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Times that are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Due);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Due {
    /// So many seconds after the last time.
    Every(i64),
    At(Fields),
}

/// What the five fields say.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fields {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether days of the month and of the week both count when either is there.
    either: bool,
}

/// What a field may say; the first name is its least number.
struct Bounds {
    least: usize,
    most: usize,
    names: &'static [&'static str],
}

const MINUTES: Bounds = Bounds {
    least: 0,
    most: 59,
    names: &[],
};
const HOURS: Bounds = Bounds {
    least: 0,
    most: 23,
    names: &[],
};
const DAYS: Bounds = Bounds {
    least: 1,
    most: 31,
    names: &[],
};
const MONTHS: Bounds = Bounds {
    least: 1,
    most: 12,
    names: &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
};
const WEEKDAYS: Bounds = Bounds {
    least: 0,
    most: 6,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

/// Units of Go's durations, in seconds.
const UNITS: [(&str, f64); 8] = [
    ("ns", 1e-9),
    ("us", 1e-6),
    ("\u{b5}s", 1e-6),
    ("\u{3bc}s", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
];

/// Seconds of the longest of Go's durations.
const LONGEST: i64 = 9_223_372_036;

impl Schedule {
    /// `*/5 * * * *`, `@hourly`, `@every 90s`.
    ///
    /// # Errors
    /// It is no schedule, in Kubernetes' words.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(time) = text.strip_prefix("@every ") {
            let seconds = seconds(time);
            let seconds =
                seconds.map_err(|words| format!("failed to parse duration {text}: {words}"))?;
            return Ok(Self(Due::Every(seconds)));
        }
        let fields = match text {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" | "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            other if other.starts_with('@') => {
                return Err(format!("unrecognized descriptor: {other}"));
            }
            other => other,
        };
        Fields::parse(fields).map(|fields| Self(Due::At(fields)))
    }

    /// The first time due after another one; none within four years.
    pub fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match &self.0 {
            Due::Every(seconds) => {
                let then = after.as_second().checked_add(*seconds)?;
                Timestamp::from_second(then).ok()
            }
            Due::At(fields) => fields.next(after, zone),
        }
    }
}

/// Whether there is such a time zone. Without a database of them nobody knows.
pub(super) fn is_zone(name: &str) -> bool {
    name == "UTC" || jiff::tz::db().is_definitively_empty() || TimeZone::get(name).is_ok()
}

impl Fields {
    fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<_> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields[..] else {
            let (found, fields) = (fields.len(), fields.join(" "));
            return Err(format!(
                "expected exactly 5 fields, found {found}: [{fields}]"
            ));
        };
        let (minutes, _) = field(minutes, &MINUTES)?;
        let (hours, _) = field(hours, &HOURS)?;
        let (days, all_days) = field(days, &DAYS)?;
        let (months, _) = field(months, &MONTHS)?;
        let (weekdays, all_weekdays) = field(weekdays, &WEEKDAYS)?;
        Ok(Self {
            minutes,
            hours,
            days,
            months,
            weekdays,
            either: !all_days && !all_weekdays,
        })
    }

    fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
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

/// `1,3-5,*/10` as bits, and whether it is open: `*` or `?`.
fn field(text: &str, bounds: &Bounds) -> Result<(u64, bool), String> {
    let (mut bits, mut open) = (0, false);
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (more, is_open) = range(part, bounds)?;
        bits |= more;
        open |= is_open;
    }
    Ok((bits, open))
}

/// One part of a field: `5`, `3-5`, `*`, any of them with `/2`.
fn range(text: &str, bounds: &Bounds) -> Result<(u64, bool), String> {
    let parts: Vec<_> = text.split('/').collect();
    let (ends, step) = match parts[..] {
        [ends] => (ends, None),
        [ends, step] => (ends, Some(step)),
        _ => return Err(format!("too many slashes: {text}")),
    };
    let ends: Vec<_> = ends.split('-').collect();
    let open = matches!(ends[..], ["*" | "?", ..]);
    let (from, to) = match ends[..] {
        _ if open => (bounds.least, bounds.most),
        [from] if step.is_some() => (number(from, bounds)?, bounds.most),
        [one] => (number(one, bounds)?, number(one, bounds)?),
        [from, to] => (number(from, bounds)?, number(to, bounds)?),
        _ => return Err(format!("too many hyphens: {text}")),
    };
    let step = step.map_or(Ok(1), integer)?;
    let Bounds { least, most, .. } = *bounds;
    let wrong = if from < least {
        format!("beginning of range ({from}) below minimum ({least})")
    } else if to > most {
        format!("end of range ({to}) above maximum ({most})")
    } else if from > to {
        format!("beginning of range ({from}) beyond end of range ({to})")
    } else if step == 0 {
        "step of range should be a positive number".to_owned()
    } else {
        let numbers = (from..=to).step_by(step);
        let bits = numbers.fold(0, |bits, number| bits | 1_u64 << number);
        return Ok((bits, open && step == 1));
    };
    Err(format!("{wrong}: {text}"))
}

fn number(text: &str, bounds: &Bounds) -> Result<usize, String> {
    let lower = text.to_lowercase();
    match bounds.names.iter().position(|name| *name == lower) {
        Some(at) => Ok(bounds.least + at),
        None => integer(text),
    }
}

fn integer(text: &str) -> Result<usize, String> {
    text.parse().map_err(|error: std::num::ParseIntError| {
        let why = match error.kind() {
            IntErrorKind::PosOverflow => "value out of range",
            _ => "invalid syntax",
        };
        format!("failed to parse int from {text}: strconv.Atoi: parsing {text:?}: {why}")
    })
}

/// Whole seconds of one of Go's durations (`1h30m`, `1.5s`), at least one.
fn seconds(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {text:?}");
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Ok(1);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let is_number = |character: char| character.is_ascii_digit() || character == '.';
    let mut total = 0.0_f64;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !is_number(character));
        let (number, after) = rest.split_at(end.unwrap_or(rest.len()));
        let number: f64 = number.parse().map_err(|_| invalid())?;
        let (unit, after) = after.split_at(after.find(is_number).unwrap_or(after.len()));
        let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(match unit {
                "" => format!("time: missing unit in duration {text:?}"),
                unit => format!("time: unknown unit {unit:?} in duration {text:?}"),
            });
        };
        total += number * factor;
        rest = after;
    }
    let whole = Duration::try_from_secs_f64(total).map_err(|_| invalid())?;
    let whole = i64::try_from(whole.as_secs()).ok();
    let whole = whole.filter(|whole| *whole <= LONGEST);
    let whole = whole.ok_or_else(invalid)?;
    Ok(if text.starts_with('-') {
        1
    } else {
        whole.max(1)
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::{Schedule, is_zone};

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
            ("0 0 * * 0", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
            ("0 0 13 * 5", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
            ("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
            (
                "1,3-4 2/12 * jan-feb *",
                "2026-01-01T02:04:00Z",
                "2026-01-01T14:01:00Z",
            ),
            ("@every 5m", "2026-01-01T00:00:10Z", "2026-01-01T00:05:10Z"),
            (
                "@every 1h1.9s",
                "2026-01-01T00:00:00Z",
                "2026-01-01T01:00:01Z",
            ),
            (
                "@every 10ms",
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:01Z",
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
    fn what_never_comes() {
        let never = Schedule::parse("0 0 31 2 *").unwrap();
        assert_eq!(never.next(Timestamp::UNIX_EPOCH, &TimeZone::UTC), None);
    }

    #[test]
    fn what_is_no_schedule() {
        let rows = [
            ("", "expected exactly 5 fields, found 0: []"),
            ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
            ("70 * * * *", "end of range (70) above maximum (59): 70"),
            ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
            (
                "5-3 * * * *",
                "beginning of range (5) beyond end of range (3): 5-3",
            ),
            (
                "*/0 * * * *",
                "step of range should be a positive number: */0",
            ),
            ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
            ("*/2/3 * * * *", "too many slashes: */2/3"),
            (
                "a * * * *",
                "failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax",
            ),
            ("@foo", "unrecognized descriptor: @foo"),
            (
                "@every x",
                "failed to parse duration @every x: time: invalid duration \"x\"",
            ),
            (
                "@every 5",
                "failed to parse duration @every 5: time: missing unit in duration \"5\"",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(Schedule::parse(text).unwrap_err(), expected, "{text}");
        }
    }

    #[test]
    fn zones_are_known_by_their_names() {
        assert!(is_zone("UTC"));
        let is_there = !jiff::tz::db().is_definitively_empty();
        assert!(!(is_there && is_zone("Nowhere/Atlantis")));
    }
}
