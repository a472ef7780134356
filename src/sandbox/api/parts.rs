//! Parts of objects that are no objects themselves: scale, eviction, binding, token.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::app::{Api, Call};
use super::body;
use super::objects::Subject;
use super::query::{Write, delete_options, write_options};
use super::refusal::{Wrong, bad_request, invalid};
use super::reply::{self, Answer};
use super::tokens::{Account, ISSUER};
use crate::sandbox::registry::Subresource;
use crate::sandbox::status::{Reply, Status};

/// How long a token lives that is asked for without a time, in seconds.
const HOUR: i64 = 3600;
/// The shortest that may be asked for.
const SHORTEST: i64 = 600;

/// GET of a scale.
pub(super) fn get_scale(api: &Api, subject: &Subject, call: &Call) -> Reply<Answer> {
    let view = subject.view(api, call)?;
    let (of, namespace) = (&subject.resource, subject.namespace());
    let scale = api.registry.scale(of, namespace, subject.name()?)?;
    Ok(view.single(200, &scale))
}

fn success() -> Value {
    json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "code": 201,
    })
}

/// POST of an `Eviction`: the pod is deleted as it says.
pub(super) async fn evict(api: &Api, subject: &Subject, mut call: Call) -> Reply<Answer> {
    let wanted = call.wanted()?;
    let bytes = call.read().await?;
    let eviction = body::object(body::media_type(&call.headers), &bytes, "Eviction")?;
    if eviction["metadata"]["name"].as_str().unwrap_or_default() != subject.name()? {
        return Err(bad_request(
            "name in URL does not match name in Eviction object",
        ));
    }
    let given = eviction
        .get("deleteOptions")
        .filter(|given| !given.is_null());
    let mut options = delete_options(&call.query, Some(given.unwrap_or(&Value::Null)))?;
    options.dry_run |= call.query.get("dryRun").is_some();
    let namespace = subject.namespace().unwrap_or_default();
    api.registry
        .evict(namespace, subject.name()?, &options)
        .await?;
    Ok(reply::object(201, &success(), wanted))
}

/// POST of a `Binding`: puts the pod on a node.
pub(super) async fn bind(api: &Api, subject: &Subject, mut call: Call) -> Reply<Answer> {
    let wanted = call.wanted()?;
    let agent = call.header(http::header::USER_AGENT).to_owned();
    let options = write_options(&call.query, &agent, Write::Create)?;
    let bytes = call.read().await?;
    let binding = body::object(body::media_type(&call.headers), &bytes, "Binding")?;
    let node = binding["target"]["name"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    if node.is_empty() {
        return Err(bad_request("target.name: Required value"));
    }
    let pod = subject.get(api)?;
    let name = subject.name()?;
    if let Some(bound) = pod["spec"]["nodeName"].as_str() {
        return Err(assigned(name, bound));
    }
    if !options.dry_run {
        place(api, subject, &pod, &node, &options.manager).await?;
    }
    Ok(reply::object(201, &success(), wanted))
}

/// Puts a pod on a node, if it is still that pod and nobody else has placed it.
async fn place(api: &Api, subject: &Subject, pod: &Value, node: &str, manager: &str) -> Reply<()> {
    let (of, namespace, name) = (&subject.resource, subject.namespace(), subject.name()?);
    let is_same = |found: &Value| found["metadata"]["uid"] == pod["metadata"]["uid"];
    let change = |found: &mut Value| {
        let free = is_same(found) && found["spec"]["nodeName"].is_null();
        if free {
            found["spec"]["nodeName"] = node.into();
        }
        free
    };
    let found = api
        .registry
        .modify(of, namespace, name, Some(BINDING), manager, &change)
        .await?;
    let Some(found) = found.filter(|found| is_same(found)) else {
        let message = format!("pods {name:?} not found");
        let details = json!({"name": name, "kind": "pods"});
        return Err(Status::new(404, "NotFound", message).details(details));
    };
    match found["spec"]["nodeName"].as_str() {
        Some(bound) if bound != node => Err(assigned(name, bound)),
        _ => Ok(()),
    }
}

fn assigned(name: &str, node: &str) -> Status {
    let why = format!("pod {name} is already assigned to node {node:?}");
    let message = format!("Operation cannot be fulfilled on pods/binding {name:?}: {why}");
    Status::new(409, "Conflict", message)
}

/// What places a pod.
const BINDING: Subresource = Subresource::Other("binding");

/// POST of a `TokenRequest`: a token of a service account.
pub(super) async fn token(api: &Api, subject: &Subject, mut call: Call) -> Reply<Answer> {
    let wanted = call.wanted()?;
    let account = subject.get(api)?;
    let bytes = call.read().await?;
    let request = body::object(body::media_type(&call.headers), &bytes, "TokenRequest")?;
    let seconds = request["spec"]["expirationSeconds"]
        .as_i64()
        .unwrap_or(HOUR);
    if seconds < SHORTEST {
        let why = "may not specify a duration less than 10 minutes";
        let wrong = Wrong::invalid("spec.expirationSeconds", &seconds.to_string(), why);
        return Err(invalid("authentication.k8s.io", "TokenRequest", &[wrong]));
    }
    let audiences = request["spec"]["audiences"]
        .as_array()
        .into_iter()
        .flatten();
    let mut audiences: Vec<String> = audiences
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if audiences.is_empty() {
        audiences.push(ISSUER.to_owned());
    }
    let text = |field: &str| account["metadata"][field].as_str().unwrap_or_default();
    let of = Account {
        namespace: text("namespace"),
        name: text("name"),
        uid: text("uid"),
    };
    let now = Timestamp::now().as_second();
    let token = api.tokens.issue(of, &audiences, now, seconds);
    let over = Timestamp::from_second(now.saturating_add(seconds)).unwrap_or(Timestamp::MAX);
    let answer = json!({
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {"name": of.name, "namespace": of.namespace, "creationTimestamp": null},
        "spec": {
            "audiences": audiences,
            "expirationSeconds": seconds,
            "boundObjectRef": request["spec"]["boundObjectRef"],
        },
        "status": {"token": token, "expirationTimestamp": over.to_string()},
    });
    Ok(reply::object(201, &answer, wanted))
}
