//! One file a verb: settings in, outcome out. They compose the engines and never print.

mod age;
mod apps;
mod control_plane;
mod daprd;
mod deploy;
mod dev;
mod diff;
mod dispatch;
mod elsewhere;
mod images;
mod init;
mod inputs;
mod list;
pub mod logs;
mod own;
mod preview;
mod report;
mod sandbox;
mod session;
mod sidecars;
mod status;
mod tag;
mod template;
mod undeploy;
mod uninstall;
mod upgrade;
mod version;

pub use dispatch::dispatch;
pub use session::{Session, target_of};
