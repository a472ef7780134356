//! Where somebody finds what is asked for.

use super::check::{Of, Subject};
use super::shell::{self, Shell};

/// Where Dapr itself is.
const DAPR: &str = "dapr-system";
/// What draws the control plane.
const CONTROL_PLANE: &str = "daprk graph --view control-plane";
/// Kinds that `daprk status` tells of.
const WORKLOADS: [&str; 2] = ["Deployment", "StatefulSet"];

/// What to look at, and by which command, where one shows it that can be run here: as a person types it for the shell's
/// cluster.
pub(super) fn hint(subject: &Subject, shell: &Shell) -> String {
    let can_run = |line: &String| !line.starts_with("kubectl ") || shell::finds("kubectl");
    match command_for(subject).filter(can_run) {
        Some(command) => format!("look at {subject}: `{}`", shell.typed(&command)),
        None => format!("look at {subject}"),
    }
}

/// A command that shows what answers, where there is one.
fn command_for(subject: &Subject) -> Option<String> {
    let of_dapr = subject.namespace.as_deref() == Some(DAPR);
    match &subject.of {
        Of::Answer { app, path } => {
            let path = shlex::try_quote(path).ok()?;
            Some(format!("daprk invoke -a {app} -m {path} --verb GET"))
        }
        Of::State { app, key } => Some(format!("daprk state get {app} {key}")),
        Of::Log { app, container } => {
            let container = container.as_deref().map_or("-c app", |_| "");
            Some(
                format!("daprk logs -a {app} {container}")
                    .trim_end()
                    .to_owned(),
            )
        }
        Of::Object { kind, .. } if of_dapr && WORKLOADS.contains(&kind.kind.as_str()) => {
            Some("daprk status".to_owned())
        }
        // It has each by its kind, and the ports of Services.
        Of::All { .. } if of_dapr => Some(CONTROL_PLANE.to_owned()),
        Of::Object { kind, .. } if of_dapr && kind.kind == "Service" => {
            Some(CONTROL_PLANE.to_owned())
        }
        Of::Sidecar { .. } => Some("daprk graph".to_owned()),
        Of::Object { kind, name } => {
            let namespace = subject.namespace.as_ref();
            let namespace = namespace.map_or(String::new(), |name| format!(" -n {name}"));
            Some(format!(
                "kubectl get {} {name}{namespace} -o yaml",
                kind.plural
            ))
        }
        Of::All { kind, .. } if kind.kind == "Pod" => Some("daprk list -o wide".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_shows_where_to_look() {
        for (subject, command) in [
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
                Some("daprk graph --view control-plane"),
            ),
            (
                "all pod in dapr-system",
                Some("daprk graph --view control-plane"),
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
            ("all component", None),
        ] {
            let subject = Subject::parse(subject).unwrap();
            assert_eq!(command_for(&subject).as_deref(), command, "{subject}");
        }
    }
}
