//! The generated table, read once.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::types::{Field, ListKind, Shape, Type};

/// As generate.py tells it.
#[derive(Deserialize)]
struct Written<'a> {
    #[serde(borrow)]
    kinds: HashMap<&'a str, &'a str>,
    #[serde(borrow)]
    types: HashMap<&'a str, Struct<'a>>,
}

#[derive(Deserialize)]
struct Struct<'a> {
    #[serde(borrow, rename = "f")]
    fields: BTreeMap<&'a str, Entry<'a>>,
    #[serde(default, rename = "a")]
    atomic: u8,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry<'a> {
    Detailed {
        #[serde(borrow)]
        t: Of<'a>,
        d: Option<Value>,
        #[serde(default)]
        r: u8,
        #[serde(default)]
        k: u8,
        #[serde(default)]
        x: u8,
        #[serde(default)]
        z: u8,
    },
    Plain(#[serde(borrow)] Of<'a>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Of<'a> {
    Name(&'a str),
    List {
        #[serde(borrow)]
        l: Box<Of<'a>>,
        k: Option<Keys>,
        #[serde(borrow)]
        p: Option<Patch<'a>>,
    },
    Map {
        #[serde(borrow)]
        m: Box<Of<'a>>,
        #[serde(default)]
        a: u8,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Keys {
    Map(Vec<String>),
    Set(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Patch<'a> {
    ByKey(&'a str),
    ByValue(IgnoredAny),
}

struct Table {
    kinds: HashMap<&'static str, &'static str>,
    types: HashMap<&'static str, Shape>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let written: Written<'static> =
        serde_json::from_str(include_str!("kinds.json")).expect("generate.py wrote it");
    let types = written.types.into_iter();
    let types: HashMap<_, _> = types.map(|(name, of)| (name, of.shape(name))).collect();
    Table {
        kinds: written.kinds,
        types,
    }
});

/// The type of `apps/v1/Deployment`, by name.
pub(super) fn kind(path: &str) -> Option<&'static str> {
    TABLE.kinds.get(path).copied()
}

/// What a named type looks like.
pub(super) fn shape(name: &str) -> Option<&'static Shape> {
    TABLE.types.get(name)
}

impl Struct<'static> {
    fn shape(self, name: &'static str) -> Shape {
        let fields = self.fields.into_iter();
        Shape::Struct {
            name,
            fields: fields
                .map(|(name, entry)| (name.to_owned(), entry.field()))
                .collect(),
            open: false,
            atomic: self.atomic > 0,
        }
    }
}

impl Entry<'static> {
    fn field(self) -> Field {
        match self {
            Self::Plain(of) => Field::plain(of.of()),
            Self::Detailed { t, d, r, k, x, z } => Field {
                of: t.of(),
                default: d,
                required: r > 0,
                retain_keys: k > 0,
                replaced: x > 0,
                keeps_zero: z > 0,
                nullable: false,
            },
        }
    }
}

impl Of<'static> {
    fn of(self) -> Type {
        match self {
            Self::Name("any") => Type::any(),
            Self::Name("raw") => Shape::Raw.into(),
            Self::Name(name) if name.contains('.') => Type::Named(name),
            Self::Name(name) => Shape::Scalar(name).into(),
            Self::Map { m, a } => Shape::Map {
                values: m.of(),
                atomic: a > 0,
            }
            .into(),
            Self::List { l, k, p } => Shape::List {
                items: l.of(),
                kind: Keys::kind(k),
                patch_merges: p.is_some(),
                patch_key: match p {
                    Some(Patch::ByKey(key)) => Some(key.to_owned()),
                    _ => None,
                },
            }
            .into(),
        }
    }
}

impl Keys {
    fn kind(keys: Option<Self>) -> ListKind {
        match keys {
            None => ListKind::Atomic,
            Some(Self::Map(keys)) => ListKind::Map(keys),
            Some(Self::Set(_)) => ListKind::Set,
        }
    }
}
