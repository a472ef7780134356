//! What an owner leaves behind: dependents go after it, before it, or stay, as its deletion asked.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::context::Context;
use super::driver::{Controller, Looked, Looking, Source};
use super::everything::Seen;
use super::object::{Key, deleting, flag, items, name, namespace, text, uid};
use crate::sandbox::registry::{Propagation, Resource, Selection};
use crate::sandbox::status::Reply;
use crate::sandbox::store::Change;

const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";

/// Collects what nobody owns any more. A key is a resource (`pods`, `deployments.apps`) and
/// `namespace/name`.
pub(super) struct Garbage {
    context: Context,
    owned: Arc<Mutex<Owned>>,
}

/// Who depends on whom.
#[derive(Debug, Default)]
struct Owned {
    /// By the uid of the owner.
    dependents: HashMap<String, BTreeSet<Key>>,
    /// Uids of its owners.
    owners: HashMap<Key, Vec<String>>,
    /// Which object has a uid.
    objects: HashMap<String, Key>,
}

impl Owned {
    fn dependents(&self, uid: &str) -> Vec<Key> {
        self.dependents
            .get(uid)
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }

    /// Takes a change in; answers what is to be looked at because of it.
    fn take(&mut self, key: &Key, object: &Value, gone: bool) -> Vec<Key> {
        let owners: Vec<String> = items(object, "/metadata/ownerReferences")
            .iter()
            .map(|owner| text(owner, "/uid").to_owned())
            .collect();
        let mut looks: Vec<Key> = Vec::new();
        for owner in self.owners.remove(key).unwrap_or_default() {
            if let Some(dependents) = self.dependents.get_mut(&owner) {
                dependents.remove(key);
            }
            // An owner that waits for its dependents may have waited for this one.
            looks.extend(self.objects.get(&owner).cloned());
        }
        if gone {
            looks.extend(self.dependents.remove(uid(object)).into_iter().flatten());
            self.objects.remove(uid(object));
            return looks;
        }
        self.objects.insert(uid(object).to_owned(), key.clone());
        for owner in &owners {
            self.dependents
                .entry(owner.clone())
                .or_default()
                .insert(key.clone());
        }
        let held = [FOREGROUND, ORPHAN]
            .iter()
            .any(|one| has_finalizer(object, one));
        if !owners.is_empty() || (deleting(object) && held) {
            looks.push(key.clone());
        }
        if !owners.is_empty() {
            self.owners.insert(key.clone(), owners);
        }
        looks
    }
}

fn has_finalizer(object: &Value, wanted: &str) -> bool {
    items(object, "/metadata/finalizers")
        .iter()
        .any(|one| one == wanted)
}

fn key_of(resource: &Resource, object: &Value) -> Key {
    (
        resource.full_name(),
        format!("{}/{}", namespace(object), name(object)),
    )
}

impl Garbage {
    pub(super) fn new(context: Context) -> Self {
        Self {
            context,
            owned: Arc::default(),
        }
    }
}

impl Controller for Garbage {
    fn sources(&self) -> Vec<Source> {
        // It begins anew: what it knew may be of the past.
        let owned = Arc::clone(&self.owned);
        *owned.lock().expect("nobody panics with it") = Owned::default();
        vec![Source::everything(move |seen: &Seen| {
            let key = key_of(&seen.resource, &seen.object);
            let gone = seen.change == Change::Deleted;
            let mut owned = owned.lock().expect("nobody panics with it");
            owned.take(&key, &seen.object, gone)
        })]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// How an owner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// It is there, or it cannot be told.
    There,
    /// It is gone, or another one has its name.
    Gone,
    /// It waits for its dependents to go.
    Waiting,
}

/// What is to become of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Keep,
    /// It goes.
    Delete(Propagation),
    /// Its other owners keep it: references to these uids go.
    Forget(Vec<String>),
}

/// An object whose owners are so.
fn verdict(object: &Value, owners: &[(String, Owner)], has_dependents: bool) -> Verdict {
    if deleting(object) || owners.is_empty() {
        return Verdict::Keep;
    }
    let lost = owners.iter().filter(|(_, owner)| *owner != Owner::There);
    let lost: Vec<String> = lost.map(|(uid, _)| uid.clone()).collect();
    if lost.is_empty() {
        return Verdict::Keep;
    }
    if lost.len() < owners.len() {
        return Verdict::Forget(lost);
    }
    let waiting = owners.iter().any(|(_, owner)| *owner == Owner::Waiting);
    if has_finalizer(object, ORPHAN) {
        Verdict::Delete(Propagation::Orphan)
    } else if has_finalizer(object, FOREGROUND) || (waiting && has_dependents) {
        Verdict::Delete(Propagation::Foreground)
    } else {
        Verdict::Delete(Propagation::Background)
    }
}

type Found = (Arc<Resource>, Arc<Value>);

impl Garbage {
    async fn look(&self, key: &Key) -> Looked {
        let Some((resource, object)) = self.find(key)? else {
            return Ok(None);
        };
        if deleting(&object) && has_finalizer(&object, ORPHAN) {
            self.orphan(&resource, &object).await?;
        } else if deleting(&object) && has_finalizer(&object, FOREGROUND) {
            self.wait_for_dependents(&resource, &object).await?;
        } else {
            self.judge(&resource, &object).await?;
        }
        Ok(None)
    }

    fn find(&self, key: &Key) -> Reply<Option<Found>> {
        let resources = self.context.registry.resources();
        let Some(resource) = resources.into_iter().find(|one| one.full_name() == key.0) else {
            return Ok(None);
        };
        let (namespace, name) = key.1.split_once('/').unwrap_or(("", &key.1));
        let namespace = resource.namespaced.then_some(namespace);
        match self.context.registry.get(&resource, namespace, name) {
            Ok(object) => Ok(Some((resource, object))),
            Err(fault) if fault.code == 404 => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Objects that name this one as their owner: looked for everywhere, since what is remembered
    /// may not be all yet, and one that is overlooked here would be lost.
    fn dependents(&self, object: &Value) -> Reply<Vec<Found>> {
        let place = Some(namespace(object)).filter(|namespace| !namespace.is_empty());
        let owned = |dependent: &Value| {
            let mut owners = items(dependent, "/metadata/ownerReferences").iter();
            owners.any(|owner| text(owner, "/uid") == uid(object))
        };
        let mut found = Vec::new();
        for resource in self.context.registry.resources() {
            if !resource.verbs.contains(&"delete") || (place.is_some() && !resource.namespaced) {
                continue;
            }
            let all = Selection::default();
            let page = self.context.registry.list(&resource, place, &all, 0, "")?;
            let own = page.items.into_iter().filter(|dependent| owned(dependent));
            found.extend(own.map(|dependent| (Arc::clone(&resource), dependent)));
        }
        Ok(found)
    }

    fn has_dependents(&self, object: &Value) -> bool {
        let owned = self.owned.lock().expect("nobody panics with it");
        !owned.dependents(uid(object)).is_empty()
    }

    async fn judge(&self, resource: &Resource, object: &Value) -> Reply<()> {
        let references = items(object, "/metadata/ownerReferences").iter();
        let owners = references.map(|reference| {
            Ok((
                text(reference, "/uid").to_owned(),
                self.owner(object, reference)?,
            ))
        });
        let owners = owners.collect::<Reply<Vec<_>>>()?;
        match verdict(object, &owners, self.has_dependents(object)) {
            Verdict::Keep => Ok(()),
            Verdict::Delete(how) => self.context.delete_as(resource, object, how).await,
            Verdict::Forget(uids) => self.forget(resource, object, &uids).await,
        }
    }

    /// An owner of a kind that isn't served may be there all the same.
    fn owner(&self, object: &Value, reference: &Value) -> Reply<Owner> {
        let (version, kind) = (text(reference, "/apiVersion"), text(reference, "/kind"));
        let Some(resource) = self.context.registry.kind(version, kind) else {
            return Ok(Owner::There);
        };
        let namespace = resource.namespaced.then(|| namespace(object));
        match self
            .context
            .registry
            .get(&resource, namespace, text(reference, "/name"))
        {
            Ok(owner) if uid(&owner) != text(reference, "/uid") => Ok(Owner::Gone),
            Ok(owner) if deleting(&owner) && has_finalizer(&owner, FOREGROUND) => {
                Ok(Owner::Waiting)
            }
            Ok(_) => Ok(Owner::There),
            Err(fault) if fault.code == 404 => Ok(Owner::Gone),
            Err(fault) => Err(fault),
        }
    }

    async fn forget(&self, resource: &Resource, object: &Value, uids: &[String]) -> Reply<()> {
        let change = |found: &mut Value| {
            let mut owners = items(found, "/metadata/ownerReferences").to_vec();
            let before = owners.len();
            owners.retain(|owner| !uids.iter().any(|uid| uid == text(owner, "/uid")));
            let changed = owners.len() < before;
            if let Some(metadata) = found["metadata"].as_object_mut() {
                metadata.shift_remove("ownerReferences");
                if !owners.is_empty() {
                    metadata.insert("ownerReferences".to_owned(), owners.into());
                }
            }
            changed
        };
        self.context
            .edit_as(resource, object, None, &change)
            .await
            .map(drop)
    }

    /// Dependents stay: they forget their owner, then it goes.
    async fn orphan(&self, resource: &Resource, object: &Value) -> Reply<()> {
        let uids = [uid(object).to_owned()];
        for (of, dependent) in self.dependents(object)? {
            self.forget(&of, &dependent, &uids).await?;
        }
        self.release(resource, object, ORPHAN).await
    }

    /// Dependents go, then their owner, once none is left that it has to wait for.
    async fn wait_for_dependents(&self, resource: &Resource, object: &Value) -> Reply<()> {
        let mut blocked = false;
        for (of, dependent) in self.dependents(object)? {
            let references = items(&dependent, "/metadata/ownerReferences").iter();
            let mut own = references.filter(|one| text(one, "/uid") == uid(object));
            if own.any(|one| flag(one, "/blockOwnerDeletion")) {
                blocked = true;
                self.judge(&of, &dependent).await?;
            }
        }
        if blocked {
            return Ok(());
        }
        self.release(resource, object, FOREGROUND).await
    }

    async fn release(&self, resource: &Resource, object: &Value, finalizer: &str) -> Reply<()> {
        let change = |found: &mut Value| {
            let mut finalizers = items(found, "/metadata/finalizers").to_vec();
            finalizers.retain(|one| one != finalizer);
            found["metadata"]["finalizers"] = finalizers.into();
            true
        };
        self.context
            .edit_as(resource, object, None, &change)
            .await
            .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Key, Owned, Owner, Propagation, Verdict, verdict};

    fn object(uid: &str, owners: &[&str], finalizers: &[&str]) -> Value {
        let owners: Vec<_> = owners.iter().map(|uid| json!({"uid": uid})).collect();
        json!({"metadata": {"uid": uid, "ownerReferences": owners, "finalizers": finalizers}})
    }

    #[test]
    fn what_nobody_owns_goes() {
        use Owner::{Gone, There, Waiting};
        let delete = Verdict::Delete;
        let rows: [(&[Owner], &[&str], bool, Verdict); 9] = [
            (&[], &[], false, Verdict::Keep),
            (&[There], &[], false, Verdict::Keep),
            (&[Gone], &[], false, delete(Propagation::Background)),
            (&[Gone], &["orphan"], false, delete(Propagation::Orphan)),
            (
                &[Gone],
                &["foregroundDeletion"],
                false,
                delete(Propagation::Foreground),
            ),
            (&[Waiting], &[], false, delete(Propagation::Background)),
            (&[Waiting], &[], true, delete(Propagation::Foreground)),
            (
                &[There, Gone],
                &[],
                false,
                Verdict::Forget(vec!["1".to_owned()]),
            ),
            (
                &[Gone, Waiting],
                &[],
                false,
                delete(Propagation::Background),
            ),
        ];
        for (owners, finalizers, dependents, expected) in rows {
            let owners: Vec<_> = owners
                .iter()
                .enumerate()
                .map(|(n, o)| (n.to_string(), *o))
                .collect();
            let verdict = verdict(&object("x", &[], finalizers), &owners, dependents);
            assert_eq!(verdict, expected, "{owners:?} {finalizers:?} {dependents}");
        }
    }

    #[test]
    fn what_goes_already_is_left_alone() {
        let mut going = object("x", &["a"], &[]);
        going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        assert_eq!(
            verdict(&going, &[("a".to_owned(), Owner::Gone)], false),
            Verdict::Keep
        );
    }

    #[test]
    fn changes_lead_to_those_they_concern() {
        let key = |name: &str| -> Key { ("pods".to_owned(), name.to_owned()) };
        let mut owned = Owned::default();
        assert!(
            owned
                .take(&key("set"), &object("1", &[], &[]), false)
                .is_empty()
        );
        assert_eq!(
            owned.take(&key("pod"), &object("2", &["1"], &[]), false),
            [key("pod")]
        );
        assert_eq!(owned.dependents("1"), [key("pod")]);
        assert_eq!(
            owned.take(&key("set"), &object("1", &[], &[]), true),
            [key("pod")]
        );
        assert!(owned.dependents("1").is_empty());
        // A dependent that goes is news to an owner that waits for it.
        owned.take(&key("set"), &object("3", &[], &[]), false);
        owned.take(&key("pod"), &object("2", &["3"], &[]), false);
        assert_eq!(
            owned.take(&key("pod"), &object("2", &["3"], &[]), true),
            [key("set")]
        );
    }
}
