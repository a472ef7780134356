//! One file a verb: settings in, outcome out. They compose the engines and never print.

mod age;
mod answer;
mod app_pods;
mod apps;
mod control_plane;
mod deploy;
mod dev;
mod diff;
mod dispatch;
mod elsewhere;
mod forward;
mod images;
mod init;
mod inputs;
mod invoke;
mod list;
pub mod logs;
mod own;
mod payload;
mod preview;
mod publish;
mod report;
mod sandbox;
mod session;
mod sidecar_api;
mod sidecars;
mod state;
mod status;
mod tag;
mod template;
mod undeploy;
mod uninstall;
mod upgrade;
mod version;

pub use dispatch::dispatch;
pub use session::{Session, target_of};
