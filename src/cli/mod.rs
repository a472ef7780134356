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
mod help;
mod images;
mod init;
mod list;
mod logs;
mod name;
mod parse;
mod root;
mod sandbox;
mod shared;
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
pub use images::Images;
pub use init::Init;
pub use list::List;
pub use logs::Logs;
pub use name::namespace;
pub use parse::{PLUGIN, Refused, command, parse};
pub use root::{Cli, Command};
pub use sandbox::{DaprdArgs, Sandbox, SandboxAction, SandboxStart};
pub use shared::{Color, Output, Shared};
pub use status::Status;
pub use template::Template;
pub use undeploy::Undeploy;
pub use uninstall::Uninstall;
pub use upgrade::Upgrade;
pub use values::{Kind, ValuesArgs};
pub use version::Version;
pub use wait::WaitArgs;
