//! `HorizontalPodAutoscalers` are stored as v2. In v1 they have one number for the use of the
//! processor; what else v2 knows is in annotations, as a real API server writes it.

use serde_json::{Map, Value, json};

use super::fields::{items, remove, set};
use crate::sandbox::schema;

const PERCENTAGE: &str = "/spec/targetCPUUtilizationPercentage";
const METRICS: &str = "autoscaling.alpha.kubernetes.io/metrics";
const BEHAVIOR: &str = "autoscaling.alpha.kubernetes.io/behavior";

/// From v2 to v1.
pub(super) fn to_v1(object: &mut Value) {
    let (mut percentage, mut others) = (None, Vec::new());
    for metric in items(object, "/spec/metrics") {
        match use_of_processor(metric) {
            Some(percent) if percentage.is_none() => percentage = Some(percent.clone()),
            _ => others.push(old_metric(metric)),
        }
    }
    remove(object, "/spec/metrics");
    if let Some(percentage) = percentage {
        set(object, PERCENTAGE, percentage);
    }
    if !others.is_empty() {
        annotate(object, METRICS, &others.into());
    }
    if let Some(behavior) = remove(object, "/spec/behavior") {
        annotate(object, BEHAVIOR, &renamed(&behavior, str::to_uppercase));
    }
    for only in ["/status/currentMetrics", "/status/conditions"] {
        remove(object, only);
    }
}

/// From v1 to v2.
pub(super) fn to_v2(object: &mut Value) {
    let mut metrics = Vec::new();
    if let Some(percent) = remove(object, PERCENTAGE) {
        let target = json!({"type": "Utilization", "averageUtilization": percent});
        let resource = json!({"name": "cpu", "target": target});
        metrics.push(json!({"type": "Resource", "resource": resource}));
    }
    let others = annotation(object, METRICS);
    let others = others.as_ref().and_then(Value::as_array);
    metrics.extend(others.into_iter().flatten().map(new_metric));
    if !metrics.is_empty() {
        set(object, "/spec/metrics", metrics);
    }
    if let Some(behavior) = annotation(object, BEHAVIOR) {
        let behavior = renamed(&behavior, str::to_lowercase);
        set(object, "/spec/behavior", behavior);
    }
    remove(object, "/status/currentCPUUtilizationPercentage");
    schema::defaults("autoscaling/v2", "HorizontalPodAutoscaler", object);
}

fn use_of_processor(metric: &Value) -> Option<&Value> {
    let resource = &metric["resource"];
    let percent = &resource["target"]["averageUtilization"];
    (resource["name"] == "cpu" && percent.is_number()).then_some(percent)
}

/// As v1's annotation has it: of a resource, its target lies flat.
fn old_metric(metric: &Value) -> Value {
    let mut old = metric.clone();
    if let Some(target) = remove(&mut old, "/resource/target") {
        for (field, flat) in FLAT {
            if let Some(value) = target.get(field) {
                old["resource"][flat] = value.clone();
            }
        }
    }
    old
}

fn new_metric(metric: &Value) -> Value {
    let mut new = metric.clone();
    for (field, flat) in FLAT {
        let Some(value) = remove(&mut new, &format!("/resource/{flat}")) else {
            continue;
        };
        let kind = if field == "averageUtilization" {
            "Utilization"
        } else {
            "AverageValue"
        };
        new["resource"]["target"] = json!({"type": kind, field: value});
    }
    new
}

const FLAT: [(&str, &str); 2] = [
    ("averageUtilization", "targetAverageUtilization"),
    ("averageValue", "targetAverageValue"),
];

/// With other first letters in all names: Go writes a type without tags with capitals.
fn renamed(value: &Value, case: fn(&str) -> String) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (first(name, case), renamed(value, case)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(list) => list.iter().map(|one| renamed(one, case)).collect(),
        other => other.clone(),
    }
}

fn first(name: &str, case: fn(&str) -> String) -> String {
    let end = name.chars().next().map_or(0, char::len_utf8);
    case(&name[..end]) + &name[end..]
}

fn annotate(object: &mut Value, key: &str, value: &Value) {
    let mut annotations = object["metadata"]["annotations"].take();
    if !annotations.is_object() {
        annotations = json!({});
    }
    annotations[key] = value.to_string().into();
    object["metadata"]["annotations"] = annotations;
}

/// Takes an annotation off, and reads it; nothing of what cannot be read.
fn annotation(object: &mut Value, key: &str) -> Option<Value> {
    let annotations = object["metadata"].get_mut("annotations")?.as_object_mut()?;
    let text = annotations.shift_remove(key)?;
    if annotations.is_empty() {
        remove(object, "/metadata/annotations");
    }
    serde_json::from_str(text.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{to_v1, to_v2};

    fn cpu(percent: u8) -> Value {
        json!({"type": "Resource", "resource": {
            "name": "cpu", "target": {"type": "Utilization", "averageUtilization": percent},
        }})
    }

    #[test]
    fn the_processor_is_a_number_in_v1() {
        let mut object = json!({"metadata": {"name": "a"}, "spec": {"maxReplicas": 3,
            "targetCPUUtilizationPercentage": 55}});
        let v1 = object.clone();
        to_v2(&mut object);
        assert_eq!(object["spec"]["metrics"], json!([cpu(55)]));
        to_v1(&mut object);
        assert_eq!(object["spec"]["targetCPUUtilizationPercentage"], 55);
        assert_eq!(object["metadata"], v1["metadata"]);
        let mut bare = json!({"metadata": {"name": "a"}, "spec": {"maxReplicas": 3}});
        to_v2(&mut bare);
        assert_eq!(bare["spec"]["metrics"], json!([cpu(80)]));
    }

    /// Recorded from a real API server.
    #[test]
    fn the_rest_is_in_annotations() {
        let memory = json!({"type": "Resource", "resource": {
            "name": "memory", "target": {"type": "AverageValue", "averageValue": "1Gi"},
        }});
        let rules = json!({"selectPolicy": "Max", "policies": [
            {"type": "Percent", "value": 100, "periodSeconds": 15},
        ]});
        let both = json!({"scaleUp": rules, "scaleDown": rules});
        let v2 = json!({"metadata": {"name": "a"}, "spec": {"maxReplicas": 3, "minReplicas": 1,
            "metrics": [cpu(60), memory], "behavior": both}});
        let mut object = v2.clone();
        to_v1(&mut object);
        let annotations = &object["metadata"]["annotations"];
        let metrics =
            r#"[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}]"#;
        assert_eq!(
            annotations["autoscaling.alpha.kubernetes.io/metrics"],
            metrics
        );
        let behavior = annotations["autoscaling.alpha.kubernetes.io/behavior"]
            .as_str()
            .unwrap();
        assert!(
            behavior.contains(r#""Policies":[{"Type":"Percent","Value":100,"PeriodSeconds":15}]"#),
            "{behavior}"
        );
        let spec = &object["spec"];
        assert_eq!(spec["targetCPUUtilizationPercentage"], 60);
        assert!(spec.get("metrics").is_none() && spec.get("behavior").is_none());
        to_v2(&mut object);
        assert_eq!(object["spec"]["metrics"], v2["spec"]["metrics"]);
        assert_eq!(
            object["spec"]["behavior"]["scaleUp"]["policies"],
            rules["policies"]
        );
        assert_eq!(object["metadata"], v2["metadata"]);
    }
}
