//! What was typed and what the environment says, as plain values. Nothing below sees clap.
//!
//! [`resolve`] settles everything that can be settled without a cluster: flag over variable over
//! default, versions, registries, flags that don't go together. A command gets values it can use
//! as they are.

mod app;
mod check;
mod control_plane;
mod env;
mod graph;
mod requests;
mod resolve;
mod sandbox;
mod shared;
mod tutorial;
mod types;
mod version;

pub use crate::cli::{VARIABLES, Variable};
pub use app::{App, AppSet, SetKind, Source, ValuesInput};
pub use check::{Check, Looking};
pub use control_plane::{Certificates, ControlPlane};
pub use env::{Env, ProcessEnv};
pub use graph::{Dashboard, Follow, Graph, Of, View};
pub use requests::{Data, Forward, Invoke, Publish, State};
pub use resolve::resolve;
pub use sandbox::{Programs, Sandbox, home as sandbox_home};
pub use shared::{Color, Common, DEFAULT_TIMEOUT, Drawing, Output};
pub use tutorial::{Tutorial, TutorialAction, Which};
pub use types::{
    Command, Completion, Containers, Deploy, Diff, Images, Init, List, Logs, Run, Settings, Shell,
    Status, Stop, Template, Undeploy, Uninstall, Upgrade, What,
};
pub use version::RENDERED_VERSION;
