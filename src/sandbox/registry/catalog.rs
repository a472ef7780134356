//! All resources that are served now.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

use super::{Resource, builtin, definitions};

/// Built-in resources and those that were defined.
pub(super) struct Catalog {
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    builtin: Vec<Arc<Resource>>,
    defined: BTreeMap<String, Vec<Arc<Resource>>>,
    by_path: HashMap<Path, Arc<Resource>>,
}

/// Group, version, plural.
type Path = (String, String, String);

impl Catalog {
    pub(super) fn new() -> Self {
        let mut state = State {
            builtin: builtin::resources().into_iter().map(Arc::new).collect(),
            ..State::default()
        };
        state.index();
        Self {
            state: RwLock::new(state),
        }
    }

    pub(super) fn all(&self) -> Vec<Arc<Resource>> {
        self.with(|state| state.all().cloned().collect())
    }

    pub(super) fn at(&self, group: &str, version: &str, plural: &str) -> Option<Arc<Resource>> {
        let path = (group.to_owned(), version.to_owned(), plural.to_owned());
        self.with(|state| state.by_path.get(&path).cloned())
    }

    pub(super) fn find(&self, meant: impl Fn(&Resource) -> bool) -> Option<Arc<Resource>> {
        self.with(|state| state.all().find(|of| meant(of)).cloned())
    }

    /// Serves what a definition says, and what it said before no more.
    pub(super) fn define(&self, definition: &Value) {
        let resources = definitions::resources(definition);
        let resources = resources.into_iter().map(Arc::new).collect();
        let name = super::fields::name(definition).to_owned();
        self.change(|state| drop(state.defined.insert(name, resources)));
    }

    pub(super) fn undefine(&self, name: &str) {
        self.change(|state| drop(state.defined.remove(name)));
    }

    fn with<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        state.index();
    }
}

impl State {
    fn all(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.builtin.iter().chain(self.defined.values().flatten())
    }

    fn index(&mut self) {
        let path = |of: &Arc<Resource>| {
            let key = (of.group.clone(), of.version.clone(), of.plural.clone());
            (key, Arc::clone(of))
        };
        self.by_path = self.all().map(path).collect();
    }
}
