//! What each command is told.

use std::time::Duration;

use super::app::App;
use super::check::Check;
use super::control_plane::ControlPlane;
use super::graph::{Dashboard, Follow, Graph};
use super::requests::{Forward, Invoke, Publish, State};
use super::sandbox::Sandbox;
use super::shared::Common;
use super::tutorial::Tutorial;

/// A whole command line, settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What every command is told.
    pub common: Common,
    /// The command and what it is told.
    pub command: Command,
    /// Remarks about the input, for standard error.
    pub notes: Vec<String>,
}

/// The command and what it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Install Dapr.
    Init(Init),
    /// Change an installed Dapr.
    Upgrade(Upgrade),
    /// Remove Dapr.
    Uninstall(Uninstall),
    /// Run an application.
    Deploy(Deploy),
    /// Remove an application.
    Undeploy(Undeploy),
    /// Run the applications of a file.
    Run(Run),
    /// Remove the applications of a file.
    Stop(Stop),
    /// The health of the control plane.
    Status(Status),
    /// What is wrong.
    Check(Check),
    /// Applications with a sidecar.
    List(List),
    /// Logs of an application.
    Logs(Logs),
    /// The picture.
    Graph(Graph),
    /// The same, as a page that lives.
    Dashboard(Dashboard),
    /// One request, hop by hop.
    Follow(Follow),
    /// Call an application.
    Invoke(Invoke),
    /// Publish an event.
    Publish(Publish),
    /// The state of an application.
    State(State),
    /// A port that leads to an application.
    Forward(Forward),
    /// Learning.
    Tutorial(Tutorial),
    /// What would change.
    Diff(Diff),
    /// Manifests.
    Template(Template),
    /// Container images.
    Images(Images),
    /// The sandbox itself.
    Sandbox(Sandbox),
    /// Versions.
    Version,
    /// The completion script of a shell.
    Completion(Completion),
}

/// `daprk init`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Init {
    /// Which Dapr.
    pub control_plane: ControlPlane,
    /// Redis, Zipkin and the components that use them, too.
    pub dev: bool,
    /// Where the images of `--dev` come from, in place of where they say.
    pub dev_registry: Option<String>,
    /// `--daprd`: which sidecar the sandbox runs; an absolute path, `auto` or `built-in`.
    pub daprd: Option<String>,
    /// Wait until it is healthy.
    pub wait: bool,
}

/// `daprk upgrade`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// Which Dapr.
    pub control_plane: ControlPlane,
    /// Wait until it is healthy.
    pub wait: bool,
}

/// `daprk uninstall`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Uninstall {
    /// The resource definitions too, and so every component.
    pub all: bool,
    /// The volumes too.
    pub purge_data: bool,
    /// What `init --dev` added, too.
    pub dev: bool,
    /// Wait until it is gone.
    pub wait: bool,
}

/// `daprk deploy`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deploy {
    /// What to run.
    pub app: App,
    /// Wait until it is healthy.
    pub wait: bool,
}

/// `daprk undeploy`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeploy {
    /// The name that it was deployed under.
    pub name: String,
    /// Wait until it is gone.
    pub wait: bool,
}

/// `daprk status`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Go on showing it.
    pub watch: bool,
}

/// `daprk list`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// In every namespace: asked for, or none was named.
    pub all_namespaces: bool,
}

/// `daprk logs`
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Logs {
    /// Dapr app id.
    pub app_id: String,
    /// Which containers of its pods.
    pub containers: Containers,
    /// Only the pod of this name.
    pub pod: Option<String>,
    /// Go on with new lines and new pods.
    pub follow: bool,
    /// Only this many last lines of each container.
    pub tail: Option<u64>,
    /// Only what is younger than this.
    pub since: Option<Duration>,
    /// Of the container before its last restart.
    pub previous: bool,
    /// The time before each line.
    pub timestamps: bool,
    /// The pod's name before each line.
    pub prefix: bool,
}

/// Which containers of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Containers {
    /// The sidecar, `daprd`.
    Daprd,
    /// All but the sidecar.
    App,
    /// All.
    All,
    /// One of this name.
    Named(String),
}

/// What `template` and `diff` are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Dapr itself.
    ControlPlane(ControlPlane),
    /// An application.
    App(App),
}

/// `daprk diff`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// What to compare.
    pub what: What,
}

/// `daprk template`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What to print.
    pub what: What,
    /// With the resource definitions.
    pub crds: bool,
}

/// `daprk images`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    /// Of what.
    pub what: What,
}

/// `daprk completion`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    /// For which shell.
    pub shell: Shell,
}

/// A shell that can complete daprk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// Bash
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// `PowerShell`
    PowerShell,
    /// Elvish
    Elvish,
}

/// `daprk run`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The multi-app file, or its folder.
    pub file: String,
    /// Nothing is followed.
    pub detach: bool,
    /// Wait until they are healthy.
    pub wait: bool,
}

/// `daprk stop`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The multi-app file, or its folder.
    pub file: String,
    /// Wait until they are gone.
    pub wait: bool,
}
