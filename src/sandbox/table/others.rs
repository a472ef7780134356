//! Cells of nodes, events, and of what is configured rather than run.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::cell::{View, count};
use super::duration::since;
use super::labels;

/// RFC 3339, not an age: so it is for kinds without columns of their own.
pub(super) fn created_at(object: View) -> Value {
    match object
        .text("/metadata/creationTimestamp")
        .parse::<Timestamp>()
    {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into(),
        Err(_) => "0001-01-01T00:00:00Z".into(),
    }
}

pub(super) fn data(map: View) -> Value {
    (count(map.at("/data")) + count(map.at("/binaryData"))).into()
}

/// `Ready`, `NotReady,SchedulingDisabled`
pub(super) fn node_status(node: View) -> Value {
    let ready = match node.condition("Ready") {
        Some(condition) if condition["status"] == "True" => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    };
    match node.at("/spec/unschedulable").as_bool() {
        Some(true) => format!("{ready},SchedulingDisabled").into(),
        _ => ready.into(),
    }
}

pub(super) fn node_roles(node: View) -> Value {
    let labels = node
        .at("/metadata/labels")
        .as_object()
        .into_iter()
        .flatten();
    let role = |(key, value): (&String, &Value)| match key.strip_prefix("node-role.kubernetes.io/")
    {
        Some(role) => Some(role.to_owned()),
        None if key == "kubernetes.io/role" => value.as_str().map(str::to_owned),
        None => None,
    };
    let roles: BTreeSet<String> = labels
        .filter_map(role)
        .filter(|role| !role.is_empty())
        .collect();
    labels::or_none(roles.into_iter().collect::<Vec<_>>().join(",")).into()
}

pub(super) fn internal_ip(node: View) -> Value {
    node_ip(node, "InternalIP")
}

pub(super) fn external_ip(node: View) -> Value {
    node_ip(node, "ExternalIP")
}

fn node_ip(node: View, of: &str) -> Value {
    let addresses = node.list("/status/addresses");
    let found = addresses.iter().find(|address| address["type"] == of);
    found.map_or("<none>".into(), |address| address["address"].clone())
}

/// The first of these that has text: an event is called differently in its two groups.
fn first<'a>(event: View<'a>, pointers: &[&str]) -> &'a str {
    let texts = pointers.iter().map(|pointer| event.text(pointer));
    texts
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

pub(super) fn first_seen(event: View) -> Value {
    let pointers = ["/firstTimestamp", "/deprecatedFirstTimestamp", "/eventTime"];
    since(first(event, &pointers), event.now).into()
}

pub(super) fn last_seen(event: View) -> Value {
    if event.at("/series").is_object() {
        return event.since("/series/lastObservedTime").into();
    }
    match first(event, &["/lastTimestamp", "/deprecatedLastTimestamp"]) {
        "" => first_seen(event),
        time => since(time, event.now).into(),
    }
}

pub(super) fn event_count(event: View) -> Value {
    if event.at("/series").is_object() {
        return event.number("/series/count").into();
    }
    (event.number("/count") + event.number("/deprecatedCount"))
        .max(1)
        .into()
}

/// `pod/web-1`
pub(super) fn involved(event: View) -> Value {
    let kind = first(event, &["/involvedObject/kind", "/regarding/kind"]).to_lowercase();
    match first(event, &["/involvedObject/name", "/regarding/name"]) {
        "" => kind.into(),
        name => format!("{kind}/{name}").into(),
    }
}

pub(super) fn sub_object(event: View) -> Value {
    first(
        event,
        &["/involvedObject/fieldPath", "/regarding/fieldPath"],
    )
    .into()
}

/// `kubelet, node-1`
pub(super) fn source(event: View) -> Value {
    let component = ["/source/component", "/deprecatedSource/component"];
    let component = first(event, &[&component[..], &CONTROLLER[..]].concat());
    let host = [
        "/source/host",
        "/deprecatedSource/host",
        "/reportingInstance",
    ];
    match first(event, &host) {
        "" => component.into(),
        host => format!("{component}, {host}").into(),
    }
}

const CONTROLLER: [&str; 2] = ["/reportingComponent", "/reportingController"];

pub(super) fn message(event: View) -> Value {
    first(event, &["/message", "/note"]).trim().into()
}

pub(super) fn quota_requests(quota: View) -> Value {
    quota_part(quota, false)
}

pub(super) fn quota_limits(quota: View) -> Value {
    quota_part(quota, true)
}

/// `cpu: 0/1, pods: 0/2`: used and allowed.
fn quota_part(quota: View, limits: bool) -> Value {
    let hard = quota.at("/status/hard").as_object().into_iter().flatten();
    let used = quota.at("/status/used");
    let text = |value: &Value| value.as_str().unwrap_or("0").to_owned();
    let hard: BTreeMap<&String, &Value> = hard
        .filter(|(name, _)| name.starts_with("limits.") == limits)
        .collect();
    let part =
        |(name, hard): (&String, &Value)| format!("{name}: {}/{}", text(&used[name]), text(hard));
    hard.into_iter()
        .map(part)
        .collect::<Vec<_>>()
        .join(", ")
        .into()
}

/// `ClusterRole/view`
pub(super) fn role(binding: View) -> Value {
    let kind = binding.text("/roleRef/kind");
    format!("{kind}/{}", binding.text("/roleRef/name")).into()
}

pub(super) fn users(binding: View) -> Value {
    subjects(binding, "User")
}

pub(super) fn groups(binding: View) -> Value {
    subjects(binding, "Group")
}

pub(super) fn accounts(binding: View) -> Value {
    subjects(binding, "ServiceAccount")
}

fn subjects(binding: View, kind: &str) -> Value {
    let text =
        |subject: &Value, field: &str| subject[field].as_str().unwrap_or_default().to_owned();
    let name = |subject: &Value| match kind {
        "ServiceAccount" => format!("{}/{}", text(subject, "namespace"), text(subject, "name")),
        _ => text(subject, "name"),
    };
    let subjects = binding.list("/subjects").iter();
    let names: Vec<String> = subjects.filter(|of| of["kind"] == kind).map(name).collect();
    names.join(", ").into()
}
