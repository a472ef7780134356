//! Images of an application from a registry of one's own.

use serde_json::Value;

use super::inputs::put;
use crate::dapr::image;
use crate::manifest::Object;
use crate::render::Chart;

/// Writes the images of a bundled set into its values, as the registry has them. As values they are kept: who deploys
/// the set again need not name the registry again.
pub(super) fn in_values(chart: &Chart, config: &mut Value, registry: &str) {
    for place in places(chart.defaults(), "") {
        let given = config.pointer(&place);
        let stands = given.or_else(|| chart.defaults().pointer(&place));
        if let Some(Value::String(stands)) = stands {
            let taken = image::in_registry(stands, registry);
            let path: Vec<&str> = place.split('/').skip(1).collect();
            put(config, &path, taken);
        }
    }
}

/// The JSON pointers of what values name `image`.
fn places(values: &Value, at: &str) -> Vec<String> {
    let parts = values.as_object().into_iter().flatten();
    let below = parts.map(|(key, value)| (format!("{at}/{key}"), key, value));
    below
        .flat_map(|(place, key, value)| match value {
            Value::String(_) if key == "image" => vec![place],
            _ => places(value, &place),
        })
        .collect()
}

/// Lets manifests of one's own have the images of the registry.
pub(super) fn in_manifests(objects: &mut [Object], registry: &str) {
    for object in objects {
        image::take_from(registry, object);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_image_of_a_set_is_taken_and_kept() {
        let chart = Chart::bundled("hello-kubernetes").unwrap();
        let mut config = json!({"nodeapp": {"image": "mine/node:2", "replicas": 3}});
        in_values(&chart, &mut config, "m.example/a");
        let taken = json!({
            "nodeapp": {"image": "m.example/a/node:2", "replicas": 3},
            "pythonapp": {"image": "m.example/a/hello-k8s-python:latest"},
            "redis": {"image": "m.example/a/redis:7.0"},
        });
        assert_eq!(config, taken);
        in_values(&chart, &mut config, "m.example/a");
        assert_eq!(config, taken);
        in_values(&chart, &mut config, "other");
        assert_eq!(config["redis"]["image"], "other/redis:7.0");
    }

    /// A set whose image has another key would come from where it says.
    #[test]
    fn every_set_has_its_images_under_that_key() {
        for name in Chart::sets() {
            let chart = Chart::bundled(name).unwrap();
            let mut config = json!({});
            in_values(&chart, &mut config, "r");
            let context = crate::render::ReleaseContext {
                name: name.to_owned(),
                namespace: "default".to_owned(),
                live: crate::render::Live::default(),
            };
            let values = chart.values(&config).unwrap();
            let objects = chart.render(&context, &values).unwrap();
            let images: Vec<_> = objects.iter().flat_map(image::all).collect();
            assert!(!images.is_empty(), "{name}");
            assert!(
                images.iter().all(|image| image.starts_with("r/")),
                "{name}: {images:?}"
            );
        }
    }
}
