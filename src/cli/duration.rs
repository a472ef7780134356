//! Durations as they are typed: `300`, `5m`, `1h30m`.

use std::time::Duration;

const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Reads a duration: a bare number is seconds, as with the dapr CLI; otherwise numbers with the
/// units `ms`, `s`, `m`, `h` and `d`, as with kubectl.
///
/// # Errors
/// A sentence that says how to write it; also for a duration of nothing.
pub fn duration(text: &str) -> Result<Duration, String> {
    let milliseconds = match text.parse::<u64>() {
        Ok(seconds) => seconds.checked_mul(1_000),
        Err(_) => sum(text),
    };
    match milliseconds {
        Some(0) => Err("it has to be longer than nothing".to_owned()),
        Some(milliseconds) => Ok(Duration::from_millis(milliseconds)),
        None => Err("write seconds (300) or units (90s, 5m, 1h30m)".to_owned()),
    }
}

/// Adds up `1h30m`; `None` when it isn't of that form or too long to count.
fn sum(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut total = 0_u64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, tail) = rest.split_at(digits);
        let end = tail
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(*factor)?)?;
        rest = tail;
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms() {
        let rows = [
            ("300", Some(300_000)),
            ("0300", Some(300_000)),
            ("90s", Some(90_000)),
            ("5m", Some(300_000)),
            ("1h30m", Some(5_400_000)),
            ("1d1ms", Some(86_400_001)),
            ("500ms", Some(500)),
            ("0", None),
            ("0s", None),
            ("", None),
            ("m", None),
            ("5", Some(5_000)),
            ("5 m", None),
            ("1h30", None),
            ("-5m", None),
            ("1.5h", None),
            ("5M", None),
            ("5min", None),
            ("99999999999999999999", None),
            ("18446744073709551615", None),
            ("99999999999999999d", None),
        ];
        for (text, wanted) in rows {
            assert_eq!(
                duration(text).ok(),
                wanted.map(Duration::from_millis),
                "{text}"
            );
        }
    }

    #[test]
    fn a_wrong_one_says_how_to_write_it() {
        assert!(duration("5 m").is_err_and(|says| says.contains("1h30m")));
        assert!(duration("0").is_err_and(|says| says.contains("longer")));
    }

    proptest! {
        #[test]
        fn what_is_written_in_units_is_read_back(h in 0_u64..1000, m in 0_u64..1000, s in 1_u64..1000) {
            let wanted = Duration::from_secs(h * 3600 + m * 60 + s);
            prop_assert_eq!(duration(&format!("{h}h{m}m{s}s")), Ok(wanted));
        }

        #[test]
        fn nothing_that_is_typed_makes_it_panic(text in "\\PC*") {
            let _ = duration(&text);
        }
    }
}
