//! From a Configuration to the file of a daprd in standalone mode.

use serde_json::{Map, Value, json};

use super::addresses::{Find, rewrite};

/// A Configuration as a daprd gets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    /// The file.
    pub(crate) text: String,
    /// The file without where apps are, which changes with each namespace that has some. A daprd
    /// need not hear of that.
    pub(crate) without_names: String,
    /// What of it does not count here, in sentences.
    pub(crate) warnings: Vec<String>,
}

/// Places of addresses.
const ADDRESSES: [&str; 2] = [
    "/tracing/zipkin/endpointAddress",
    "/tracing/otel/endpointAddress",
];

/// The file for a Configuration, or for none; `names` is the template of the name resolution.
pub(crate) fn configuration(
    found: Option<&Value>,
    names: &str,
    namespace: &str,
    find: Find<'_>,
) -> Configuration {
    let mut warnings = Vec::new();
    let mut spec = found.map_or(Value::Null, |found| found["spec"].clone());
    if !spec.is_object() {
        spec = Value::Object(Map::new());
    }
    for place in ADDRESSES {
        if let Some(Value::String(address)) = spec.pointer_mut(place) {
            *address = rewrite(address, namespace, find);
        }
    }
    let parts = spec.as_object_mut();
    let removed = parts.map(|parts| [parts.remove("mtls"), parts.remove("accessControl")]);
    if let Some([_, Some(_)]) = removed {
        warnings.push(
            "accessControl is not enforced: sidecars of a sandbox have no certificates to tell them apart"
                .to_owned(),
        );
    }
    hot_reload(&mut spec);
    let file = |spec: &Value| {
        let name = found.map_or(&Value::Null, |found| &found["metadata"]["name"]);
        literal(&json!({
            "apiVersion": "dapr.io/v1alpha1",
            "kind": "Configuration",
            "metadata": {"name": name.as_str().unwrap_or("sandbox")},
            "spec": spec,
        }))
    };
    let without_names = file(&spec);
    resolve(&mut spec, names);
    Configuration {
        text: file(&spec),
        without_names,
        warnings,
    }
}

/// Before 1.18 it had to be asked for.
fn hot_reload(spec: &mut Value) {
    const NAME: &str = "HotReload";
    if !spec["features"].is_array() {
        spec["features"] = json!([]);
    }
    if let Some(features) = spec["features"].as_array_mut()
        && !features.iter().any(|feature| feature["name"] == NAME)
    {
        features.push(json!({"name": NAME, "enabled": true}));
    }
}

/// Whoever has chosen a resolver of their own keeps it.
fn resolve(spec: &mut Value, names: &str) {
    let component = spec["nameResolution"]["component"].as_str();
    if matches!(component.unwrap_or_default(), "" | "kubernetes") {
        spec["nameResolution"] = json!({
            "component": "kubernetes",
            "version": "v1",
            "configuration": {"template": names},
        });
    }
}

/// As text in which daprd finds no variables to replace by its environment.
fn literal(file: &Value) -> String {
    file.to_string().replace('$', "\\u0024") + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::configuration;
    use crate::sandbox::runtime::standalone::addresses::Target;

    fn find(target: &Target) -> Option<u16> {
        (target.service == "zipkin").then_some(41009)
    }

    fn spec(given: &Value) -> (Value, Vec<String>) {
        let found = json!({"metadata": {"name": "appconfig", "uid": "u"}, "spec": given});
        let made = configuration(Some(&found), "T", "shop", &find);
        let file: Value = serde_json::from_str(&made.text).unwrap();
        assert_eq!(file["metadata"], json!({"name": "appconfig"}));
        (file["spec"].clone(), made.warnings)
    }

    #[test]
    fn what_becomes_of_configurations() {
        let features = json!([{"name": "HotReload", "enabled": true}]);
        let names =
            json!({"component": "kubernetes", "version": "v1", "configuration": {"template": "T"}});
        let rows = [
            (
                json!({}),
                json!({"features": features, "nameResolution": names}),
            ),
            (
                json!({"tracing": {"samplingRate": "1", "zipkin": {"endpointAddress": "http://zipkin:9411/api"}}}),
                json!({"tracing": {"samplingRate": "1", "zipkin": {"endpointAddress": "http://127.0.0.1:41009/api"}},
                    "features": features, "nameResolution": names}),
            ),
            (
                json!({"mtls": {"enabled": true}, "features": [{"name": "HotReload", "enabled": false}]}),
                json!({"features": [{"name": "HotReload", "enabled": false}], "nameResolution": names}),
            ),
            (
                json!({"nameResolution": {"component": "consul"}}),
                json!({"nameResolution": {"component": "consul"}, "features": features}),
            ),
        ];
        for (given, expected) in rows {
            assert_eq!(spec(&given), (expected, Vec::new()), "{given}");
        }
        let (spec, warnings) = spec(&json!({"accessControl": {"defaultAction": "deny"}}));
        assert!(spec.get("accessControl").is_none());
        assert!(
            warnings[0].starts_with("accessControl is not enforced"),
            "{warnings:?}"
        );
    }

    #[test]
    fn without_a_configuration() {
        let made = configuration(None, "T", "shop", &find);
        assert!(made.text.contains("\"template\":\"T\""));
        assert!(!made.without_names.contains("template"));
    }

    #[test]
    fn a_dollar_is_a_dollar() {
        let given = json!({"httpPipeline": {"handlers": [{"name": "$HOME"}]}});
        let found = json!({"metadata": {"name": "a"}, "spec": given});
        let made = configuration(Some(&found), "{{$x}}", "shop", &find);
        assert!(!made.text.contains('$'));
        assert_eq!(spec(&given).0["httpPipeline"], given["httpPipeline"]);
    }
}
