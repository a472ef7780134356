//! What a Go program writes otherwise than a Rust one. Dapr's answers and its data in Redis
//! carry these marks, and apps see them.

use std::fmt::Write as _;

use serde_json::{Number, Value};

/// JSON as `encoding/json` writes it: `<`, `>` and `&` escaped.
pub(super) fn json(value: &Value) -> String {
    // Outside of strings JSON has none of these characters.
    let text = value.to_string();
    if !text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return text;
    }
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A value that came through a Go `any`: numbers are floats, keys of objects are in order.
pub(super) fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<_> = fields.iter().collect();
            keys.sort_by(|left, right| left.0.cmp(right.0));
            keys.into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// JSON as Dapr's Redis store writes a value: numbers with at most six decimals.
pub(super) fn lossy_json(value: &Value) -> String {
    let mut text = String::new();
    write_lossy(value, &mut text);
    text
}

fn write_lossy(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => text.push_str(&lossy_number(number)),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                write_lossy(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (index, (key, item)) in fields.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                let _ = write!(text, "{}:", Value::String(key.clone()));
                write_lossy(item, text);
            }
            text.push('}');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

/// Above this a float is written in full.
const LOSSY_LIMIT: f64 = 83_886_079.0;

fn lossy_number(number: &Number) -> String {
    let Some(value) = number.as_f64() else {
        return number.to_string();
    };
    let magnitude = value.abs();
    if magnitude > LOSSY_LIMIT {
        return float(value);
    }
    let text = format!("{:.6}", (magnitude * 1e6 + 0.5).floor() / 1e6);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{text}")
}

/// A float as Go's shortest form: an exponent only beyond 1e21 and below 1e-6.
pub(super) fn float(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let text = format!("{value:e}");
        return match text.split_once('e') {
            Some((digits, exponent)) if !exponent.starts_with('-') => {
                format!("{digits}e+{exponent:0>2}")
            }
            Some((digits, exponent)) => {
                format!("{digits}e-{:0>2}", exponent.trim_start_matches('-'))
            }
            None => text,
        };
    }
    format!("{value}")
}

/// A time as Go writes it: `1m30s`, `1.5s`, `200ms`. Below a millisecond there is only `0s`.
pub(super) fn duration(time: std::time::Duration) -> String {
    let (whole, milliseconds) = (time.as_secs(), u64::from(time.subsec_millis()));
    let seconds = |whole: u64| {
        let text = format!("{whole}.{milliseconds:03}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned() + "s"
    };
    match (whole / 3600, whole / 60 % 60) {
        (0, 0) if whole == 0 && milliseconds > 0 => format!("{milliseconds}ms"),
        (0, 0) => seconds(whole),
        (0, minutes) => format!("{minutes}m{}", seconds(whole % 60)),
        (hours, minutes) => format!("{hours}h{minutes}m{}", seconds(whole % 60)),
    }
}

/// A string as `%q` writes it.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_ascii_control() => {
                let _ = write!(quoted, "\\x{:02x}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A path without `.`, `..`, and doubled slashes, as `path.Clean` makes it.
pub(super) fn clean_path(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            other => parts.push(other),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

/// `%41` → `A`; `+` is a space where it stands in a query. None for a broken escape.
pub(super) fn unescape(text: &str, plus: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            b'+' if plus => b' ',
            other => other,
        });
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// The fields of a query, decoded, in order.
pub(super) fn query(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((unescape(name, true)?, unescape(value, true)?))
        })
        .collect()
}

/// The first JSON value of a body, or why there is none in the words of `encoding/json`.
pub(super) fn decode(body: &[u8]) -> Result<Value, String> {
    match serde_json::Deserializer::from_slice(body)
        .into_iter::<Value>()
        .next()
    {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(refusal(body, &error)),
        None => Err("EOF".into()),
    }
}

fn refusal(body: &[u8], error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "unexpected EOF".into();
    }
    let words = error.to_string();
    // Where both stop at the same character, they name different things that they expect.
    let rows = [
        ("expected `:`", "after object key"),
        ("expected `,` or `}`", "after object key:value pair"),
        ("expected `,` or `]`", "after array element"),
        (
            "key must be a string",
            "looking for beginning of object key string",
        ),
        ("control character", "in string literal"),
        ("invalid escape", "in string escape code"),
        ("invalid number", "in numeric literal"),
    ];
    let line = body
        .split(|byte| *byte == b'\n')
        .nth(error.line().saturating_sub(1))
        .unwrap_or_default();
    let column = error.column().saturating_sub(1);
    let found = line.get(column).copied().map_or(' ', char::from);
    let row = rows.iter().find(|(theirs, _)| words.starts_with(theirs));
    let place = match row {
        Some((_, ours)) => (*ours).to_owned(),
        None => literal(line.get(..column).unwrap_or_default())
            .unwrap_or_else(|| "looking for beginning of value".into()),
    };
    format!("invalid character '{found}' {place}")
}

/// Which word was begun, and the letter that should follow.
fn literal(before: &[u8]) -> Option<String> {
    let letters = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphabetic());
    let begun = &before[before.len() - letters.count()..];
    let word = ["null", "true", "false"]
        .into_iter()
        .find(|word| !begun.is_empty() && word.as_bytes().starts_with(begun))?;
    let next = char::from(*word.as_bytes().get(begun.len())?);
    Some(format!("in literal {word} (expecting '{next}')"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use std::time::Duration;

    use super::{
        clean_path, decode, duration, float, json as go_json, lossy_json, query, quote, sorted,
        unescape,
    };

    #[test]
    fn times() {
        let rows = [
            (0, "0s"),
            (20, "20ms"),
            (1_500, "1.5s"),
            (10_000, "10s"),
            (90_000, "1m30s"),
            (3_600_050, "1h0m0.05s"),
        ];
        for (milliseconds, expected) in rows {
            assert_eq!(duration(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn numbers_in_redis_have_six_decimals() {
        let rows = [
            (json!(1), "1"),
            (json!(1.0), "1"),
            (json!(-2.5), "-2.5"),
            (json!(2.500_000_04), "2.5"),
            (json!(0.000_000_1), "0"),
            (json!(12_345_678_901_234_u64), "12345678901234"),
            (
                json!(12_345_678_901_234_567_890_u64),
                "12345678901234567000",
            ),
            (
                json!({"b": 1.5, "a": ["x<y", null, true]}),
                r#"{"b":1.5,"a":["x<y",null,true]}"#,
            ),
        ];
        for (value, expected) in rows {
            assert_eq!(lossy_json(&value), expected);
        }
    }

    #[test]
    fn floats_have_an_exponent_at_the_ends_only() {
        let rows = [
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (1.5e-7, "1.5e-07"),
            (0.0, "0"),
        ];
        for (value, expected) in rows {
            assert_eq!(float(value), expected);
        }
    }

    #[test]
    fn json_escapes_what_html_would_read() {
        assert_eq!(
            go_json(&json!({"a": "<&>"})),
            r#"{"a":"\u003c\u0026\u003e"}"#
        );
        assert_eq!(
            sorted(&json!({"b": {"d": 1, "c": 2}, "a": 3})).to_string(),
            r#"{"a":3,"b":{"c":2,"d":1}}"#
        );
        assert_eq!(quote("a\"b\\\n\u{7}é"), "\"a\\\"b\\\\\\n\\x07é\"");
    }

    #[test]
    fn bodies_are_refused_in_go_s_words() {
        let rows = [
            ("", "EOF"),
            ("  ", "EOF"),
            ("{\"a\":", "unexpected EOF"),
            ("x", "invalid character 'x' looking for beginning of value"),
            (
                "nonsense",
                "invalid character 'o' in literal null (expecting 'u')",
            ),
            (
                "[trux]",
                "invalid character 'x' in literal true (expecting 'e')",
            ),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            (
                "{\"a\":1 2}",
                "invalid character '2' after object key:value pair",
            ),
            ("[1 2]", "invalid character '2' after array element"),
            (
                "{1}",
                "invalid character '1' looking for beginning of object key string",
            ),
        ];
        for (body, expected) in rows {
            assert_eq!(decode(body.as_bytes()), Err(expected.to_owned()), "{body}");
        }
        assert_eq!(decode(b"[1] and more"), Ok(json!([1])));
    }

    #[test]
    fn paths_are_cleaned() {
        let rows = [
            ("/a//b/./c/../d/", "/a/b/d"),
            ("/../a", "/a"),
            ("../a", "../a"),
            ("a/..", "."),
            ("", "."),
            ("/", "/"),
        ];
        for (path, expected) in rows {
            assert_eq!(clean_path(path), expected, "{path}");
        }
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescape("a%20b+c", true).as_deref(), Some("a b c"));
        assert_eq!(unescape("a+c", false).as_deref(), Some("a+c"));
        assert_eq!(unescape("%4", true), None);
        let fields = query("metadata.ttlInSeconds=5&x&=y&a=%zz");
        assert_eq!(fields[0], ("metadata.ttlInSeconds".into(), "5".into()));
        assert_eq!(fields[1], ("x".into(), String::new()));
        assert_eq!(fields.len(), 3);
    }
}
