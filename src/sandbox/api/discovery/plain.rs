//! Discovery in pieces, and the choice between the two forms.

use std::sync::Arc;

use http::{HeaderValue, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::aggregated;
use super::groups::{GroupVersion, Part, group_versions, parts, verbs};
use crate::sandbox::api::accept::{Wanted, clauses};
use crate::sandbox::api::app::Call;
use crate::sandbox::api::hex::hex;
use crate::sandbox::api::path::Target;
use crate::sandbox::api::refusal::no_such_resource;
use crate::sandbox::api::reply::{self, Answer};
use crate::sandbox::registry::Resource;
use crate::sandbox::status::Reply;

/// Answers `/api`, `/apis`, `/apis/G`, `/api/v1` and `/apis/G/V`.
pub(in crate::sandbox::api) fn answer(
    resources: &[Arc<Resource>],
    target: &Target,
    call: &Call,
) -> Reply<Answer> {
    let core = matches!(target, Target::Core);
    let whole = core || matches!(target, Target::Groups);
    let aggregated = aggregated_version(&call.accept()).filter(|_| whole);
    if let Some(version) = aggregated {
        let document = aggregated::document(resources, core, version);
        let answer = aggregated_answer(&document, version);
        return Ok(with_tag(answer, &document, call));
    }
    let wanted = call.wanted()?;
    let found = match target {
        Target::Core => Some(json!({
            "kind": "APIVersions",
            "versions": ["v1"],
            "serverAddressByClientCIDRs": [],
        })),
        Target::Groups => Some(groups(resources)),
        Target::Group(name) => group(resources, name),
        Target::Resources(group, version) => resource_list(resources, group, version),
        _ => None,
    };
    let Some(document) = found else {
        let known = |group: &str| resources.iter().any(|one| one.group == group);
        return match target {
            Target::Resources(group, _) if known(group) => Err(no_such_resource()),
            _ => Ok(reply::nowhere()),
        };
    };
    let answer = reply::object(200, &document, wanted);
    Ok(if whole {
        with_tag(answer, &document, call)
    } else {
        answer
    })
}

/// The version of the aggregated form, if the client would rather have it.
fn aggregated_version(accept: &str) -> Option<&'static str> {
    for clause in clauses(accept) {
        let ours = clause.get("g") == Some("apidiscovery.k8s.io")
            && clause.get("as") == Some("APIGroupDiscoveryList");
        match (clause.media(), clause.get("v")) {
            ("application/json", Some("v2")) if ours => return Some("v2"),
            ("application/json", Some("v2beta1")) if ours => return Some("v2beta1"),
            ("application/json" | "application/*" | "*/*", _) if !ours => return None,
            _ => {}
        }
    }
    None
}

fn aggregated_answer(document: &Value, version: &str) -> Answer {
    let mut answer = reply::object(200, document, Wanted::JSON);
    let media =
        format!("application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList");
    let media = HeaderValue::from_str(&media).expect("versions are plain words");
    answer.headers_mut().insert(header::CONTENT_TYPE, media);
    answer
}

/// Gives the answer a tag, and answers nothing to who has it already.
fn with_tag(mut answer: Answer, document: &Value, call: &Call) -> Answer {
    let hash = hex(&Sha256::digest(document.to_string()));
    let tag = format!("\"{hash}\"");
    tagged(&mut answer, &tag, call);
    answer
}

/// Sets `ETag`; 304 where the client has that one.
pub(in crate::sandbox::api) fn tagged(answer: &mut Answer, tag: &str, call: &Call) {
    let value = HeaderValue::from_str(tag).expect("tags are hexadecimal");
    let headers = answer.headers_mut();
    headers.insert(header::ETAG, value);
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public"));
    if call
        .header(header::IF_NONE_MATCH)
        .split(',')
        .any(|one| one.trim() == tag)
    {
        *answer.status_mut() = http::StatusCode::NOT_MODIFIED;
        *answer.body_mut() = reply::full("");
    }
}

fn groups(resources: &[Arc<Resource>]) -> Value {
    let all = group_versions(resources);
    let mut groups: Vec<Value> = Vec::new();
    for one in all.iter().filter(|one| !one.group.is_empty()) {
        let known = groups.iter().any(|told| told["name"] == one.group.as_str());
        if !known {
            groups.push(of_group(&all, &one.group));
        }
    }
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
}

fn of_group(all: &[GroupVersion], name: &str) -> Value {
    let versions = all.iter().filter(|one| one.group == name);
    let version =
        |one: &GroupVersion| json!({"groupVersion": one.api_version(), "version": one.version});
    let versions: Vec<Value> = versions.map(version).collect();
    json!({"name": name, "versions": versions, "preferredVersion": versions[0]})
}

fn group(resources: &[Arc<Resource>], name: &str) -> Option<Value> {
    let all = group_versions(resources);
    all.iter().find(|one| one.group == name)?;
    let mut group = json!({"kind": "APIGroup", "apiVersion": "v1"});
    let Value::Object(fields) = of_group(&all, name) else {
        return None;
    };
    for (key, value) in fields {
        group[key] = value;
    }
    Some(group)
}

fn resource_list(resources: &[Arc<Resource>], group: &str, version: &str) -> Option<Value> {
    let all = group_versions(resources);
    let one = all
        .iter()
        .find(|one| one.group == group && one.version == version)?;
    let mut told: Vec<Value> = Vec::new();
    for of in &one.resources {
        told.push(resource(of));
        told.extend(parts(of).map(|part| part_of(of, &part)));
    }
    Some(json!({
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": one.api_version(),
        "resources": told,
    }))
}

/// A part tells its group and version if they are not the whole's.
fn part_of(of: &Resource, part: &Part) -> Value {
    let mut told = json!({
        "name": format!("{}/{}", of.plural, part.name),
        "singularName": "",
        "namespaced": of.namespaced,
    });
    if (&part.group, &part.version) != (&of.group, &of.version) {
        told["group"] = part.group.as_str().into();
        told["version"] = part.version.as_str().into();
    }
    told["kind"] = part.kind.as_str().into();
    told["verbs"] = json!(part.verbs);
    told
}

fn resource(of: &Resource) -> Value {
    let mut told = json!({
        "name": of.plural,
        "singularName": of.singular,
        "namespaced": of.namespaced,
        "kind": of.kind,
        "verbs": verbs(of),
    });
    if !of.short_names.is_empty() {
        told["shortNames"] = json!(of.short_names);
    }
    if !of.categories.is_empty() {
        told["categories"] = json!(of.categories);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_aggregated_form_is_chosen_as_clients_ask() {
        let v2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        let beta = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
        let rows = [
            (format!("{v2},{beta},application/json"), Some("v2")),
            (format!("{beta},application/json"), Some("v2beta1")),
            (format!("application/json,{v2}"), None),
            ("application/json".to_owned(), None),
            ("*/*".to_owned(), None),
            (String::new(), None),
        ];
        for (accept, expected) in rows {
            assert_eq!(aggregated_version(&accept), expected, "{accept}");
        }
    }
}
