//! Types of fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::table;

/// A type, of a whole object or of a part of it. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Type {
    /// Of a built-in kind, by name: such types may hold themselves.
    Named(&'static str),
    /// Any other.
    Shape(Arc<Shape>),
}

/// What a value of the type looks like.
#[derive(Clone, Debug)]
pub enum Shape {
    /// `boolean`, `byte`, `date-time`, `double`, `int-or-string`, `int32`, `int64`, `micro-time`,
    /// `quantity`, `string`; of custom resources also `integer` and `number`.
    Scalar(&'static str),
    /// Named fields.
    Struct {
        /// `core.v1.Container`; empty in custom resources.
        name: &'static str,
        /// By name.
        fields: BTreeMap<String, Field>,
        /// Whether unknown fields are kept (`x-kubernetes-preserve-unknown-fields`).
        open: bool,
        /// `x-kubernetes-map-type: atomic`
        atomic: bool,
    },
    /// Any key, values of one type.
    Map {
        /// Of the values.
        values: Type,
        /// `x-kubernetes-map-type: atomic`
        atomic: bool,
    },
    /// A list.
    List {
        /// Of the elements.
        items: Type,
        /// How elements are told apart.
        kind: ListKind,
        /// `x-kubernetes-patch-merge-key`, where a strategic merge patch merges it.
        patch_key: Option<String>,
        /// Whether a strategic merge patch merges it (`x-kubernetes-patch-strategy: merge`).
        patch_merges: bool,
    },
    /// Anything, its fields told apart as far as there are objects.
    Any,
    /// Anything, as one value (`RawExtension`).
    Raw,
}

/// How the elements of a list are told apart by server-side apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Not at all: it is one value.
    Atomic,
    /// By their values.
    Set,
    /// By these fields.
    Map(Vec<String>),
}

/// A field of a struct.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one of the API's own marks"
)]
pub struct Field {
    /// Its type.
    pub of: Type,
    /// What it is when it is left out.
    pub default: Option<Value>,
    /// Whether it has to be there.
    pub required: bool,
    /// `retainKeys` in its patch strategy.
    pub retain_keys: bool,
    /// `replace` in its patch strategy.
    pub replaced: bool,
    /// Whether `false`, `0` and `""` are more than nothing (in Go: whether it is a pointer).
    pub keeps_zero: bool,
    /// Whether a custom resource may have a null there (`nullable`).
    pub nullable: bool,
}

impl Field {
    /// An optional one without a default.
    pub(crate) fn plain(of: Type) -> Self {
        Self {
            of,
            default: None,
            required: false,
            retain_keys: false,
            replaced: false,
            keeps_zero: false,
            nullable: false,
        }
    }
}

static ANY: Shape = Shape::Any;

impl Type {
    /// What a value of the type looks like.
    pub fn shape(&self) -> &Shape {
        match self {
            Self::Named(name) => table::shape(name).unwrap_or(&ANY),
            Self::Shape(shape) => shape,
        }
    }

    /// The type of a field; `None` when a struct has no such field.
    pub fn field(&self, name: &str) -> Option<Self> {
        match self.shape() {
            Shape::Struct { fields, open, .. } => fields
                .get(name)
                .map(|field| field.of.clone())
                .or_else(|| open.then(Self::any)),
            Shape::Map { values, .. } => Some(values.clone()),
            Shape::Any => Some(Self::any()),
            Shape::Raw => Some(Self::from(Shape::Raw)),
            Shape::Scalar(_) | Shape::List { .. } => None,
        }
    }

    /// Whether server-side apply takes a map, struct or list of it as one value.
    pub fn is_atomic(&self) -> bool {
        match self.shape() {
            Shape::Struct { atomic, .. } | Shape::Map { atomic, .. } => *atomic,
            Shape::List { kind, .. } => *kind == ListKind::Atomic,
            Shape::Raw => true,
            Shape::Any | Shape::Scalar(_) => false,
        }
    }

    /// Whether strategic merge patches are for it: a built-in kind.
    pub fn is_builtin(&self) -> bool {
        matches!(self.shape(), Shape::Struct { name, .. } if !name.is_empty())
    }

    pub(crate) fn any() -> Self {
        Self::from(Shape::Any)
    }
}

impl From<Shape> for Type {
    fn from(shape: Shape) -> Self {
        Self::Shape(Arc::new(shape))
    }
}

/// The type of a built-in kind.
pub fn builtin(api_version: &str, kind: &str) -> Option<Type> {
    table::kind(&format!("{api_version}/{kind}")).map(Type::Named)
}
