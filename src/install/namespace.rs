//! The release's namespace, which is made where it isn't there.

use serde_json::json;

use super::context::{Context, MADE_BY};
use super::wanted::{Order, Wanted};
use crate::cluster::Refusal;
use crate::error::Result;
use crate::event::{Action, Event};
use crate::manifest::{Kind, Object};

/// Makes it if it isn't there.
pub(super) async fn ensure(cx: &Context<'_>, wanted: &Wanted) -> Result<()> {
    let name = &wanted.namespace;
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    let doing = format!("make the namespace {name}");
    match cx.cluster.get(&kind, None, name).await {
        Ok(None) => {}
        // Whoever may not look at the namespace may still work in it.
        Ok(Some(_)) | Err(Refusal::Forbidden(_)) => return Ok(()),
        Err(refusal) => return Err(refusal.explain(&doing)),
    }
    let namespace = ours(wanted);
    match cx.cluster.create(&namespace).await {
        Ok(_) => tell(cx, wanted, &namespace),
        Err(Refusal::AlreadyExists(_)) => {}
        Err(refusal) => return Err(refusal.explain(&doing)),
    }
    Ok(())
}

/// As we make it: it says so, unless the manifests bring it with labels of their own.
pub(super) fn ours(wanted: &Wanted) -> Object {
    let mut namespace = Object(json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": { "name": wanted.namespace },
    }));
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
