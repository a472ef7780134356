//! DELETE.

use std::sync::Arc;

use serde_json::Value;

use super::convert::present;
use super::fields::{self, is_going, items, name, namespace, revision, set, text};
use super::lifecycle::{self, now};
use super::preconditions::is_conflict;
use super::read::key;
use super::refusals::{self, forbidden, modified, not_found, precondition};
use super::write::TURNS;
use super::{
    DeleteOptions, Deleted, Page, Propagation, Registry, Resource, Selection, definitions,
    storage_name,
};
use crate::sandbox::status::Reply;

/// The finalizer of a definition whose objects have to go first.
pub(super) const CLEANUP: &str = "customresourcecleanup.apiextensions.k8s.io";
const ORPHAN: &str = "orphan";
const FOREGROUND: &str = "foregroundDeletion";

impl Registry {
    /// DELETE.
    pub async fn delete(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
        options: &DeleteOptions,
    ) -> Reply<Deleted> {
        for _ in 0..TURNS {
            let live = self
                .peek(of, namespace, name)
                .ok_or_else(|| not_found(of, name))?;
            preconditions(of, name, &live, options)?;
            match self.delete_once(of, &live, options).await {
                Err(status) if is_conflict(&status) && options.resource_version.is_none() => {}
                other => return other,
            }
        }
        Err(modified(of, name))
    }

    async fn delete_once(
        &self,
        of: &Resource,
        live: &Arc<Value>,
        options: &DeleteOptions,
    ) -> Reply<Deleted> {
        let new = going(of, live, options);
        let over = lifecycle::is_over(of, &new);
        if options.dry_run {
            return Ok(if over {
                Deleted::Gone(Arc::clone(live))
            } else {
                Deleted::Going(Arc::new(new))
            });
        }
        if over {
            let key = key(of, Some(namespace(live)), name(live));
            let last = self.store.delete(key, Some(revision(live))).await;
            let last = last.map_err(|error| refusals::of_store(of, name(live), &error))?;
            self.gone(of, &last).await?;
            return Ok(Deleted::Gone(present(of, &last)));
        }
        let stored = if lifecycle::is_unchanged(live, &new) {
            Arc::clone(live)
        } else {
            self.exchange(of, live, new).await?
        };
        if storage_name(of) == "customresourcedefinitions.apiextensions.k8s.io" {
            Box::pin(self.empty(name(live))).await?;
        }
        Ok(Deleted::Going(stored))
    }

    /// DELETE of a whole list; answers what it held.
    pub async fn delete_collection(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        selection: &Selection,
        options: &DeleteOptions,
    ) -> Reply<Page> {
        let page = self.list(of, namespace, selection, 0, "")?;
        for object in &page.items {
            let within = of.namespaced.then(|| fields::namespace(object));
            match self.delete(of, within, name(object), options).await {
                Err(status) if status.code != 404 => return Err(status),
                _ => {}
            }
        }
        Ok(page)
    }

    /// Removes events that nothing added to since a time (RFC 3339); a real API server keeps them
    /// for an hour.
    pub async fn forget_events(&self, before: &str) {
        let events = self.builtin("v1", "Event");
        for event in self.store.list("events", None).1 {
            let told = ["/series/lastObservedTime", "/lastTimestamp", "/eventTime"];
            let told = told.into_iter().map(|pointer| text(&event, pointer));
            let born = text(&event, "/metadata/creationTimestamp");
            if told
                .chain([born])
                .max()
                .is_some_and(|newest| newest < before)
            {
                let options = DeleteOptions {
                    resource_version: Some(text(&event, "/metadata/resourceVersion").to_owned()),
                    ..DeleteOptions::default()
                };
                let gone = self.delete(&events, Some(namespace(&event)), name(&event), &options);
                // One that is gone already is as good, and one that was added to stays.
                let _ = gone.await;
            }
        }
    }

    /// What follows from an object's end.
    pub(super) async fn gone(&self, of: &Resource, object: &Value) -> Reply<()> {
        if storage_name(of) == "customresourcedefinitions.apiextensions.k8s.io" {
            self.shared.catalog.undefine(name(object));
        }
        match &of.definition {
            Some(definition) => Box::pin(self.emptied(definition)).await,
            None => Ok(()),
        }
    }

    /// Deletes all objects of a definition that is to go.
    pub(super) async fn empty(&self, definition: &str) -> Reply<()> {
        let definitions = self.builtin("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        let found = self.peek(&definitions, None, definition);
        // Objects go even if no version of them is served.
        if let Some(of) = found.and_then(|found| definitions::stored(&found)) {
            let all = Selection::default();
            self.delete_collection(&of, None, &all, &DeleteOptions::default())
                .await?;
        }
        self.emptied(definition).await
    }

    /// Lets a definition go that is to go and has no objects any more.
    async fn emptied(&self, definition: &str) -> Reply<()> {
        let definitions = self.builtin("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        let Some(found) = self.peek(&definitions, None, definition) else {
            return Ok(());
        };
        let resource = format!(
            "{}.{}",
            text(&found, "/spec/names/plural"),
            text(&found, "/spec/group")
        );
        if !is_going(&found) || !self.store.list(&resource, None).1.is_empty() {
            return Ok(());
        }
        let release = |object: &mut Value| {
            let mut finalizers = items(object, "/metadata/finalizers").to_vec();
            finalizers.retain(|one| one != CLEANUP);
            set(object, "/metadata/finalizers", finalizers);
            true
        };
        self.modify(
            &definitions,
            None,
            definition,
            None,
            "kube-apiserver",
            &release,
        )
        .await?;
        Ok(())
    }
}

fn preconditions(of: &Resource, name: &str, live: &Value, options: &DeleteOptions) -> Reply<()> {
    let (uid, revision) = (
        text(live, "/metadata/uid"),
        text(live, "/metadata/resourceVersion"),
    );
    let other = |asked: &Option<String>, found: &str| asked.clone().filter(|asked| asked != found);
    if let Some(asked) = other(&options.uid, uid) {
        let words = format!(
            "the UID in the precondition ({asked}) does not match the UID in record ({uid}). The object might have been deleted and then recreated"
        );
        return Err(precondition(of, name, &words));
    }
    if let Some(asked) = other(&options.resource_version, revision) {
        let words = format!(
            "the ResourceVersion in the precondition ({asked}) does not match the ResourceVersion in record ({revision}). The object might have been modified"
        );
        return Err(precondition(of, name, &words));
    }
    let kept = ["default", "kube-system", "kube-public"];
    if storage_name(of) == "namespaces" && kept.contains(&name) {
        return Err(forbidden(of, name, "this namespace may not be deleted"));
    }
    Ok(())
}

/// The object once it is to go.
fn going(of: &Resource, live: &Value, options: &DeleteOptions) -> Value {
    let mut new = live.clone();
    let finalizers = finalizers(of, live, options);
    set(&mut new, "/metadata/finalizers", finalizers.clone());
    if finalizers.is_empty() {
        fields::remove(&mut new, "/metadata/finalizers");
    }
    let grace = grace(of, live, options);
    // Only who asks for a time shortens the one that another asked for.
    let before = live["metadata"]["deletionGracePeriodSeconds"].as_i64();
    let before = before.filter(|_| options.grace.is_some());
    if !is_going(live) || before.is_some_and(|before| grace < before) {
        set(&mut new, "/metadata/deletionGracePeriodSeconds", grace);
        set(&mut new, "/metadata/deletionTimestamp", after(grace));
    }
    match &*storage_name(of) {
        "namespaces" => {
            fields::remove(&mut new, "/metadata/deletionGracePeriodSeconds");
            set(&mut new, "/status/phase", "Terminating");
        }
        "customresourcedefinitions.apiextensions.k8s.io" => {
            let words = "CustomResource deletion is in progress";
            definitions::condition(
                &mut new,
                "Terminating",
                "InstanceDeletionInProgress",
                words,
                &now(),
            );
        }
        _ => {}
    }
    lifecycle::count(of, live, &mut new);
    new
}

fn finalizers(of: &Resource, live: &Value, options: &DeleteOptions) -> Vec<Value> {
    let mut finalizers = items(live, "/metadata/finalizers").to_vec();
    let add = match options.propagation.or_else(|| default_propagation(of)) {
        None => None,
        Some(propagation) => {
            finalizers.retain(|one| one != ORPHAN && one != FOREGROUND);
            match propagation {
                Propagation::Background => None,
                Propagation::Foreground => Some(FOREGROUND),
                Propagation::Orphan => Some(ORPHAN),
            }
        }
    };
    let definition = storage_name(of) == "customresourcedefinitions.apiextensions.k8s.io";
    let cleanup = (definition && !is_going(live)).then_some(CLEANUP);
    for one in add.into_iter().chain(cleanup) {
        if !finalizers.contains(&Value::from(one)) {
            finalizers.push(one.into());
        }
    }
    finalizers
}

/// Two old kinds leave their pods behind if nobody says otherwise.
fn default_propagation(of: &Resource) -> Option<Propagation> {
    let orphans = matches!(&*of.full_name(), "jobs.batch" | "replicationcontrollers");
    orphans.then_some(Propagation::Orphan)
}

/// Seconds that the object has left: only pods on a node have any.
fn grace(of: &Resource, live: &Value, options: &DeleteOptions) -> i64 {
    let ended = matches!(text(live, "/status/phase"), "Succeeded" | "Failed");
    if storage_name(of) != "pods" || text(live, "/spec/nodeName").is_empty() || ended {
        return 0;
    }
    let own = || live["spec"]["terminationGracePeriodSeconds"].as_i64();
    options.grace.or_else(own).unwrap_or(30).max(0)
}

fn after(seconds: i64) -> String {
    let span = jiff::SignedDuration::from_secs(seconds);
    let then = jiff::Timestamp::now()
        .saturating_add(span)
        .unwrap_or_else(|_| jiff::Timestamp::now());
    then.round(jiff::Unit::Second).unwrap_or(then).to_string()
}
