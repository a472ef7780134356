//! Every `DAPRK_*` and `DAPR_*` variable, in one table.

/// An environment variable that daprk reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it does, as help says it.
    pub meaning: &'static str,
    /// The commands that read it; none means all of them.
    pub commands: &'static [&'static str],
}

impl Variable {
    /// Whether `command` reads the variable `name`.
    pub fn counts(name: &str, command: &str) -> bool {
        VARIABLES.iter().any(|variable| {
            let all = variable.commands.is_empty();
            variable.name == name && (all || variable.commands.contains(&command))
        })
    }
}

/// Commands about an application. `DAPRK_NAMESPACE` counts where they are about one, and never
/// for the control plane: a variable set for apps must not move Dapr itself.
const APPS: &[&str] = &[
    "deploy", "undeploy", "run", "stop", "check", "list", "logs", "graph", "follow", "invoke",
    "publish", "state", "forward", "tutorial", "diff", "template",
];

/// Commands that run an application or show one; `init` has some with `--dev`.
const WITH_IMAGES: &[&str] = &["deploy", "tutorial", "diff", "template", "images", "init"];

/// Commands that are told which Dapr is wanted.
const CONTROL_PLANE: &[&str] = &["init", "upgrade", "template", "diff", "images"];

/// The table. A flag wins over its variable; an empty variable counts as not set.
pub const VARIABLES: &[Variable] = &[
    Variable {
        name: "DAPRK_TIMEOUT",
        meaning: "as --timeout",
        commands: &[],
    },
    Variable {
        name: "DAPRK_NO_PROGRESS",
        meaning: "1: as --no-progress",
        commands: &[],
    },
    Variable {
        name: "DAPRK_NO_NEXT",
        meaning: "1: does not say what to type next",
        commands: &[],
    },
    Variable {
        name: "DAPRK_NAMESPACE",
        meaning: "as -n, for applications",
        commands: APPS,
    },
    Variable {
        name: "DAPRK_APP_REGISTRY",
        meaning: "as --image-registry, for applications",
        commands: WITH_IMAGES,
    },
    Variable {
        name: "DAPRK_SANDBOX",
        meaning: "folder of the sandbox",
        commands: &[],
    },
    Variable {
        name: "DAPRK_DAPRD",
        meaning: "as --daprd, where the sandbox is started",
        commands: &[],
    },
    Variable {
        name: "DAPRK_COMPLETE",
        meaning: "set by the completion script",
        commands: &["completion"],
    },
    Variable {
        name: "DAPR_RUNTIME_VERSION",
        meaning: "as --runtime-version",
        commands: CONTROL_PLANE,
    },
    Variable {
        name: "DAPR_IMAGE_REGISTRY",
        meaning: "as --image-registry",
        commands: CONTROL_PLANE,
    },
    Variable {
        name: "DAPR_DEFAULT_IMAGE_REGISTRY",
        meaning: "ghcr or dockerhub",
        commands: CONTROL_PLANE,
    },
    Variable {
        name: "DAPR_HELM_REPO_URL",
        meaning: "not used: no chart is fetched",
        commands: CONTROL_PLANE,
    },
    Variable {
        name: "DAPR_HELM_REPO_USERNAME",
        meaning: "not used: no chart is fetched",
        commands: CONTROL_PLANE,
    },
    Variable {
        name: "DAPR_HELM_REPO_PASSWORD",
        meaning: "not used: no chart is fetched",
        commands: CONTROL_PLANE,
    },
    Variable {
        name: "DAPR_NETWORK",
        meaning: "not used: dapr's self-hosted mode",
        commands: &["init", "uninstall"],
    },
    Variable {
        name: "DAPR_CONTAINER_RUNTIME",
        meaning: "not used: dapr's self-hosted mode",
        commands: &["init", "uninstall"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_for_each_in_80_columns() {
        for variable in VARIABLES {
            assert!(variable.meaning.len() <= 48, "{}", variable.name);
            let same = VARIABLES.iter().filter(|v| v.name == variable.name);
            assert_eq!(same.count(), 1, "{}", variable.name);
        }
    }

    #[test]
    fn the_commands_exist() {
        let root = crate::cli::command("daprk");
        for name in VARIABLES.iter().flat_map(|variable| variable.commands) {
            assert!(root.find_subcommand(name).is_some(), "{name}");
        }
    }
}
