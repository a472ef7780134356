//! PATCH.

use std::sync::Arc;

use serde_json::Value;

use super::fields::{has, name, remove, text};
use super::preconditions::{is_conflict, same_uid};
use super::refusals::{self, bad_request, conflict, modified, not_found};
use super::write::{Request, TURNS, written};
use super::{
    Patch, Registry, Resource, Subresource, WriteOptions, Written, identity, scale, typed,
};
use crate::sandbox::apply;
use crate::sandbox::patch::{self, PatchError};
use crate::sandbox::schema;
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
                match self.patch_absent(request, namespace, name, &patch).await {
                    // Somebody else has just made it.
                    Err(status) if status.reason == "AlreadyExists" => continue,
                    other => return other,
                }
            };
            match self.patch_once(request, namespace, &live, &patch).await {
                Err(status) if is_conflict(&status) && asked_revision(&patch).is_empty() => {}
                // Somebody else has just deleted it: an apply makes it anew.
                Err(status) if status.code == 404 && self.peek(of, namespace, name).is_none() => {}
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
        patch: &Patch,
    ) -> Reply<Written> {
        match patch {
            Patch::Apply(applied) if request.part.is_none() => {
                let uid = text(applied, "/metadata/uid");
                if !uid.is_empty() {
                    let words = format!(
                        "uid mismatch: the provided object specified uid {uid}, and no existing object was found"
                    );
                    return Err(conflict(request.of, name, &words));
                }
                let mut object = apply_on(request, None, applied)?;
                let warnings = decode(request, patch, &mut object)?;
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
            let mut new = patched(request, &scale::show(of, live)?, patch)?;
            let scales = scale::resource(of);
            let of_scale = Request {
                of: &scales,
                ..request
            };
            let warnings = decode(of_scale, patch, &mut new)?;
            let written = scale::replace(self, request, live, &new).await?;
            return Ok(Written {
                warnings,
                ..written
            });
        }
        let mut new = match patch {
            Patch::Apply(applied) => apply_on(request, Some(live), applied)?,
            other => patched(request, live, other)?,
        };
        identity::of_existing(of, namespace, name(live), &mut new)?;
        same_uid(of, name(live), live, text(&new, "/metadata/uid"))?;
        let warnings = decode(request, patch, &mut new)?;
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
                let (group, version) = text(&applied, "/apiVersion")
                    .split_once('/')
                    .unwrap_or_default();
                let kind = text(&applied, "/kind");
                let words = format!("invalid object type: {group}/{version}, Kind={kind}");
                return Err(bad_request(words));
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
        let reason = if error.code == 422 {
            "Invalid"
        } else {
            "BadRequest"
        };
        Status::new(error.code, reason, error.message)
    };
    match patch {
        Patch::Json(patch) => patch::json(live, patch).map_err(refused),
        Patch::Merge(patch) | Patch::Apply(patch) => Ok(patch::merge(live, patch)),
        Patch::Strategic(patch) => patch::strategic(&request.of.of, live, patch).map_err(refused),
    }
}

/// What cannot be decoded is the patch's to answer for: it is what a refusal shows.
fn decode(request: Request<'_>, patch: &Patch, new: &mut Value) -> Reply<Vec<String>> {
    let shown = match patch {
        Patch::Json(_) | Patch::Merge(_) => new.to_string(),
        Patch::Apply(patch) => patch.to_string(),
        Patch::Strategic(patch) => {
            let shown = schema::go_text(patch);
            if let Some(words) = schema::conversion_error(&request.of.of, new) {
                return Err(refusals::invalid_patch(&shown, &words));
            }
            shown
        }
    };
    typed::decode(request.of, new, request.options)
        .map_err(|words| refusals::invalid_patch(&shown, &words))
}

fn apply_on(request: Request<'_>, live: Option<&Arc<Value>>, applied: &Value) -> Reply<Value> {
    let mut applied = applied.clone();
    remove(&mut applied, "/metadata/resourceVersion");
    let (of, options) = (request.of, request.options);
    let live = live.map(Arc::as_ref);
    apply::apply(&of.of, live, &applied, &request.writer(), options.force)
        .map_err(|error| error.status())
}
