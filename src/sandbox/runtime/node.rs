//! The node as the rest of the sandbox sees it.

use std::ffi::OsString;
use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::apps;
use super::events::Events;
use super::keeper::Supervising;
use super::launch::images::Catalog;
use super::launch::ports::Ports;
use super::launch::search;
use super::logs::{Chosen, choose, stream};
use super::objects::Objects;
use super::pod::{Asked, Note};
use super::shared::{Run, Runs, Shared, log};
use super::standalone::desk::Desk;
use super::supervisor::sweep;
use super::workers::Workers;
use crate::manifest::Object;
use crate::sandbox::daprd::{Real, Told};
use crate::sandbox::home::Home;
use crate::sandbox::node::{LogQuery, LogStream, Node, Opening, Session, Streams};
use crate::sandbox::registry::Registry;
use crate::sandbox::status::{Reply, Status};

/// How pods are run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the sandbox lives.
    pub home: Home,
    /// `--image NAME=COMMAND`
    pub images: Vec<(String, String)>,
    /// This program, to start supervisors and sidecars with.
    pub program: PathBuf,
    /// Where programs are searched.
    pub path: OsString,
    /// A real daprd in the place of the built-in sidecar.
    pub daprd: Option<PathBuf>,
}

/// What this program is started with, as a part of a pod.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// The words before the arguments of a sidecar.
    pub(super) sidecar: Vec<String>,
    /// The words before a program that gets a terminal.
    pub(super) terminal: Vec<String>,
}

/// Runs the pods of the node.
pub struct Runtime {
    shared: Arc<Shared>,
    workers: Arc<Workers>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Runtime {
    /// Starts to run pods, until `cancel`. What an earlier sandbox has left running is killed first.
    pub fn start(registry: Registry, options: Options, cancel: CancellationToken) -> Arc<Self> {
        let program = options.program.to_string_lossy().into_owned();
        let command = |word: &str| vec![program.clone(), "sandbox".to_owned(), word.to_owned()];
        let supervising = Supervising {
            command: command("supervise"),
            env: Vec::new(),
        };
        let words = Words {
            sidecar: command("sidecar"),
            terminal: command("terminal"),
        };
        Self::start_with(registry, options, supervising, words, cancel)
    }

    pub(super) fn start_with(
        registry: Registry,
        options: Options,
        supervising: Supervising,
        words: Words,
        cancel: CancellationToken,
    ) -> Arc<Self> {
        let path = search::or_usual(&options.path);
        let apps = options.home.folder().join("apps").join("hello-kubernetes");
        if let Err(error) = apps::unpack(&apps) {
            tracing::warn!(%error, "the tutorials' programs cannot be written");
        }
        let objects = Objects::new(registry.clone()).expect("a registry knows pods");
        let kubeconfig = options.home.kubeconfig();
        let desk = options.daprd.map(|program| {
            Desk::new(
                Real::at(program),
                objects.clone(),
                kubeconfig,
                cancel.clone(),
            )
        });
        let shared = Arc::new(Shared {
            events: Events::new(registry),
            objects,
            desk,
            catalog: Catalog {
                own: options.images,
                path: path.clone(),
                apps,
            },
            host: host(&path),
            home: options.home,
            supervising,
            sidecar: words.sidecar,
            terminal: words.terminal,
            pool: super::launch::pool::Pool::default(),
            runs: Runs::default(),
            cancel,
        });
        private(&shared.home.pods());
        tell_sidecar(&shared);
        sweep(&format!("{}/", shared.home.pods().to_string_lossy()));
        let workers = Workers::new(Arc::clone(&shared));
        let task = tokio::spawn(Arc::clone(&workers).run());
        Arc::new(Self {
            shared,
            workers,
            task: Mutex::new(Some(task)),
        })
    }

    /// Waits until everything has ended, after `cancel`.
    pub async fn ended(&self) {
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }

    fn ask(
        &self,
        pod: &Value,
        container: &str,
        command: Option<Vec<String>>,
        streams: Streams,
    ) -> Opening<'_> {
        let (reply, answer) = oneshot::channel();
        let uid = pod["metadata"]["uid"].as_str().unwrap_or_default();
        let asked = Asked {
            container: container.to_owned(),
            command,
            streams,
            reply,
        };
        self.workers.tell(uid, Note::Asked(asked));
        Box::pin(opened(answer, container.to_owned()))
    }

    fn log(&self, pod: &Object, container: &str, chosen: Chosen) -> (PathBuf, Run) {
        let uid = pod.text("/metadata/uid");
        let run = self.shared.runs.get(uid, container);
        let run = run.unwrap_or_else(|| Run {
            number: restarts(pod, container),
            lives: false,
        });
        let number = match chosen {
            Chosen::Latest => run.number,
            Chosen::Before => run.number.saturating_sub(1),
        };
        let path = log(&self.shared.folder(uid), container, number);
        let lives = run.lives && chosen == Chosen::Latest;
        (path, Run { number, lives })
    }
}

/// A pod without a worker runs nothing.
async fn opened(
    answer: oneshot::Receiver<Result<Session, String>>,
    container: String,
) -> Result<Session, String> {
    let none = |_| Err(format!("container not found ({container:?})"));
    answer.await.unwrap_or_else(none)
}

/// Says what the sidecars are, and again when a daprd has told its version.
fn tell_sidecar(shared: &Arc<Shared>) {
    let real = shared.desk.as_ref().map(|desk| &desk.real);
    let first = Told {
        program: real.map(|real| real.program().to_owned()),
        ..Told::default()
    };
    tell(shared, &first);
    if real.is_some() {
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            if let Some(desk) = &shared.desk {
                tell(&shared, &desk.real.told().await);
            }
        });
    }
}

fn tell(shared: &Shared, told: &Told) {
    if let Err(error) = told.tell(&shared.home) {
        tracing::warn!(%error, "what the sidecars are cannot be told");
    }
}

/// Secrets are in there.
fn private(folder: &std::path::Path) {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    let mut builder = std::fs::DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(folder);
    let set = made
        .and_then(|()| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)));
    if let Err(error) = set {
        tracing::warn!(%error, "the pods' folder is not private");
    }
}

/// What every container has from the host.
fn host(path: &std::ffi::OsStr) -> Vec<(String, String)> {
    let mut host = vec![("PATH".to_owned(), path.to_string_lossy().into_owned())];
    for name in ["HOME", "TMPDIR", "LANG"] {
        if let Ok(value) = std::env::var(name) {
            host.push((name.to_owned(), value));
        }
    }
    host
}

fn restarts(pod: &Object, container: &str) -> u32 {
    let lists = ["/status/containerStatuses", "/status/initContainerStatuses"];
    let mut all = lists.iter().flat_map(|list| pod.items(list));
    let status = all.find(|status| status["name"] == container);
    let count = status.and_then(|status| status["restartCount"].as_u64());
    count.and_then(|count| count.try_into().ok()).unwrap_or(0)
}

impl Node for Runtime {
    fn logs(&self, pod: &Value, container: &str, query: &LogQuery) -> Reply<LogStream> {
        let pod = Object(pod.clone());
        let chosen = choose(&pod, container, query.previous)?;
        let (path, run) = self.log(&pod, container, chosen);
        if !path.exists() {
            let words = format!("the log of container {container:?} is not there any more");
            return Err(Status::new(404, "NotFound", words));
        }
        let shared = Arc::clone(&self.shared);
        let (uid, name) = (pod.text("/metadata/uid").to_owned(), container.to_owned());
        let lives = move || {
            let latest = shared.runs.get(&uid, &name);
            run.lives && latest.is_some_and(|latest| latest == run)
        };
        Ok(stream(path, query, lives))
    }

    fn connect(
        &self,
        pod: &Value,
        port: u16,
    ) -> Pin<Box<dyn Future<Output = io::Result<TcpStream>> + Send + '_>> {
        let real = Ports::of(&Object(pod.clone())).reached(port);
        Box::pin(async move {
            let real = real.ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::ConnectionRefused,
                    format!("the pod has no port {port}: it is declared by none of its containers"),
                )
            })?;
            TcpStream::connect((Ipv4Addr::LOCALHOST, real)).await
        })
    }

    fn exec(
        &self,
        pod: &Value,
        container: &str,
        command: Vec<String>,
        streams: Streams,
    ) -> Opening<'_> {
        self.ask(pod, container, Some(command), streams)
    }

    fn attach(&self, pod: &Value, container: &str, streams: Streams) -> Opening<'_> {
        self.ask(pod, container, None, streams)
    }
}
