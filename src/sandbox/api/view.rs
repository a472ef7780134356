//! Objects in the form that a client asked for.

use std::io;
use std::sync::Arc;

use futures::stream::{self, Stream, StreamExt as _};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};
use tokio::task::spawn_blocking;

use super::accept::{Form, Include, Many, Wanted};
use super::refusal::wrong_form;
use super::reply::{self, Answer};
use super::texts::Texts;
use crate::sandbox::registry::{Page, Resource};
use crate::sandbox::status::Reply;
use crate::sandbox::table::{self, Column};

/// Lists of so many objects are written by several threads.
const LONG: usize = 500;
/// So many at a time.
const PIECE: usize = 250;

/// How objects of one resource are shown to one client.
#[derive(Clone)]
pub(super) struct View {
    pub(super) resource: Arc<Resource>,
    /// The definition of a custom resource, for its columns.
    pub(super) definition: Option<Arc<Value>>,
    pub(super) wanted: Wanted,
    /// What long lists have shown.
    pub(super) texts: Arc<Texts>,
}

/// One object, or what is shown of it.
enum Shown<'a> {
    Whole(&'a Value),
    /// Without `apiVersion` and `kind`, as items of built-in lists are.
    Bare(&'a Value),
    Partial(&'a Value, &'static str),
    Nothing,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(object) => object.serialize(serializer),
            Self::Nothing => serializer.serialize_unit(),
            Self::Bare(object) => {
                let none = Map::new();
                let fields = object.as_object().unwrap_or(&none);
                serializer.collect_map(fields.iter().filter(|(key, _)| is_bare(key)))
            }
            Self::Partial(object, version) => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("kind", "PartialObjectMetadata")?;
                map.serialize_entry("apiVersion", &format!("meta.k8s.io/{version}"))?;
                map.serialize_entry("metadata", &object["metadata"])?;
                map.end()
            }
        }
    }
}

/// A list that is written object by object: ten thousand of them are not copied first.
struct List<'a> {
    kind: &'a str,
    api_version: &'a str,
    metadata: Value,
    items: &'a [Arc<Value>],
    shown: &'a dyn Fn(&'a Value) -> Shown<'a>,
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("kind", self.kind)?;
        map.serialize_entry("apiVersion", self.api_version)?;
        map.serialize_entry("metadata", &self.metadata)?;
        map.serialize_entry("items", &Items(self.items, self.shown))?;
        map.end()
    }
}

/// Objects with commas between them, in pieces. Several threads write them while those before are on their way: a
/// client reads the beginning of ten thousand soon, and they are never all in one text.
fn pieces(
    items: &[Arc<Value>],
    shown: fn(&Value) -> Shown,
    texts: &Arc<Texts>,
) -> impl Stream<Item = io::Result<Bytes>> + use<> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let pieces: Vec<_> = items.chunks(PIECE).map(<[_]>::to_vec).collect();
    let texts = Arc::clone(texts);
    texts.begin();
    let write = move |(index, piece): (usize, Vec<Arc<Value>>)| {
        let texts = Arc::clone(&texts);
        let written = spawn_blocking(move || texts.write(index > 0, &piece, |item| shown(item)));
        async { written.await.map_err(io::Error::other) }
    };
    stream::iter(pieces.into_iter().enumerate())
        .map(write)
        .buffered(2 * threads)
}

/// Whether items of built-in lists have this field.
fn is_bare(key: &str) -> bool {
    key != "apiVersion" && key != "kind"
}

struct Items<'a>(&'a [Arc<Value>], &'a dyn Fn(&'a Value) -> Shown<'a>);

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            list.serialize_element(&(self.1)(item))?;
        }
        list.end()
    }
}

/// `meta.k8s.io` Table.
struct Table<'a> {
    version: &'static str,
    metadata: Value,
    /// `None` after the first event of a watch.
    columns: Option<Vec<Column>>,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    cells: Vec<Value>,
    object: Shown<'a>,
}

impl Serialize for Table<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = self.columns.as_ref();
        let columns = columns.map(|columns| columns.iter().map(column).collect::<Vec<_>>());
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("kind", "Table")?;
        map.serialize_entry("apiVersion", &format!("meta.k8s.io/{}", self.version))?;
        map.serialize_entry("metadata", &self.metadata)?;
        map.serialize_entry("columnDefinitions", &columns)?;
        map.serialize_entry("rows", &self.rows)?;
        map.end()
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("cells", &self.cells)?;
        map.serialize_entry("object", &self.object)?;
        map.end()
    }
}

fn column(column: &Column) -> Value {
    json!({
        "name": column.name,
        "type": column.of,
        "format": column.format,
        "description": "",
        "priority": column.priority,
    })
}

fn page_metadata(page: &Page) -> Value {
    let mut metadata = json!({"resourceVersion": page.revision.to_string()});
    if !page.next.is_empty() {
        metadata["continue"] = page.next.as_str().into();
        if let Some(remaining) = page.remaining {
            metadata["remainingItemCount"] = remaining.into();
        }
    }
    metadata
}

impl View {
    /// Refuses the form of a list for one object, and the other way round.
    pub(super) fn check(&self, many: Many) -> Reply<()> {
        let group = self
            .resource
            .group
            .split('.')
            .next()
            .filter(|group| !group.is_empty());
        let (group, kind) = (group.unwrap_or("core"), &self.resource.kind);
        match (self.wanted.form, many) {
            (Form::Partial(Many::List), Many::One) => Err(wrong_form(format!(
                "you requested PartialObjectMetadataList, but the requested object is not a list \
                 (*{group}.{kind})"
            ))),
            (Form::Partial(Many::One), Many::List) => Err(wrong_form(format!(
                "you requested PartialObjectMetadata, but the requested object is a list \
                 (*{group}.{kind}List)"
            ))),
            _ => Ok(()),
        }
    }

    /// A list.
    pub(super) fn page(&self, page: &Page) -> Answer {
        let metadata = page_metadata(page);
        let version = self.wanted.version;
        match self.wanted.form {
            Form::Whole => self.list(page, metadata),
            Form::Partial(_) => {
                let shown = |object| Shown::Partial(object, version);
                let list = List {
                    kind: "PartialObjectMetadataList",
                    api_version: &format!("meta.k8s.io/{version}"),
                    metadata,
                    items: &page.items,
                    shown: &shown,
                };
                reply::object(200, &list, self.wanted)
            }
            Form::Table(include) => {
                let objects = page.items.iter().map(|object| &**object);
                let table = self.table(objects, metadata, include, true);
                reply::object(200, &table, self.wanted)
            }
        }
    }

    fn list(&self, page: &Page, metadata: Value) -> Answer {
        let shown: fn(&Value) -> Shown = match self.resource.definition {
            None => |object| Shown::Bare(object),
            Some(_) => |object| Shown::Whole(object),
        };
        let is_long = page.items.len() >= LONG && !self.wanted.pretty && !self.wanted.yaml;
        let list = List {
            kind: &format!("{}List", self.resource.kind),
            api_version: &self.resource.api_version(),
            metadata,
            items: if is_long { &[] } else { &page.items },
            shown: &shown,
        };
        if is_long {
            return reply::filled(&list, pieces(&page.items, shown, &self.texts));
        }
        reply::object(200, &list, self.wanted)
    }

    /// One object.
    pub(super) fn single(&self, code: u16, object: &Value) -> Answer {
        let metadata = revision_of(object);
        match self.wanted.form {
            Form::Whole => reply::object(code, object, self.wanted),
            Form::Partial(_) => reply::object(
                code,
                &Shown::Partial(object, self.wanted.version),
                self.wanted,
            ),
            Form::Table(include) => {
                let table = self.table(std::iter::once(object), metadata, include, true);
                reply::object(code, &table, self.wanted)
            }
        }
    }

    fn table<'a>(
        &self,
        objects: impl Iterator<Item = &'a Value>,
        metadata: Value,
        include: Include,
        headed: bool,
    ) -> Table<'a> {
        let now = Timestamp::now();
        let definition = self.definition.as_deref();
        let version = self.wanted.version;
        let row = |object| Row {
            cells: table::row(object, definition, now),
            object: match include {
                Include::Nothing => Shown::Nothing,
                Include::Metadata => Shown::Partial(object, version),
                Include::Object => Shown::Whole(object),
            },
        };
        Table {
            version,
            metadata,
            columns: headed.then(|| self.columns()),
            rows: objects.map(row).collect(),
        }
    }

    fn columns(&self) -> Vec<Column> {
        let api_version = self.resource.api_version();
        table::columns(
            &api_version,
            &self.resource.kind,
            self.definition.as_deref(),
        )
    }

    /// An event of a watch, as a line. `first`: the client has no columns yet.
    pub(super) fn event(&self, what: &str, object: &Value, first: bool) -> Vec<u8> {
        let version = self.wanted.version;
        match self.wanted.form {
            Form::Whole => line(what, object),
            Form::Partial(_) => line(what, &Shown::Partial(object, version)),
            Form::Table(include) => {
                let objects = std::iter::once(object);
                line(
                    what,
                    &self.table(objects, revision_of(object), include, first),
                )
            }
        }
    }

    /// A bookmark, as a line. `end`: all that was there before the watch has been told.
    pub(super) fn bookmark(&self, revision: u64, end: bool, first: bool) -> Vec<u8> {
        let mut metadata = json!({"resourceVersion": revision.to_string()});
        if end {
            metadata["annotations"] = json!({"k8s.io/initial-events-end": "true"});
        }
        metadata["creationTimestamp"] = Value::Null;
        let object = json!({
            "kind": self.resource.kind,
            "apiVersion": self.resource.api_version(),
            "metadata": metadata,
        });
        let version = self.wanted.version;
        match self.wanted.form {
            Form::Whole => line("BOOKMARK", &object),
            Form::Partial(_) => line("BOOKMARK", &Shown::Partial(&object, version)),
            Form::Table(_) => {
                let columns = self.columns();
                let row = Row {
                    cells: columns.iter().map(|_| Value::from("")).collect(),
                    object: Shown::Partial(&object, version),
                };
                let table = Table {
                    version,
                    metadata: revision_of(&object),
                    columns: first.then_some(columns),
                    rows: vec![row],
                };
                line("BOOKMARK", &table)
            }
        }
    }
}

fn revision_of(object: &Value) -> Value {
    json!({"resourceVersion": object["metadata"]["resourceVersion"]})
}

/// One event as a line of JSON.
pub(super) fn line(what: &str, object: &impl Serialize) -> Vec<u8> {
    struct Event<'a, T>(&'a str, &'a T);
    impl<T: Serialize> Serialize for Event<'_, T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry("type", self.0)?;
            map.serialize_entry("object", self.1)?;
            map.end()
        }
    }
    let mut line = serde_json::to_vec(&Event(what, object)).expect("objects have text keys");
    line.push(b'\n');
    line
}
