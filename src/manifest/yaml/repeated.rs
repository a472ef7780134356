//! YAML whose maps may have a key more than once, as an API server reads it: the last one counts.

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};

use super::{Node, NodeVisitor, documents, key_text, reading};
use crate::error::Result;

/// A key that was there before, and its line, counted from 1.
pub type RepeatedKey = (u64, String);

/// The documents of a text as [`super::parse_documents`] reads them, but that a later key replaces
/// an earlier one; and the keys that do.
///
/// # Errors
/// As [`super::parse_documents`], but of repeated keys.
pub fn parse_repeating(text: &str, origin: &str) -> Result<(Vec<Value>, Vec<RepeatedKey>)> {
    let refused = match documents(text, origin) {
        Ok(read) => return Ok((read.into_iter().map(|one| one.value).collect(), Vec::new())),
        Err(refused) => refused,
    };
    let mut options = reading();
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    let read: Vec<Lenient> =
        serde_saphyr::from_multiple_with_options(text, options).unwrap_or_default();
    let (mut values, mut repeated) = (Vec::new(), Vec::new());
    for one in read {
        values.push(one.value);
        repeated.extend(one.repeated);
    }
    // Then that was not what is wrong with it.
    if repeated.is_empty() {
        return Err(refused);
    }
    Ok((values, repeated))
}

/// A value, and the keys in it that came again.
#[derive(Default)]
struct Lenient {
    value: Value,
    repeated: Vec<RepeatedKey>,
}

impl Lenient {
    fn scalar<E>(value: std::result::Result<Value, E>) -> std::result::Result<Self, E> {
        let repeated = Vec::new();
        value.map(|value| Self { value, repeated })
    }
}

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(LenientVisitor)
    }
}

struct LenientVisitor;

impl<'de> Visitor<'de> for LenientVisitor {
    type Value = Lenient;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Lenient, E> {
        Lenient::scalar(NodeVisitor.visit_unit())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> std::result::Result<Lenient, E> {
        Lenient::scalar(NodeVisitor.visit_bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> std::result::Result<Lenient, E> {
        Lenient::scalar(NodeVisitor.visit_i64(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> std::result::Result<Lenient, E> {
        Lenient::scalar(NodeVisitor.visit_u64(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> std::result::Result<Lenient, E> {
        Lenient::scalar(NodeVisitor.visit_f64(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> std::result::Result<Lenient, E> {
        Lenient::scalar(NodeVisitor.visit_str(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Lenient, A::Error> {
        let (mut items, mut repeated) = (Vec::new(), Vec::new());
        while let Some(item) = list.next_element::<Lenient>()? {
            items.push(item.value);
            repeated.extend(item.repeated);
        }
        let value = items.into();
        Ok(Lenient { value, repeated })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Lenient, A::Error> {
        let (mut fields, mut repeated) = (Map::new(), Vec::new());
        while let Some(key) = map.next_key::<Spanned<Node>>()? {
            let line = key.defined.line();
            let key = key_text(key.value.0).map_err(A::Error::custom)?;
            let item: Lenient = map.next_value()?;
            repeated.extend(item.repeated);
            if fields.insert(key.clone(), item.value).is_some() {
                repeated.push((line, key));
            }
        }
        let value = fields.into();
        Ok(Lenient { value, repeated })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse_repeating;

    #[test]
    fn the_last_one_counts_and_the_lines_are_told() {
        let text =
            "metadata:\n  name: a\n  name: b\n  labels: {c: d, c: e}\ndata:\n  x: 1\n  x: 2\n";
        let (documents, repeated) = parse_repeating(text, "body").unwrap();
        let expected = json!({"metadata": {"name": "b", "labels": {"c": "e"}}, "data": {"x": 2}});
        assert_eq!(documents, [expected]);
        let keys = [(3, "name"), (4, "c"), (7, "x")];
        assert_eq!(repeated, keys.map(|(line, key)| (line, key.to_owned())));
        let (documents, repeated) = parse_repeating(r#"{"a":1,"a":2}"#, "body").unwrap();
        assert_eq!(
            (documents, repeated),
            (vec![json!({"a": 2})], vec![(1, "a".to_owned())])
        );
    }

    #[test]
    fn what_else_is_wrong_is_told_as_ever() {
        let (documents, repeated) = parse_repeating("a: 1\n", "body").unwrap();
        assert_eq!((documents.len(), repeated.len()), (1, 0));
        assert_eq!(
            parse_repeating("a: [", "body").unwrap_err().code,
            "bad-yaml"
        );
    }
}
