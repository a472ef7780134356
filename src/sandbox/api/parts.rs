//! Parts of objects that are no objects themselves: scale, eviction, binding, token.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::app::{Api, Call};
use super::body;
use super::objects::{Subject, definition};
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
    let object = subject.get(api)?;
    Ok(view.single(
        200,
        &scale(&object, definition(api, &subject.resource).as_deref()),
    ))
}

/// The `Scale` of an object; `definition` where it is a custom one.
pub(super) fn scale(object: &Value, definition: Option<&Value>) -> Value {
    if object["kind"] == "Scale" {
        return object.clone();
    }
    let paths = definition.map(|definition| scale_paths(definition, object));
    let at = |name: &str, otherwise: &str| {
        let path = paths.as_ref().and_then(|paths| paths[name].as_str());
        let pointer = path.unwrap_or(otherwise).replace('.', "/");
        object.pointer(&pointer).cloned().unwrap_or(Value::Null)
    };
    let metadata = &object["metadata"];
    let mut kept = json!({});
    for field in [
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "creationTimestamp",
    ] {
        if let Some(value) = metadata.get(field) {
            kept[field] = value.clone();
        }
    }
    let count = |value: Value| value.as_i64().unwrap_or_default();
    let mut status = json!({"replicas": count(at("statusReplicasPath", ".status.replicas"))});
    let selector = at("labelSelectorPath", ".spec.selector");
    if let Some(selector) = selector_text(&selector) {
        status["selector"] = selector.into();
    }
    let mut spec = json!({});
    let replicas = count(at("specReplicasPath", ".spec.replicas"));
    if replicas != 0 {
        spec["replicas"] = replicas.into();
    }
    json!({
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": kept,
        "spec": spec,
        "status": status,
    })
}

fn scale_paths(definition: &Value, object: &Value) -> Value {
    let api_version = object["apiVersion"].as_str().unwrap_or_default();
    let version = api_version.rsplit('/').next().unwrap_or_default();
    let versions = definition["spec"]["versions"].as_array().map(Vec::as_slice);
    let named = |one: &&Value| one["name"] == version;
    let found = versions.unwrap_or_default().iter().find(named);
    found
        .map(|one| one["subresources"]["scale"].clone())
        .unwrap_or_default()
}

/// A selector as text: `app=a,tier in (b,c)`.
fn selector_text(selector: &Value) -> Option<String> {
    if let Some(text) = selector.as_str() {
        return Some(text.to_owned());
    }
    let fields = selector.as_object()?;
    // A ReplicationController's selector is labels alone.
    let labels = fields.get("matchLabels").or_else(|| {
        let plain = fields.values().all(Value::is_string);
        plain.then_some(selector)
    });
    let mut parts: Vec<String> = Vec::new();
    for (key, value) in labels.and_then(Value::as_object).into_iter().flatten() {
        parts.push(format!("{key}={}", value.as_str().unwrap_or_default()));
    }
    for one in fields
        .get("matchExpressions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        parts.push(expression_text(one));
    }
    parts.sort();
    Some(parts.join(","))
}

fn expression_text(one: &Value) -> String {
    let key = one["key"].as_str().unwrap_or_default();
    let values = one["values"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    values.sort_unstable();
    let values = values.join(",");
    match one["operator"].as_str().unwrap_or_default() {
        "In" => format!("{key} in ({values})"),
        "NotIn" => format!("{key} notin ({values})"),
        "DoesNotExist" => format!("!{key}"),
        _ => key.to_owned(),
    }
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
    let (of, namespace) = (&subject.resource, subject.namespace());
    api.registry
        .delete(of, namespace, subject.name()?, &options)
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
        let why = format!("pod {name} is already assigned to node {bound:?}");
        let message = format!("Operation cannot be fulfilled on pods/binding {name:?}: {why}");
        return Err(Status::new(409, "Conflict", message));
    }
    if !options.dry_run {
        let change = |pod: &mut Value| {
            pod["spec"]["nodeName"] = node.as_str().into();
            true
        };
        let (of, namespace) = (&subject.resource, subject.namespace());
        api.registry
            .modify(
                of,
                namespace,
                name,
                Some(BINDING),
                &options.manager,
                &change,
            )
            .await?;
    }
    Ok(reply::object(201, &success(), wanted))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_what_the_object_says() {
        let deployment = json!({
            "kind": "Deployment",
            "metadata": {"name": "web", "namespace": "a", "labels": {"x": "y"}},
            "spec": {
                "replicas": 3,
                "selector": {
                    "matchLabels": {"app": "web"},
                    "matchExpressions": [
                        {"key": "tier", "operator": "In", "values": ["b", "a"]},
                        {"key": "old", "operator": "DoesNotExist"},
                    ],
                },
            },
            "status": {"replicas": 2},
        });
        let expected = json!({
            "kind": "Scale",
            "apiVersion": "autoscaling/v1",
            "metadata": {"name": "web", "namespace": "a"},
            "spec": {"replicas": 3},
            "status": {"replicas": 2, "selector": "!old,app=web,tier in (a,b)"},
        });
        assert_eq!(scale(&deployment, None), expected);
        assert_eq!(scale(&expected, None), expected);
    }

    #[test]
    fn a_custom_one_says_where_to_look() {
        let definition = json!({"spec": {"versions": [{"name": "v1", "subresources": {"scale": {
            "specReplicasPath": ".spec.count",
            "statusReplicasPath": ".status.now",
        }}}]}});
        let object = json!({
            "apiVersion": "x.io/v1",
            "kind": "Thing",
            "metadata": {"name": "a"},
            "spec": {"count": 4},
            "status": {"now": 1},
        });
        let scale = scale(&object, Some(&definition));
        assert_eq!(scale["spec"]["replicas"], 4);
        assert_eq!(scale["status"], json!({"replicas": 1}));
    }
}
