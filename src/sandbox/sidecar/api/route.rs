//! Which handler a path means.

use http::Method;

use super::super::go;

/// A handler with the names in its path, escapes undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Healthz,
    Outbound,
    Metadata,
    PutMetadata(String),
    GetState(String, String),
    SaveState(String),
    DeleteState(String, String),
    BulkGetState(String),
    Transact(String),
    QueryState(String),
    Publish(String, String),
    BulkPublish(String, String),
    GetSecret(String, String),
    BulkSecrets(String),
    Shutdown,
    /// What this sidecar has not: the API and the name in its path.
    Absent(Absent, String),
    /// Whatever else there is: a call of an app.
    Invoke,
}

/// APIs that this sidecar has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    Binding,
    Configuration,
    Lock,
    Crypto,
    Conversation,
    Actor,
    Workflow,
    Job,
}

/// The route of a path as it came.
pub(super) fn route(method: &Method, raw_path: &str) -> Route {
    let path = go::clean_path(raw_path);
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let version = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.next().unwrap_or_default().split('/').collect();
    let post = matches!(method.as_str(), "POST" | "PUT");
    let found = match version {
        "v1.0" => stable(method, post, &rest),
        "v1.0-alpha1" | "v1.0-beta1" | "v1.0-alpha2" => early(method, post, &rest),
        _ => None,
    };
    found.unwrap_or(Route::Invoke)
}

fn stable(method: &Method, post: bool, parts: &[&str]) -> Option<Route> {
    let get = method == Method::GET;
    Some(match parts {
        ["healthz"] if get => Route::Healthz,
        ["healthz", "outbound"] if get => Route::Outbound,
        ["metadata"] if get => Route::Metadata,
        ["metadata", name] if method == Method::PUT => Route::PutMetadata(name_of(name)),
        ["state", store] if post => Route::SaveState(name_of(store)),
        ["state", store, "bulk"] if post => Route::BulkGetState(name_of(store)),
        ["state", store, "transaction"] if post => Route::Transact(name_of(store)),
        ["state", store, key] if get => Route::GetState(name_of(store), name_of(key)),
        ["state", store, key] if method == Method::DELETE => {
            Route::DeleteState(name_of(store), name_of(key))
        }
        ["publish", "bulk", broker, topic @ ..] if post && !topic.is_empty() => {
            Route::BulkPublish(name_of(broker), name_of(&topic.join("/")))
        }
        ["publish", broker, topic @ ..] if post && !topic.is_empty() => {
            Route::Publish(name_of(broker), name_of(&topic.join("/")))
        }
        ["secrets", store, "bulk"] if get => Route::BulkSecrets(name_of(store)),
        ["secrets", store, name] if get => Route::GetSecret(name_of(store), name_of(name)),
        ["shutdown"] if method == Method::POST => Route::Shutdown,
        _ => return absent(post, parts),
    })
}

fn early(method: &Method, post: bool, parts: &[&str]) -> Option<Route> {
    match parts {
        ["state", store, "query"] if post => Some(Route::QueryState(name_of(store))),
        ["publish", "bulk", ..] => stable(method, post, parts),
        _ => absent(post, parts),
    }
}

fn absent(post: bool, parts: &[&str]) -> Option<Route> {
    let (api, name) = match parts {
        ["bindings", name] if post => (Absent::Binding, name),
        ["configuration", name, ..] => (Absent::Configuration, name),
        ["lock" | "unlock", name] => (Absent::Lock, name),
        ["crypto" | "subtlecrypto", name, ..] => (Absent::Crypto, name),
        ["conversation", name, ..] => (Absent::Conversation, name),
        ["actors", name, _, ..] => (Absent::Actor, name),
        ["workflows", name, ..] => (Absent::Workflow, name),
        ["jobs", name] => (Absent::Job, name),
        _ => return None,
    };
    Some(Route::Absent(api, (*name).to_owned()))
}

/// A part of the path, with its escapes undone.
fn name_of(raw: &str) -> String {
    go::unescape(raw, true).unwrap_or_else(|| raw.to_owned())
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{Absent, Route, route};

    #[test]
    fn paths() {
        let rows = [
            ("GET", "/v1.0/healthz", Route::Healthz),
            ("GET", "//v1.0/./healthz/", Route::Healthz),
            ("POST", "/v1.0/healthz", Route::Invoke),
            ("GET", "/v1.0/metadata/", Route::Metadata),
            (
                "PUT",
                "/v1.0/metadata/a%20b",
                Route::PutMetadata("a b".into()),
            ),
            (
                "GET",
                "/v1.0/state/s/a%2Fb",
                Route::GetState("s".into(), "a/b".into()),
            ),
            (
                "GET",
                "/v1.0/state/s/bulk",
                Route::GetState("s".into(), "bulk".into()),
            ),
            (
                "POST",
                "/v1.0/state/s/bulk",
                Route::BulkGetState("s".into()),
            ),
            ("PUT", "/v1.0/state/s", Route::SaveState("s".into())),
            ("GET", "/v1.0/state/s/a/b", Route::Invoke),
            ("GET", "/v1.0/state/s", Route::Invoke),
            (
                "POST",
                "/v1.0/publish/p/a/b",
                Route::Publish("p".into(), "a/b".into()),
            ),
            (
                "POST",
                "/v1.0-alpha1/publish/bulk/p/t",
                Route::BulkPublish("p".into(), "t".into()),
            ),
            ("POST", "/v1.0/publish/p", Route::Invoke),
            (
                "GET",
                "/v1.0/secrets/kubernetes/bulk",
                Route::BulkSecrets("kubernetes".into()),
            ),
            (
                "GET",
                "/v1.0-alpha1/configuration/c",
                Route::Absent(Absent::Configuration, "c".into()),
            ),
            (
                "GET",
                "/v1.0/actors/t/1/state/k",
                Route::Absent(Absent::Actor, "t".into()),
            ),
            ("GET", "/neworder", Route::Invoke),
            ("DELETE", "/v1.0/invoke/a/method/b", Route::Invoke),
        ];
        for (method, path, expected) in rows {
            let method: Method = method.parse().expect("a method");
            assert_eq!(route(&method, path), expected, "{method} {path}");
        }
    }
}
