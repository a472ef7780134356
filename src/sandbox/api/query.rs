//! Parameters after the `?`, read as Go reads them.

use std::time::Duration;

use super::path::decode;
use super::refusal::{Wrong, bad_request, invalid_options};
use crate::sandbox::registry::{DeleteOptions, Propagation, Selection, Validation, WriteOptions};
use crate::sandbox::status::Reply;

/// The longest `fieldManager`, in bytes.
const MANAGER_LENGTH: usize = 128;
/// Longer than anybody watches: a client may say any number.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Names and values, in the order sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// What cannot be decoded is left out, as Go does.
    pub(super) fn parse(text: &str) -> Self {
        let text_of = |raw: &str| decode(&raw.replace('+', " "));
        let pair = |one: &str| {
            let (name, value) = one.split_once('=').unwrap_or((one, ""));
            Some((text_of(name)?, text_of(value)?))
        };
        let filled = text.split('&').filter(|one| !one.is_empty());
        Self(filled.filter_map(pair).collect())
    }

    /// The first value of that name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(String, String)| key == name;
        self.0.iter().find(named).map(|(_, value)| value.as_str())
    }

    /// The same; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All values of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |(key, _): &&(String, String)| key == name;
        self.0.iter().filter(named).map(|(_, value)| value.as_str())
    }

    /// Everything but `0` and `false` is true, an empty value too.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let value = self.get(name)?;
        Some(!(value == "0" || value.eq_ignore_ascii_case("false")))
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Reply<Option<i64>> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let wrong = |_| {
            bad_request(format!(
                "strconv.ParseInt: parsing {text:?}: invalid syntax"
            ))
        };
        text.parse().map(Some).map_err(wrong)
    }
}

/// `ListOptions`: of a list, a watch and the deletion of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) watch: bool,
    pub(super) selection: Selection,
    pub(super) revision: Revision,
    /// `resourceVersionMatch=Exact`
    pub(super) exact: bool,
    pub(super) limit: usize,
    pub(super) token: String,
    pub(super) timeout: Option<Duration>,
    pub(super) bookmarks: bool,
    pub(super) initial: Option<bool>,
}

/// `resourceVersion`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Revision {
    /// Not given: the newest.
    #[default]
    Newest,
    /// `0`: any.
    Any,
    /// This one.
    At(u64),
}

impl Listing {
    /// From the parameters, with their fields selected by name where the path names one object.
    pub(super) fn parse(query: &Query, name: Option<&str>) -> Reply<Self> {
        let wrong = wrong_listing(query);
        if !wrong.is_empty() {
            return Err(invalid_options("ListOptions", &wrong));
        }
        let seconds = query.number("timeoutSeconds")?;
        let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
        let fields = match name {
            Some(name) => format!("metadata.name={name}"),
            None => query.text("fieldSelector").to_owned(),
        };
        let limit = query.number("limit")?.unwrap_or_default();
        Ok(Self {
            watch: query.flag("watch").unwrap_or_default(),
            selection: Selection::parse(query.text("labelSelector"), &fields)?,
            revision: Revision::parse(query.text("resourceVersion"))?,
            exact: query.text("resourceVersionMatch") == "Exact",
            limit: usize::try_from(limit).unwrap_or_default(),
            token: query.text("continue").to_owned(),
            timeout: seconds
                .filter(|&seconds| seconds > 0)
                .map(|seconds| Duration::from_secs(seconds).min(LONGEST)),
            bookmarks: query.flag("allowWatchBookmarks").unwrap_or_default(),
            initial: query.flag("sendInitialEvents"),
        })
    }
}

impl Revision {
    fn parse(text: &str) -> Reply<Self> {
        match text {
            "" => Ok(Self::Newest),
            "0" => Ok(Self::Any),
            text => text.parse().map(Self::At).map_err(|_| {
                let why = format!("strconv.ParseUint: parsing {text:?}: invalid syntax");
                bad_request(format!(
                    "invalid resource version: resourceVersion: Invalid value: {text:?}: {why}"
                ))
            }),
        }
    }
}

fn wrong_listing(query: &Query) -> Vec<Wrong> {
    let matching = query.text("resourceVersionMatch");
    if query.flag("watch").unwrap_or_default() {
        wrong_watch(query, matching)
    } else {
        wrong_list(query, matching)
    }
}

const MATCH: &str = "resourceVersionMatch";
const EVENTS: &str = "sendInitialEvents";

fn wrong_list(query: &Query, matching: &str) -> Vec<Wrong> {
    let revision = query.text("resourceVersion");
    let given = !matching.is_empty();
    let exact_zero = "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"";
    let unless = "resourceVersionMatch is forbidden unless resourceVersion is provided";
    let continues = "resourceVersionMatch is forbidden when continue is provided";
    let known = ["Exact", "NotOlderThan", ""];
    let value = format!("{matching:?}");
    [
        (
            given && revision.is_empty(),
            Wrong::forbidden(MATCH, unless),
        ),
        (
            given && !query.text("continue").is_empty(),
            Wrong::forbidden(MATCH, continues),
        ),
        (
            !known.contains(&matching),
            Wrong::not_supported(MATCH, &value, &known),
        ),
        (
            matching == "Exact" && revision == "0",
            Wrong::forbidden(MATCH, exact_zero),
        ),
        (
            query.get(EVENTS).is_some(),
            Wrong::forbidden(EVENTS, "sendInitialEvents is forbidden for list"),
        ),
    ]
    .into_iter()
    .filter_map(|(wrong, what)| wrong.then_some(what))
    .collect()
}

fn wrong_watch(query: &Query, matching: &str) -> Vec<Wrong> {
    let events = query.get(EVENTS).is_some();
    let given = !matching.is_empty();
    let newer = matching == "NotOlderThan";
    let needs = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
    let unless = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
    let continues = "resourceVersionMatch is forbidden when continue is provided";
    let value = format!("{matching:?}");
    [
        (events && !newer, Wrong::forbidden(MATCH, needs)),
        (given && !events, Wrong::forbidden(MATCH, unless)),
        (
            given && !newer,
            Wrong::not_supported(MATCH, &value, &["NotOlderThan"]),
        ),
        (
            given && !query.text("continue").is_empty(),
            Wrong::forbidden(MATCH, continues),
        ),
    ]
    .into_iter()
    .filter_map(|(wrong, what)| wrong.then_some(what))
    .collect()
}

/// The verb that options belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Create,
    Update,
    Patch,
    /// Server-side apply.
    Apply,
}

/// `CreateOptions`, `UpdateOptions`, `PatchOptions`.
pub(super) fn write_options(query: &Query, agent: &str, write: Write) -> Reply<WriteOptions> {
    let wrong = wrong_write(query, write);
    if !wrong.is_empty() {
        let kind = match write {
            Write::Create => "CreateOptions",
            Write::Update => "UpdateOptions",
            Write::Patch | Write::Apply => "PatchOptions",
        };
        return Err(invalid_options(kind, &wrong));
    }
    let manager = match query.text("fieldManager") {
        "" => manager_of(agent),
        given => given.to_owned(),
    };
    let validation = match query.text("fieldValidation") {
        "Ignore" => Validation::Ignore,
        "Strict" => Validation::Strict,
        _ => Validation::Warn,
    };
    Ok(WriteOptions {
        manager,
        dry_run: query.get("dryRun").is_some(),
        validation,
        force: query.flag("force").unwrap_or_default(),
        repeated: Vec::new(),
    })
}

fn wrong_write(query: &Query, write: Write) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let manager = query.text("fieldManager");
    if write == Write::Apply && manager.is_empty() {
        wrong.push(Wrong::required(
            "fieldManager",
            "is required for apply patch",
        ));
    }
    if write == Write::Patch && query.get("force").is_some() {
        wrong.push(Wrong::forbidden(
            "force",
            "may not be specified for non-apply patch",
        ));
    }
    wrong.extend(wrong_manager(manager));
    wrong.extend(wrong_dry_run(query.all("dryRun")));
    let validation = query.text("fieldValidation");
    let known = ["", "Ignore", "Strict", "Warn"];
    if !known.contains(&validation) {
        let value = format!("{validation:?}");
        wrong.push(Wrong::not_supported("fieldValidation", &value, &known));
    }
    wrong
}

fn wrong_manager(manager: &str) -> Option<Wrong> {
    if manager.len() > MANAGER_LENGTH {
        return Some(Wrong {
            field: "fieldManager",
            reason: "FieldValueTooLong",
            message: format!("Too long: may not be more than {MANAGER_LENGTH} bytes"),
        });
    }
    let (at, odd) = manager.char_indices().find(|(_, one)| one.is_control())?;
    let why = format!(
        "invalid character U+{:04X} (at position {at})",
        u32::from(odd)
    );
    Some(Wrong::invalid(
        "fieldManager",
        &format!("{manager:?}"),
        &why,
    ))
}

fn wrong_dry_run<'a>(values: impl Iterator<Item = &'a str>) -> Option<Wrong> {
    let values: Vec<_> = values.collect();
    if values.iter().all(|&value| value == "All") {
        return None;
    }
    let shown = values.iter().map(|value| format!("{value:?}"));
    let shown = format!("[{}]", shown.collect::<Vec<_>>().join(","));
    Some(Wrong::not_supported("dryRun", &shown, &["All"]))
}

/// The manager of a client that names none: the beginning of its user agent.
fn manager_of(agent: &str) -> String {
    let name = agent.split('/').next().unwrap_or_default();
    let mut manager = String::new();
    for one in name.chars().filter(|one| !one.is_control()) {
        if manager.len() + one.len_utf8() > MANAGER_LENGTH {
            break;
        }
        manager.push(one);
    }
    manager
}

/// `DeleteOptions` from the body, or from the parameters where there is no body.
pub(super) fn delete_options(
    query: &Query,
    body: Option<&serde_json::Value>,
) -> Reply<DeleteOptions> {
    let read = match body {
        Some(body) => from_body(body),
        None => from_query(query)?,
    };
    let orphan = read.orphan.is_some();
    let mut wrong = Vec::new();
    if let Some(policy) = read.policy.filter(|_| orphan) {
        let why = "orphanDependents and deletionPropagation cannot be both set";
        wrong.push(Wrong::invalid(
            "propagationPolicy",
            &format!("{policy:?}"),
            why,
        ));
    }
    let propagation = match read.policy {
        Some("Background") => Some(Propagation::Background),
        Some("Foreground") => Some(Propagation::Foreground),
        Some("Orphan") => Some(Propagation::Orphan),
        None => read.orphan.map(orphaning),
        Some(other) => {
            let known = ["Foreground", "Background", "Orphan", "nil"];
            let value = format!("{other:?}");
            wrong.push(Wrong::not_supported("propagationPolicy", &value, &known));
            None
        }
    };
    wrong.extend(wrong_dry_run(read.dry_run.iter().copied()));
    if !wrong.is_empty() {
        return Err(invalid_options("DeleteOptions", &wrong));
    }
    Ok(DeleteOptions {
        propagation,
        grace: read.grace,
        uid: read.uid,
        resource_version: read.resource_version,
        dry_run: !read.dry_run.is_empty(),
    })
}

fn orphaning(orphan: bool) -> Propagation {
    if orphan {
        Propagation::Orphan
    } else {
        Propagation::Background
    }
}

struct ReadDelete<'a> {
    policy: Option<&'a str>,
    orphan: Option<bool>,
    grace: Option<i64>,
    uid: Option<String>,
    resource_version: Option<String>,
    dry_run: Vec<&'a str>,
}

fn from_body(body: &serde_json::Value) -> ReadDelete<'_> {
    let text = |pointer: &str| body.pointer(pointer).and_then(serde_json::Value::as_str);
    let dry_run = body["dryRun"].as_array().map(Vec::as_slice);
    let dry_run = dry_run.unwrap_or_default().iter();
    ReadDelete {
        policy: text("/propagationPolicy"),
        orphan: body["orphanDependents"].as_bool(),
        grace: body["gracePeriodSeconds"].as_i64(),
        uid: text("/preconditions/uid").map(str::to_owned),
        resource_version: text("/preconditions/resourceVersion").map(str::to_owned),
        dry_run: dry_run.filter_map(serde_json::Value::as_str).collect(),
    }
}

fn from_query(query: &Query) -> Reply<ReadDelete<'_>> {
    Ok(ReadDelete {
        policy: query.get("propagationPolicy"),
        orphan: query.flag("orphanDependents"),
        grace: query.number("gracePeriodSeconds")?,
        uid: None,
        resource_version: None,
        dry_run: query.all("dryRun").collect(),
    })
}
