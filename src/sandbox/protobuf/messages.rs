//! What messages are made of.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::own::Own;

/// Made by `generate.py`, which tells how it is to be read.
const TEXT: &str = include_str!("messages.txt");

static MESSAGES: LazyLock<HashMap<String, Message>> = LazyLock::new(|| parse(TEXT));

/// A message.
#[derive(Debug)]
pub(super) enum Message {
    /// An object with these fields, ordered by their numbers.
    Fields(Vec<Field>),
    /// What its only field is.
    Same(Field),
}

/// A field of a message.
#[derive(Debug)]
pub(super) struct Field {
    /// Its number on the wire.
    pub(super) number: u64,
    /// Its name in JSON; empty where its own fields stand in its place.
    pub(super) json: &'static str,
    /// Its type, or its elements'.
    pub(super) of: Of,
    /// How many of them there are.
    pub(super) mark: Mark,
    /// Whether JSON leaves it out when it is zero or empty.
    pub(super) omit: bool,
}

/// A type.
#[derive(Debug)]
pub(super) enum Of {
    Text,
    Boolean,
    Integer,
    Double,
    /// Base64 in JSON.
    Bytes,
    /// Has a rule of its own.
    Own(Own),
    /// By its name, with its package.
    Message(String),
}

/// How many values a field has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    One,
    List,
    /// Its keys are text.
    Map,
}

/// The message of a kind. `DeleteOptions` are the same in every group.
pub(super) fn of_kind(api_version: &str, kind: &str) -> Option<&'static Message> {
    match kind {
        "DeleteOptions" => named("meta.DeleteOptions"),
        _ => named(&format!("{api_version}.{kind}")),
    }
}

/// The message with this name: `v1.Pod`, `meta.ObjectMeta`.
pub(super) fn named(name: &str) -> Option<&'static Message> {
    MESSAGES.get(name)
}

fn parse(text: &'static str) -> HashMap<String, Message> {
    let mut package = "";
    let mut messages = HashMap::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            package = name.trim_end_matches(']');
            continue;
        }
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        messages.insert(format!("{package}.{name}"), message(rest, package));
    }
    messages
}

fn message(text: &'static str, package: &str) -> Message {
    if let Some(of) = text.strip_prefix("= ") {
        return Message::Same(typed(1, "", of, package));
    }
    let fields = text.split_whitespace().map(|cell| field(cell, package));
    Message::Fields(fields.collect())
}

/// `2image=s?`
fn field(cell: &'static str, package: &str) -> Field {
    let (name, of) = cell.split_once('=').unwrap_or((cell, ""));
    let json = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = name[..name.len() - json.len()].parse().unwrap_or_default();
    typed(number, json, of, package)
}

fn typed(number: u64, json: &'static str, of: &str, package: &str) -> Field {
    let name = of.trim_end_matches(['*', '%', '?']);
    let mark = match &of[name.len()..] {
        marks if marks.contains('*') => Mark::List,
        marks if marks.contains('%') => Mark::Map,
        _ => Mark::One,
    };
    Field {
        number,
        json,
        of: type_named(name, package),
        mark,
        omit: of.ends_with('?'),
    }
}

fn type_named(name: &str, package: &str) -> Of {
    match name {
        "s" => Of::Text,
        "b" => Of::Boolean,
        "i" => Of::Integer,
        "d" => Of::Double,
        "y" => Of::Bytes,
        name => {
            let full = if name.contains('.') {
                name.to_owned()
            } else {
                format!("{package}.{name}")
            };
            Own::named(&full).map_or(Of::Message(full), Of::Own)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every type that a field names.
    fn references() -> impl Iterator<Item = &'static str> {
        let fields = MESSAGES.values().flat_map(|message| match message {
            Message::Fields(fields) => fields.iter().collect::<Vec<_>>(),
            Message::Same(field) => vec![field],
        });
        fields.filter_map(|field| match &field.of {
            Of::Message(name) => Some(name.as_str()),
            _ => None,
        })
    }

    #[test]
    fn every_type_is_known_and_every_number_is_one() {
        let unknown: Vec<_> = references().filter(|name| named(name).is_none()).collect();
        assert_eq!(unknown, Vec::<&str>::new());
        for (name, message) in MESSAGES.iter() {
            let Message::Fields(fields) = message else {
                continue;
            };
            let ordered = fields.is_sorted_by(|a, b| a.number < b.number);
            assert!(ordered && fields.iter().all(|f| f.number > 0), "{name}");
        }
    }

    #[test]
    fn the_table_stays_small() {
        assert!(TEXT.len() < 120_000 && MESSAGES.len() > 400);
    }
}
