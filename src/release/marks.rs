//! The marks by which helm knows whose an object is.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::manifest::Object;

const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
const RELEASE_NAME: &str = "meta.helm.sh/release-name";
const RELEASE_NAMESPACE: &str = "meta.helm.sh/release-namespace";

/// Marks the object as the release's, as helm does with whatever it installs.
pub fn mark(object: &mut Object, release: &str, namespace: &str) {
    object.set_label(MANAGED_BY, "Helm");
    object.set_annotation(RELEASE_NAME, release);
    object.set_annotation(RELEASE_NAMESPACE, namespace);
}

/// The release (name, namespace) that the object is marked as; `None` without both annotations.
pub fn owner(object: &Object) -> Option<(String, String)> {
    Some((
        object.annotation(RELEASE_NAME)?.to_owned(),
        object.annotation(RELEASE_NAMESPACE)?.to_owned(),
    ))
}

/// Whether the release may take a live object that its own record doesn't hold.
///
/// As helm, only what is marked as its own. Two kinds are free for all, since they outlive and
/// are shared by releases and nothing prunes them: `Namespace` (made by hand or by `--create-namespace`)
/// and `CustomResourceDefinition` (helm installs a chart's `crds/` without marks).
/// Fails with `not-ours`, naming the object, its owner and the way out.
pub fn may_adopt(live: &Object, release: &str, namespace: &str) -> Result<()> {
    let owner = owner(live);
    let ours = owner
        .as_ref()
        .is_some_and(|(name, of)| name == release && of == namespace);
    if ours || matches!(live.kind(), "Namespace" | "CustomResourceDefinition") {
        return Ok(());
    }
    Err(match owner {
        Some((name, of)) => foreign(live, release, &name, &of),
        None => unmarked(live, release, namespace),
    })
}

fn foreign(live: &Object, release: &str, name: &str, of: &str) -> Error {
    Error::failed(
        "not-ours",
        format!(
            "{} exists and belongs to release `{name}` in namespace {of}, not to `{release}`",
            live.subject()
        ),
    )
    .on(live.id().to_string())
    .hint(format!(
        "`daprk undeploy {name} -k -n {of}` removes that release; or give the object another name"
    ))
}

fn unmarked(live: &Object, release: &str, namespace: &str) -> Error {
    let mut error = Error::failed(
        "not-ours",
        format!(
            "{} exists and belongs to no release, so `{release}` does not take it",
            live.subject()
        ),
    )
    .on(live.id().to_string());
    let managers = managers(live);
    if !managers.is_empty() {
        error = error.says(format!("written by {managers}"));
    }
    error.hint(format!(
        "delete it, or give it to the release: `{}`",
        adopt_command(live, release, namespace)
    ))
}

/// The command that marks the object as the release's.
fn adopt_command(live: &Object, release: &str, namespace: &str) -> String {
    let place = live
        .namespace()
        .map_or(String::new(), |namespace| format!(" -n {namespace}"));
    format!(
        "kubectl annotate{place} {} {} {RELEASE_NAME}={release} {RELEASE_NAMESPACE}={namespace}",
        live.kind().to_lowercase(),
        live.name(),
    )
}

/// Who wrote the object, by its managed fields.
fn managers(live: &Object) -> String {
    let mut managers: Vec<&str> = live
        .items("/metadata/managedFields")
        .iter()
        .filter(|entry| entry.get("subresource").is_none())
        .filter_map(|entry| entry.get("manager").and_then(Value::as_str))
        .collect();
    managers.sort_unstable();
    managers.dedup();
    managers.join(", ")
}

#[cfg(test)]
mod tests;
