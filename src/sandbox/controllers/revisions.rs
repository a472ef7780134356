//! `ControllerRevisions`: templates of `StatefulSets` and `DaemonSets`, kept to tell old pods from new.

use std::sync::Arc;

use serde_json::{Value, json};

use super::claim;
use super::context::{CONTROLLER_REVISION, Context};
use super::hash::hash;
use super::object::{map, name, namespace, number, reference, text};
use crate::sandbox::status::Reply;

/// The label of a pod that names its revision.
pub(super) const LABEL: &str = "controller-revision-hash";

/// Revisions of an owner, oldest first.
pub(super) struct Revisions(Vec<Arc<Value>>);

/// What a template is kept as. Its fields are in order: clients compare the very bytes.
fn data(owner: &Value) -> Value {
    let mut template = owner["spec"]["template"].clone();
    template["$patch"] = "replace".into();
    template.sort_all_objects();
    json!({"spec": {"template": template}})
}

fn number_of(revision: &Value) -> i64 {
    number(revision, "/revision").unwrap_or_default()
}

fn make(owner: &Value, next: i64) -> Value {
    let data = data(owner);
    let hash = hash(
        &data,
        number(owner, "/status/collisionCount").filter(|count| *count > 0),
    );
    let mut labels = map(owner, "/spec/template/metadata/labels")
        .cloned()
        .unwrap_or_default();
    labels.insert(
        "controller.kubernetes.io/hash".to_owned(),
        hash.clone().into(),
    );
    let mut revision = json!({
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {
            "name": format!("{}-{hash}", name(owner)),
            "namespace": namespace(owner),
            "labels": labels,
            "ownerReferences": [reference(owner)],
        },
        "data": data,
        "revision": next,
    });
    // With why it was changed, as `kubectl rollout history` shows it.
    if let Some(annotations) = owner["metadata"].get("annotations") {
        revision["metadata"]["annotations"] = annotations.clone();
    }
    revision
}

impl Revisions {
    pub(super) async fn of(context: &Context, owner: &Value) -> Reply<Self> {
        let mut all = claim::claimed(context, owner, CONTROLLER_REVISION).await?;
        all.sort_by_key(|revision| number_of(revision));
        Ok(Self(all))
    }

    pub(super) fn find(&self, wanted: &str) -> Option<&Value> {
        self.0
            .iter()
            .map(|one| &**one)
            .find(|one| name(one) == wanted)
    }

    /// The revision of the template as it is now, made or made the newest if need be.
    pub(super) async fn update(&mut self, context: &Context, owner: &Value) -> Reply<Arc<Value>> {
        let next = self.0.last().map_or(0, |last| number_of(last)) + 1;
        let data = data(owner);
        let Some(at) = self.0.iter().position(|one| one["data"] == data) else {
            let made = make(owner, next);
            let made = context
                .create(CONTROLLER_REVISION, namespace(owner), made)
                .await?;
            self.0.push(Arc::clone(&made));
            return Ok(made);
        };
        let found = Arc::clone(&self.0[at]);
        if at + 1 < self.0.len() {
            let renew = |found: &mut Value| {
                found["revision"] = next.into();
                true
            };
            context
                .edit(CONTROLLER_REVISION, &found, None, &renew)
                .await?;
            self.0.remove(at);
            self.0.push(Arc::clone(&found));
        }
        Ok(found)
    }

    /// Deletes the oldest beyond the limit, but none that is in use.
    pub(super) async fn forget(
        &self,
        context: &Context,
        owner: &Value,
        used: impl Fn(&str) -> bool,
    ) -> Reply<()> {
        let limit = number(owner, "/spec/revisionHistoryLimit").unwrap_or(10);
        let limit = usize::try_from(limit).unwrap_or_default();
        let unused: Vec<_> = self.0.iter().filter(|one| !used(name(one))).collect();
        let surplus = unused.len().saturating_sub(limit);
        for revision in unused.into_iter().take(surplus) {
            context.delete(CONTROLLER_REVISION, revision).await?;
        }
        Ok(())
    }
}

/// The template that a revision keeps.
pub(super) fn template(revision: &Value) -> Value {
    let mut template = revision["data"]["spec"]["template"].clone();
    if let Some(map) = template.as_object_mut() {
        map.shift_remove("$patch");
    }
    template
}

/// The revision of a pod, as its label says. `DaemonSets` write the hash alone.
pub(super) fn hash_of(revision: &Value) -> &str {
    text(revision, "/metadata/labels/controller.kubernetes.io~1hash")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::make;

    #[test]
    fn a_revision_is_kept_as_clients_compare_it() {
        let set = json!({
            "apiVersion": "apps/v1",
            "kind": "StatefulSet",
            "metadata": {"name": "db", "annotations": {"kubernetes.io/change-cause": "why"}},
            "spec": {"template": {
                "spec": {"containers": [{"name": "c", "image": "i"}]},
                "metadata": {"labels": {"b": "1", "a": "2"}},
            }},
        });
        let revision = make(&set, 3);
        assert_eq!(
            revision["data"].to_string(),
            r#"{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"2","b":"1"}},"spec":{"containers":[{"image":"i","name":"c"}]}}}}"#
        );
        let cause = &revision["metadata"]["annotations"]["kubernetes.io/change-cause"];
        assert_eq!(cause, "why");
    }
}
