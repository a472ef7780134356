//! Times as the dapr CLI shows them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How long ago, in one unit: `42s`, `5m`, `3h`, `12d`. Empty without a time.
pub(super) fn age(created: Option<&str>, now: Timestamp) -> String {
    let Some(created) = created.and_then(|text| text.parse::<Timestamp>().ok()) else {
        return String::new();
    };
    let seconds = now
        .duration_since(created)
        .max(SignedDuration::ZERO)
        .as_secs();
    match seconds {
        0..=60 => format!("{seconds}s"),
        61..=3_600 => format!("{}m", seconds / 60),
        3_601..=86_400 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// Local time, `2026-11-23 08:20.11`: with a dot before the seconds, as scripts know it.
pub(super) fn created(created: Option<&str>) -> String {
    let time = created.and_then(|text| text.parse::<Timestamp>().ok());
    time.map_or_else(String::new, |time| {
        time.to_zoned(TimeZone::system())
            .strftime("%Y-%m-%d %H:%M.%S")
            .to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_change_their_unit_where_daprs_do() {
        let start: Timestamp = "2026-11-23T08:00:00Z".parse().expect("a time");
        let rows = [
            (0, "0s"),
            (60, "60s"),
            (61, "1m"),
            (3_600, "60m"),
            (3_601, "1h"),
            (86_400, "24h"),
            (86_401, "1d"),
            (-5, "0s"),
        ];
        for (seconds, shown) in rows {
            let now = start + SignedDuration::from_secs(seconds);
            assert_eq!(age(Some("2026-11-23T08:00:00Z"), now), shown);
        }
        assert_eq!(age(None, start), "");
        assert_eq!(created(Some("nonsense")), "");
    }
}
