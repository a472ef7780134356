//! Where somebody finds what is asked for.

use super::check::{Of, Value};
use super::shell::{self, Shell};

/// Where Dapr itself is.
const DAPR: &str = "dapr-system";
/// What draws the control plane.
const CONTROL_PLANE: &str = "daprk graph --view control-plane";
/// Kinds that `daprk status` tells of.
const WORKLOADS: [&str; 2] = ["Deployment", "StatefulSet"];

/// What has the value, and which command shows it, where there is one that can be run here: as a person types it for the
/// shell's cluster.
pub(super) fn hint(value: &Value, shell: &Shell) -> String {
    let can_run = |line: &String| !line.starts_with("kubectl ") || shell::finds("kubectl");
    let commands = commands_for(value, shell.namespace.as_deref());
    match commands.into_iter().find(can_run) {
        Some(command) => format!("{}: `{}`", plain(value), shell.typed(&command)),
        None => plain(value),
    }
}

/// The same without a command.
pub(super) fn plain(value: &Value) -> String {
    format!("look at {}", value.subject)
}

/// Commands that show what answers, the plainest first. `place`: the tutorial's namespace, where it is not that of the
/// context.
fn commands_for(value: &Value, place: Option<&str>) -> Vec<String> {
    let subject = &value.subject;
    let namespace = subject.namespace.as_deref().or(place);
    let namespace = namespace.map_or(String::new(), |name| format!(" -n {name}"));
    let get = |what: &str| format!("kubectl get {what}{namespace}");
    let of_dapr = subject.namespace.as_deref() == Some(DAPR);
    match &subject.of {
        Of::Answer { app, path } => {
            let path = shlex::try_quote(path).unwrap_or_default();
            vec![format!("daprk invoke -a {app} -m {path} --verb GET")]
        }
        Of::State { app, key } => vec![format!("daprk state get {app} {key}")],
        Of::Redis { key, .. } => {
            let of_app = key.split_once("||");
            of_app
                .iter()
                .map(|(app, key)| format!("daprk state get {app} {key}"))
                .collect()
        }
        Of::Log { app, container } => {
            let of_app = if container.is_none() { " -c app" } else { "" };
            vec![format!("daprk logs -a {app}{of_app}")]
        }
        Of::Metrics { .. } => Vec::new(),
        Of::Sidecar { .. } => vec!["daprk graph".to_owned()],
        Of::Object { kind, .. } if of_dapr && WORKLOADS.contains(&kind.kind.as_str()) => {
            vec!["daprk status".to_owned()]
        }
        Of::Object { kind, .. } if of_dapr && kind.kind == "Service" => {
            vec![CONTROL_PLANE.to_owned()]
        }
        Of::Object { kind, name } => {
            vec![get(&format!("{} {name}", kind.plural)) + " -o yaml"]
        }
        // It has each by its kind.
        Of::All { kind, .. } if of_dapr => vec![get(&kind.plural), CONTROL_PLANE.to_owned()],
        Of::All { kind, labels } if kind.kind == "Pod" => match (value.count, &**labels) {
            (true, _) | (_, "") => vec!["daprk list -o wide".to_owned()],
            (false, labels) => vec![get(&format!("pods -l {labels}")) + " -o yaml"],
        },
        Of::All { kind, .. } => vec![get(&kind.plural)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_shows_where_to_look() {
        for (value, command) in [
            (
                "answer of shop /last",
                Some("daprk invoke -a shop -m last --verb GET"),
            ),
            (
                "state of kitchen order-7",
                Some("daprk state get kitchen order-7"),
            ),
            ("log of shop", Some("daprk logs -a shop -c app")),
            ("log of shop daprd", Some("daprk logs -a shop")),
            (
                "deployment/dapr-sentry in dapr-system",
                Some("daprk status"),
            ),
            ("all pod", Some("daprk list -o wide")),
            (
                "all deployment in dapr-system",
                Some("kubectl get deployments -n dapr-system"),
            ),
            (
                "all pod in dapr-system",
                Some("kubectl get pods -n dapr-system"),
            ),
            (
                "service/dapr-api in dapr-system",
                Some("daprk graph --view control-plane"),
            ),
            ("sidecar of shop", Some("daprk graph")),
            (
                "answer of front /add?one=6&two=7",
                Some("daprk invoke -a front -m 'add?one=6&two=7' --verb GET"),
            ),
            (
                "component/statestore",
                Some("kubectl get components statestore -o yaml"),
            ),
            (
                "role/dapr-injector in dapr-system",
                Some("kubectl get roles dapr-injector -n dapr-system -o yaml"),
            ),
            ("all component", Some("kubectl get components")),
            (
                "count of all pod with app=kitchen",
                Some("daprk list -o wide"),
            ),
            (
                "all pod with app=lonely {.items[0].spec.containers[*].name}",
                Some("kubectl get pods -l app=lonely -o yaml"),
            ),
            (
                "redis of statestore front||total {.total}",
                Some("daprk state get front total"),
            ),
            ("metrics of back dapr_http_client_sent", None),
        ] {
            let parsed = Value::parse(value).unwrap();
            let commands = commands_for(&parsed, None);
            let first = commands.first().map(String::as_str);
            assert_eq!(first, command, "{value}");
        }
        let here = Value::parse("component/statestore").unwrap();
        assert_eq!(
            commands_for(&here, Some("shop")),
            ["kubectl get components statestore -n shop -o yaml"]
        );
        let all = Value::parse("all deployment in dapr-system").unwrap();
        assert_eq!(commands_for(&all, None)[1], CONTROL_PLANE);
    }
}
