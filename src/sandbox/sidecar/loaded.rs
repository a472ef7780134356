//! The components that are loaded.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use serde_json::{Value, json};

use super::component::Component;
use super::problem::Problem;
use super::pubsub::PubSub;
use super::state::StateStore;

/// What a component became.
#[derive(Clone)]
pub(super) enum Part {
    State(Arc<StateStore>),
    PubSub(Arc<PubSub>),
    /// A Kubernetes secret store, with its default namespace.
    Secrets(Option<String>),
}

#[derive(Clone)]
struct Entry {
    component: Component,
    part: Part,
}

/// Components by name, in the order in which they came.
#[derive(Default)]
pub(super) struct Loaded(RwLock<Vec<Entry>>);

impl Loaded {
    fn read(&self) -> RwLockReadGuard<'_, Vec<Entry>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a component in its place.
    pub(super) fn put(&self, component: Component, part: Part) {
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| entry.component.name != component.name);
        entries.push(Entry { component, part });
    }

    /// Takes a component out.
    pub(super) fn remove(&self, name: &str) {
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| entry.component.name != name);
    }

    /// The manifest that a component was loaded from.
    pub(super) fn component(&self, name: &str) -> Option<Component> {
        let entries = self.read();
        let entry = entries.iter().find(|entry| entry.component.name == name)?;
        Some(entry.component.clone())
    }

    /// Names of all.
    pub(super) fn names(&self) -> Vec<String> {
        self.read()
            .iter()
            .map(|entry| entry.component.name.clone())
            .collect()
    }

    /// A state store, or Dapr's words that there is none.
    pub(super) fn state(&self, name: &str, app_id: &str) -> Result<Arc<StateStore>, Problem> {
        let entries = self.read();
        let mut stores = entries.iter().filter_map(|entry| match &entry.part {
            Part::State(store) => Some((&entry.component.name, store)),
            _ => None,
        });
        let Some(first) = stores.next() else {
            return Err(Problem::state_not_configured(name, app_id));
        };
        let found = std::iter::once(first)
            .chain(stores)
            .find(|(other, _)| *other == name);
        found
            .map(|(_, store)| Arc::clone(store))
            .ok_or_else(|| Problem::state_not_found(name, app_id))
    }

    /// A broker.
    pub(super) fn pubsub(&self, name: &str) -> Option<Arc<PubSub>> {
        self.read().iter().find_map(|entry| match &entry.part {
            Part::PubSub(pubsub) if entry.component.name == name => Some(Arc::clone(pubsub)),
            _ => None,
        })
    }

    /// All brokers by name.
    pub(super) fn pubsubs(&self) -> BTreeMap<String, Arc<PubSub>> {
        let entries = self.read();
        let brokers = entries.iter().filter_map(|entry| match &entry.part {
            Part::PubSub(pubsub) => Some((entry.component.name.clone(), Arc::clone(pubsub))),
            _ => None,
        });
        brokers.collect()
    }

    /// The default namespace of a secret store, or Dapr's words that there is no such store.
    pub(super) fn secrets(&self, name: &str) -> Result<Option<String>, Problem> {
        let entries = self.read();
        let mut any = false;
        for entry in entries.iter() {
            if let Part::Secrets(namespace) = &entry.part {
                any = true;
                if entry.component.name == name {
                    return Ok(namespace.clone());
                }
            }
        }
        Err(if any {
            Problem::new(
                401,
                "ERR_SECRET_STORE_NOT_FOUND",
                format!("failed finding secret store with key {name}"),
            )
        } else {
            Problem::new(
                500,
                "ERR_SECRET_STORES_NOT_CONFIGURED",
                "secret store is not configured",
            )
        })
    }

    /// As `/v1.0/metadata` lists them.
    pub(super) fn describe(&self) -> Vec<Value> {
        self.read().iter().map(describe).collect()
    }
}

fn describe(entry: &Entry) -> Value {
    let component = &entry.component;
    let mut value =
        json!({"name": component.name, "type": component.kind, "version": component.version});
    let capabilities = match &entry.part {
        Part::State(store) => store.capabilities(),
        Part::PubSub(pubsub) => pubsub.capabilities(),
        Part::Secrets(_) => &[],
    };
    if !capabilities.is_empty() {
        value["capabilities"] = capabilities.into();
    }
    value
}
