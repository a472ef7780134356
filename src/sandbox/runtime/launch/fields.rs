//! What a pod tells its containers about itself: `fieldRef` and `resourceFieldRef`.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::manifest::Object;

/// Memory that a container has when nothing limits it, bytes: no real number is known cheaply.
const MEMORY: f64 = 8.0 * 1024.0 * 1024.0 * 1024.0;

/// The value of a `fieldPath`, as an environment variable has it; `None` for one that isn't known.
pub(crate) fn field(pod: &Object, path: &str) -> Option<String> {
    let text = |pointer: &str| Some(pod.text(pointer).to_owned());
    match path {
        "metadata.name" => text("/metadata/name"),
        "metadata.namespace" => text("/metadata/namespace"),
        "metadata.uid" => text("/metadata/uid"),
        "spec.nodeName" => text("/spec/nodeName"),
        "spec.serviceAccountName" => text("/spec/serviceAccountName"),
        "status.podIP" | "status.podIPs" | "status.hostIP" | "status.hostIPs" => {
            Some("127.0.0.1".to_owned())
        }
        "metadata.labels" => Some(listed(pod.at("/metadata/labels"))),
        "metadata.annotations" => Some(listed(pod.at("/metadata/annotations"))),
        _ => entry(pod, path),
    }
}

/// `metadata.labels['app']`
fn entry(pod: &Object, path: &str) -> Option<String> {
    let (map, rest) = path.split_once("['")?;
    let key = rest.strip_suffix("']")?;
    let value = match map {
        "metadata.labels" => pod.label(key),
        "metadata.annotations" => pod.annotation(key),
        _ => return None,
    };
    Some(value.unwrap_or_default().to_owned())
}

/// `key="value"` lines, sorted, as a downward API file has them.
fn listed(map: Option<&Value>) -> String {
    let mut pairs: Vec<_> = map.and_then(Value::as_object).map_or_else(Vec::new, pairs);
    pairs.sort_unstable();
    let mut lines = String::new();
    for (key, value) in pairs {
        let _ = writeln!(lines, "{key}={value:?}");
    }
    lines.truncate(lines.trim_end().len());
    lines
}

fn pairs(map: &Map<String, Value>) -> Vec<(&str, &str)> {
    map.iter()
        .map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default()))
        .collect()
}

/// The value of a `resourceFieldRef` on a container, rounded up to whole divisors.
pub(crate) fn resource(container: &Value, reference: &Value) -> Option<String> {
    let (list, name) = reference["resource"].as_str()?.split_once('.')?;
    let own = container["resources"][list][name].as_str();
    let limit = || container["resources"]["limits"][name].as_str();
    let amount = own
        .or_else(limit)
        .and_then(amount)
        .or_else(|| whole(name))?;
    let divisor = reference["divisor"].as_str().and_then(self::amount);
    let divisor = divisor.filter(|divisor| *divisor > 0.0).unwrap_or(1.0);
    Some(format!("{:.0}", (amount / divisor).ceil()))
}

/// What the machine has.
fn whole(name: &str) -> Option<f64> {
    match name {
        "cpu" => {
            let count = std::thread::available_parallelism().map_or(1, usize::from);
            Some(f64::from(u32::try_from(count).unwrap_or(1)))
        }
        "memory" | "ephemeral-storage" => Some(MEMORY),
        _ => None,
    }
}

fn amount(text: &str) -> Option<f64> {
    let split = text.find(|character: char| !character.is_ascii_digit() && character != '.');
    let (number, suffix) = text.split_at(split.unwrap_or(text.len()));
    let factor = match suffix {
        "m" => 1e-3,
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024.0,
        "Gi" => 1024.0 * 1024.0 * 1024.0,
        "Ti" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{field, resource};
    use crate::manifest::Object;

    #[test]
    fn fields_of_a_pod() {
        let pod = Object(json!({
            "metadata": {
                "name": "web-0", "namespace": "shop", "uid": "u-1",
                "labels": {"b": "2", "a": "x \"y\""},
                "annotations": {"dapr.io/app-id": "web"},
            },
            "spec": {"nodeName": "sandbox", "serviceAccountName": "default"},
        }));
        let rows = [
            ("metadata.name", Some("web-0")),
            ("metadata.namespace", Some("shop")),
            ("metadata.uid", Some("u-1")),
            ("metadata.labels['b']", Some("2")),
            ("metadata.labels['c']", Some("")),
            ("metadata.annotations['dapr.io/app-id']", Some("web")),
            ("metadata.labels", Some("a=\"x \\\"y\\\"\"\nb=\"2\"")),
            ("spec.nodeName", Some("sandbox")),
            ("spec.serviceAccountName", Some("default")),
            ("status.podIP", Some("127.0.0.1")),
            ("status.hostIP", Some("127.0.0.1")),
            ("spec.nothing", None),
        ];
        for (path, expected) in rows {
            assert_eq!(field(&pod, path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn resources_of_a_container() {
        let container = json!({"resources": {
            "limits": {"cpu": "1500m", "memory": "64Mi"}, "requests": {"cpu": "100m"},
        }});
        let rows = [
            (json!({"resource": "limits.cpu"}), "2"),
            (json!({"resource": "requests.cpu", "divisor": "1m"}), "100"),
            (json!({"resource": "limits.memory"}), "67108864"),
            (json!({"resource": "limits.memory", "divisor": "1Mi"}), "64"),
            (
                json!({"resource": "requests.memory", "divisor": "0"}),
                "67108864",
            ),
        ];
        for (reference, expected) in rows {
            assert_eq!(
                resource(&container, &reference).as_deref(),
                Some(expected),
                "{reference}"
            );
        }
    }
}
