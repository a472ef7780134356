//! Manifests: from files, folders and texts to objects. Nothing here opens a connection: whoever
//! fetches a URL hands its text to [`objects`].

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::yaml::{self, Document};
use super::{Object, ObjectId};
use crate::error::{Error, Result};

/// Endings of the files that a folder's manifests are read from. `.tera` files are rendered first,
/// by whoever reads them.
const ENDINGS: [&str; 6] = [
    ".yaml",
    ".yml",
    ".json",
    ".yaml.tera",
    ".yml.tera",
    ".json.tera",
];

/// Where the maps of labels and annotations are in an object and in the pods that it makes.
const METADATA: [&str; 4] = [
    "/metadata",
    "/spec/template/metadata",
    "/spec/jobTemplate/metadata",
    "/spec/jobTemplate/spec/template/metadata",
];

/// Where manifests come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One file, whatever its name.
    File(PathBuf),
    /// A folder and the folders in it.
    Dir(PathBuf),
    /// `-`.
    Stdin,
    /// `http://…` or `https://…`.
    Url(String),
}

/// What the argument of `-f` means. A path that isn't there is a file: reading it tells.
pub fn parse_source(arg: &str) -> Source {
    if arg == "-" {
        Source::Stdin
    } else if arg.starts_with("https://") || arg.starts_with("http://") {
        Source::Url(arg.to_owned())
    } else if Path::new(arg).is_dir() {
        Source::Dir(arg.into())
    } else {
        Source::File(arg.into())
    }
}

/// The texts of a file, or of every manifest in a folder in order of path, each with its path as
/// origin.
///
/// In folders, hidden files and folders and links to folders are left out, and so are files that
/// don't end in `.yaml`, `.yml` or `.json` (or these and `.tera`).
///
/// # Errors
/// `cannot-read` where a file can't be read as UTF-8; `no-manifests` for a folder without any.
pub fn read_path(path: &Path) -> Result<Vec<(String, String)>> {
    if !path.is_dir() {
        return Ok(vec![read_file(path)?]);
    }
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    if files.is_empty() {
        return Err(Error::usage("no-manifests", "the folder holds no manifest")
            .on(path.display().to_string())
            .hint("manifests end in `.yaml`, `.yml` or `.json`; hidden files are left out"));
    }
    files.iter().map(|file| read_file(file)).collect()
}

fn read_file(path: &Path) -> Result<(String, String)> {
    let origin = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((origin, text)),
        Err(error) => Err(cannot_read(path, &error)),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let refused = |error| cannot_read(folder, &error);
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type().map_err(refused)?.is_dir() {
            collect(&path, files)?;
        } else if ENDINGS.iter().any(|ending| name.ends_with(ending)) && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Error {
    let refused =
        Error::usage("cannot-read", "cannot read the manifest").on(path.display().to_string());
    if error.kind() == std::io::ErrorKind::InvalidData {
        return refused
            .says("it is not text in UTF-8")
            .hint("is it the right file? one saved as UTF-16: `iconv -f UTF-16 -t UTF-8 FILE | daprk ... -f -`");
    }
    refused.says(error.to_string())
}

/// The objects of a text: YAML or JSON, one or many documents, lists (`kind: List`) unfolded.
///
/// # Errors
/// As [`all_objects`].
pub fn objects(text: &str, origin: &str) -> Result<Vec<Object>> {
    all_objects([(origin, text)])
}

/// The objects of several texts, in order. Each text comes with its origin: the file's path, a URL,
/// `stdin`.
///
/// # Errors
/// `bad-yaml`; `bad-manifest` where an object lacks `apiVersion`, `kind` or `metadata.name` or has
/// a label or annotation that isn't a text; `duplicate-object` where two are the same object, in
/// any version of its API.
pub fn all_objects<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    let mut seen = HashMap::new();
    for (origin, text) in texts {
        for (number, document) in yaml::documents(text, origin)?.into_iter().enumerate() {
            let place = Place {
                origin: format!("{origin}:{}", document.line),
                number: number + 1,
            };
            for object in unfold(document, &place)? {
                check(&object, &place)?;
                check_new(&object.id(), &place, &mut seen)?;
                objects.push(object);
            }
        }
    }
    Ok(objects)
}

/// Where an object stands.
#[derive(Clone, Debug)]
struct Place {
    /// `app.yaml:14`.
    origin: String,
    /// Counted from 1, empty documents left out.
    number: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (document {})", self.origin, self.number)
    }
}

/// The items of a list, or the document itself.
fn unfold(document: Document, place: &Place) -> Result<Vec<Object>> {
    let kind = text(&document.value, "kind");
    if !document.value.is_object() {
        return Err(bad(place, "the document is no object")
            .hint("a manifest is a map with `apiVersion`, `kind` and `metadata`"));
    }
    let Some(item_kind) = kind.strip_suffix("List").map(str::to_owned) else {
        return Ok(vec![Object(document.value)]);
    };
    let api_version = text(&document.value, "apiVersion").to_owned();
    let mut list = document.value;
    let Some(Value::Array(items)) = list.get_mut("items").map(Value::take) else {
        return Ok(vec![Object(list)]);
    };
    let typed = |item| with_type(item, &api_version, &item_kind);
    items
        .into_iter()
        .map(typed)
        .map(|item| unfold_item(item, place))
        .collect()
}

fn unfold_item(item: Value, place: &Place) -> Result<Object> {
    if item.is_object() {
        Ok(Object(item))
    } else {
        Err(bad(place, "an item of the list is no object"))
    }
}

/// The API server leaves type and version out of the items of a `PodList`.
fn with_type(mut item: Value, api_version: &str, kind: &str) -> Value {
    if let Value::Object(map) = &mut item
        && !kind.is_empty()
        && !map.contains_key("kind")
    {
        map.shift_insert(0, "apiVersion".to_owned(), api_version.into());
        map.shift_insert(1, "kind".to_owned(), kind.into());
    }
    item
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn bad(place: &Place, what: impl Into<String>) -> Error {
    Error::usage("bad-manifest", what).on(place.to_string())
}

fn check(object: &Object, place: &Place) -> Result<()> {
    for (pointer, field) in [
        ("/apiVersion", "apiVersion"),
        ("/kind", "kind"),
        ("/metadata/name", "metadata.name"),
    ] {
        match object.at(pointer) {
            Some(Value::String(text)) if !text.is_empty() => {}
            Some(value @ (Value::Number(_) | Value::Bool(_))) => {
                return Err(not_text(place, field, value));
            }
            _ => return Err(missing(object, place, field)),
        }
    }
    match object.at("/metadata/namespace") {
        None | Some(Value::Null | Value::String(_)) => {}
        Some(value) => return Err(not_text(place, "metadata.namespace", value)),
    }
    METADATA
        .iter()
        .try_for_each(|pointer| check_metadata(object, pointer, place))
}

fn missing(object: &Object, place: &Place, field: &str) -> Error {
    let what = if object.kind().is_empty() {
        format!("the object has no `{field}`")
    } else {
        format!("the {} has no `{field}`", object.kind())
    };
    let error = bad(place, what);
    if object.at("/metadata/generateName").is_some() {
        return error
            .says("it is applied by name, and `generateName` gives it another one each time")
            .hint("write `metadata.name` in place of `metadata.generateName`");
    }
    match field {
        "metadata.name" => error,
        _ => error.hint("every manifest has `apiVersion`, `kind` and `metadata.name`"),
    }
}

fn check_metadata(object: &Object, pointer: &str, place: &Place) -> Result<()> {
    for map in ["labels", "annotations"] {
        let Some(Value::Object(entries)) = object.at(&format!("{pointer}/{map}")) else {
            continue;
        };
        let other = |value: &Value| !value.is_string() && !value.is_null();
        if let Some((key, value)) = entries.iter().find(|(_, value)| other(value)) {
            let path = pointer.trim_start_matches('/').replace('/', ".");
            return Err(not_text(place, &format!("{path}.{map}[{key}]"), value));
        }
    }
    Ok(())
}

fn not_text(place: &Place, field: &str, value: &Value) -> Error {
    bad(place, format!("`{field}` is not a text"))
        .says(format!("YAML reads it as {value}"))
        .hint("put the value in quotes")
}

/// Refuses a second definition of an object: which of the two is meant can't be known.
fn check_new(id: &ObjectId, place: &Place, seen: &mut HashMap<[String; 4], Place>) -> Result<()> {
    let key = [
        id.group().to_owned(),
        id.kind.clone(),
        id.namespace.clone().unwrap_or_default(),
        id.name.clone(),
    ];
    match seen.insert(key, place.clone()) {
        None => Ok(()),
        Some(first) => Err(defined_twice(id)
            .on(place.to_string())
            .says(format!("first at {first}"))),
    }
}

/// What is said of an object that is wanted twice.
pub(crate) fn defined_twice(id: &ObjectId) -> Error {
    Error::usage("duplicate-object", format!("{id} is defined twice")).hint("remove one of the two")
}

#[cfg(test)]
mod tests;
