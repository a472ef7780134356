//! The charts' files as they are embedded in the binary.

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::manifest::parse_documents;

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// `chart.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Metadata {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) app_version: String,
    pub(super) description: String,
    /// Other bundled charts that come with this one.
    #[serde(default)]
    pub(super) dependencies: Vec<Dependency>,
    /// Parts of this chart that are charts of their own in the chart it equals: top-level keys of the values.
    #[serde(default)]
    pub(super) subcharts: Option<Subcharts>,
}

/// A bundled chart that comes with another one; its values stand under its name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// Dotted key of the value that switches it; always on without one.
    #[serde(default)]
    pub(super) condition: Option<String>,
}

/// What look-ups written in values see of the part they are rendered in.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Subcharts {
    pub(super) names: Vec<String>,
    pub(super) app_version: String,
}

/// Folders that hold a chart, in order.
pub(super) fn charts() -> Vec<&'static str> {
    let mut names: Vec<_> = TEMPLATES
        .dirs()
        .filter(|dir| dir.get_file(dir.path().join("chart.yaml")).is_some())
        .filter_map(|dir| dir.path().to_str())
        .collect();
    names.sort_unstable();
    names
}

/// The files of a folder with their texts, ordered by name; none if there is no such folder.
pub(super) fn files(folder: &str) -> Vec<(&'static str, &'static str)> {
    let mut files: Vec<_> = TEMPLATES
        .get_dir(folder)
        .into_iter()
        .flat_map(Dir::files)
        .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)))
        .collect();
    files.sort_unstable();
    files
}

/// A YAML file of a chart.
pub(super) fn read(chart: &str, file: &str) -> Option<Value> {
    let path = format!("{chart}/{file}");
    let text = TEMPLATES.get_file(&path)?.contents_utf8()?;
    let documents =
        parse_documents(text, &path).expect("embedded YAML is valid: tests load every chart");
    documents.into_iter().next()
}

/// A YAML file of a chart in its own type.
pub(super) fn read_as<T: DeserializeOwned>(chart: &str, file: &str) -> Option<T> {
    let value = read(chart, file)?;
    Some(
        serde_json::from_value(value)
            .expect("embedded files have their form: tests load every chart"),
    )
}
