//! From the command line to [`Settings`].

use std::time::Duration;

use super::app::{self, App, AppSet};
use super::check;
use super::control_plane::{self, control_plane};
use super::env::Env;
use super::graph;
use super::requests;
use super::sandbox;
use super::shared::{self, Common, Output};
use super::tutorial;
use super::types::{
    Command, Completion, Containers, Deploy, Diff, Images, Init, List, Logs, Run, Settings, Shell,
    Status, Stop, Template, Undeploy, Uninstall, Upgrade, What,
};
use crate::cli::{self, Cli};
use crate::error::{Error, Result};

/// Settles a command line: flag over variable over default.
///
/// # Errors
/// Usage errors that clap cannot see: flags that don't belong together, a version that daprk
/// doesn't render, a variable that cannot be read.
pub fn resolve(cli: Cli, env: &dyn Env) -> Result<Settings> {
    let name = name(&cli.command);
    let common = shared::common(cli.shared, about_app(&cli.command), patience(name), env)?;
    only_with_k(&common)?;
    only_drawn(name, &common)?;
    if name == "sandbox" && common.kubernetes {
        return Err(misplaced(
            "-k",
            "is for a cluster, and this is about the sandbox",
            "leave it out",
        ));
    }
    let notes = control_plane::notes(name, env);
    Ok(Settings {
        command: command(cli.command, &common, env)?,
        common,
        notes,
    })
}

fn name(command: &cli::Command) -> &'static str {
    match command {
        cli::Command::Init(_) => "init",
        cli::Command::Upgrade(_) => "upgrade",
        cli::Command::Uninstall(_) => "uninstall",
        cli::Command::Deploy(_) => "deploy",
        cli::Command::Undeploy(_) => "undeploy",
        cli::Command::Run(_) => "run",
        cli::Command::Stop(_) => "stop",
        cli::Command::Status(_) => "status",
        cli::Command::Check(_) => "check",
        cli::Command::List(_) => "list",
        cli::Command::Logs(_) => "logs",
        cli::Command::Graph(_) => "graph",
        cli::Command::Follow(_) => "follow",
        cli::Command::Dashboard(_) => "dashboard",
        cli::Command::Invoke(_) => "invoke",
        cli::Command::Publish(_) => "publish",
        cli::Command::State(_) => "state",
        cli::Command::Forward(_) => "forward",
        cli::Command::Tutorial(_) => "tutorial",
        cli::Command::Diff(_) => "diff",
        cli::Command::Template(_) => "template",
        cli::Command::Images(_) => "images",
        cli::Command::Sandbox(_) => "sandbox",
        cli::Command::Version(_) => "version",
        cli::Command::Completion(_) => "completion",
    }
}

/// Whether the namespace meant is an application's.
fn about_app(command: &cli::Command) -> bool {
    match command {
        cli::Command::Deploy(_)
        | cli::Command::Undeploy(_)
        | cli::Command::Run(_)
        | cli::Command::Stop(_)
        | cli::Command::Check(_)
        | cli::Command::List(_)
        | cli::Command::Logs(_)
        | cli::Command::Graph(_)
        | cli::Command::Follow(_)
        | cli::Command::Dashboard(_)
        | cli::Command::Invoke(_)
        | cli::Command::Publish(_)
        | cli::Command::State(_)
        | cli::Command::Forward(_)
        | cli::Command::Tutorial(_) => true,
        cli::Command::Template(typed) => typed.bundled.is_some(),
        cli::Command::Diff(typed) => {
            typed.manifests.bundled.is_some() || typed.manifests.name.is_some()
        }
        _ => false,
    }
}

/// How long a command may take when nobody says.
fn patience(name: &str) -> Duration {
    if name == "follow" {
        shared::FOLLOW_TIMEOUT
    } else {
        shared::DEFAULT_TIMEOUT
    }
}

/// Without `-k` a command is for the sandbox, and a flag that names a cluster would be without
/// effect: most likely `-k` was forgotten.
fn only_with_k(common: &Common) -> Result<()> {
    let flags = [
        ("--context", common.context.is_some()),
        ("--kubeconfig", common.kubeconfig.is_some()),
    ];
    let given = flags.iter().find(|(_, given)| *given);
    match given.filter(|_| !common.kubernetes) {
        Some((flag, _)) => Err(misplaced(
            flag,
            "is for a cluster, and without -k this is for the sandbox",
            "add -k",
        )),
        None => Ok(()),
    }
}

/// Pictures have forms that nothing else has.
fn only_drawn(name: &str, common: &Common) -> Result<()> {
    match common.output {
        Output::Drawing(drawing) if name != "graph" => Err(misplaced(
            &format!("-o {}", drawing.word()),
            "is for `daprk graph`",
            "here it is table, wide, json, yaml or name",
        )),
        Output::Short if name != "check" => Err(misplaced(
            "-o short",
            "is for `daprk check`",
            "here it is table, wide, json, yaml or name",
        )),
        _ => Ok(()),
    }
}

fn command(typed: cli::Command, common: &Common, env: &dyn Env) -> Result<Command> {
    Ok(match typed {
        cli::Command::Init(typed) => Command::Init(init(typed, common, env)?),
        cli::Command::Upgrade(typed) => Command::Upgrade(upgrade(typed, env)?),
        cli::Command::Uninstall(typed) => Command::Uninstall(uninstall(&typed)),
        cli::Command::Deploy(typed) => Command::Deploy(deploy(typed, env)?),
        cli::Command::Undeploy(typed) => Command::Undeploy(undeploy(typed)),
        cli::Command::Run(typed) => Command::Run(Run {
            wait: typed.wait.asked(),
            file: typed.file,
            detach: typed.detach,
        }),
        cli::Command::Stop(typed) => Command::Stop(Stop {
            wait: typed.wait.asked(),
            file: typed.file,
        }),
        cli::Command::Status(typed) => Command::Status(Status { watch: typed.watch }),
        cli::Command::Check(typed) => Command::Check(check::check(typed, common)),
        cli::Command::List(typed) => Command::List(list(&typed, common)),
        cli::Command::Logs(typed) => Command::Logs(logs(typed)),
        cli::Command::Graph(typed) => Command::Graph(graph::graph(typed, env)?),
        cli::Command::Follow(typed) => Command::Follow(graph::follow(typed)),
        cli::Command::Dashboard(typed) => Command::Dashboard(graph::dashboard(&typed, env)),
        cli::Command::Invoke(typed) => Command::Invoke(requests::invoke(typed)),
        cli::Command::Publish(typed) => Command::Publish(requests::publish(typed)?),
        cli::Command::State(typed) => Command::State(requests::state(typed)),
        cli::Command::Forward(typed) => Command::Forward(requests::forward(typed)),
        cli::Command::Tutorial(typed) => Command::Tutorial(tutorial::tutorial(typed, env)?),
        cli::Command::Diff(typed) => Command::Diff(diff(typed, env)?),
        cli::Command::Template(typed) => Command::Template(template(typed, env)?),
        cli::Command::Images(typed) => Command::Images(images(typed, env)?),
        cli::Command::Sandbox(typed) => Command::Sandbox(sandbox::sandbox(typed, env)?),
        cli::Command::Version(_) => Command::Version,
        cli::Command::Completion(typed) => Command::Completion(Completion {
            shell: shell(typed.shell),
        }),
    })
}

fn init(typed: cli::Init, common: &Common, env: &dyn Env) -> Result<Init> {
    let daprd = sandbox::daprd(typed.daprd)?;
    if daprd.is_some() && common.kubernetes {
        return Err(misplaced(
            "--daprd",
            "is for the sandbox, and -k is for a cluster",
            "leave one of them out; in a cluster the image says which daprd runs",
        ));
    }
    Ok(Init {
        daprd,
        wait: typed.wait.asked(),
        dev: typed.dev,
        dev_registry: app::registry(None, env)?,
        control_plane: control_plane(typed.control_plane, typed.values, env)?,
    })
}

fn upgrade(typed: cli::Upgrade, env: &dyn Env) -> Result<Upgrade> {
    Ok(Upgrade {
        wait: typed.wait.asked(),
        control_plane: control_plane(typed.control_plane, typed.values, env)?,
    })
}

fn uninstall(typed: &cli::Uninstall) -> Uninstall {
    Uninstall {
        all: typed.all,
        purge_data: typed.purge_data,
        dev: typed.dev,
        wait: typed.wait.asked(),
    }
}

fn deploy(typed: cli::Deploy, env: &dyn Env) -> Result<Deploy> {
    let wait = typed.wait.asked();
    let registry = app::registry(typed.registry.image_registry, env)?;
    let app = app::app(typed.manifests, typed.app, typed.values, registry).ok_or_else(|| {
        Error::usage("nothing-named", "`deploy` needs a name or -f")
            .hint("daprk deploy hello-kubernetes, or daprk deploy -f FILE --name NAME; with -k on a cluster")
    })?;
    Ok(Deploy {
        app: fitting(app)?,
        wait,
    })
}

fn undeploy(typed: cli::Undeploy) -> Undeploy {
    Undeploy {
        wait: typed.wait.asked(),
        name: typed.name,
    }
}

/// As `dapr list -k`: every namespace, unless one is named.
fn list(typed: &cli::List, common: &Common) -> List {
    List {
        all_namespaces: typed.all_namespaces || common.namespace.is_none(),
    }
}

fn logs(typed: cli::Logs) -> Logs {
    Logs {
        app_id: typed.app_id,
        containers: match typed.container.as_str() {
            "daprd" => Containers::Daprd,
            "app" => Containers::App,
            "all" => Containers::All,
            _ => Containers::Named(typed.container),
        },
        pod: typed.pod_name,
        follow: typed.follow,
        tail: typed.tail,
        since: typed.since,
        previous: typed.previous,
        timestamps: typed.timestamps,
        prefix: !typed.no_prefix,
    }
}

fn diff(typed: cli::Diff, env: &dyn Env) -> Result<Diff> {
    let what = what(
        typed.manifests,
        typed.control_plane,
        typed.app,
        typed.values,
        env,
    )?;
    Ok(Diff { what })
}

fn template(typed: cli::Template, env: &dyn Env) -> Result<Template> {
    let manifests = bundled(typed.bundled);
    Ok(Template {
        crds: !typed.skip_crds,
        what: what(manifests, typed.control_plane, typed.app, typed.values, env)?,
    })
}

fn bundled(name: Option<String>) -> cli::ManifestArgs {
    cli::ManifestArgs {
        bundled: name,
        ..cli::ManifestArgs::default()
    }
}

fn images(typed: cli::Images, env: &dyn Env) -> Result<Images> {
    let manifests = bundled(typed.bundled);
    let changes = cli::AppArgs::default();
    Ok(Images {
        what: what(manifests, typed.control_plane, changes, typed.values, env)?,
    })
}

/// The control plane, unless an application is named; flags for the other one are refused.
fn what(
    manifests: cli::ManifestArgs,
    mut dapr: cli::ControlPlaneArgs,
    changes: cli::AppArgs,
    values: cli::ValuesArgs,
    env: &dyn Env,
) -> Result<What> {
    let registry = if manifests.bundled.is_some() || manifests.name.is_some() {
        app::registry(dapr.image_registry.take(), env)?
    } else {
        None
    };
    let (for_dapr, for_app) = (dapr.first_typed(), changes.first_typed());
    match app::app(manifests, changes, values.clone(), registry) {
        Some(app) => match for_dapr {
            Some(flag) => Err(misplaced(
                flag,
                "is about Dapr itself",
                "leave the name out",
            )),
            None => Ok(What::App(fitting(app)?)),
        },
        None => match for_app {
            Some(flag) => Err(misplaced(flag, "is about an application", "name one")),
            None => Ok(What::ControlPlane(control_plane(dapr, values, env)?)),
        },
    }
}

fn misplaced(flag: &str, message: &str, hint: &str) -> Error {
    Error::usage("misplaced-flag", format!("`{flag}` {message}")).hint(hint)
}

/// Manifests of one's own know no apps: values reach them as templates, and nothing else does.
fn fitting(app: App) -> Result<App> {
    let flags = [
        ("--image", !app.images.is_empty()),
        ("--replicas", !app.replicas.is_empty()),
        ("--state-store", app.state_store.is_some()),
    ];
    let flag = flags.iter().find(|(_, given)| *given);
    match (flag, &app.set) {
        (Some((flag, _)), AppSet::Own { .. }) => Err(misplaced(
            flag,
            "is for bundled applications",
            "change the manifest, or make it a template: `NAME.yaml.tera` with --set",
        )),
        _ => Ok(app),
    }
}

fn shell(typed: cli::Shell) -> Shell {
    match typed {
        cli::Shell::Bash => Shell::Bash,
        cli::Shell::Zsh => Shell::Zsh,
        cli::Shell::Fish => Shell::Fish,
        cli::Shell::PowerShell => Shell::PowerShell,
        cli::Shell::Elvish => Shell::Elvish,
    }
}
