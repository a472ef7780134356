//! `state`: what an app keeps.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Session, answer};
use crate::apps::{Entry, Redis, SidecarApi};
use crate::cluster::encoded;
use crate::error::{Error, Result};
use crate::event::{Body, Column, Outcome, Row, Table};
use crate::settings::State;

pub(super) async fn run(session: &Session<'_>, settings: &State) -> Result<Outcome> {
    match settings {
        State::Get { app_id, key, store } => get(session, app_id, key, store.as_deref()).await,
        State::Keys { app_id, store } => keys(session, app_id, store.as_deref()).await,
    }
}

async fn named(sidecar: &SidecarApi, app_id: &str, store: Option<&str>) -> Result<String> {
    match store {
        Some(store) => {
            sidecar.require(("state store", "state.", store)).await?;
            Ok(store.to_owned())
        }
        None => only_one(app_id, &sidecar.components("state.").await?),
    }
}

/// The keys that begin with the app's id, which Dapr puts before them.
async fn keys(session: &Session<'_>, app_id: &str, store: Option<&str>) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let sidecar = SidecarApi::of(&cluster, &namespace, app_id).await?;
    let store = named(&sidecar, app_id, store).await?;
    let mut redis = Redis::behind(&cluster, &namespace, &store).await?;
    let entries = redis.entries(&format!("{app_id}||")).await?;
    let column = |title| Column { title, wide: false };
    Ok(Outcome::done(Body::Table(Table {
        kind: "StateKeyList",
        columns: ["KEY", "VERSION", "VALUE"].map(column).to_vec(),
        rows: entries.iter().map(row).collect(),
        empty: format!("`{app_id}` keeps nothing in `{store}`"),
    })))
}

fn row(entry: &Entry) -> Row {
    let version = entry.version.clone();
    let value = serde_json::from_str(&entry.data);
    Row {
        cells: vec![
            entry.key.clone(),
            version.clone().unwrap_or_else(|| "-".to_owned()),
            entry.data.clone(),
        ],
        name: format!("key/{}", entry.key),
        item: json!({
            "key": entry.key,
            "version": version,
            "value": value.unwrap_or_else(|_| Value::String(entry.data.clone())),
        }),
    }
}

async fn get(
    session: &Session<'_>,
    app_id: &str,
    key: &str,
    store: Option<&str>,
) -> Result<Outcome> {
    let sidecar = session.sidecar(app_id).await?;
    let store = named(&sidecar, app_id, store).await?;
    let path = format!("/v1.0/state/{}/{}", encoded(&store), encoded(key));
    let answer = sidecar.ask(Method::GET, &path, None);
    let answer = session.answer(app_id, answer).await?;
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
            Err(sidecar.refused(&doing, &answer))
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
