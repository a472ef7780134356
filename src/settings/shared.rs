//! The flags that every command has.

use std::path::PathBuf;
use std::time::Duration;

use super::env::{self, Env};
use super::sandbox;
use crate::cli;
use crate::error::Result;

/// How long a command may take when nobody says: as with the dapr CLI.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(300);

/// How long `follow` waits for a request when nobody says.
pub(super) const FOLLOW_TIMEOUT: Duration = Duration::from_secs(15);

/// What every command is told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Common {
    /// `-k`: the cluster of the kube context.
    pub kubernetes: bool,
    /// Folder of the sandbox, which commands without `-k` work on.
    pub sandbox: PathBuf,
    /// Kubeconfig file, when it isn't where Kubernetes tools look.
    pub kubeconfig: Option<PathBuf>,
    /// Kube context, when it isn't the current one.
    pub context: Option<String>,
    /// `-n`, or `DAPRK_NAMESPACE` for commands about applications.
    pub namespace: Option<String>,
    /// `-o`
    pub output: Output,
    /// The whole command has to end within this.
    pub timeout: Duration,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
    /// Results and errors only.
    pub quiet: bool,
    /// How often `-v` was given.
    pub verbose: u8,
    /// `--color`
    pub color: Color,
    /// Moving lines are wanted (they also need a terminal).
    pub progress: bool,
    /// It is said what to type next.
    pub next: bool,
    /// Every question is answered yes.
    pub yes: bool,
}

impl Common {
    /// Where Dapr's control plane is put when nobody says.
    pub const DAPR_SYSTEM: &str = "dapr-system";

    /// The control plane's namespace.
    pub fn dapr_namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or(Self::DAPR_SYSTEM)
    }
}

impl Default for Common {
    /// A command line without flags.
    fn default() -> Self {
        Self {
            kubernetes: false,
            sandbox: PathBuf::new(),
            kubeconfig: None,
            context: None,
            namespace: None,
            output: Output::Table,
            timeout: DEFAULT_TIMEOUT,
            dry_run: false,
            quiet: false,
            verbose: 0,
            color: Color::Auto,
            progress: true,
            next: true,
            yes: false,
        }
    }
}

/// `-o`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Columns for people.
    Table,
    /// More columns.
    Wide,
    /// One JSON document.
    Json,
    /// One YAML document, or a stream of manifests.
    Yaml,
    /// `kind/name`, one a line.
    Name,
    /// A line for each finding.
    Short,
    /// A picture in one of its forms.
    Drawing(Drawing),
}

/// Forms of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// A tree for people.
    Text,
    /// Mermaid's flowchart.
    Mermaid,
    /// Graphviz' language.
    Dot,
    /// A drawing.
    Svg,
    /// A page that works from a file.
    Html,
}

impl Drawing {
    /// As it is typed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Svg => "svg",
            Self::Html => "html",
        }
    }
}

/// `--color`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// As the environment and the terminal say.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Settles the shared flags. `app` says whether the command is about an application, `patience` how long it may take
/// when nobody says.
pub(super) fn common(
    shared: cli::Shared,
    app: bool,
    patience: Duration,
    env: &dyn Env,
) -> Result<Common> {
    Ok(Common {
        namespace: namespace(shared.namespace, app, env)?,
        timeout: timeout(shared.timeout, patience, env)?,
        progress: !shared.no_progress && !on(env, "DAPRK_NO_PROGRESS"),
        next: !on(env, "DAPRK_NO_NEXT"),
        kubernetes: shared.kubernetes,
        sandbox: sandbox::home(env),
        kubeconfig: shared.kubeconfig,
        context: shared.context,
        output: output(shared.output),
        dry_run: shared.dry_run,
        quiet: shared.quiet,
        verbose: shared.verbose,
        color: color(shared.color),
        yes: shared.yes,
    })
}

fn namespace(typed: Option<String>, app: bool, env: &dyn Env) -> Result<Option<String>> {
    if typed.is_some() || !app {
        return Ok(typed);
    }
    env::read(env, "DAPRK_NAMESPACE", cli::namespace)
}

fn timeout(typed: Option<Duration>, patience: Duration, env: &dyn Env) -> Result<Duration> {
    if let Some(timeout) = typed {
        return Ok(timeout);
    }
    let timeout = env::read(env, "DAPRK_TIMEOUT", cli::duration)?;
    Ok(timeout.unwrap_or(patience))
}

fn on(env: &dyn Env, name: &'static str) -> bool {
    env::set(env, name).is_some_and(|value| !matches!(value.as_str(), "0" | "false"))
}

fn output(typed: cli::Output) -> Output {
    match typed {
        cli::Output::Table => Output::Table,
        cli::Output::Wide => Output::Wide,
        cli::Output::Json => Output::Json,
        cli::Output::Yaml => Output::Yaml,
        cli::Output::Name => Output::Name,
        cli::Output::Short => Output::Short,
        cli::Output::Text => Output::Drawing(Drawing::Text),
        cli::Output::Mermaid => Output::Drawing(Drawing::Mermaid),
        cli::Output::Dot => Output::Drawing(Drawing::Dot),
        cli::Output::Svg => Output::Drawing(Drawing::Svg),
        cli::Output::Html => Output::Drawing(Drawing::Html),
    }
}

fn color(typed: cli::Color) -> Color {
    match typed {
        cli::Color::Auto => Color::Auto,
        cli::Color::Always => Color::Always,
        cli::Color::Never => Color::Never,
    }
}
