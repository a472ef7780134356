//! Where a field stands in an object, from the root down. Made on the way without allocating;
//! becomes a text only where one is asked for.

use std::fmt::{Display, Formatter, Result};

/// The root, or a step further down.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    /// A field of a map.
    Field(&'a Self, &'a str),
    /// An item of a list, by its name or its number.
    Item(&'a Self, &'a str),
}

impl<'a> Path<'a> {
    pub(super) fn field(&'a self, key: &'a str) -> Self {
        Self::Field(self, key)
    }

    pub(super) fn item(&'a self, label: &'a str) -> Self {
        Self::Item(self, label)
    }

    /// The name of the field that it ends in; empty at the root and for an item.
    pub(super) fn key(&self) -> &'a str {
        match self {
            Self::Field(_, key) => key,
            Self::Root | Self::Item(..) => "",
        }
    }

    pub(super) fn is_item(&self) -> bool {
        matches!(self, Self::Item(..))
    }

    /// The path without its last step.
    pub(super) fn parent(&self) -> Option<&'a Self> {
        match self {
            Self::Root => None,
            Self::Field(parent, _) | Self::Item(parent, _) => Some(parent),
        }
    }

    /// The field of the object itself that it starts with: `spec`, `metadata` …
    pub(super) fn first_key(&self) -> &'a str {
        match self.parent() {
            None => "",
            Some(Self::Root) => self.key(),
            Some(parent) => parent.first_key(),
        }
    }
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let plain = |key: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            !key.is_empty() && key.chars().all(plain)
        };
        match self {
            Self::Root => Ok(()),
            Self::Field(Self::Root, key) if plain(key) => f.write_str(key),
            Self::Field(parent, key) if plain(key) => write!(f, "{parent}.{key}"),
            Self::Field(parent, key) => write!(f, "{parent}[{key}]"),
            Self::Item(parent, label) => write!(f, "{parent}[{label}]"),
        }
    }
}
