//! Image references: `registry:port/path:tag@digest`, and where objects hold them.

use serde_json::Value;

use crate::manifest::Object;

/// Where an object holds the spec of a pod.
const PODS: [&str; 2] = [
    "/spec/template/spec",
    "/spec/jobTemplate/spec/template/spec",
];

/// Characters of a digest that are enough to tell two apart.
const SHORT_DIGEST: usize = 12;

/// What people call the version of an image: its tag; without one the beginning of its digest;
/// without either `latest`, which is what is then pulled.
pub fn version(image: &str) -> &str {
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    tag(name).or_else(|| digest.map(short)).unwrap_or("latest")
}

/// A colon before the last slash belongs to the registry's port.
fn tag(name: &str) -> Option<&str> {
    let last = name.rsplit('/').next()?;
    last.split_once(':').map(|(_, tag)| tag)
}

fn short(digest: &str) -> &str {
    let algorithm = digest.find(':').map_or(0, |colon| colon + 1);
    digest.get(..algorithm + SHORT_DIGEST).unwrap_or(digest)
}

/// The image as a registry of one's own has it: its last name, with tag and digest, behind the registry. One that is
/// in that registry already stays as it is.
pub fn in_registry(image: &str, registry: &str) -> String {
    let inside = image.strip_prefix(registry);
    if inside.is_some_and(|rest| rest.starts_with('/')) {
        return image.to_owned();
    }
    let last = image.rsplit('/').next().unwrap_or(image);
    format!("{registry}/{last}")
}

/// The images of an object's containers.
pub fn all(object: &Object) -> Vec<&str> {
    let pods = PODS.iter().filter_map(|place| object.at(place));
    let pods = pods.chain(object.at("/spec").filter(|_| object.kind() == "Pod"));
    let lists = pods.flat_map(|pod| [pod.get("initContainers"), pod.get("containers")]);
    let containers = lists.flatten().filter_map(Value::as_array).flatten();
    containers
        .filter_map(|container| container.get("image")?.as_str())
        .collect()
}

/// Lets an object's containers have the images of a registry of one's own.
pub fn take_from(registry: &str, object: &mut Object) {
    let pod = (object.kind() == "Pod").then_some("/spec");
    for place in PODS.into_iter().chain(pod) {
        for list in ["initContainers", "containers"] {
            let containers = object.0.pointer_mut(&format!("{place}/{list}"));
            for container in containers
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                if let Some(Value::String(image)) = container.get_mut("image") {
                    *image = in_registry(image, registry);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{all, in_registry, take_from, version};
    use crate::manifest::Object;

    #[test]
    fn a_registry_takes_the_last_name() {
        let rows = [
            (
                "docker.io/library/redis:7.0",
                "m.example/a",
                "m.example/a/redis:7.0",
            ),
            ("redis", "m.example:5000", "m.example:5000/redis"),
            (
                "m.example/a/x/redis:7",
                "m.example/a",
                "m.example/a/x/redis:7",
            ),
            ("m.example/ab/redis:7", "m.example/a", "m.example/a/redis:7"),
            ("reg:5000/x@sha256:ab", "m", "m/x@sha256:ab"),
            (
                "ghcr.io/x/y:1@sha256:ab",
                "localhost/d",
                "localhost/d/y:1@sha256:ab",
            ),
        ];
        for (image, registry, expected) in rows {
            let taken = in_registry(image, registry);
            assert_eq!(taken, expected, "{image} {registry}");
            assert_eq!(
                in_registry(&taken, registry),
                taken,
                "{image} {registry}, again"
            );
        }
    }

    #[test]
    fn images_of_every_pod_are_found_and_taken() {
        let pod = json!({"initContainers": [{"name": "i", "image": "a/i"}],
            "containers": [{"name": "c", "image": "c:1"}, {"name": "none"}]});
        let rows = [
            json!({"kind": "Pod", "spec": pod.clone()}),
            json!({"kind": "StatefulSet", "spec": {"template": {"spec": pod.clone()}}}),
            json!({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": pod.clone()}}}}}),
        ];
        for object in rows {
            let mut object = Object(object);
            assert_eq!(all(&object), ["a/i", "c:1"]);
            take_from("r", &mut object);
            assert_eq!(all(&object), ["r/i", "r/c:1"]);
        }
        let mut other = Object(json!({"kind": "Component", "spec": pod}));
        let before = other.clone();
        take_from("r", &mut other);
        assert_eq!(other, before);
        assert!(all(&other).is_empty());
    }

    #[test]
    fn versions_of_images() {
        let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        let rows = [
            ("ghcr.io/dapr/operator:1.18.3".to_owned(), "1.18.3"),
            ("reg:5000/dapr/operator:1.18.3".to_owned(), "1.18.3"),
            ("reg:5000/dapr/operator".to_owned(), "latest"),
            ("operator".to_owned(), "latest"),
            (
                format!("ghcr.io/dapr/operator:1.18.3-mariner@{digest}"),
                "1.18.3-mariner",
            ),
            (
                format!("reg:5000/dapr/operator@{digest}"),
                "sha256:0123456789ab",
            ),
            ("x@sha256:ab".to_owned(), "sha256:ab"),
        ];
        for (image, expected) in rows {
            assert_eq!(version(&image), expected, "{image}");
        }
    }
}
