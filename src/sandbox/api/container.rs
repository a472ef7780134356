//! Which container of a pod a request is about.

use serde_json::Value;

use super::refusal::bad_request;
use crate::sandbox::status::Reply;

const LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

/// The container that is meant: the one named, or the only one. Which of several a client would
/// rather have is for the client to say.
///
/// # Errors
/// There is none of that name, or more than one to choose from.
pub(super) fn chosen(pod: &Value, asked: &str) -> Reply<String> {
    let name = pod["metadata"]["name"].as_str().unwrap_or_default();
    let all: Vec<&str> = LISTS.iter().flat_map(|list| names(pod, list)).collect();
    if !asked.is_empty() {
        let unknown = || bad_request(format!("container {asked} is not valid for pod {name}"));
        let known = all.contains(&asked).then(|| asked.to_owned());
        return known.ok_or_else(unknown);
    }
    let mut main = names(pod, LISTS[1]);
    match (main.next(), main.next()) {
        (Some(one), None) => Ok(one.to_owned()),
        _ => Err(bad_request(format!(
            "a container name must be specified for pod {name}, choose one of: [{}]",
            all.join(" ")
        ))),
    }
}

fn names<'a>(pod: &'a Value, list: &str) -> impl Iterator<Item = &'a str> {
    let containers = pod["spec"][list].as_array().into_iter().flatten();
    containers.filter_map(|one| one["name"].as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_container_that_is_meant() {
        let one = json!({"metadata": {"name": "p"}, "spec": {"containers": [{"name": "a"}],
            "initContainers": [{"name": "i"}]}});
        let two = json!({
            "metadata": {"name": "p"},
            "spec": {
                "containers": [{"name": "a"}, {"name": "b"}],
                "initContainers": [{"name": "i"}],
            },
        });
        let rows = [
            (&one, "", Ok("a")),
            (&two, "i", Ok("i")),
            (&one, "x", Err("container x is not valid for pod p")),
            (
                &two,
                "",
                Err("a container name must be specified for pod p, choose one of: [i a b]"),
            ),
        ];
        for (pod, named, expected) in rows {
            let found = chosen(pod, named).map_err(|status| status.message);
            assert_eq!(
                found.as_deref().map_err(String::as_str),
                expected,
                "{named}"
            );
        }
    }
}
