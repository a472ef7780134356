//! Short names for templates: the same template has the same name.

use serde_json::Value;

/// Letters and digits that make no words.
const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// A hash of a value, whatever the order of its fields; `salt` makes another one of it.
pub(super) fn hash(value: &Value, salt: Option<i64>) -> String {
    let mut text = String::new();
    canonical(value, &mut text);
    if let Some(salt) = salt {
        text.push_str(&salt.to_string());
    }
    fnv(text.as_bytes())
        .to_string()
        .bytes()
        .map(letter)
        .collect()
}

fn letter(digit: u8) -> char {
    char::from(ALPHABET[usize::from(digit) % ALPHABET.len()])
}

fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

/// JSON with its fields in order; fields that say nothing are left out.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.iter().filter(|(_, value)| !value.is_null()).collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in fields {
                text.push_str(name);
                text.push(':');
                canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(list) => {
            text.push('[');
            for value in list {
                canonical(value, text);
                text.push(',');
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::hash;

    #[test]
    fn a_hash_is_of_the_value_alone() {
        let value = json!({"a": 1, "b": {"c": [1, 2], "d": null}});
        let same = json!({"b": {"c": [1, 2]}, "a": 1});
        assert_eq!(hash(&value, None), hash(&same, None));
        for other in [
            json!({"a": 2, "b": {"c": [1, 2]}}),
            json!({"a": 1, "b": {"c": [2, 1]}}),
        ] {
            assert_ne!(hash(&value, None), hash(&other, None), "{other}");
        }
        assert_ne!(hash(&value, None), hash(&value, Some(1)));
    }

    #[test]
    fn a_hash_is_fit_for_a_name() {
        for n in 0..100 {
            let hash = hash(&json!(n), None);
            assert!((7..=10).contains(&hash.len()), "{hash}");
            assert!(
                hash.bytes().all(|byte| super::ALPHABET.contains(&byte)),
                "{hash}"
            );
        }
    }
}
