//! How many may be missing and how many may be too many.

use serde_json::Value;

/// A number, or a share of `total` (`25%`), which is rounded up or down.
pub(super) fn resolve(value: Option<&Value>, total: i64, up: bool) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => {
            let percent: i64 = text.strip_suffix('%')?.parse().ok()?;
            let share = percent * total;
            Some(if up { (share + 99) / 100 } else { share / 100 })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::resolve;

    #[test]
    fn numbers_and_shares() {
        let rows = [
            (json!(2), 10, true, Some(2)),
            (json!("25%"), 10, true, Some(3)),
            (json!("25%"), 10, false, Some(2)),
            (json!("100%"), 3, false, Some(3)),
            (json!("25%"), 1, false, Some(0)),
            (json!("25%"), 0, true, Some(0)),
            (json!("x"), 10, true, None),
            (json!(null), 10, true, None),
        ];
        for (value, total, up, expected) in rows {
            assert_eq!(
                resolve(Some(&value), total, up),
                expected,
                "{value} {total} {up}"
            );
        }
        assert_eq!(resolve(None, 1, true), None);
    }
}
