//! How deep an object is nested.

use serde_json::Value;

/// So many lists and structs in one another at most can be read: the limit of `serde_json`.
pub const READABLE: usize = 127;

/// Whether more lists and structs than that are in one another. It looks no deeper: the stack lasts.
pub fn is_deeper(value: &Value, most: usize) -> bool {
    match value {
        Value::Array(list) => most == 0 || list.iter().any(|one| is_deeper(one, most - 1)),
        Value::Object(map) => most == 0 || map.values().any(|one| is_deeper(one, most - 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_str};

    use super::{READABLE, is_deeper};

    #[test]
    fn what_is_readable_is_what_the_reader_reads() {
        for depth in READABLE - 1..=READABLE + 1 {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            assert_eq!(from_str::<Value>(&text).is_ok(), depth <= READABLE);
            let deep = (1..depth).fold(Value::Array(Vec::new()), |inner, _| vec![inner].into());
            assert_eq!(is_deeper(&deep, READABLE), depth > READABLE, "{depth}");
        }
    }
}
