//! One run of the program: parse, settle, do, print.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::cli::{self, Refused};
use crate::commands::{self, Session};
use crate::complete;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Event, Outcome, Reporter, Typed};
use crate::lookup::ClusterLookup;
use crate::manifest;
use crate::retype::{self, Retyped};
use crate::sandbox::home::Home;
use crate::sandbox::{self, store};
use crate::settings::{self, Color, Command, Common, Output, ProcessEnv, Sandbox, Settings};
use crate::ui::{ColorChoice, Format, Ui, UiOptions};

/// Threads of the sandbox's server, and of a tutorial beside the one that waits for keys.
const SERVERS: usize = 2;
/// What keeps to the time itself says better what was waited for.
const LAST_WORD: Duration = Duration::from_millis(100);
/// How long stopping cleanly may take.
const GRACE: Duration = Duration::from_secs(5);

/// Runs daprk with these arguments, the program's own name first; answers the exit status.
pub fn run(args: Vec<OsString>) -> u8 {
    if let Some(code) = part_of_sandbox(&args) {
        return code;
    }
    let lookup: Arc<dyn complete::Lookup> = Arc::new(ClusterLookup);
    match complete::answer(&args, &|| cli::command("daprk"), &lookup) {
        Ok(false) => execute(args),
        Ok(true) | Err(_) => Exit::Done.code(),
    }
}

/// Runs what the sandbox runs this program for: the keeper of a pod's processes, the way of one of
/// them to a terminal, the sidecar, the look at the store. Nobody types that, so it stays off the command line, and starts
/// without it.
fn part_of_sandbox(args: &[OsString]) -> Option<u8> {
    let [_, command, part, rest @ ..] = args else {
        return None;
    };
    match (command.to_str()?, part.to_str()?) {
        ("sandbox", "supervise") => Some(sandbox::runtime::supervise()),
        ("sandbox", "terminal") => Some(sandbox::runtime::terminal(rest.to_vec())),
        ("sandbox", "sidecar") => Some(sandbox::sidecar::run(rest.to_vec())),
        ("sandbox", store::CHECK_PART) => Some(store::check_alone(rest)),
        _ => None,
    }
}

fn execute(args: Vec<OsString>) -> u8 {
    let settings = match cli::parse(args) {
        Ok(cli) => settings::resolve(cli, &ProcessEnv),
        Err(Refused::Known(error)) => Err(*error),
        Err(Refused::Clap(error)) => {
            // A closed pipe behind `--help` is nobody's trouble.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(Exit::Usage.code());
        }
    };
    match settings {
        Ok(settings) => with_ui(&settings),
        Err(error) => {
            let ui = Ui::new(options(&Common::default()));
            ui.fail(&error);
            error.exit.code()
        }
    }
}

fn with_ui(settings: &Settings) -> u8 {
    let common = &settings.common;
    let ui = Arc::new(Ui::new(options(common)));
    trace(common.verbose, ui.colors().stderr);
    for note in &settings.notes {
        ui.emit(Event::Note {
            message: note.clone(),
        });
    }
    let exit = match outcome(settings, &ui) {
        Ok(outcome) => printed(&ui, &outcome),
        Err(error) => {
            ui.fail(&error);
            error.exit
        }
    };
    exit.code()
}

/// Prints what a command came back with. Whoever closes the pipe has seen enough.
fn printed(ui: &Ui, outcome: &Outcome) -> Exit {
    match ui.print(outcome) {
        Ok(()) => outcome.exit,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            ui.fail(&Error::failed(
                "stdout",
                format!("cannot write to standard output: {error}"),
            ));
            Exit::Failed
        }
    }
}

fn outcome(settings: &Settings, ui: &Arc<Ui>) -> Result<Outcome> {
    if let Command::Completion(completion) = &settings.command {
        let script = complete::script(completion.shell, "daprk");
        let script =
            script.map_err(|error| Error::bug(format!("cannot write the script: {error}")))?;
        return Ok(Outcome::done(Body::Text(script)));
    }
    let runtime = runtime(&settings.command)
        .enable_all()
        .build()
        .map_err(|error| Error::bug(format!("cannot start the runtime: {error}")))?;
    let cancel = CancellationToken::new();
    let typed = typed(&settings.common);
    let session = Session {
        common: &settings.common,
        reporter: &Retyped {
            to: ui.as_ref(),
            typed: &typed,
        },
        typed: &typed,
        cancel: cancel.clone(),
    };
    let done = runtime.block_on(async {
        tokio::spawn(interrupts(cancel.clone(), Arc::clone(ui)));
        tokio::select! {
            done = commands::dispatch(&session, &settings.command) => done,
            () = given_up(&cancel, &settings.command) => {
                Err(Error::interrupted())
            }
            () = tokio::time::sleep(settings.common.timeout + LAST_WORD), if looks_once(&settings.command) => {
                Err(out_of_time(settings.common.timeout))
            }
        }
    });
    done.map(|outcome| retype::outcome(outcome, &typed))
        .map_err(|error| retype::error(error, &typed))
}

/// How commands are typed for the cluster of this run.
fn typed(common: &Common) -> Typed {
    if !common.kubernetes {
        return Typed::sandbox(&at_home(&Home::at(&common.sandbox).kubeconfig()));
    }
    let kubeconfig = common.kubeconfig.as_deref().map(at_home);
    Typed::cluster(common.context.as_deref(), kubeconfig.as_deref())
}

/// A path as a shell takes it, below `~` where it is.
fn at_home(path: &Path) -> String {
    let home = std::env::home_dir().filter(|home| home.parent().is_some());
    match home.and_then(|home| Some(path.strip_prefix(home).ok()?.display().to_string())) {
        Some(below) => format!("~/{below}"),
        None => path.display().to_string(),
    }
}

/// A command waits for the network; a server has work for more than one thread, and a tutorial has
/// to keep its place in the cluster while it waits for a key.
fn runtime(command: &Command) -> tokio::runtime::Builder {
    if serves(command) || matches!(command, Command::Tutorial(_)) {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(SERVERS);
        return builder;
    }
    tokio::runtime::Builder::new_current_thread()
}

fn serves(command: &Command) -> bool {
    matches!(
        command,
        Command::Sandbox(Sandbox::Start {
            foreground: true,
            ..
        })
    )
}

/// Whether a command only looks or asks, and is then done. The others keep to their time themselves.
fn looks_once(command: &Command) -> bool {
    match command {
        Command::Status(status) => !status.watch,
        Command::Check(_)
        | Command::List(_)
        | Command::Diff(_)
        | Command::Invoke(_)
        | Command::Publish(_)
        | Command::State(_)
        | Command::Version => true,
        _ => false,
    }
}

fn out_of_time(limit: Duration) -> Error {
    let message = format!("not done within {} s", limit.as_secs());
    Error::new(Exit::TimedOut, "timed-out", message)
        .hint("is the cluster well? --timeout gives it more time")
}

/// Comes back some time after the first Ctrl-C: at once for commands that only read; those that
/// change something, or print as they go, stop by themselves and may take a moment for it.
async fn given_up(cancel: &CancellationToken, command: &Command) {
    cancel.cancelled().await;
    let stops_by_itself = matches!(
        command,
        Command::Init(_)
            | Command::Upgrade(_)
            | Command::Deploy(_)
            | Command::Undeploy(_)
            | Command::Uninstall(_)
            | Command::Logs(_)
            | Command::Status(settings::Status { watch: true, .. })
            | Command::Tutorial(_)
    );
    // What runs ends before it does, however long that takes.
    if serves(command) || matches!(command, Command::Run(_)) {
        std::future::pending::<()>().await;
    }
    if stops_by_itself {
        tokio::time::sleep(GRACE).await;
    }
}

/// The first Ctrl-C lets the work stop cleanly, the second ends at once.
async fn interrupts(cancel: CancellationToken, ui: Arc<Ui>) {
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    cancel.cancel();
    let _ = tokio::signal::ctrl_c().await;
    ui.clear();
    std::process::exit(i32::from(Exit::Interrupted.code()));
}

fn options(common: &Common) -> UiOptions {
    UiOptions {
        color: match common.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        },
        quiet: common.quiet,
        verbose: common.verbose,
        progress: common.progress,
        next: common.next,
        assume_yes: common.yes,
        format: match common.output {
            Output::Table | Output::Short | Output::Drawing(_) => Format::Human,
            Output::Wide => Format::Wide,
            Output::Json => Format::Json,
            Output::Yaml => Format::Yaml,
            Output::Name => Format::Name,
        },
        raw: false,
        to_yaml: manifest::to_string,
    }
}

/// `-vv` shows our requests, `-vvv` also what the client library does.
fn trace(verbose: u8, colors: bool) {
    let shown = match verbose {
        0 | 1 => return,
        2 => Targets::new()
            .with_default(LevelFilter::WARN)
            .with_target("daprk", LevelFilter::DEBUG),
        _ => Targets::new().with_default(LevelFilter::DEBUG),
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(colors)
        .with_target(verbose > 2)
        .without_time();
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(shown));
    let _ = subscriber.try_init();
}
