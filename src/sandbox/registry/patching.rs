//! PATCH.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fields::{has, name, remove, text};
use super::refusals::{bad_request, internal, modified, not_found};
use super::write::{Request, TURNS, is_conflict, same_uid, written};
use super::{Patch, Registry, Resource, Subresource, WriteOptions, Written, identity, scale, typed};
use crate::sandbox::apply::{self, ApplyError, Conflict};
use crate::sandbox::patch::{self, PatchError};
use crate::sandbox::status::{Reply, Status};

const STRATEGIC_UNKNOWN: &str = "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";

impl Registry {
    /// PATCH of the object or of a subresource.
    pub async fn patch(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        part: Option<Subresource>,
        patch: Patch,
        options: &WriteOptions,
    ) -> Reply<Written> {
        let request = Request {
            of,
            part,
            options,
            applied: matches!(patch, Patch::Apply(_)),
        };
        let patch = checked(request, namespace, name, patch)?;
        for _ in 0..TURNS {
            let Some(live) = self.peek(of, namespace, name) else {
                return self.patch_absent(request, namespace, name, patch).await;
            };
            match self.patch_once(request, namespace, &live, &patch).await {
                Err(status) if is_conflict(&status) && asked_revision(&patch).is_empty() => {}
                other => return other,
            }
        }
        Err(modified(of, name))
    }

    async fn patch_absent(
        &self,
        request: Request<'_>,
        namespace: Option<&str>,
        name: &str,
        patch: Patch,
    ) -> Reply<Written> {
        match patch {
            Patch::Apply(applied) if request.part.is_none() => {
                let object = apply_on(request, None, &applied)?;
                let mut object = object;
                let warnings = typed::prune(request.of, &mut object, request.options.validation)?;
                self.born(request, namespace, object, warnings).await
            }
            _ => Err(not_found(request.of, name)),
        }
    }

    async fn patch_once(
        &self,
        request: Request<'_>,
        namespace: Option<&str>,
        live: &Arc<Value>,
        patch: &Patch,
    ) -> Reply<Written> {
        let of = request.of;
        let asked = asked_revision(patch);
        if !asked.is_empty() && asked != text(live, "/metadata/resourceVersion") {
            return Err(modified(of, name(live)));
        }
        if request.part == Some(Subresource::Scale) {
            let shown = scale::show(of, live)?;
            let new = patched(request, &shown, patch)?;
            return scale::replace(self, request, live, &new).await;
        }
        let mut new = match patch {
            Patch::Apply(applied) => apply_on(request, Some(live), applied)?,
            other => patched(request, live, other)?,
        };
        identity::of_existing(of, namespace, name(live), &mut new)?;
        same_uid(of, name(live), live, text(&new, "/metadata/uid"))?;
        let warnings = prune(request, live, &mut new)?;
        written(self.replace(request, live, new).await, warnings)
    }
}

/// Refuses what can be refused before the object is looked at.
fn checked(
    request: Request<'_>,
    namespace: Option<&str>,
    name: &str,
    patch: Patch,
) -> Reply<Patch> {
    let of = request.of;
    match patch {
        Patch::Strategic(_) if of.definition.is_some() => {
            Err(Status::new(415, "UnsupportedMediaType", STRATEGIC_UNKNOWN))
        }
        Patch::Apply(mut applied) if request.part != Some(Subresource::Scale) => {
            if !has(&applied, "/apiVersion") || !has(&applied, "/kind") {
                return Err(bad_request("invalid object type: apiVersion and kind must be set"));
            }
            if has(&applied, "/metadata/managedFields") {
                return Err(bad_request("metadata.managedFields must be nil"));
            }
            identity::of_existing(of, namespace, name, &mut applied)?;
            Ok(Patch::Apply(applied))
        }
        other => Ok(other),
    }
}

fn asked_revision(patch: &Patch) -> &str {
    match patch {
        Patch::Merge(patch) | Patch::Strategic(patch) | Patch::Apply(patch) => {
            text(patch, "/metadata/resourceVersion")
        }
        Patch::Json(_) => "",
    }
}

/// The object after a patch that is no apply.
fn patched(request: Request<'_>, live: &Value, patch: &Patch) -> Reply<Value> {
    let refused = |error: PatchError| {
        let reason = if error.code == 422 { "Invalid" } else { "BadRequest" };
        Status::new(error.code, reason, error.message)
    };
    match patch {
        Patch::Json(patch) => patch::json(live, patch).map_err(refused),
        Patch::Merge(patch) | Patch::Apply(patch) => Ok(patch::merge(live, patch)),
        Patch::Strategic(patch) => {
            patch::strategic(&request.of.of, live, patch).map_err(refused)
        }
    }
}

/// Unknown fields of a patch: those that the patch brought.
fn prune(request: Request<'_>, live: &Value, new: &mut Value) -> Reply<Vec<String>> {
    let _ = live;
    let pruned = typed::prune(request.of, new, request.options.validation);
    pruned.map_err(|status| Status {
        message: status
            .message
            .rsplit_once("strict decoding error: ")
            .map_or(status.message.clone(), |(_, words)| {
                format!("error decoding patch: strict decoding error: {words}")
            }),
        ..status
    })
}

fn apply_on(request: Request<'_>, live: Option<&Arc<Value>>, applied: &Value) -> Reply<Value> {
    let mut applied = applied.clone();
    remove(&mut applied, "/metadata/resourceVersion");
    let (of, options) = (request.of, request.options);
    let live = live.map(Arc::as_ref);
    apply::apply(&of.of, live, &applied, &request.writer(), options.force).map_err(|error| match error {
        ApplyError::Invalid(words) => internal(words),
        ApplyError::Conflicts(conflicts) => conflicted(&conflicts),
    })
}

/// 409 with each field that another manager has.
fn conflicted(conflicts: &[Conflict]) -> Status {
    let causes: Vec<Value> = conflicts.iter().map(cause).collect();
    let message = match conflicts {
        [one] => format!("Apply failed with 1 conflict: conflict with {}: {}", owner(one), one.path),
        many => {
            let count = many.len();
            format!("Apply failed with {count} conflicts: {}", by_owner(many))
        }
    };
    Status::new(409, "Conflict", message).details(json!({"causes": causes}))
}

fn by_owner(conflicts: &[Conflict]) -> String {
    let mut owners: Vec<String> = conflicts.iter().map(owner).collect();
    owners.dedup();
    let told = owners.iter().map(|of| {
        let paths = conflicts.iter().filter(|conflict| owner(conflict) == *of);
        let paths: Vec<String> = paths.map(|conflict| format!("\n- {}", conflict.path)).collect();
        format!("conflicts with {of}:{}", paths.concat())
    });
    told.collect::<Vec<_>>().join("\n")
}

fn owner(conflict: &Conflict) -> String {
    let Conflict { manager, subresource, api_version, .. } = conflict;
    let with = if subresource.is_empty() {
        String::new()
    } else {
        format!(" with subresource \"{subresource}\"")
    };
    format!("\"{manager}\"{with} using {api_version}")
}

fn cause(conflict: &Conflict) -> Value {
    json!({
        "reason": "FieldManagerConflict",
        "message": format!("conflict with {}", owner(conflict)),
        "field": conflict.path,
    })
}
