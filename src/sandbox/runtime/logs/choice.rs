//! Which run's log is meant; a kubelet's words where there is none.

use serde_json::Value;

use crate::manifest::Object;
use crate::sandbox::status::{Reply, Status};

/// A run of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// The latest.
    Latest,
    /// The one before the latest.
    Before,
}

/// Which run's log is asked for.
pub(crate) fn choose(pod: &Object, container: &str, previous: bool) -> Reply<Chosen> {
    let lists = [
        "/status/containerStatuses",
        "/status/initContainerStatuses",
        "/status/ephemeralContainerStatuses",
    ];
    let mut statuses = lists.iter().flat_map(|list| pod.items(list));
    let place = format!("container {container:?} in pod {:?}", pod.name());
    let Some(status) = statuses.find(|status| status["name"] == container) else {
        return Err(refused(format!("{place} is not available")));
    };
    let waiting = status["state"].get("waiting");
    let ended_before = status["lastState"].get("terminated").is_some();
    match (previous, waiting) {
        (true, _) if !ended_before => {
            Err(refused(format!("previous terminated {place} not found")))
        }
        (true, None) => Ok(Chosen::Before),
        // One that waits for its next start has ended: its latest run is the previous one.
        (_, Some(_)) if ended_before => Ok(Chosen::Latest),
        (_, Some(waiting)) => Err(refused(format!(
            "{place} is waiting to start: {}",
            why(waiting)
        ))),
        (false, None) => Ok(Chosen::Latest),
    }
}

fn why(waiting: &Value) -> &str {
    match waiting["reason"].as_str().unwrap_or_default() {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        reason => reason,
    }
}

fn refused(message: String) -> Status {
    Status::new(400, "BadRequest", message)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Chosen, choose};
    use crate::manifest::Object;

    #[test]
    fn a_log_is_there_or_the_kubelet_says_why_not() {
        let waits = |reason: &str| json!({"waiting": {"reason": reason}});
        let runs = json!({"running": {}});
        let none = json!({});
        let ended = json!({"terminated": {}});
        let place = "container \"web\" in pod \"web-0\"";
        let rows: [(&Value, &Value, bool, Result<Chosen, String>); 10] = [
            (&runs, &none, false, Ok(Chosen::Latest)),
            (&runs, &ended, true, Ok(Chosen::Before)),
            (
                &runs,
                &none,
                true,
                Err(format!("previous terminated {place} not found")),
            ),
            (&ended, &none, false, Ok(Chosen::Latest)),
            (&ended, &ended, true, Ok(Chosen::Before)),
            (
                &waits("CrashLoopBackOff"),
                &ended,
                false,
                Ok(Chosen::Latest),
            ),
            (&waits("CrashLoopBackOff"), &ended, true, Ok(Chosen::Latest)),
            (
                &waits("PodInitializing"),
                &none,
                false,
                Err(format!("{place} is waiting to start: PodInitializing")),
            ),
            (
                &waits("ErrImagePull"),
                &none,
                false,
                Err(format!(
                    "{place} is waiting to start: image can't be pulled"
                )),
            ),
            (
                &waits("ImagePullBackOff"),
                &none,
                false,
                Err(format!(
                    "{place} is waiting to start: trying and failing to pull image"
                )),
            ),
        ];
        for (state, last, previous, expected) in rows {
            let pod = Object(json!({"metadata": {"name": "web-0"}, "status": {
                "containerStatuses": [{"name": "web", "state": state, "lastState": last}]}}));
            let chosen = choose(&pod, "web", previous).map_err(|status| status.message);
            assert_eq!(chosen, expected, "{state} {last} {previous}");
        }
        let pod = Object(json!({"metadata": {"name": "web-0"}}));
        let refused = choose(&pod, "web", false).unwrap_err();
        assert_eq!(
            (refused.code, refused.message),
            (400, format!("{place} is not available"))
        );
    }
}
