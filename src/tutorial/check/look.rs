//! Finds values in a cluster.

use http::{Method, Request};
use serde_json::{Value as Json, json};

use super::{Found, Of, Subject, Value, metrics};
use crate::apps::{self, Redis, SidecarApi};
use crate::cluster::{Cluster, Refusal, Select, encoded};
use crate::dapr::{self, CONTAINER};
use crate::error::{Error, Exit, Result};
use crate::health;
use crate::manifest::{JsonPath, Kind, Object};

/// Lines of a log that are looked at.
const LINES: u32 = 500;

/// Where is looked.
#[derive(Clone)]
pub struct Look {
    /// The cluster.
    pub cluster: Cluster,
    /// The tutorial's namespace.
    pub namespace: String,
}

impl Look {
    /// The value now. An app that cannot be reached, or has not what is asked for, has nothing.
    ///
    /// # Errors
    /// The cluster itself cannot be reached, or refuses to tell.
    pub async fn at(&self, value: &Value) -> Result<Found> {
        Ok(value.of(self.whole(&value.subject).await?))
    }

    /// Whether there is such an object now.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub async fn is_there(&self, subject: &Subject) -> Result<bool> {
        Ok(!self.whole(subject).await?.values().is_empty())
    }

    /// All of what a subject is now.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub async fn whole(&self, subject: &Subject) -> Result<Found> {
        let namespace = subject.namespace.as_deref().unwrap_or(&self.namespace);
        match &subject.of {
            Of::Object { kind, name } => self.object(kind, namespace, name).await,
            Of::All { kind, labels } => self.all(kind, namespace, labels).await,
            Of::Sidecar { app } => self.ask(namespace, app, "/v1.0/metadata").await,
            Of::Answer { app, path } => {
                let path = format!("/v1.0/invoke/{app}/method/{path}");
                self.ask(namespace, app, &path).await
            }
            Of::State { app, key } => self.state(namespace, app, key).await,
            Of::Log { app, container } => self.log(namespace, app, container.as_deref()).await,
            Of::Metrics { app, name } => self.metrics(namespace, app, name).await,
            Of::Redis { component, key } => self.redis(namespace, component, key).await,
        }
    }

    async fn object(&self, kind: &Kind, namespace: &str, name: &str) -> Result<Found> {
        let namespace = kind.namespaced.then_some(namespace);
        let what = format!("{} {name}", kind.kind);
        let found = self.cluster.get(kind, namespace, name).await;
        let found = found.map_err(|refusal| refusal.explain(&format!("look at {what}")))?;
        Ok(match found {
            Some(object) => Found::Object {
                unready: unready(&object),
                values: vec![object.0],
            },
            None => Found::Nothing(format!("there is no {what}")),
        })
    }

    async fn all(&self, kind: &Kind, namespace: &str, labels: &str) -> Result<Found> {
        let select = if labels.is_empty() {
            Select::default()
        } else {
            Select::labels(labels)
        };
        let namespace = kind.namespaced.then_some(namespace);
        let listed = self.cluster.list(kind, namespace, &select).await;
        let doing = format!("list objects of kind {}", kind.kind);
        let objects = listed.map_err(|refusal| refusal.explain(&doing))?;
        let items: Vec<Json> = objects.into_iter().map(|object| object.0).collect();
        Ok(Found::Values(vec![json!({"items": items})]))
    }

    async fn ask(&self, namespace: &str, app: &str, path: &str) -> Result<Found> {
        let sidecar = match SidecarApi::of(&self.cluster, namespace, app).await {
            Ok(sidecar) => sidecar,
            Err(error) => return nothing(error),
        };
        match sidecar.ask(Method::GET, path, None).await {
            // An error that an app answers is an answer.
            Ok(answer) => Ok(Found::Values(vec![body(answer.body())])),
            Err(error) => nothing(error),
        }
    }

    async fn state(&self, namespace: &str, app: &str, key: &str) -> Result<Found> {
        let sidecar = match SidecarApi::of(&self.cluster, namespace, app).await {
            Ok(sidecar) => sidecar,
            Err(error) => return nothing(error),
        };
        let stores = match sidecar.components("state.").await {
            Ok(stores) => stores,
            Err(error) => return nothing(error),
        };
        let Some(store) = stores.first() else {
            return Ok(Found::Nothing(format!(
                "the sidecar of {app} has no state store"
            )));
        };
        let path = format!("/v1.0/state/{}/{}", encoded(store), encoded(key));
        match sidecar.ask(Method::GET, &path, None).await {
            Ok(answer) if answer.status() == 200 => Ok(Found::Values(vec![body(answer.body())])),
            Ok(_) => Ok(Found::Nothing(format!(
                "{app} keeps nothing under {key} in {store}"
            ))),
            Err(error) => nothing(error),
        }
    }

    async fn redis(&self, namespace: &str, component: &str, key: &str) -> Result<Found> {
        let mut redis = match Redis::behind(&self.cluster, namespace, component).await {
            Ok(redis) => redis,
            Err(error) => return nothing(error),
        };
        match redis.entry(key).await {
            Ok(Some(entry)) => Ok(Found::Values(vec![body(entry.data.as_bytes())])),
            Ok(None) => Ok(Found::Nothing(format!("Redis has no key {key}"))),
            Err(error) => nothing(error),
        }
    }

    async fn metrics(&self, namespace: &str, app: &str, name: &str) -> Result<Found> {
        let pods = apps::find(&self.cluster, namespace, app).await?;
        if let Some(error) = pods.none {
            return Ok(Found::Nothing(error.message));
        }
        let mut series = Vec::new();
        for pod in &pods.of_app {
            let Some(sidecar) = dapr::sidecar(pod) else {
                continue;
            };
            let port = sidecar.ports().metrics;
            let Ok(request) = Request::get("/metrics").body(Vec::new()) else {
                continue;
            };
            let answer = self.cluster.ask_pod(namespace, pod.name(), port, request);
            match answer.await {
                Ok(answer) => {
                    let text = String::from_utf8_lossy(answer.body());
                    series.extend(metrics::series(&text, name));
                }
                // It has not started, or tells none.
                Err(Refusal::Unreachable(_) | Refusal::Invalid(_) | Refusal::NotFound(_)) => {}
                Err(refusal) => {
                    return Err(refusal.explain(&format!("reach pod {}", pod.name())));
                }
            }
        }
        if series.is_empty() {
            let words = format!("the sidecar of {app} has no metric {name}");
            return Ok(Found::Nothing(words));
        }
        Ok(Found::Values(vec![metrics::whole(&series)]))
    }

    async fn log(&self, namespace: &str, app: &str, container: Option<&str>) -> Result<Found> {
        let pods = apps::find(&self.cluster, namespace, app).await?;
        if let Some(error) = pods.none {
            return Ok(Found::Nothing(error.message));
        }
        let mut lines = Vec::new();
        for pod in &pods.of_app {
            let container = container.or_else(|| own_container(pod)).unwrap_or_default();
            let log = self
                .cluster
                .last_lines(namespace, pod.name(), container, false, LINES);
            match log.await {
                Ok(more) => lines.extend(more),
                // It has not started.
                Err(Refusal::Invalid(_) | Refusal::NotFound(_)) => {}
                Err(refusal) => {
                    return Err(refusal.explain(&format!("read the log of pod {}", pod.name())));
                }
            }
        }
        Ok(Found::Values(vec![lines.join("\n").into()]))
    }
}

impl Value {
    /// This part of what was found of its subject.
    pub fn of(&self, whole: Found) -> Found {
        let found = match (&self.path, whole) {
            (Some(path), Found::Values(values) | Found::Object { values, .. }) => {
                match part(path, &values) {
                    Some(found) => Found::Values(found),
                    // Not 0: it was not counted.
                    None if self.count => Found::Nothing("its path leads to no list".to_owned()),
                    None => Found::Values(Vec::new()),
                }
            }
            (_, found) => found,
        };
        if self.count { counted(found) } else { found }
    }
}

fn unready(object: &Object) -> Option<String> {
    let health = health::of(object);
    (!health.is_ready()).then_some(health.reason)
}

fn own_container(pod: &Object) -> Option<&str> {
    let containers = pod.items("/spec/containers").iter();
    let mut names = containers.filter_map(|container| container["name"].as_str());
    names.find(|name| *name != CONTAINER)
}

/// JSON where it is, else text.
fn body(bytes: &[u8]) -> Json {
    let text = String::from_utf8_lossy(bytes);
    serde_json::from_str(&text).unwrap_or_else(|_| text.into_owned().into())
}

/// What an app lacks is found out; that the cluster does not answer is an error.
fn nothing(error: Error) -> Result<Found> {
    match error.exit {
        Exit::Failed => Ok(Found::Nothing(match error.says {
            Some(says) => format!("{}: {says}", error.message),
            None => error.message,
        })),
        _ => Err(error),
    }
}

/// What a path leads to; nothing where it cannot be followed.
fn part(path: &JsonPath, values: &[Json]) -> Option<Vec<Json>> {
    let found: Option<Vec<_>> = values.iter().map(|value| path.find(value)).collect();
    Some(found?.into_iter().flatten().cloned().collect())
}

/// What is not there has no number of parts, not even 0.
fn counted(found: Found) -> Found {
    let count = match &found {
        Found::Nothing(_) => return found,
        found => match found.values() {
            [Json::Array(items)] => items.len(),
            values => values.len(),
        },
    };
    Found::Values(vec![count.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_counted_is_not_0() {
        let whole = json!({"items": [{"name": "a"}, {"name": "b"}], "kind": "List"});
        for (value, text) in [
            ("count of pod/a {.items[*].name}", "2"),
            ("count of pod/a {.items}", "2"),
            ("count of pod/a {.none[*]}", "0"),
            ("count of pod/a {.kind[0]}", ""),
            ("count of pod/a {.items[5].name}", ""),
            ("pod/a {.items[5].name}", ""),
        ] {
            let value = Value::parse(value).unwrap();
            let found = value.of(Found::Values(vec![whole.clone()]));
            assert_eq!(found.text(), text, "{value:?}");
        }
    }
}
