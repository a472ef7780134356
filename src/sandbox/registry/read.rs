//! GET of one object, of lists, and watches.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::convert::present;
use super::refusals::{bad_request, expired, not_found};
use super::watching::Watching;
use super::{Page, Registry, Resource, Selection, fields, storage_name};
use crate::sandbox::status::Reply;
use crate::sandbox::store::Key;

const TOO_OLD: &str = "The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.";

/// Where a list goes on.
struct Token {
    revision: u64,
    namespace: String,
    name: String,
}

impl Registry {
    /// One object.
    pub fn get(&self, of: &Resource, namespace: Option<&str>, name: &str) -> Reply<Arc<Value>> {
        let found = self.peek(of, namespace, name);
        found.ok_or_else(|| not_found(of, name))
    }

    /// One object, if it is there.
    pub(super) fn peek(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<Arc<Value>> {
        let stored = self.store.get(&key(of, namespace, name))?;
        Some(present(of, &stored))
    }

    /// `limit` 0 for all, `token` from the page before or empty.
    pub fn list(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        selection: &Selection,
        limit: usize,
        token: &str,
    ) -> Reply<Page> {
        selection.check(of)?;
        let (revision, mut objects) = self.page_after(of, namespace, token)?;
        objects.retain(|object| selection.matches(object));
        let total = objects.len();
        let (mut next, mut remaining) = (String::new(), None);
        if limit > 0 && total > limit {
            objects.truncate(limit);
            next = objects
                .last()
                .map(|last| Token::after(revision, last))
                .unwrap_or_default();
            remaining = selection.is_all().then_some((total - limit) as u64);
        }
        Ok(Page {
            revision,
            items: objects.iter().map(|object| present(of, object)).collect(),
            next,
            remaining,
        })
    }

    fn page_after(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        token: &str,
    ) -> Reply<(u64, Vec<Arc<Value>>)> {
        let namespace = namespace.filter(|_| of.namespaced);
        if token.is_empty() {
            return Ok(self.store.list(&storage_name(of), namespace));
        }
        let token = Token::read(token)?;
        let then = self
            .store
            .list_at(&storage_name(of), namespace, token.revision);
        let mut objects = then.map_err(|_| expired(TOO_OLD))?;
        objects.retain(|object| token.is_before(object));
        Ok((token.revision, objects))
    }

    /// What changes after `after` (`None`: first what is there, as `ADDED`, then what changes).
    pub fn watch(
        &self,
        of: &Resource,
        namespace: Option<&str>,
        selection: &Selection,
        after: Option<u64>,
    ) -> Reply<Watching> {
        selection.check(of)?;
        let namespace = namespace.filter(|_| of.namespaced);
        let resource = storage_name(of);
        let (revision, first) = match after {
            Some(after) => (after, Vec::new()),
            None => self.store.list(&resource, namespace),
        };
        let watch = self.store.watch(&resource, namespace, revision);
        let watch = watch.map_err(|oldest| {
            expired(format!("too old resource version: {revision} ({oldest})"))
        })?;
        Ok(Watching::new(of, selection, first, watch))
    }
}

/// Where an object is stored.
pub(super) fn key(of: &Resource, namespace: Option<&str>, name: &str) -> Key {
    Key {
        resource: storage_name(of).into(),
        namespace: namespace
            .filter(|_| of.namespaced)
            .unwrap_or_default()
            .to_owned(),
        name: name.to_owned(),
    }
}

impl Token {
    fn after(revision: u64, last: &Value) -> String {
        let place = format!("{}/{}", fields::namespace(last), fields::name(last));
        let token = json!({"v": "meta.k8s.io/v1", "rv": revision, "start": place});
        URL_SAFE_NO_PAD.encode(token.to_string())
    }

    fn read(text: &str) -> Reply<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let token = bytes.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let parts = || {
            let token = token.as_ref()?;
            let (namespace, name) = token["start"].as_str()?.split_once('/')?;
            Some(Self {
                revision: token["rv"].as_u64()?,
                namespace: namespace.to_owned(),
                name: name.to_owned(),
            })
        };
        parts().ok_or_else(|| {
            bad_request("invalid continue token: continue key is not valid: incorrect encoding")
        })
    }

    fn is_before(&self, object: &Value) -> bool {
        let place = (fields::namespace(object), fields::name(object));
        (&*self.namespace, &*self.name) < place
    }
}
