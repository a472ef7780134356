//! Who an object says it is, and who the path says it is.

use serde_json::Value;

use super::fields::{self, set, text};
use super::names;
use super::refusals::{Wrong, bad_request};
use super::{Resource, Subresource};
use crate::sandbox::status::Reply;

/// API version and kind, which have to be the resource's; absent ones become it.
pub(super) fn kind(of: &Resource, object: &mut Value) -> Reply<()> {
    if !object.is_object() {
        return Err(bad_request(
            "the object provided is unrecognized (must be of type Object)",
        ));
    }
    let expected = of.api_version();
    let (found, kind) = (text(object, "/apiVersion"), text(object, "/kind"));
    if (!found.is_empty() && found != expected) || (!kind.is_empty() && kind != of.kind) {
        return Err(bad_request(mismatch(of, found, kind)));
    }
    let kind = of.kind.clone();
    set(object, "/apiVersion", expected);
    set(object, "/kind", kind);
    Ok(())
}

fn mismatch(of: &Resource, found: &str, kind: &str) -> String {
    let version = found.rsplit('/').next().unwrap_or_default();
    let own = &of.kind;
    let told = format!("{kind} in version \"{version}\" cannot be handled as a {own}: ");
    if kind == own {
        return format!(
            "{told}no kind \"{kind}\" is registered for version \"{found}\" in scheme \"pkg/runtime/scheme.go:110\""
        );
    }
    let group = of
        .group
        .split('.')
        .next()
        .filter(|group| !group.is_empty())
        .unwrap_or("core");
    format!("{told}converting ({version}.{kind}) to ({group}.{own}): unknown conversion")
}

fn namespace(of: &Resource, asked: Option<&str>, object: &mut Value) -> Reply<()> {
    let found = fields::namespace(object);
    match asked.filter(|_| of.namespaced) {
        Some(asked) if found.is_empty() => set(object, "/metadata/namespace", asked),
        Some(asked) if found != asked => {
            return Err(bad_request(
                "the namespace of the provided object does not match the namespace sent on the request",
            ));
        }
        Some(_) => {}
        None => drop(fields::remove(object, "/metadata/namespace")),
    }
    Ok(())
}

/// A new object: it gets the path's namespace, and a name if it only has the beginning of one.
pub(super) fn of_new(of: &Resource, asked: Option<&str>, object: &mut Value) -> Reply<()> {
    kind(of, object)?;
    namespace(of, asked, object)?;
    let base = text(object, "/metadata/generateName").to_owned();
    if fields::name(object).is_empty() && !base.is_empty() {
        set(object, "/metadata/name", names::generate(&base));
    }
    Ok(())
}

/// What is wrong with an object's name.
pub(super) fn wrong_name(of: &Resource, object: &Value) -> Vec<Wrong> {
    let name = fields::name(object);
    if name.is_empty() {
        return vec![Wrong::required(
            "metadata.name",
            "name or generateName is required",
        )];
    }
    let value = Value::from(name);
    let complaints = names::of_object(of, name).into_iter();
    complaints
        .map(|words| Wrong::invalid("metadata.name", &value, &words))
        .collect()
}

/// Another state of an object: it has to be the one that the path names.
pub(super) fn of_existing(
    of: &Resource,
    asked: Option<&str>,
    name: &str,
    object: &mut Value,
) -> Reply<()> {
    kind(of, object)?;
    same(of, asked, name, object)
}

/// Whether name and namespace are the path's.
pub(super) fn same(
    of: &Resource,
    asked: Option<&str>,
    name: &str,
    object: &mut Value,
) -> Reply<()> {
    let found = fields::name(object);
    if found.is_empty() {
        return Err(bad_request(format!(
            "the name of the object ({name} based on URL) was undeterminable: name must be provided"
        )));
    }
    if found != name {
        return Err(bad_request(format!(
            "the name of the object ({found}) does not match the name on the URL ({name})"
        )));
    }
    let found = fields::namespace(object);
    let asked = asked.filter(|_| of.namespaced).unwrap_or_default();
    if !found.is_empty() && found != asked {
        return Err(bad_request(format!(
            "the namespace of the object ({found}) does not match the namespace on the request ({asked})"
        )));
    }
    if of.namespaced {
        set(object, "/metadata/namespace", asked);
    }
    Ok(())
}

/// What a write is recorded as in the managed fields.
pub(super) fn part_name(part: Option<Subresource>) -> &'static str {
    match part {
        Some(part @ (Subresource::Status | Subresource::Scale)) => part.name(),
        Some(Subresource::Other(_)) | None => "",
    }
}
