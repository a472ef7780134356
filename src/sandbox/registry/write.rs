//! POST and PUT, and what all writes share.

use std::sync::Arc;

use serde_json::Value;

use super::admit::{self, Admission};
use super::convert::{present, to_stored};
use super::fields::{has, is_going, name, namespace, revision};
use super::lifecycle::{self, now};
use super::preconditions::{expected, is_conflict};
use super::read::key;
use super::refusals::{self, Wrong, bad_request, exists, forbidden, invalid, modified};
use super::{
    Registry, Resource, Subresource, WriteOptions, Written, identity, reviews, scale, typed,
    validate,
};
use crate::sandbox::apply::{self, Writer};
use crate::sandbox::patch::{READABLE, is_deeper};
use crate::sandbox::status::Reply;
use crate::sandbox::store::StoreError;

/// So often a made-up name is made up anew when there is such an object.
const NAMES: usize = 8;
/// So often a write begins anew when another comes between.
pub(super) const TURNS: usize = 100;
/// So deep may an object be nested, its managed fields included: a list and a watch put something around it, and
/// what the store cannot read again is damage to it.
const DEEPEST: usize = READABLE - 7;

/// One write: who asks for what.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) of: &'a Resource,
    pub(super) part: Option<Subresource>,
    pub(super) options: &'a WriteOptions,
    /// Whether the managed fields are set already, by server-side apply.
    pub(super) applied: bool,
}

impl Request<'_> {
    pub(super) fn writer(&self) -> Writer {
        Writer {
            manager: self.options.manager.clone(),
            api_version: self.of.api_version(),
            subresource: identity::part_name(self.part).to_owned(),
            time: now(),
        }
    }
}

impl Registry {
    /// A new object.
    pub async fn create(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        mut object: Value,
        options: &WriteOptions,
    ) -> Reply<Written> {
        if of.is_review() {
            return reviews::answer(of, namespace, object);
        }
        identity::kind(of, &mut object)?;
        let decoded = typed::decode(of, &mut object, options);
        let warnings = decoded.map_err(|words| typed::undecodable(of, &words))?;
        let request = Request {
            of,
            part: None,
            options,
            applied: false,
        };
        self.born(request, namespace, object, warnings).await
    }

    /// Makes an object, under another name if its own was made up and is taken.
    pub(super) async fn born(
        &self,
        request: Request<'_>,
        namespace: Option<&str>,
        object: Value,
        warnings: Vec<String>,
    ) -> Reply<Written> {
        let made_up = name(&object).is_empty() && has(&object, "/metadata/generateName");
        let turns = if made_up { NAMES } else { 1 };
        for turn in 1.. {
            let mut named = object.clone();
            identity::of_new(request.of, namespace, &mut named)?;
            match self.insert(request, named).await {
                Err(status) if status.reason == "AlreadyExists" && turn < turns => {}
                other => {
                    return other.map(|object| Written {
                        object,
                        created: true,
                        warnings,
                    });
                }
            }
        }
        unreachable!("the loop ends by answering")
    }

    async fn insert(&self, request: Request<'_>, mut object: Value) -> Reply<Arc<Value>> {
        let Request { of, options, .. } = request;
        self.definition_stays(of)?;
        self.namespace_is_open(of, &object)?;
        lifecycle::born(of, &mut object, &now());
        typed::defaults(of, &mut object);
        admit::early(of, &mut object)?;
        if !request.applied {
            apply::update(&of.of, None, &mut object, &request.writer());
        }
        let admission = admit::new(self, of, &mut object).await?;
        refuse(of, &object, &validate::new(of, &object))?;
        to_stored(of, &mut object);
        let key = key(of, Some(namespace(&object)), name(&object));
        if options.dry_run {
            return match self.store.get(&key) {
                Some(_) => Err(exists(of, &key.name)),
                None => Ok(Arc::new(object)),
            };
        }
        let named = key.name.clone();
        let stored = self.store.create(key, object).await;
        let stored = stored.map_err(|error| refusals::of_store(of, &named, &error))?;
        drop::<Admission>(admission);
        self.written(of, &stored).await?;
        Ok(present(of, &stored))
    }

    /// Nothing is made of a definition that is to go: its objects would go at once.
    fn definition_stays(&self, of: &Resource) -> Reply<()> {
        let Some(definition) = &of.definition else {
            return Ok(());
        };
        let definitions = self.builtin("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        match self.peek(&definitions, None, definition) {
            Some(found) if is_going(&found) => Err(refusals::terminating(of)),
            _ => Ok(()),
        }
    }

    /// Nothing is made in a namespace that isn't there, or is to go.
    fn namespace_is_open(&self, of: &Resource, object: &Value) -> Reply<()> {
        if !of.namespaced {
            return Ok(());
        }
        let namespaces = self.builtin("v1", "Namespace");
        let found = self.get(&namespaces, None, namespace(object))?;
        if !is_going(&found) {
            return Ok(());
        }
        let words = format!(
            "unable to create new content in namespace {} because it is being terminated",
            namespace(object)
        );
        let mut refusal = forbidden(of, name(object), &words);
        if let Some(details) = &mut refusal.details {
            details["causes"] = serde_json::json!([{
                "reason": "NamespaceTerminating",
                "message": format!("namespace {} is being terminated", namespace(object)),
                "field": "metadata.namespace",
            }]);
        }
        Err(refusal)
    }

    /// PUT of the object or of a subresource (`None`: the object).
    pub async fn update(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        part: Option<Subresource>,
        mut object: Value,
        options: &WriteOptions,
    ) -> Reply<Written> {
        let request = Request {
            of,
            part,
            options,
            applied: false,
        };
        if part == Some(Subresource::Scale) {
            return scale::update(self, request, namespace, name, object).await;
        }
        identity::of_existing(of, namespace, name, &mut object)?;
        let decoded = typed::decode(of, &mut object, options);
        let warnings = decoded.map_err(|words| typed::undecodable(of, &words))?;
        for _ in 0..TURNS {
            let Some(live) = self.peek(of, namespace, name) else {
                let (object, warnings) = (object.clone(), warnings.clone());
                match self.put_absent(request, namespace, object, warnings).await {
                    // Somebody else has just made it.
                    Err(status) if status.reason == "AlreadyExists" => continue,
                    other => return other,
                }
            };
            let asked = revision(&object);
            expected(of, name, &live, &object)?;
            match self.replace(request, &live, object.clone()).await {
                // Without a version of its own it takes the newest, whichever that is.
                Err(status) if asked == 0 && is_conflict(&status) => {}
                // Somebody else has just deleted it.
                Err(status) if status.code == 404 && self.peek(of, namespace, name).is_none() => {}
                other => return written(other, warnings),
            }
        }
        Err(modified(of, name))
    }

    async fn put_absent(
        &self,
        request: Request<'_>,
        namespace: Option<&str>,
        object: Value,
        warnings: Vec<String>,
    ) -> Reply<Written> {
        let of = request.of;
        if request.part.is_none() && of.creates_on_update() && revision(&object) == 0 {
            return self.born(request, namespace, object, warnings).await;
        }
        Err(refusals::not_found(of, name(&object)))
    }

    /// Puts `new` in the place of `live`, if that is still there.
    pub(super) async fn replace(
        &self,
        request: Request<'_>,
        live: &Arc<Value>,
        new: Value,
    ) -> Reply<Arc<Value>> {
        let Request {
            of, part, options, ..
        } = request;
        let mut new = lifecycle::kept(of, part, live, new);
        typed::defaults(of, &mut new);
        admit::early(of, &mut new)?;
        let late = lifecycle::late_finalizers(live, &new);
        if !late.is_empty() {
            return Err(invalid(of, name(live), &[late_words(&late)]));
        }
        if !request.applied {
            apply::update(&of.of, Some(live), &mut new, &request.writer());
        }
        let admission = admit::changed(self, of, live, &mut new).await?;
        if part != Some(Subresource::Status) {
            lifecycle::count(of, live, &mut new);
        }
        if lifecycle::is_unchanged(live, &new) {
            return Ok(Arc::clone(live));
        }
        refuse(of, &new, &validate::changed(of, part, live, &new))?;
        if options.dry_run {
            return Ok(Arc::new(new));
        }
        let stored = self.exchange(of, live, new).await?;
        drop::<Admission>(admission);
        Ok(stored)
    }

    /// Stores another state, or removes the object if that state is its end.
    pub(super) async fn exchange(
        &self,
        of: &Resource,
        live: &Arc<Value>,
        mut new: Value,
    ) -> Reply<Arc<Value>> {
        let key = key(of, Some(namespace(live)), name(live));
        let named = key.name.clone();
        let refused = |error: StoreError| refusals::of_store(of, &named, &error);
        if lifecycle::is_over(of, &new) {
            self.store
                .delete(key, Some(revision(live)))
                .await
                .map_err(refused)?;
            self.gone(of, &new).await?;
            return Ok(Arc::new(new));
        }
        to_stored(of, &mut new);
        let stored = self
            .store
            .update(key, revision(live), new)
            .await
            .map_err(refused)?;
        self.written(of, &stored).await?;
        Ok(present(of, &stored))
    }

    /// For controllers: reads, changes and writes until no other write comes between. `change`
    /// answers whether there is anything to write. `None` when there is no such object (any more).
    pub async fn modify(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        part: Option<Subresource>,
        manager: &str,
        change: &(dyn Fn(&mut Value) -> bool + Sync),
    ) -> Reply<Option<Arc<Value>>> {
        let options = WriteOptions {
            manager: manager.to_owned(),
            ..WriteOptions::default()
        };
        let request = Request {
            of,
            part,
            options: &options,
            applied: false,
        };
        for _ in 0..TURNS {
            let Some(live) = self.peek(of, namespace, name) else {
                return Ok(None);
            };
            let mut new = Value::clone(&live);
            if !change(&mut new) {
                return Ok(Some(live));
            }
            match self.replace(request, &live, new).await {
                Err(status) if is_conflict(&status) => {}
                Err(status) if status.code == 404 => return Ok(None),
                other => return other.map(Some),
            }
        }
        Err(modified(of, name))
    }
}

pub(super) fn written(object: Reply<Arc<Value>>, warnings: Vec<String>) -> Reply<Written> {
    object.map(|object| Written {
        object,
        created: false,
        warnings,
    })
}

fn refuse(of: &Resource, object: &Value, wrong: &[Wrong]) -> Reply<()> {
    if !wrong.is_empty() {
        return Err(invalid(of, name(object), wrong));
    }
    if is_deeper(object, DEEPEST) {
        return Err(bad_request("exceeded max depth"));
    }
    Ok(())
}

fn late_words(late: &[String]) -> Wrong {
    let list = late.join(", ");
    Wrong::forbidden(
        "metadata.finalizers",
        &format!(
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}"
        ),
    )
}
