//! One revision of a release.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::error::{Error, Exit, Result};
use crate::manifest::{Object, parse_documents, to_string};

/// Ends the description of a pending record of ours. Helm writes descriptions of its own and
/// never copies one to another revision, so the words stay with the record that they are about.
const BY_US: &str = "underway by daprk";

/// Where a revision stands, in helm's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Installed, and the newest that is.
    Deployed,
    /// Was deployed until a newer one was.
    Superseded,
    /// Something went wrong; its objects may stand in part.
    Failed,
    /// Removed; the record was kept (`--keep-history`).
    Uninstalled,
    /// Its objects are being removed.
    Uninstalling,
    /// The first installation is underway, or was left half-way.
    PendingInstall,
    /// An upgrade is underway, or was left half-way.
    PendingUpgrade,
    /// A rollback is underway, or was left half-way.
    PendingRollback,
    /// Helm's `unknown`, or a word that this version doesn't know.
    Unknown(String),
}

impl Status {
    const WORDS: [(Self, &'static str); 8] = [
        (Self::Deployed, "deployed"),
        (Self::Superseded, "superseded"),
        (Self::Failed, "failed"),
        (Self::Uninstalled, "uninstalled"),
        (Self::Uninstalling, "uninstalling"),
        (Self::PendingInstall, "pending-install"),
        (Self::PendingUpgrade, "pending-upgrade"),
        (Self::PendingRollback, "pending-rollback"),
    ];

    /// The status that a word of helm's means.
    pub fn parse(word: &str) -> Self {
        Self::WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map_or_else(
                || Self::Unknown(word.to_owned()),
                |(status, _)| status.clone(),
            )
    }

    /// Helm's word for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown(word) => word,
            known => Self::WORDS
                .iter()
                .find(|(status, _)| status == known)
                .map_or("unknown", |(_, word)| word),
        }
    }

    /// Whether an operation on the release is underway or was left half-way.
    pub fn is_pending(&self) -> bool {
        matches!(
            self,
            Self::PendingInstall | Self::PendingUpgrade | Self::PendingRollback
        )
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The chart of a revision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartInfo {
    /// `dapr`.
    pub name: String,
    /// `1.18.3`.
    pub version: String,
    /// The version of what the chart installs.
    pub app_version: String,
    /// The chart's whole default values: `helm upgrade --reuse-values` renders with them.
    pub values: Value,
    /// Everything else that helm stored of the chart (templates, schema, files).
    pub(super) body: Value,
}

impl ChartInfo {
    /// A chart of ours, with its whole default values.
    pub fn new(name: &str, version: &str, app_version: &str, values: Value) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            app_version: app_version.to_owned(),
            values,
            body: json!({"metadata": {"apiVersion": "v2", "type": "application"}}),
        }
    }

    /// Whether helm (or the dapr CLI, by helm's library) wrote it: helm keeps the templates,
    /// we have none to keep.
    pub fn is_helms(&self) -> bool {
        self.body
            .get("templates")
            .and_then(Value::as_array)
            .is_some_and(|templates| !templates.is_empty())
    }
}

/// One revision of a release: what one Secret `sh.helm.release.v1.NAME.vN` holds.
///
/// A record that helm wrote goes through unharmed: keys that are not known here are written back
/// as they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The release's name.
    pub name: String,
    /// The release's namespace: where the record lies, and its objects that name none.
    pub namespace: String,
    /// Counts up from 1 with each install, upgrade and rollback.
    pub revision: u32,
    /// Where it stands.
    pub status: Status,
    /// How it came to stand there, as whoever wrote it put it; see [`Record::summary`].
    pub description: String,
    /// Words for the user after an installation.
    pub notes: String,
    /// RFC 3339, as whoever wrote it put it; empty when unknown.
    pub first_deployed: String,
    /// RFC 3339; when this revision's operation began.
    pub last_deployed: String,
    /// RFC 3339; empty unless it is being, or was, uninstalled.
    pub deleted: String,
    /// What was installed.
    pub chart: ChartInfo,
    /// The user's values alone, without the chart's defaults; a map, or null where helm wrote none.
    pub config: Value,
    /// Every object as applied, as YAML documents; hooks are not among them.
    pub manifest: String,
    /// Helm's hooks: a list, or null for none.
    pub hooks: Value,
    /// The Secret's labels beside helm's own; helm copies them to later revisions.
    pub labels: BTreeMap<String, String>,
    /// The Secret's `resourceVersion`, so that writing it back meets a change in between as a
    /// conflict. Absent for a record that was never stored.
    pub resource_version: Option<String>,
    /// The whole record as it was read.
    pub(super) body: Value,
}

impl Record {
    /// The next revision of a release, as its pending record: to be stored before the first
    /// object is touched. `records` is the release's history (empty for a first installation);
    /// the revision, the first deployment's time and the extra labels follow from it.
    pub fn begin(
        records: &[Self],
        name: &str,
        namespace: &str,
        chart: ChartInfo,
        now: Timestamp,
    ) -> Self {
        let base = super::history::inventory(records).first().copied();
        let (status, operation) = match base {
            None => (Status::PendingInstall, "Install"),
            Some(_) => (Status::PendingUpgrade, "Upgrade"),
        };
        Self {
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            revision: super::history::next_revision(records),
            status,
            description: format!("{operation} {BY_US}"),
            notes: String::new(),
            first_deployed: base
                .map(|base| base.first_deployed.clone())
                .filter(|time| !time.is_empty())
                .unwrap_or_else(|| now.to_string()),
            last_deployed: now.to_string(),
            deleted: String::new(),
            chart,
            config: json!({}),
            manifest: String::new(),
            hooks: Value::Null,
            labels: super::history::latest(records)
                .map(|latest| latest.labels.clone())
                .unwrap_or_default(),
            resource_version: None,
            body: Value::Null,
        }
    }

    /// Whether this pending record is one of [`Record::begin`]: daprk left it, not helm, and the
    /// same command may go on from it.
    pub fn is_ours(&self) -> bool {
        self.status.is_pending() && self.description.ends_with(BY_US)
    }

    /// The operation has succeeded.
    pub fn complete(&mut self) {
        let operation = match self.status {
            Status::PendingInstall => "Install",
            Status::PendingRollback => "Rollback",
            _ => "Upgrade",
        };
        self.description = format!("{operation} complete");
        self.status = Status::Deployed;
    }

    /// The operation has failed; `reason` is one line and holds no secret.
    pub fn fail(&mut self, reason: &str) {
        let operation = match self.status {
            Status::PendingInstall => "Release",
            Status::PendingRollback => "Rollback",
            _ => "Upgrade",
        };
        self.description = format!("{operation} \"{}\" failed: {reason}", self.name);
        self.status = Status::Failed;
    }

    /// A newer revision has taken its place.
    pub fn supersede(&mut self) {
        self.status = Status::Superseded;
    }

    /// Its objects are about to be removed.
    pub fn begin_uninstall(&mut self, now: Timestamp) {
        self.status = Status::Uninstalling;
        self.description = format!("Uninstall {BY_US}");
        self.deleted = now.to_string();
    }

    /// The description for people: one line, without the object that a failed request of helm's
    /// carries along (which may be a Secret).
    pub fn summary(&self) -> &str {
        let line = self.description.lines().next().unwrap_or_default();
        let end = line.find("Invalid value:").unwrap_or(line.len());
        line[..end].trim_end_matches([' ', ':'])
    }

    /// When this revision's operation began.
    pub fn updated(&self) -> Option<Timestamp> {
        self.last_deployed.parse().ok()
    }

    /// What the record is called in messages: `release dapr, revision 3`.
    pub fn title(&self) -> String {
        format!("release {}, revision {}", self.name, self.revision)
    }

    /// The objects of the manifest, lists taken apart. Where an object names no namespace it is
    /// left so; see [`placed`].
    pub fn objects(&self) -> Result<Vec<Object>> {
        let origin = format!("the manifest of {}", self.title());
        let unreadable = |error: Error| Error {
            exit: Exit::Failed,
            code: "release-manifest",
            message: format!("{origin} cannot be read"),
            hint: Some(format!(
                "`helm get manifest -n {} {} --revision {}` shows it",
                self.namespace, self.name, self.revision
            )),
            ..error
        };
        let documents = parse_documents(&self.manifest, &origin).map_err(unreadable)?;
        let mut objects = Vec::new();
        for document in documents {
            flatten(document, &mut objects)
                .map_err(|says| unreadable(Error::failed("", "").says(says)))?;
        }
        Ok(objects)
    }
}

/// A document's objects: none (`null`), itself, or the items of a `v1` `List`, as helm reads them.
fn flatten(document: Value, objects: &mut Vec<Object>) -> Result<(), &'static str> {
    match document {
        Value::Null => Ok(()),
        Value::Object(map) if map.is_empty() => Ok(()),
        Value::Object(mut map) if is_list(&map) => match map.remove("items") {
            Some(Value::Array(items)) => items
                .into_iter()
                .try_for_each(|item| flatten(item, objects)),
            _ => Ok(()),
        },
        Value::Object(_) => {
            let object = Object(document);
            if object.kind().is_empty() || object.name().is_empty() {
                return Err("a document has no kind or no name");
            }
            objects.push(object);
            Ok(())
        }
        _ => Err("a document is not an object"),
    }
}

fn is_list(map: &Map<String, Value>) -> bool {
    let kind = map.get("kind").and_then(Value::as_str).unwrap_or_default();
    kind.ends_with("List") && map.get("items").is_some_and(Value::is_array)
}

/// The text for a record's `manifest`: each object whole, with the comment that names its
/// template.
pub fn manifest_of(objects: &[Object], source: impl Fn(&Object) -> String) -> String {
    let mut text = String::new();
    for object in objects {
        let document = to_string(&object.0);
        let _ = write!(
            text,
            "---\n# Source: {}\n{}\n",
            source(object),
            document.trim_end_matches('\n')
        );
    }
    text
}

/// The objects where the API server puts them: a namespaced one that names no namespace belongs
/// to `namespace`, and a cluster-scoped one to none, whatever it says.
pub fn placed(
    objects: Vec<Object>,
    namespace: &str,
    is_namespaced: &dyn Fn(&Object) -> bool,
) -> Vec<Object> {
    let place = |mut object: Object| {
        if !is_namespaced(&object) {
            if let Some(Value::Object(metadata)) = object.0.get_mut("metadata") {
                metadata.shift_remove("namespace");
            }
        } else if object.namespace().unwrap_or_default().is_empty() {
            object.set_namespace(namespace);
        }
        object
    };
    objects.into_iter().map(place).collect()
}

/// Refuses a release name that helm would refuse: 1 to 53 characters of lower-case letters,
/// digits, `-` and `.`, with a letter or digit at each end of a part.
pub fn check_name(name: &str) -> Result<()> {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let part = |part: &str| {
        part.starts_with(letter)
            && part.ends_with(letter)
            && part.chars().all(|c| letter(c) || c == '-')
    };
    if name.len() <= 53 && name.split('.').all(part) {
        return Ok(());
    }
    Err(
        Error::usage("release-name", format!("`{name}` is no name for a release"))
            .hint("at most 53 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends"),
    )
}

#[cfg(test)]
mod tests;
