//! The HTTP API of an app's own sidecar, as the app has it.

use http::{Method, Request, Response, header};
use hyper::body::Bytes;
use serde_json::Value;

use super::pods;
use crate::cluster::{Cluster, Refusal};
use crate::dapr::{self, CONTAINER, annotations};
use crate::error::{Error, Result};
use crate::health::{self, Container, Doing};
use crate::manifest::{Kind, Object, nearest};

/// The code of an answer that tells of an error.
const REFUSED: &str = "request-refused";

/// The sidecar of one replica of an app.
pub struct SidecarApi {
    cluster: Cluster,
    app_id: String,
    pod: Object,
    port: u16,
    token: Option<String>,
}

/// What is sent, and as what.
pub struct Payload {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// What is sent.
    pub bytes: Vec<u8>,
}

impl SidecarApi {
    /// The sidecar of an app in a namespace; of its replicas, one that is ready.
    ///
    /// # Errors
    /// There is no such app, it has no sidecar, or the sidecar is not ready.
    pub async fn of(cluster: &Cluster, namespace: &str, app_id: &str) -> Result<Self> {
        let found = pods::find(cluster, namespace, app_id).await?;
        let pod = with_sidecar(app_id, found.required()?)?;
        let port = dapr::sidecar(&pod).map_or(3500, |sidecar| sidecar.ports().http);
        let token = token(cluster, &pod).await?;
        Ok(Self {
            cluster: cluster.clone(),
            app_id: app_id.to_owned(),
            pod,
            port,
            token,
        })
    }

    /// Sends a request and answers what came back, whatever its status.
    ///
    /// # Errors
    /// The path is none, or the sidecar did not answer.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        payload: Option<Payload>,
    ) -> Result<Response<Bytes>> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header("dapr-api-token", token);
        }
        let body = payload.map(|payload| {
            let builder = std::mem::take(&mut request);
            request = builder.header(header::CONTENT_TYPE, payload.content_type);
            payload.bytes
        });
        let request = request.body(body.unwrap_or_default()).map_err(|error| {
            Error::usage("bad-path", format!("`{path}` is no path")).says(error.to_string())
        })?;
        let namespace = self.pod.namespace().unwrap_or_default();
        self.cluster
            .ask_pod(namespace, self.pod.name(), self.port, request)
            .await
            .map_err(|refusal| self.silent(refusal))
    }

    /// As [`Self::ask`], and an answer that tells of an error is one.
    pub async fn get(
        &self,
        doing: &str,
        method: Method,
        path: &str,
        payload: Option<Payload>,
    ) -> Result<Response<Bytes>> {
        let answer = self.ask(method, path, payload).await?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(self.refused(doing, &answer))
    }

    /// The components that the sidecar has loaded whose types begin so: `state.`.
    pub async fn components(&self, of_type: &str) -> Result<Vec<String>> {
        let answer = self
            .get("read its metadata", Method::GET, "/v1.0/metadata", None)
            .await?;
        let metadata: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        let components = metadata["components"].as_array().into_iter().flatten();
        let is_wanted = |component: &&Value| {
            let kind = component["type"].as_str();
            kind.is_some_and(|kind| kind.starts_with(of_type))
        };
        Ok(components
            .filter(is_wanted)
            .filter_map(|component| component["name"].as_str().map(str::to_owned))
            .collect())
    }

    /// An answer that tells of an error, with its words.
    pub fn refused(&self, doing: &str, answer: &Response<Bytes>) -> Error {
        let status = answer.status();
        let error = Error::failed(REFUSED, format!("cannot {doing}: the answer is {status}"))
            .on(self.place());
        match words(answer.body()) {
            words if words.is_empty() => error,
            words => error.says(words),
        }
    }

    /// Looks whether the sidecar has a component before it is asked for: the sidecar counts a request in vain as one of
    /// the app's. `what` names the sort: `state store`.
    ///
    /// # Errors
    /// It has none of that name among those whose types begin so; or it is silent.
    pub async fn require(&self, (what, of_type, name): (&str, &str, &str)) -> Result<()> {
        let there = match self.components(of_type).await {
            Ok(there) => there,
            // It may be allowed to say so only when it is asked for it.
            Err(error) if error.code == REFUSED => return Ok(()),
            Err(error) => return Err(error),
        };
        if there.iter().any(|one| one == name) {
            return Ok(());
        }
        let app_id = &self.app_id;
        let message = format!("`{app_id}` has no {what} `{name}`");
        let error = Error::failed("no-such-component", message).on(self.place());
        let near = nearest(name, there.iter().map(String::as_str));
        let has = match there.as_slice() {
            [] => format!("its sidecar has no {what}"),
            names => format!("its sidecar has these: {}", names.join(", ")),
        };
        Err(match near {
            Some(near) => error.hint(format!("did you mean `{near}`? {has}")),
            None => error.hint(has),
        })
    }

    fn silent(&self, refusal: Refusal) -> Error {
        match refusal {
            Refusal::Unreachable(words) => Error::failed(
                "sidecar-silent",
                format!("the sidecar of `{}` does not answer", self.app_id),
            )
            .on(self.place())
            .says(words)
            .hint(format!(
                "`daprk logs -k -n {} -a {}` shows what it does",
                self.pod.namespace().unwrap_or_default(),
                self.app_id
            )),
            other => other.explain(&format!("reach pod {}", self.pod.name())),
        }
    }

    /// `pod nodeapp-1 in namespace default`
    pub fn place(&self) -> String {
        let namespace = self.pod.namespace().unwrap_or_default();
        format!("pod {} in namespace {namespace}", self.pod.name())
    }
}

/// A replica with a sidecar that takes requests; a ready one if there is any.
fn with_sidecar(app_id: &str, pods: Vec<Object>) -> Result<Object> {
    let (injected, others): (Vec<_>, Vec<_>) = pods
        .into_iter()
        .partition(|pod| dapr::sidecar(pod).is_some());
    let Some(first) = injected.first() else {
        let names: Vec<_> = others.iter().map(Object::name).collect();
        return Err(Error::failed(
            "no-sidecar",
            format!("app `{app_id}` has no sidecar (container `{CONTAINER}`)"),
        )
        .on(format!("pod {}", names.join(", ")))
        .hint("it was not injected: restart the pod when the injector runs (`daprk status -k`)"));
    };
    let (waits, hint) = (waits(first), look(app_id, first));
    let is_up = |pod: &Object| own(pod).is_some_and(|container| container.is_ready());
    let mut up: Vec<_> = injected.into_iter().filter(is_up).collect();
    up.sort_by_key(|pod| !health::pod_is_ready(pod));
    up.into_iter().next().ok_or_else(|| {
        Error::failed(
            "sidecar-not-ready",
            format!("the sidecar of `{app_id}` is not ready"),
        )
        .says(waits)
        .hint(hint)
    })
}

fn own(pod: &Object) -> Option<Container<'_>> {
    let mut containers = health::containers(pod).into_iter();
    containers.find(|container| container.name == CONTAINER)
}

/// Where to look next: one that was never started has no log.
fn look(app_id: &str, pod: &Object) -> String {
    let has_log =
        |it: Container<'_>| it.last_end().is_some() || matches!(it.doing(), Doing::Running { .. });
    if own(pod).is_some_and(has_log) {
        format!("`daprk logs -k -a {app_id}` shows what it waits for")
    } else {
        "`daprk check -k` says why".to_owned()
    }
}

/// What keeps it from taking requests.
fn waits(pod: &Object) -> String {
    match own(pod).map(|it| it.doing()) {
        Some(Doing::Waiting { reason, message }) if !message.is_empty() => {
            format!("container {CONTAINER}: {reason}: {message}")
        }
        _ => health::of(pod).reason,
    }
}

/// The token without which the sidecar answers nobody.
async fn token(cluster: &Cluster, pod: &Object) -> Result<Option<String>> {
    let Some(name) = pod.annotation(annotations::API_TOKEN_SECRET) else {
        return Ok(None);
    };
    let kind = Kind::known("v1", "Secret").expect("a known kind");
    let doing = format!("read Secret {name}, which has the sidecar's token");
    let secret = cluster
        .get(&kind, pod.namespace(), name)
        .await
        .map_err(|refusal| refusal.explain(&doing))?;
    let token = secret.and_then(|secret| secret.secret("token"));
    let token = token.ok_or_else(|| {
        Error::failed("no-token", format!("cannot {doing}: it has no key `token`"))
    })?;
    Ok(Some(token))
}

/// The words of an answer that tells of an error: Dapr's own where it is one of Dapr's.
fn words(body: &[u8]) -> String {
    const LINES: usize = 3;
    if let Ok(error) = serde_json::from_slice::<Value>(body)
        && let (Some(code), Some(message)) =
            (error["errorCode"].as_str(), error["message"].as_str())
    {
        return format!("{code}: {message}");
    }
    let text = String::from_utf8_lossy(body);
    let lines: Vec<_> = text.trim().lines().take(LINES).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(name: &str, sidecar: Option<bool>, app: bool) -> Object {
        let mut containers = vec![json!({"name": "app"})];
        let mut statuses = vec![json!({"name": "app", "ready": app, "state": {"running": {}}})];
        if let Some(ready) = sidecar {
            containers.push(json!({"name": "daprd"}));
            statuses.push(json!({"name": "daprd", "ready": ready, "state": {"running": {}}}));
        }
        let is_ready = if app && sidecar == Some(true) {
            "True"
        } else {
            "False"
        };
        Object(json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
            "spec": {"containers": containers},
            "status": {"phase": "Running", "containerStatuses": statuses,
                "conditions": [{"type": "Ready", "status": is_ready}]},
        }))
    }

    #[test]
    fn a_replica_that_takes_requests_is_chosen() {
        let chosen = |pods| match with_sidecar("cart", pods) {
            Ok(pod) => pod.name().to_owned(),
            Err(error) => error.code.to_owned(),
        };
        let rows = [
            (vec![pod("a", None, true)], "no-sidecar"),
            (vec![pod("a", Some(false), true)], "sidecar-not-ready"),
            (vec![pod("a", Some(true), false)], "a"),
            (
                vec![pod("a", Some(true), false), pod("b", Some(true), true)],
                "b",
            ),
            (vec![pod("a", None, true), pod("b", Some(true), true)], "b"),
        ];
        for (pods, expected) in rows {
            assert_eq!(chosen(pods.clone()), expected, "{pods:?}");
        }
    }

    #[test]
    fn an_error_is_told_in_daprs_words() {
        let rows = [
            (
                r#"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke"}"#,
                "ERR_DIRECT_INVOKE: failed to invoke",
            ),
            ("Cannot GET /x\n", "Cannot GET /x"),
            ("a\nb\nc\nd", "a\nb\nc"),
            (r#"{"error":1}"#, r#"{"error":1}"#),
            ("", ""),
        ];
        for (body, expected) in rows {
            assert_eq!(words(body.as_bytes()), expected);
        }
    }
}
