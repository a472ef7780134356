//! Deletion, of one object or of a list.

use hyper::body::Bytes;
use serde_json::{Value, json};

use super::app::{Api, Call};
use super::body;
use super::objects::Subject;
use super::query::{Listing, delete_options};
use super::reply::{self, Answer};
use crate::sandbox::registry::{Deleted, Resource};
use crate::sandbox::status::Reply;

/// Resources whose deletion answers the object; of all others it answers a `Status`.
const SHOWN: [&str; 7] = [
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "podtemplates",
    "resourcequotas",
    "serviceaccounts",
    "services",
];

/// DELETE.
pub(super) async fn answer(api: &Api, subject: &Subject, mut call: Call) -> Reply<Answer> {
    let view = subject.view(api, &call)?;
    let bytes = call.read().await?;
    let body = body_of(&call, &bytes)?;
    let options = delete_options(&call.query, body.as_ref())?;
    let (of, namespace) = (&subject.resource, subject.namespace());
    let Some(name) = subject.name.as_deref() else {
        let listing = Listing::parse(&call.query, None)?;
        let selection = &listing.selection;
        let page = api
            .registry
            .delete_collection(of, namespace, selection, &options)
            .await?;
        return Ok(view.page(&page));
    };
    let accepted = body.is_some_and(|body| body["orphanDependents"] == false);
    Ok(
        match api.registry.delete(of, namespace, name, &options).await? {
            Deleted::Gone(object) if !SHOWN.contains(&of.full_name().as_str()) => {
                reply::object(200, &gone(of, &object), view.wanted)
            }
            Deleted::Gone(object) => view.single(200, &object),
            Deleted::Going(object) => view.single(if accepted { 202 } else { 200 }, &object),
        },
    )
}

fn body_of(call: &Call, bytes: &Bytes) -> Reply<Option<Value>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let media = body::media_type(&call.headers);
    body::options(media, bytes).map(Some)
}

/// What is answered when an object is gone.
fn gone(of: &Resource, object: &Value) -> Value {
    let metadata = &object["metadata"];
    let mut details = json!({"name": metadata["name"]});
    if !of.group.is_empty() {
        details["group"] = of.group.as_str().into();
    }
    details["kind"] = of.plural.as_str().into();
    details["uid"] = metadata["uid"].clone();
    json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": details,
    })
}
