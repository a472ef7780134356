//! Namespaces that are made where they aren't there: a release's, a tutorial's.

use serde_json::json;

use super::context::{Context, MADE_BY};
use super::wanted::{Order, Wanted};
use crate::cluster::{Cluster, Refusal};
use crate::error::Result;
use crate::event::{Action, Event};
use crate::manifest::{Kind, Object};

/// Makes it if it isn't there.
pub(super) async fn ensure(cx: &Context<'_>, wanted: &Wanted) -> Result<()> {
    let namespace = ours(wanted);
    if create(cx.cluster, &namespace).await? {
        tell(cx, wanted, &namespace);
    }
    Ok(())
}

/// Makes a namespace of this name if it isn't there; whether it was made. It says that we made it, so that it goes
/// once nothing is in it.
///
/// # Errors
/// The cluster can't be reached, or refuses to make it.
pub async fn ensure_named(cluster: &Cluster, name: &str) -> Result<bool> {
    let mut namespace = plain(name);
    namespace.set_label(MADE_BY.0, MADE_BY.1);
    create(cluster, &namespace).await
}

async fn create(cluster: &Cluster, namespace: &Object) -> Result<bool> {
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    let doing = format!("make the namespace {}", namespace.name());
    match cluster.get(&kind, None, namespace.name()).await {
        Ok(None) => {}
        // Whoever may not look at the namespace may still work in it.
        Ok(Some(_)) | Err(Refusal::Forbidden(_)) => return Ok(false),
        Err(refusal) => return Err(refusal.explain(&doing)),
    }
    match cluster.create(namespace).await {
        Ok(_) => Ok(true),
        Err(Refusal::AlreadyExists(_)) => Ok(false),
        Err(refusal) => Err(refusal.explain(&doing)),
    }
}

fn plain(name: &str) -> Object {
    Object(json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": { "name": name },
    }))
}

/// As we make it: it says so, unless the manifests bring it with labels of their own.
pub(super) fn ours(wanted: &Wanted) -> Object {
    let mut namespace = plain(&wanted.namespace);
    if !is_brought(wanted) {
        namespace.set_label(MADE_BY.0, MADE_BY.1);
    }
    namespace
}

/// Whether the manifests bring it.
pub(super) fn is_brought(wanted: &Wanted) -> bool {
    let is_it = |object: &Object| object.kind() == "Namespace" && object.name() == wanted.namespace;
    wanted.objects.iter().any(is_it)
}

/// A mistyped `-n` of an app would make a namespace without anybody knowing it. The control plane's is expected.
fn tell(cx: &Context<'_>, wanted: &Wanted, namespace: &Object) {
    cx.reporter.emit(Event::Applied {
        subject: namespace.subject(),
        action: Action::Created,
    });
    if wanted.order == Order::Plain {
        cx.reporter.emit(Event::Note {
            message: format!("namespace {} was not there and is made", wanted.namespace),
        });
    }
}
