//! YAML and JSON as kubectl reads them, and YAML that kubectl reads back equal. Nothing else
//! names the YAML crate.
//!
//! kubectl follows YAML 1.1 (`go.yaml.in/yaml/v2`, then JSON): `0644` is 420, `yes`, `on` and `y`
//! are true, `1_000` is 1000, `<<` merges, and a whole float (`1.0`, `1e3`) is an integer. A key
//! that is a boolean or an integer becomes the text of it (`on:` is `"true"`).
//!
//! Stricter than kubectl, each an error that names the place: duplicate keys, keys that are
//! fractions (`1.10:` would become `1.1`), and numbers beyond a float (`12e999` would be a text).
//! Otherwise than kubectl in spellings that nobody writes: `oN` is true here, `1__0` a text.

mod repeated;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};
use serde_saphyr::{Options, SerializerOptions, Spanned, UserMessageFormatter};

use super::excerpt::excerpt;
use crate::error::{Error, Result};

pub use repeated::{RepeatedKey, parse_repeating};

/// Deeper than any custom resource definition; the 2 MB of stack that a thread has hold a fourth
/// more in a debug build.
const MAX_DEPTH: usize = 80;
/// Nodes that `*alias` may stand for in all of a file: 50 uses of a 2000-node anchor.
const MAX_ALIASED: usize = 100_000;

/// One document of a file.
pub(super) struct Document {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    pub(super) value: Value,
}

/// The documents of a YAML or JSON text; those that are empty or `null` are dropped.
///
/// # Errors
/// `bad-yaml` names `origin:line:column` and shows the line, unless it may hold a secret.
pub fn parse_documents(text: &str, origin: &str) -> Result<Vec<Value>> {
    let documents = documents(text, origin)?;
    Ok(documents.into_iter().map(|one| one.value).collect())
}

/// The same, with the lines where the documents begin.
pub(super) fn documents(text: &str, origin: &str) -> Result<Vec<Document>> {
    if let Some(documents) = json_documents(text) {
        return Ok(documents);
    }
    let mut documents = yaml_documents(text).map_err(|error| bad_yaml(text, origin, &error))?;
    drop_added_line_break(text, &mut documents);
    Ok(documents)
}

fn yaml_documents(text: &str) -> Result<Vec<Document>, serde_saphyr::Error> {
    let read: Vec<Spanned<Node>> = serde_saphyr::from_multiple_with_options(text, reading())?;
    Ok(read
        .into_iter()
        .map(|document| Document {
            line: usize::try_from(document.defined.line()).unwrap_or(usize::MAX),
            value: document.value.0,
        })
        .collect())
}

/// A block (`|`, `>`) that a file ends in has no line break at its end if the file has none there.
/// The reader adds one, so it is taken away again; with a letter more at the end of the file, a
/// block shows itself by having that letter, too.
fn drop_added_line_break(text: &str, documents: &mut [Document]) {
    let last = documents
        .last_mut()
        .and_then(|one| last_text(&mut one.value));
    let Some(last) = last.filter(|last| last.ends_with('\n') && !text.ends_with('\n')) else {
        return;
    };
    let mut more = yaml_documents(&format!("{text}x")).unwrap_or_default();
    let more = more.last_mut().and_then(|one| last_text(&mut one.value));
    let expected = format!("{}x", last.trim_end_matches('\n'));
    if more.is_some_and(|more| more.trim_end_matches('\n') == expected) {
        last.pop();
    }
}

/// The text that a value ends in.
fn last_text(value: &mut Value) -> Option<&mut String> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => last_text(items.last_mut()?),
        Value::Object(map) => last_text(map.values_mut().next_back()?),
        _ => None,
    }
}

/// The value as one YAML document: keys in the order given, lines of a text one below the other.
pub fn to_string(value: &Value) -> String {
    serde_saphyr::to_string_with_options(value, writing())
        .expect("a JSON value has string keys and finite numbers, and a String takes all writes")
}

fn reading() -> Options {
    serde_saphyr::options! {
        legacy_octal_numbers: true,
        with_snippet: false,
        // Comments that are never looked at would count against a limit of 32 in a row.
        emit_comments: false,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MAX_ALIASED },
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_nodes: 4_000_000,
            max_events: 8_000_000,
            // One anchor used a thousand times is a fair file; what it unfolds to is limited above.
            enforce_alias_anchor_ratio: false,
        },
    }
}

fn writing() -> SerializerOptions {
    // Folded text is hard to read and to compare: long lines stay long.
    serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX }
}

/// The documents, if the text is JSON throughout. JSON is YAML but for surrogate pairs in `\u`
/// escapes and long keys.
fn json_documents(text: &str) -> Option<Vec<Document>> {
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut documents = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Node>();
    loop {
        let rest = &text[stream.byte_offset()..];
        let start = text.len() - rest.trim_start().len();
        match stream.next() {
            Some(Ok(Node(value))) => documents.push(Document {
                line: text[..start].matches('\n').count() + 1,
                value,
            }),
            Some(Err(_)) => return None,
            None => return Some(documents),
        }
    }
}

fn bad_yaml(text: &str, origin: &str, error: &serde_saphyr::Error) -> Error {
    let reason = reason(&error.render_with_formatter(&UserMessageFormatter));
    let failure = Error::usage("bad-yaml", "this is not YAML that kubectl would read");
    let Some(at) = error.location() else {
        return failure.on(origin).says(reason);
    };
    let (line, column) = (at.line(), at.column());
    let failure = failure.on(format!("{origin}:{line}:{column}"));
    match shown(text, line, column) {
        Some(excerpt) => failure.says(format!("{reason}\n{excerpt}")),
        None => failure.says(reason),
    }
}

/// What is wrong with a text that another crate read, without anything that stands in it: that may be a secret.
pub fn unquoted(error: &serde_saphyr::Error) -> String {
    let reason = reason(&error.without_snippet().to_string());
    let cut = reason.find(['"', '`', '\'']).unwrap_or(reason.len());
    let words = reason[..cut].trim_end_matches([' ', ':', ',']);
    match error.location() {
        Some(at) => format!("line {}, column {}: {words}", at.line(), at.column()),
        None => words.to_owned(),
    }
}

/// The first line of what the crate says, without the place, which is told apart.
fn reason(said: &str) -> String {
    let first = said.lines().next().unwrap_or_default();
    let cut = first.find(" at line ").unwrap_or(first.len());
    first[..cut].trim_end_matches([',', ':', ' ']).to_owned()
}

/// The line with a caret; none where it is empty or may hold a secret.
fn shown(text: &str, line: u64, column: u64) -> Option<String> {
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    let column = usize::try_from(column).ok()?.checked_sub(1)?;
    let line = text.lines().nth(index)?;
    let hidden = line.trim().is_empty() || mentions_secret(text) || names_secret(line);
    (!hidden).then(|| excerpt(line, column))
}

fn mentions_secret(text: &str) -> bool {
    text.lines()
        .any(|line| line.contains("kind") && line.contains("Secret"))
}

/// Whether a line of a values file or a component looks like it holds a secret.
fn names_secret(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    let words = ["password", "secret", "token", "key"];
    words.iter().any(|word| line.contains(word))
}

/// A JSON value read by the rules above.
struct Node(Value);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor).map(Self)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(whole(value).map_or_else(|| value.into(), Into::into))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Node(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key_seed(NewKey(&map))? {
            let Node(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(map.into())
    }
}

/// A key that the map doesn't have yet. As a seed, so that the reader knows the place when it is
/// refused.
struct NewKey<'a>(&'a Map<String, Value>);

impl<'de> DeserializeSeed<'de> for NewKey<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let Node(key) = Node::deserialize(deserializer)?;
        let key = key_text(key).map_err(D::Error::custom)?;
        if self.0.contains_key(&key) {
            let reason = format!("duplicate mapping key `{key}` is not allowed here");
            return Err(D::Error::custom(reason));
        }
        Ok(key)
    }
}

/// The integer that a float stands for: Go writes such a float into JSON without a fraction.
fn whole(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if value.fract() != 0.0 || !(-LIMIT..LIMIT).contains(&value) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and within i64, as tested just above"
    )]
    Some(value as i64)
}

fn key_text(key: Value) -> Result<String, String> {
    match key {
        Value::String(text) => Ok(text),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) if !number.is_f64() => Ok(number.to_string()),
        Value::Number(number) => Err(format!("the key {number} is a fraction: put it in quotes")),
        Value::Null => Err("a key is null: put it in quotes".to_owned()),
        Value::Array(_) | Value::Object(_) => Err("a key is a list or a map".to_owned()),
    }
}

#[cfg(test)]
mod tests;
