//! One request after the other through an app, for a page that follows it.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::feed::{State, Subject};
use crate::graph::NodeKind;
use crate::graph::follow::{Watch, Whom};

/// What a page is told: `waiting` with what its log lacks, then each `request`.
pub(super) type Told = (&'static str, Value);

/// Follows the app with this id until nobody listens; none if the picture has no such app.
pub(super) fn follow(
    subject: &Subject,
    state: &Arc<State>,
    app: &str,
) -> Option<mpsc::Receiver<Told>> {
    let node = state.graph.node(app)?;
    if node.kind != NodeKind::App {
        return None;
    }
    let whom = Whom {
        title: subject.title.clone(),
        namespace: node.namespace.clone(),
        app: node.name.clone(),
        typed: subject.survey.typed.clone(),
    };
    let watch = Watch::start(&subject.cluster, state.snapshot.clone(), whom);
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(tell(watch, sender));
    Some(receiver)
}

async fn tell(mut watch: Watch, sender: mpsc::Sender<Told>) {
    let fix = watch.is_silent().then(|| watch.fix());
    let mut told = ("waiting", json!({"fix": fix}));
    while sender.send(told).await.is_ok() {
        let request = tokio::select! {
            request = watch.next() => request,
            () = sender.closed() => return,
        };
        told = ("request", json!(request));
    }
}
