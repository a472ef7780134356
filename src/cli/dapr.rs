//! What a hand used to the dapr CLI types and daprk doesn't have, each with what to do instead.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;

/// Flags of dapr's self-hosted mode.
const SELF_HOSTED: &[(&str, &str)] = &[
    (
        "--slim",
        "leave it out: on Kubernetes nothing but the control plane is installed",
    ),
    (
        "--network",
        "leave it out: the cluster has a network of its own",
    ),
    (
        "--from-dir",
        "leave it out: daprk carries what it installs; for images from a mirror \
         see --image-registry and `daprk images`",
    ),
    (
        "--container-runtime",
        "leave it out: the cluster runs the containers",
    ),
    (
        "--scheduler-volume",
        "on Kubernetes the scheduler has claims: --set dapr_scheduler.cluster.storageSize=…",
    ),
    (
        "--scheduler-override-broadcast-host-port",
        "leave it out: schedulers in a cluster find each other by name",
    ),
    ("--redis-stack", "--dev brings Redis"),
    (
        "--runtime-path",
        "leave it out: nothing is installed on this machine",
    ),
    (
        "--resources-path",
        "components are objects in the cluster: kubectl get components.dapr.io",
    ),
];

/// Commands of the dapr CLI that are still to come.
const NOT_YET: &[(&str, &str)] = &[
    (
        "annotate",
        "write `dapr.io/enabled: \"true\"` and `dapr.io/app-id` into the pod template",
    ),
    ("build-info", "`daprk version` prints the version"),
    ("components", "kubectl get components.dapr.io -A"),
    ("configurations", "kubectl get configurations.dapr.io -A"),
    ("mcpservers", "kubectl get mcpservers.dapr.io -A"),
    (
        "mtls",
        "kubectl get configuration daprsystem -n dapr-system -o jsonpath={.spec.mtls}",
    ),
    (
        "run",
        "`daprk deploy -f FILE --name NAME -k` runs manifests on a cluster",
    ),
    (
        "scheduler",
        "the dapr CLI's works with the Dapr that daprk installs",
    ),
    ("stop", "`daprk undeploy NAME -k` removes an application"),
    (
        "workflow",
        "the dapr CLI's works with the Dapr that daprk installs",
    ),
];

/// A better error than clap's, where what is unknown to daprk is known to dapr. `command` is the
/// subcommand that was typed, if any.
pub(super) fn known(error: &clap::Error, command: Option<&str>) -> Option<Error> {
    match error.kind() {
        ErrorKind::UnknownArgument => flag(word(error, ContextKind::InvalidArg)?, command),
        ErrorKind::InvalidSubcommand => not_yet(word(error, ContextKind::InvalidSubcommand)?),
        _ => None,
    }
}

fn word(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word),
        _ => None,
    }
}

fn flag(typed: &str, command: Option<&str>) -> Option<Error> {
    let typed = typed.split('=').next()?;
    let long = match (typed, command) {
        ("-s", Some("init")) => "--slim",
        (typed, _) => typed,
    };
    if long == "--log-as-json" {
        let message = format!("daprk has no `{typed}`");
        return Some(Error::usage("unknown-flag", message).hint("-o json prints JSON"));
    }
    let (_, hint) = SELF_HOSTED.iter().find(|(name, _)| *name == long)?;
    let message = format!("`{typed}` is for dapr's self-hosted mode");
    Some(Error::usage("self-hosted-flag", message).hint(*hint))
}

fn not_yet(typed: &str) -> Option<Error> {
    let (_, hint) = NOT_YET.iter().find(|(name, _)| *name == typed)?;
    let message = format!("daprk has no `{typed}` yet");
    Some(Error::usage("not-yet", message).hint(*hint))
}
