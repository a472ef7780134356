//! `daprk graph`

use std::path::PathBuf;
use std::time::Duration;

use super::app::Source;
use super::env::{self, Env};
use crate::cli;
use crate::error::{Error, Result};

/// `daprk graph`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// In every namespace.
    pub all_namespaces: bool,
    /// Which question it answers.
    pub view: View,
    /// Only what is so many steps from this node.
    pub focus: Option<(String, usize)>,
    /// Where it comes from.
    pub of: Of,
    /// Where what was seen is kept.
    pub record: Option<PathBuf>,
    /// Fail where something is wrong.
    pub check: bool,
    /// What differs from the cluster, of manifests or of what was kept.
    pub diff: bool,
}

/// `daprk dashboard`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dashboard {
    /// In every namespace.
    pub all_namespaces: bool,
    /// Port of 127.0.0.1; 0 is any free one.
    pub port: u16,
    /// Whether a browser is asked to open it.
    pub open: bool,
    /// Folder for the files of its tour's tutorial.
    pub files: PathBuf,
}

/// `daprk follow`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    /// Dapr app id.
    pub app_id: String,
    /// Go on with the requests that come after it.
    pub watch: bool,
}

/// What a graph is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// The cluster, at one look, or at two that are so far apart.
    Cluster(Option<Duration>),
    /// The cluster, again and again.
    Watched,
    /// The cluster, in a tour; the tutorial's files are kept in this folder.
    Tour(PathBuf),
    /// Manifests.
    Manifests(Vec<Source>),
    /// What was kept.
    Recording(PathBuf),
}

/// Which question a graph answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Applications and Dapr's resources.
    App,
    /// Where requests and data go.
    DataPath,
    /// How a sidecar gets into a pod.
    Injection,
    /// What Dapr itself is made of.
    ControlPlane,
    /// All of it.
    All,
}

pub(super) fn dashboard(typed: &cli::Dashboard, env: &dyn Env) -> Dashboard {
    Dashboard {
        all_namespaces: typed.all_namespaces,
        port: typed.port,
        open: typed.open,
        files: env::tutorial_files(env),
    }
}

pub(super) fn follow(typed: cli::Follow) -> Follow {
    Follow {
        app_id: typed.app_id,
        watch: typed.watch,
    }
}

pub(super) fn graph(typed: cli::Graph, env: &dyn Env) -> Result<Graph> {
    if typed.check && !typed.files.is_empty() {
        return Err(unchecked());
    }
    let of = match typed.from {
        Some(file) => Of::Recording(file),
        None if !typed.files.is_empty() => {
            let sources = typed.files.into_iter().map(Source::from);
            Of::Manifests(sources.collect())
        }
        None if typed.tour => Of::Tour(env::tutorial_files(env)),
        None if typed.watch => Of::Watched,
        None => Of::Cluster(typed.window),
    };
    Ok(Graph {
        all_namespaces: typed.all_namespaces,
        view: match typed.view {
            cli::View::App => View::App,
            cli::View::DataPath => View::DataPath,
            cli::View::Injection => View::Injection,
            cli::View::ControlPlane => View::ControlPlane,
            cli::View::All => View::All,
        },
        focus: typed.focus.map(|name| (name, typed.hops)),
        of,
        record: typed.record,
        check: typed.check,
        diff: typed.diff,
    })
}

/// What manifests name may stand in the cluster, and what is wrong is found in what runs.
fn unchecked() -> Error {
    Error::usage(
        "misplaced-flag",
        "`--check` looks at a cluster, and with -f none is asked",
    )
    .hint("`daprk graph -f FILE --diff` shows what they would change; once they are deployed, `daprk check` finds what is wrong")
}
