//! What the client wants to be answered.

use super::query::Query;
use super::refusal::{bad_request, none_acceptable, not_acceptable};
use crate::sandbox::status::Reply;

const MADE: [&str; 3] = [
    "application/json",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
];

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The objects themselves.
    Whole,
    /// kubectl's columns.
    Table(Include),
    /// `metadata` alone: of a list, or of one object.
    Partial(Many),
}

/// How many objects a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Many {
    One,
    List,
}

/// `includeObject`: what a row of a table holds beside its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Include {
    Nothing,
    Metadata,
    Object,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) form: Form,
    /// Of `meta.k8s.io`, for tables and metadata.
    pub(super) version: &'static str,
    pub(super) yaml: bool,
    pub(super) pretty: bool,
}

impl Wanted {
    /// Plain JSON.
    pub(super) const JSON: Self = Self {
        form: Form::Whole,
        version: "v1",
        yaml: false,
        pretty: false,
    };
}

/// From `Accept` (empty for none), the parameters and the user agent.
///
/// `many`: what the client asks for.
pub(super) fn negotiate(accept: &str, query: &Query, agent: &str, many: Many) -> Reply<Wanted> {
    let wanted = choose(accept).ok_or_else(|| {
        let known = |clause: &Clause<'_>| is_json(clause.media) || is_yaml(clause.media);
        if clauses(accept).iter().any(known) {
            not_acceptable(&MADE)
        } else {
            none_acceptable(many == Many::List)
        }
    })?;
    let form = match wanted.form {
        Form::Table(_) => Form::Table(include(query)?),
        other => other,
    };
    let human = ["curl", "Wget", "Mozilla/5.0"]
        .iter()
        .any(|name| agent.starts_with(name));
    let pretty = wanted.pretty || query.flag("pretty").unwrap_or(human);
    Ok(Wanted {
        form,
        pretty,
        ..wanted
    })
}

fn include(query: &Query) -> Reply<Include> {
    Ok(match query.text("includeObject") {
        "" | "Metadata" => Include::Metadata,
        "Object" => Include::Object,
        "None" => Include::Nothing,
        other => {
            return Err(bad_request(format!(
                "Unable to convert to Table as requested: includeObject: Invalid value: {other:?}: \
                 must be 'Metadata', 'Object', 'None', or empty"
            )));
        }
    })
}

/// One of the media types in `Accept`.
pub(super) struct Clause<'a> {
    media: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Clause<'a> {
    pub(super) fn media(&self) -> &'a str {
        self.media
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let named = |(key, _): &&(&str, &str)| *key == name;
        self.parameters.iter().find(named).map(|(_, value)| *value)
    }
}

/// The clauses, the most wanted first.
pub(super) fn clauses(accept: &str) -> Vec<Clause<'_>> {
    let mut clauses: Vec<Clause<'_>> = accept.split(',').filter_map(clause).collect();
    let quality = |clause: &Clause<'_>| -> f32 {
        clause.get("q").and_then(|q| q.parse().ok()).unwrap_or(1.0)
    };
    clauses.retain(|clause| quality(clause) > 0.0);
    clauses.sort_by(|a, b| quality(b).total_cmp(&quality(a)));
    clauses
}

fn clause(text: &str) -> Option<Clause<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().filter(|media| !media.is_empty())?;
    let parameters = parts.filter_map(|one| one.split_once('=')).collect();
    Some(Clause { media, parameters })
}

/// JSON or YAML before protobuf, which is answered with JSON: clients go by the answer's own type.
fn choose(accept: &str) -> Option<Wanted> {
    if accept.trim().is_empty() {
        return Some(Wanted::JSON);
    }
    let clauses = clauses(accept);
    let binary = |clause: &&Clause<'_>| clause.media == MADE[2];
    let text = clauses.iter().filter(|clause| !binary(clause));
    text.chain(clauses.iter().filter(binary)).find_map(wanted)
}

fn is_json(media: &str) -> bool {
    ["application/json", "application/*", "*/*", MADE[2]].contains(&media)
}

fn is_yaml(media: &str) -> bool {
    ["application/yaml", "application/x-yaml"].contains(&media)
}

fn wanted(clause: &Clause<'_>) -> Option<Wanted> {
    let (json, yaml) = (is_json(clause.media), is_yaml(clause.media));
    if !json && !yaml {
        return None;
    }
    let version = match clause.get("v") {
        None | Some("v1") => "v1",
        Some("v1beta1") => "v1beta1",
        Some(_) => return None,
    };
    let of_meta = clause.get("g").is_none_or(|group| group == "meta.k8s.io");
    let form = match clause.get("as") {
        None => Form::Whole,
        Some("Table") if of_meta => Form::Table(Include::Metadata),
        Some("PartialObjectMetadata") if of_meta => Form::Partial(Many::One),
        Some("PartialObjectMetadataList") if of_meta => Form::Partial(Many::List),
        Some(_) => return None,
    };
    let pretty = clause.get("pretty") == Some("1");
    Some(Wanted {
        form,
        version,
        yaml,
        pretty,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(accept: &str, query: &str, agent: &str) -> String {
        match negotiate(accept, &Query::parse(query), agent, Many::List) {
            Err(status) => status.code.to_string(),
            Ok(wanted) => {
                let yaml = if wanted.yaml { " yaml" } else { "" };
                let pretty = if wanted.pretty { " pretty" } else { "" };
                format!("{:?} {}{yaml}{pretty}", wanted.form, wanted.version)
            }
        }
    }

    #[test]
    fn the_first_form_that_can_be_made_is_chosen() {
        let table = "application/json;as=Table;v=v1;g=meta.k8s.io,\
                     application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
        let rows = [
            ("", "", "Whole v1"),
            ("*/*", "", "Whole v1"),
            ("application/json, */*", "", "Whole v1"),
            ("application/yaml", "", "Whole v1 yaml"),
            ("text/html", "", "406"),
            ("text/html,*/*;q=0.1", "", "Whole v1"),
            ("application/yaml;q=0.5,application/json", "", "Whole v1"),
            ("application/vnd.kubernetes.protobuf", "", "Whole v1"),
            (
                "application/vnd.kubernetes.protobuf,application/yaml",
                "",
                "Whole v1 yaml",
            ),
            (table, "", "Table(Metadata) v1"),
            (table, "includeObject=Object", "Table(Object) v1"),
            (table, "includeObject=None", "Table(Nothing) v1"),
            (table, "includeObject=All", "400"),
            (
                "application/json;as=Table;v=v1beta1;g=meta.k8s.io",
                "",
                "Table(Metadata) v1beta1",
            ),
            ("application/json;as=Table;v=v2;g=meta.k8s.io", "", "406"),
            (
                "application/json;as=Table;v=v2;g=meta.k8s.io,application/json",
                "",
                "Whole v1",
            ),
            (
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
                "",
                "Partial(List) v1",
            ),
            ("application/json;stream=watch", "", "Whole v1"),
            ("application/json", "pretty=true", "Whole v1 pretty"),
            ("application/json;q=0", "", "406"),
        ];
        for (accept, query, expected) in rows {
            assert_eq!(
                shown(accept, query, "kubectl"),
                expected,
                "{accept} {query}"
            );
        }
        assert_eq!(shown("*/*", "", "curl/8.1"), "Whole v1 pretty");
        assert_eq!(shown("*/*", "pretty=false", "curl/8.1"), "Whole v1");
    }
}
