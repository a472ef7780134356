//! The command line: clap types only, one file a command. The help text is written here.
//!
//! [`parse`] is the door in: it makes a [`Cli`] of what was typed, or says why it cannot. What a
//! flag means, what is left out and what the environment adds is [`crate::settings`]' business.

mod app;
mod booleans;
mod completion;
mod control_plane;
mod dapr;
mod deploy;
mod diff;
mod duration;
mod environment;
mod forward;
mod help;
mod images;
mod init;
mod invoke;
mod list;
mod logs;
mod name;
mod parse;
mod publish;
mod request;
mod root;
mod sandbox;
mod shared;
mod state;
mod status;
mod template;
mod undeploy;
mod uninstall;
mod upgrade;
mod values;
mod version;
mod wait;

pub use app::{AppArgs, ManifestArgs};
pub use completion::{Completion, Shell};
pub use control_plane::ControlPlaneArgs;
pub use deploy::Deploy;
pub use diff::Diff;
pub use duration::duration;
pub use environment::{VARIABLES, Variable};
pub use forward::{Forward, Ports};
pub use images::Images;
pub use init::Init;
pub use invoke::Invoke;
pub use list::List;
pub use logs::Logs;
pub use name::namespace;
pub use parse::{PLUGIN, Refused, command, parse};
pub use publish::Publish;
pub use request::DataArgs;
pub use root::{Cli, Command};
pub use sandbox::{DaprdArgs, Sandbox, SandboxAction, SandboxStart};
pub use shared::{Color, Output, Shared};
pub use state::{State, StateAction, StateGet};
pub use status::Status;
pub use template::Template;
pub use undeploy::Undeploy;
pub use uninstall::Uninstall;
pub use upgrade::Upgrade;
pub use values::{Kind, ValuesArgs};
pub use version::Version;
pub use wait::WaitArgs;
