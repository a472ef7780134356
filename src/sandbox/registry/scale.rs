//! `autoscaling/v1` Scales: the replicas of an object, by themselves.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fields::{copy, name, namespace, revision, set, text};
use super::kinds::ScalePaths;
use super::preconditions::{expected, is_conflict};
use super::refusals::{Wrong, bad_request, invalid, modified, not_found};
use super::write::{Request, TURNS, written};
use super::{Registry, Resource, Written, typed};
use crate::sandbox::status::Reply;

impl Registry {
    /// GET of `/scale`.
    pub fn scale(&self, of: &Resource, namespace: Option<&str>, name: &str) -> Reply<Value> {
        show(of, &*self.get(of, namespace, name)?)
    }
}

/// The Scale of an object.
pub(super) fn show(of: &Resource, object: &Value) -> Reply<Value> {
    let paths = paths(of, object)?;
    let number = |pointer: &str| object.pointer(pointer).and_then(Value::as_i64).unwrap_or(0);
    let mut scale = json!({
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {"name": name(object), "namespace": namespace(object)},
        "spec": {},
        "status": {"replicas": number(&paths.found)},
    });
    // Zero is left out, as Go leaves it out.
    match number(&paths.wanted) {
        0 => {}
        wanted => set(&mut scale, "/spec/replicas", wanted),
    }
    for pointer in [
        "/metadata/uid",
        "/metadata/resourceVersion",
        "/metadata/creationTimestamp",
    ] {
        copy(&mut scale, pointer, object);
    }
    let selector = paths
        .selector
        .as_deref()
        .and_then(|pointer| object.pointer(pointer));
    let selector = selector.map(selector_text).unwrap_or_default();
    if !selector.is_empty() {
        set(&mut scale, "/status/selector", selector);
    }
    Ok(scale)
}

fn paths<'a>(of: &'a Resource, object: &Value) -> Reply<&'a ScalePaths> {
    of.scale.as_ref().ok_or_else(|| not_found(of, name(object)))
}

fn selector_text(selector: &Value) -> String {
    if let Some(text) = selector.as_str() {
        return text.to_owned();
    }
    let labels = selector.get("matchLabels").unwrap_or(selector).as_object();
    let mut terms: Vec<String> = labels
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
        .chain(expressions(selector))
        .collect();
    terms.sort();
    terms.join(",")
}

fn expressions(selector: &Value) -> impl Iterator<Item = String> {
    let list = selector["matchExpressions"]
        .as_array()
        .into_iter()
        .flatten();
    list.filter_map(|expression| {
        let key = expression["key"].as_str()?;
        let values = expression["values"].as_array().into_iter().flatten();
        let mut values: Vec<&str> = values.filter_map(Value::as_str).collect();
        values.sort_unstable();
        let values = values.join(",");
        match expression["operator"].as_str()? {
            "In" => Some(format!("{key} in ({values})")),
            "NotIn" => Some(format!("{key} notin ({values})")),
            "Exists" => Some(key.to_owned()),
            _ => Some(format!("!{key}")),
        }
    })
}

/// The Scales of a resource: what they are decoded as, and what refusals call them.
pub(super) fn resource(of: &Resource) -> Resource {
    Resource {
        group: "autoscaling".to_owned(),
        version: "v1".to_owned(),
        kind: "Scale".to_owned(),
        of: typed::builtin("autoscaling/v1", "Scale"),
        ..of.clone()
    }
}

/// PUT of a Scale.
pub(super) async fn update(
    registry: &Registry,
    request: Request<'_>,
    namespace: Option<&str>,
    named: &str,
    mut scale: Value,
) -> Reply<Written> {
    let of = request.of;
    let scales = resource(of);
    let decoded = typed::decode(&scales, &mut scale, request.options);
    let warnings = decoded.map_err(|words| typed::undecodable(&scales, &words))?;
    for _ in 0..TURNS {
        let live = registry.get(of, namespace, named)?;
        expected(of, named, &live, &scale)?;
        match replace(registry, request, &live, &scale).await {
            // Without a version of its own it takes the newest, whichever that is.
            Err(status) if revision(&scale) == 0 && is_conflict(&status) => {}
            other => {
                return other.map(|written| Written {
                    warnings,
                    ..written
                });
            }
        }
    }
    Err(modified(of, named))
}

/// Writes the replicas of a decoded Scale to its object; answers the new Scale.
pub(super) async fn replace(
    registry: &Registry,
    request: Request<'_>,
    live: &Arc<Value>,
    scale: &Value,
) -> Reply<Written> {
    let of = request.of;
    let paths = paths(of, live)?;
    let replicas = scale
        .pointer("/spec/replicas")
        .and_then(Value::as_i64)
        .unwrap_or(0);
    if text(scale, "/metadata/name") != name(live) {
        return Err(bad_request(format!(
            "the name of the object ({}) does not match the name on the URL ({})",
            text(scale, "/metadata/name"),
            name(live),
        )));
    }
    if replicas < 0 {
        let words = "must be greater than or equal to 0";
        let wrong = Wrong::invalid("spec.replicas", &replicas.into(), words);
        return Err(invalid(&resource(of), name(live), &[wrong]));
    }
    let mut new = Value::clone(live);
    set(&mut new, &paths.wanted, replicas);
    // The managed fields of a Scale are those of its object, whatever made the patch.
    let request = Request {
        applied: false,
        ..request
    };
    let stored = registry.replace(request, live, new).await?;
    written(show(of, &stored).map(Arc::new), Vec::new())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::show;
    use crate::sandbox::registry::Resource;
    use crate::sandbox::registry::builtin::resources;
    use crate::sandbox::registry::kinds::ScalePaths;

    fn deployments() -> Resource {
        let mut all = resources().into_iter();
        all.find(|of| of.kind == "Deployment").unwrap()
    }

    fn deployment() -> Value {
        json!({
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
        })
    }

    #[test]
    fn a_scale_is_what_the_object_says() {
        let expected = json!({
            "kind": "Scale",
            "apiVersion": "autoscaling/v1",
            "metadata": {"name": "web", "namespace": "a"},
            "spec": {"replicas": 3},
            "status": {"replicas": 2, "selector": "!old,app=web,tier in (a,b)"},
        });
        assert_eq!(show(&deployments(), &deployment()).unwrap(), expected);
    }

    #[test]
    fn a_custom_one_says_where_to_look() {
        let of = Resource {
            scale: Some(ScalePaths {
                wanted: "/spec/count".to_owned(),
                found: "/status/now".to_owned(),
                selector: None,
            }),
            ..deployments()
        };
        let object = json!({"metadata": {"name": "a"}, "spec": {"count": 4}, "status": {"now": 1}});
        let scale = show(&of, &object).unwrap();
        assert_eq!(scale["spec"]["replicas"], 4);
        assert_eq!(scale["status"], json!({"replicas": 1}));
    }
}
