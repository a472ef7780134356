//! Where a cell comes from.

use jiff::Timestamp;
use serde_json::Value;

use super::columns::Column;
use super::duration::since;
use super::labels;

/// An object that is looked at, and when.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) object: &'a Value,
    pub(super) now: Timestamp,
}

impl<'a> View<'a> {
    /// What is at a JSON pointer; null when nothing is.
    pub(super) fn at(&self, pointer: &str) -> &'a Value {
        self.object.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// Text; empty when there is none.
    pub(super) fn text(&self, pointer: &str) -> &'a str {
        self.at(pointer).as_str().unwrap_or_default()
    }

    /// An integer; 0 when there is none.
    pub(super) fn number(&self, pointer: &str) -> i64 {
        self.at(pointer).as_i64().unwrap_or_default()
    }

    /// A list; empty when there is none.
    pub(super) fn list(&self, pointer: &str) -> &'a [Value] {
        self.at(pointer).as_array().map_or(&[], Vec::as_slice)
    }

    /// How long ago the time there was.
    pub(super) fn since(&self, pointer: &str) -> String {
        since(self.text(pointer), self.now)
    }

    /// Whether it is being deleted.
    pub(super) fn deleted(&self) -> bool {
        !self.at("/metadata/deletionTimestamp").is_null()
    }

    /// The condition of a type.
    pub(super) fn condition(&self, of: &str) -> Option<&'a Value> {
        let conditions = self.list("/status/conditions");
        conditions.iter().find(|condition| condition["type"] == of)
    }
}

/// Where a cell comes from. Paths are JSON pointers.
pub(super) enum Cell {
    /// Text there, or this where there is none.
    Text(&'static str, &'static str),
    /// The integer there.
    Number(&'static str),
    /// The boolean there, or this.
    Boolean(&'static str, bool),
    /// How many elements or entries there are.
    Count(&'static str),
    /// How long ago the time there was.
    Since(&'static str),
    /// The names of the containers there, or another text of each.
    Each(&'static str, &'static str),
    /// The `LabelSelector` there, or this where it is empty.
    Selector(&'static str, &'static str),
    /// The labels there.
    Labels(&'static str),
    /// It takes more than a look.
    By(fn(View) -> Value),
}

impl Cell {
    pub(super) fn of(&self, view: View) -> Value {
        match self {
            Self::Text(path, otherwise) => match view.text(path) {
                "" => (*otherwise).into(),
                text => text.into(),
            },
            Self::Number(path) => view.number(path).into(),
            Self::Boolean(path, otherwise) => view.at(path).as_bool().unwrap_or(*otherwise).into(),
            Self::Count(path) => count(view.at(path)).into(),
            Self::Since(path) => view.since(path).into(),
            Self::Each(path, field) => each(view.list(path), field, ",").into(),
            Self::Selector(path, otherwise) => match labels::of_selector(view.at(path)) {
                text if text.is_empty() => (*otherwise).into(),
                text => text.into(),
            },
            Self::Labels(path) => labels::of_map(view.at(path)).into(),
            Self::By(rule) => rule(view),
        }
    }
}

pub(super) fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    }
}

/// A text of each element, joined.
pub(super) fn each(items: &[Value], field: &str, between: &str) -> String {
    let texts: Vec<&str> = items
        .iter()
        .map(|item| item[field].as_str().unwrap_or_default())
        .collect();
    texts.join(between)
}

/// A column and its cells.
pub(super) struct Line {
    name: &'static str,
    of: &'static str,
    format: &'static str,
    wide: bool,
    pub(super) cell: Cell,
}

impl Line {
    pub(super) const fn new(name: &'static str, cell: Cell) -> Self {
        Self {
            name,
            of: "string",
            format: "",
            wide: false,
            cell,
        }
    }

    /// Shown by `-o wide` alone.
    pub(super) const fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// Of another type than text.
    pub(super) const fn of(self, of: &'static str) -> Self {
        Self { of, ..self }
    }

    /// With format `name`.
    pub(super) const fn named(self) -> Self {
        Self {
            format: "name",
            ..self
        }
    }

    pub(super) fn column(&self) -> Column {
        Column {
            name: self.name.to_owned(),
            of: self.of.to_owned(),
            format: self.format.to_owned(),
            priority: self.wide.into(),
        }
    }
}
