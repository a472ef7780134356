//! Requests about objects: which resource, which verb.

use std::sync::Arc;

use http::Method;
use serde_json::Value;

use super::accept::Many;
use super::app::{Api, Call};
use super::path::Objects;
use super::refusal::{method_not_allowed, no_such_resource};
use super::reply::Answer;
use super::view::View;
use super::{forward, logs, parts, proxy, read, remote, remove, reviews, write};
use crate::sandbox::registry::{Resource, Subresource};
use crate::sandbox::status::Reply;

/// A resource, or one object of it, that a request is about.
pub(super) struct Subject {
    pub(super) resource: Arc<Resource>,
    pub(super) namespace: Option<String>,
    pub(super) name: Option<String>,
}

impl Subject {
    /// The namespace as the registry wants it.
    pub(super) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The name; of a verb that needs one.
    pub(super) fn name(&self) -> Reply<&str> {
        self.name.as_deref().ok_or_else(method_not_allowed)
    }

    /// The object as it is.
    pub(super) fn get(&self, api: &Api) -> Reply<Arc<Value>> {
        api.registry
            .get(&self.resource, self.namespace(), self.name()?)
    }

    /// How the object is shown to who asks.
    pub(super) fn view(&self, api: &Api, call: &Call) -> Reply<View> {
        Ok(View {
            resource: Arc::clone(&self.resource),
            definition: definition(api, &self.resource),
            wanted: call.wanted()?,
            texts: Arc::clone(&api.texts),
        })
    }
}

/// The definition of a custom resource.
pub(super) fn definition(api: &Api, resource: &Resource) -> Option<Arc<Value>> {
    let name = resource.definition.as_deref()?;
    let definitions = api
        .registry
        .kind("apiextensions.k8s.io/v1", "CustomResourceDefinition")?;
    api.registry.get(&definitions, None, name).ok()
}

/// Answers a request about objects.
pub(super) async fn answer(api: &Api, path: Objects, call: Call) -> Reply<Answer> {
    let resource = api
        .registry
        .resource(&path.group, &path.version, &path.plural);
    let Some(resource) = resource else {
        return api.nowhere(Some(&path.group));
    };
    let in_namespace = path.namespace.is_some();
    let misplaced = in_namespace && !resource.namespaced
        || !in_namespace && resource.namespaced && path.name.is_some();
    if misplaced {
        return Err(no_such_resource());
    }
    let subject = Subject {
        resource,
        namespace: path.namespace,
        name: path.name,
    };
    match path.part {
        None => whole(api, &subject, call).await,
        Some(part) => part_of(api, &subject, &part, path.tail.as_deref(), call).await,
    }
}

async fn whole(api: &Api, subject: &Subject, mut call: Call) -> Reply<Answer> {
    let one = subject.name.is_some();
    if !one && matches!(call.method, Method::GET | Method::DELETE) {
        call.many = Many::List;
    }
    let verb = match (&call.method, one) {
        (&Method::GET, true) => "get",
        (&Method::GET, false) if call.query.flag("watch") == Some(true) => "watch",
        (&Method::GET, false) => "list",
        (&Method::POST, false) => "create",
        (&Method::PUT, true) => "update",
        (&Method::PATCH, true) => "patch",
        (&Method::DELETE, true) => "delete",
        (&Method::DELETE, false) => "deletecollection",
        _ => return Err(method_not_allowed()),
    };
    let homeless = verb == "create" && subject.resource.namespaced && subject.namespace.is_none();
    if homeless || !subject.resource.verbs.contains(&verb) {
        return Err(method_not_allowed());
    }
    match verb {
        "get" => read::get(api, subject, &call),
        "list" | "watch" => read::list(api, subject, &call),
        "create" if reviews::is_review(&subject.resource) => {
            reviews::answer(api, subject, call).await
        }
        "create" => write::create(api, subject, call).await,
        "update" => write::update(api, subject, None, call).await,
        "patch" => write::patch(api, subject, None, call).await,
        _ => remove::answer(api, subject, call).await,
    }
}

async fn part_of(
    api: &Api,
    subject: &Subject,
    part: &str,
    tail: Option<&str>,
    call: Call,
) -> Reply<Answer> {
    let Some(found) = find(&subject.resource, part) else {
        return Err(no_such_resource());
    };
    match (part, &call.method) {
        ("proxy", _) => proxy::answer(api, subject, tail.unwrap_or_default(), call).await,
        ("portforward", &Method::GET | &Method::POST) => forward::answer(api, subject, call),
        ("log", &Method::GET) => logs::answer(api, subject, &call),
        ("exec" | "attach", &Method::GET | &Method::POST) => {
            remote::answer(api, subject, part, call).await
        }
        ("eviction", &Method::POST) => parts::evict(api, subject, call).await,
        ("binding", &Method::POST) => parts::bind(api, subject, call).await,
        ("token", &Method::POST) => parts::token(api, subject, call).await,
        ("scale", &Method::GET) => parts::get_scale(api, subject, &call),
        ("status" | "approval", &Method::GET) => read::get(api, subject, &call),
        (_, &Method::PUT) => write::update(api, subject, Some(found), call).await,
        (_, &Method::PATCH) => write::patch(api, subject, Some(found), call).await,
        _ => Err(method_not_allowed()),
    }
}

fn find(resource: &Resource, part: &str) -> Option<Subresource> {
    let named = |one: &&Subresource| part_name(**one) == part;
    resource.subresources.iter().find(named).copied()
}

/// As it stands in a path.
pub(super) fn part_name(part: Subresource) -> &'static str {
    match part {
        Subresource::Status => "status",
        Subresource::Scale => "scale",
        Subresource::Other(name) => name,
    }
}
