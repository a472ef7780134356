//! From a `CustomResourceDefinition` to the resources that it brings.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Resource;
use super::builtin::VERBS;
use super::fields::{self, items, set, text};
use super::kinds::{ScalePaths, Subresource};
use super::typed;

/// One resource for each version that is served.
pub(super) fn resources(definition: &Value) -> Vec<Resource> {
    let versions = items(definition, "/spec/versions").iter();
    let served = versions.filter(|version| version["served"] == true);
    served
        .map(|version| resource(definition, version))
        .collect()
}

/// The one at the version that its objects are stored at, be that served or not.
pub(super) fn stored(definition: &Value) -> Option<Resource> {
    let mut versions = items(definition, "/spec/versions").iter();
    let version = versions.find(|version| version["storage"] == true)?;
    Some(resource(definition, version))
}

fn resource(definition: &Value, version: &Value) -> Resource {
    let names = &definition["spec"]["names"];
    let word = |key: &str| text(names, key).to_owned();
    Resource {
        group: text(definition, "/spec/group").to_owned(),
        version: text(version, "/name").to_owned(),
        kind: word("/kind"),
        plural: word("/plural"),
        singular: word("/singular"),
        short_names: words(names, "/shortNames"),
        categories: words(names, "/categories"),
        namespaced: definition["spec"]["scope"] == "Namespaced",
        verbs: VERBS.to_vec(),
        subresources: subresources(version),
        of: typed::structural(&version["schema"]["openAPIV3Schema"]),
        definition: Some(fields::name(definition).to_owned()),
        schema: Some(Arc::new(version["schema"]["openAPIV3Schema"].clone())),
        selectable: items(version, "/selectableFields")
            .iter()
            .map(|field| text(field, "/jsonPath").to_owned())
            .collect(),
        scale: scale(version),
    }
}

fn words(names: &Value, pointer: &str) -> Vec<String> {
    let list = items(names, pointer).iter();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn subresources(version: &Value) -> Vec<Subresource> {
    let known = [
        ("status", Subresource::Status),
        ("scale", Subresource::Scale),
    ];
    let there = known
        .into_iter()
        .filter(|(name, _)| version["subresources"][name].is_object());
    there.map(|(_, part)| part).collect()
}

fn scale(version: &Value) -> Option<ScalePaths> {
    let scale = version.pointer("/subresources/scale")?;
    let pointer = |key: &str| Some(scale[key].as_str()?.replace('.', "/"));
    Some(ScalePaths {
        wanted: pointer("specReplicasPath")?,
        found: pointer("statusReplicasPath")?,
        selector: pointer("labelSelectorPath"),
    })
}

/// What a definition that leaves it out means.
pub(super) fn complete(definition: &mut Value) {
    let kind = text(definition, "/spec/names/kind").to_owned();
    fields::default(definition, "/spec/names/singular", kind.to_lowercase());
    fields::default(definition, "/spec/names/listKind", format!("{kind}List"));
    fields::default(definition, "/spec/conversion", json!({"strategy": "None"}));
}

/// The version that its objects are stored at.
pub(super) fn stored_version(definition: &Value) -> &str {
    let versions = items(definition, "/spec/versions").iter();
    let stored = versions.filter(|version| version["storage"] == true);
    stored
        .map(|version| text(version, "/name"))
        .next()
        .unwrap_or_default()
}

/// The status once the names are taken and the versions served; whether it is another than before.
pub(super) fn establish(definition: &mut Value, now: &str) -> bool {
    let before = definition["status"].clone();
    let names = definition["spec"]["names"].clone();
    set(definition, "/status/acceptedNames", names);
    let stored = Value::from(stored_version(definition));
    let mut versions = items(definition, "/status/storedVersions").to_vec();
    if !versions.contains(&stored) {
        versions.push(stored);
    }
    set(definition, "/status/storedVersions", versions);
    condition(
        definition,
        "NamesAccepted",
        "NoConflicts",
        "no conflicts found",
        now,
    );
    let words = "the initial names have been accepted";
    condition(
        definition,
        "Established",
        "InitialNamesAccepted",
        words,
        now,
    );
    definition["status"] != before
}

/// Sets a condition that isn't `True` yet.
pub(super) fn condition(object: &mut Value, of: &str, reason: &str, message: &str, now: &str) {
    let mut conditions = items(object, "/status/conditions").to_vec();
    let is = |condition: &Value| condition["type"] == of;
    if conditions
        .iter()
        .any(|condition| is(condition) && condition["status"] == "True")
    {
        return;
    }
    conditions.retain(|condition| !is(condition));
    conditions.push(json!({
        "lastTransitionTime": now,
        "message": message,
        "reason": reason,
        "status": "True",
        "type": of,
    }));
    set(object, "/status/conditions", conditions);
}
