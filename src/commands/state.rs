//! `state get`: what an app keeps under a key.

use http::{Method, StatusCode};
use serde_json::json;

use super::sidecar_api::SidecarApi;
use super::{Session, answer};
use crate::cluster::encoded;
use crate::error::{Error, Result};
use crate::event::Outcome;
use crate::settings::State;

pub(super) async fn run(session: &Session<'_>, settings: &State) -> Result<Outcome> {
    let State::Get { app_id, key, store } = settings;
    let sidecar = SidecarApi::of(session, app_id).await?;
    let store = match store {
        Some(store) => store.clone(),
        None => only_one(app_id, &sidecar.components("state.").await?)?,
    };
    let path = format!("/v1.0/state/{}/{}", encoded(&store), encoded(key));
    let answer = sidecar.ask(Method::GET, &path, None).await?;
    match answer.status() {
        StatusCode::OK => {
            let asked = json!({"appId": app_id, "store": store, "key": key});
            Ok(answer::outcome("StateValue", asked, &answer))
        }
        StatusCode::NO_CONTENT => Err(Error::failed(
            "no-such-key",
            format!("`{app_id}` keeps nothing under `{key}` in `{store}`"),
        )),
        _ => {
            let doing = format!("read `{key}` from `{store}`");
            let named = ("state store", "state.", store.as_str());
            Err(sidecar.refused_for(&doing, &answer, named).await)
        }
    }
}

fn only_one(app_id: &str, stores: &[String]) -> Result<String> {
    match stores {
        [store] => Ok(store.clone()),
        [] => Err(Error::failed(
            "no-state-store",
            format!("the sidecar of `{app_id}` has no state store"),
        )
        .hint("a Component of a type state.* in its namespace, whose scopes name the app, gives it one")),
        _ => Err(Error::usage(
            "which-store",
            format!("`{app_id}` has {} state stores", stores.len()),
        )
        .hint(format!("name one with --store: {}", stores.join(", ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::only_one;

    #[test]
    fn the_only_store_needs_no_name() {
        let rows: [(&[&str], _); 3] = [
            (&["statestore"], Ok("statestore")),
            (&[], Err("no-state-store")),
            (&["a", "b"], Err("which-store")),
        ];
        for (stores, expected) in rows {
            let stores: Vec<_> = stores.iter().map(|store| (*store).to_owned()).collect();
            let found = only_one("cart", &stores);
            assert_eq!(found.as_deref().map_err(|error| error.code), expected);
        }
    }
}
