//! The start of a container.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::cell::State;
use super::console::Console;
use super::exec::Execs;
use super::note::Note;
use super::worker::{Task, Worker};
use crate::sandbox::runtime::keeper::Keeper;
use crate::sandbox::runtime::launch::links::Linked;
use crate::sandbox::runtime::launch::plan::{self, Plan, Refusal, Scene};
use crate::sandbox::runtime::objects::Within;
use crate::sandbox::runtime::probe::{Asking, Sort, watch};
use crate::sandbox::runtime::shared::{Run, log};
use crate::sandbox::runtime::standin::StandIn;
use crate::sandbox::runtime::supervisor::{Input, Launch, Order};

/// Until missing configuration is looked for again, if nothing is heard of it before.
const CONFIG: Duration = Duration::from_secs(10);
/// Until a missing program is searched a second time.
const SOON: Duration = Duration::from_secs(1);
/// After which an app should listen.
const LISTENS: Duration = Duration::from_secs(5);
/// Runs before the one before, whose logs go.
const OLD: u32 = 2;

impl Worker {
    /// Starts a container, or says why it cannot be.
    pub(super) fn start(&mut self, index: usize) {
        let plan = self.with_scene(index, plan::plan);
        match plan {
            Ok(plan) => self.start_planned(index, plan),
            Err(Refusal::Image(words)) => self.no_image(index, &words),
            Err(Refusal::Config(words)) => self.no_config(index, words),
        }
    }

    pub(super) fn with_scene<T>(&self, index: usize, act: impl Fn(&Scene<'_>) -> T) -> T {
        let (objects, container) = (&self.shared.objects, &self.cells[index].spec);
        let namespace = self.pod.namespace().unwrap_or_default();
        let services = self.services(namespace);
        let links: Vec<_> = services
            .iter()
            .map(|(service, slices)| Linked {
                service,
                slices: slices.iter().map(AsRef::as_ref).collect(),
            })
            .collect();
        act(&Scene {
            pod: &self.pod,
            container,
            ports: &self.ports,
            mounts: &self.mounts(container),
            catalog: &self.shared.catalog,
            sources: &Within { objects, namespace },
            links: &links,
            host: &self.shared.host,
            folder: self
                .shared
                .folder(&self.uid())
                .join(self.cells[index].name()),
            sidecar: &self.shared.sidecar,
            daprd: self.shared.desk.as_ref().map(|desk| desk.real.program()),
            kubeconfig: self.shared.home.kubeconfig(),
        })
    }

    /// The API itself, and the Services of the namespace unless the pod doesn't want them, each with
    /// its slices.
    fn services(&self, namespace: &str) -> Vec<(Arc<Value>, Vec<Arc<Value>>)> {
        let objects = &self.shared.objects;
        let mut services = Vec::new();
        let api = objects.get("v1", "Service", Some("default"), "kubernetes");
        services.extend(api.map(|it| ("default", it)));
        if self.pod.at("/spec/enableServiceLinks") != Some(&Value::Bool(false)) {
            let own = objects.list("v1", "Service", namespace);
            services.extend(own.into_iter().map(|it| (namespace, it)));
        }
        let of = |namespace: &str, service: &Value| {
            let slices = objects.list("discovery.k8s.io/v1", "EndpointSlice", namespace);
            let name = &service["metadata"]["name"];
            let label = |slice: &Arc<Value>| {
                slice["metadata"]["labels"]["kubernetes.io/service-name"] == *name
            };
            slices.into_iter().filter(label).collect::<Vec<_>>()
        };
        let with = |(namespace, service): (&str, Arc<Value>)| {
            let slices = of(namespace, &service);
            (service, slices)
        };
        services.into_iter().map(with).collect()
    }

    fn start_planned(&mut self, index: usize, plan: Plan) {
        let image = self.cells[index].image().to_owned();
        let runs = match &plan {
            Plan::Process(launch) => format!("run as {}", launch.argv[0]),
            Plan::BuiltIn(_) => "built into the sandbox".to_owned(),
        };
        let pulled = format!("Container image {image:?} already present on machine: {runs}");
        self.say(index, "Pulled", &pulled);
        self.begin_run(index);
        let created = format!("Created container: {}", self.cells[index].name());
        self.say(index, "Created", &created);
        match plan {
            Plan::Process(launch) => self.start_process(index, launch),
            Plan::BuiltIn(service) => self.start_stand_in(index, &service),
        }
    }

    /// A new run begins, before anything runs.
    fn begin_run(&mut self, index: usize) {
        let uid = self.uid();
        let cell = &mut self.cells[index];
        let waits = State::Starting;
        if let State::Ended(end) = std::mem::replace(&mut cell.state, waits) {
            cell.last = Some(end);
        }
        if !cell.id.is_empty() {
            cell.restarts += 1;
            cell.crashes.tried(Instant::now());
        }
        cell.id = format!("sandbox://{uid}-{}-{}", cell.name(), cell.restarts);
        (cell.started, cell.ready, cell.stopping) = (false, false, false);
        (cell.not_before, cell.pulls) = (None, super::back_off::BackOff::default());
        let number = cell.restarts;
        self.shared.runs.set(
            &uid,
            cell.name(),
            Run {
                number,
                lives: true,
            },
        );
    }

    fn start_process(&mut self, index: usize, mut launch: Launch) {
        let folder = self.shared.folder(&self.uid());
        let cell = &self.cells[index];
        let log = log(&folder, cell.name(), cell.restarts);
        self.drop_old_logs(index, &folder);
        let id = cell.run();
        let made = std::fs::create_dir_all(&launch.cwd);
        let made = made.and_then(|()| std::fs::create_dir_all(folder.join(cell.name())));
        let kept = made.and_then(|()| self.keeper());
        let ready = kept.and_then(|keeper| Ok((keeper, Console::open(&self.cells[index].spec)?)));
        match ready {
            Ok((keeper, (console, input, files))) => {
                if input == Input::Terminal {
                    self.put_on_terminal(&mut launch);
                }
                self.consoles.insert(index, console);
                let order = Order::Start {
                    id,
                    launch,
                    log,
                    input,
                };
                keeper.order_with(order, files);
            }
            Err(error) => self.not_started(index, &error.to_string()),
        }
    }

    fn drop_old_logs(&self, index: usize, folder: &std::path::Path) {
        let cell = &self.cells[index];
        let Some(old) = cell.restarts.checked_sub(OLD) else {
            return;
        };
        let path = log(folder, cell.name(), old);
        let full = crate::sandbox::runtime::supervisor::full_files(&path);
        for path in full.into_iter().map(|(_, path)| path).chain([path]) {
            let _ = std::fs::remove_file(path);
        }
    }

    fn keeper(&mut self) -> std::io::Result<Keeper> {
        if let Some(keeper) = &self.keeper {
            return Ok(keeper.clone());
        }
        let tell = self.tell.clone();
        let told = move |told| drop(tell.send(Note::Told(told)));
        let keeper = Keeper::start(&self.shared.supervising, told)?;
        self.keeper = Some(keeper.clone());
        Ok(keeper)
    }

    fn start_stand_in(&mut self, index: usize, service: &str) {
        let folder = self.shared.folder(&self.uid());
        let cell = &self.cells[index];
        let log = log(&folder, cell.name(), cell.restarts);
        let stand_in = StandIn::start(service, &self.pod, &self.ports, &self.shared.objects, &log);
        self.stand_ins.insert(index, stand_in);
        self.runs_now(index);
    }

    /// A container runs from now on.
    pub(super) fn runs_now(&mut self, index: usize) {
        let cell = &mut self.cells[index];
        cell.state = State::Running(Timestamp::now());
        let has = |sort: Sort| cell.spec[sort.key()].is_object();
        cell.started = !has(Sort::Startup);
        cell.ready = cell.started && !has(Sort::Readiness);
        let probed = Sort::ALL.iter().any(|sort| has(*sort));
        let message = format!("Started container {}", cell.name());
        if probed {
            self.probe(index);
        }
        self.listen_later(index);
        self.say(index, "Started", &message);
    }

    fn probe(&mut self, index: usize) {
        let cell = &self.cells[index];
        let (run, tell) = (cell.run(), self.tell.clone());
        let exec = match &self.keeper {
            Some(keeper) => self.execs.for_probes(keeper.clone(), self.commands(index)),
            None => Execs::none(),
        };
        let asking = Asking {
            container: cell.spec.clone(),
            ports: self.ports.clone(),
            second: Duration::from_secs(1),
            exec,
            tell: Box::new(move |found| drop(tell.send(Note::Probe(run.clone(), found)))),
        };
        self.probes.insert(index, Task(tokio::spawn(watch(asking))));
    }

    /// The commands of a container's probes.
    fn commands(&self, index: usize) -> HashMap<String, Option<Launch>> {
        let spec = &self.cells[index].spec;
        let commands = Sort::ALL
            .iter()
            .map(|sort| &spec[sort.key()]["exec"]["command"]);
        let there = commands.filter(|command| command.is_array());
        there
            .map(|command| {
                let launch = self.with_scene(index, |scene| plan::exec(scene, command));
                (command.to_string(), launch)
            })
            .collect()
    }

    fn listen_later(&self, index: usize) {
        let (run, tell) = (self.cells[index].run(), self.tell.clone());
        tokio::spawn(async move {
            tokio::time::sleep(LISTENS).await;
            let _ = tell.send(Note::Listens(run));
        });
    }

    fn no_image(&mut self, index: usize, words: &str) {
        let now = Instant::now();
        let cell = &mut self.cells[index];
        let image = cell.image().to_owned();
        let delay = cell.pulls.delay(now);
        cell.pulls.tried(now);
        cell.not_before = Some(now + delay.max(SOON));
        let back_off = format!("Back-off pulling image {image:?}");
        let first = delay.is_zero();
        if first {
            cell.wait("ErrImagePull", words.to_owned());
        } else {
            let message = format!("{back_off}: ErrImagePull: {words}");
            cell.wait("ImagePullBackOff", message);
        }
        self.say(index, "Pulling", &format!("Pulling image {image:?}"));
        let failed = format!("Failed to pull image {image:?}: {words}");
        self.warn(index, "Failed", &failed);
        self.warn(index, "Failed", "Error: ErrImagePull");
        if !first {
            self.say(index, "BackOff", &back_off);
            self.warn(index, "Failed", "Error: ImagePullBackOff");
        }
    }

    fn no_config(&mut self, index: usize, words: String) {
        self.cells[index].not_before = Some(Instant::now() + CONFIG);
        let message = format!("Error: {words}");
        self.cells[index].wait("CreateContainerConfigError", words);
        self.warn(index, "Failed", &message);
    }

    /// Whether any container of the pod is a stand-in.
    pub(super) fn is_built_in(&self) -> bool {
        let of = |index| self.with_scene(index, plan::plan);
        (0..self.cells.len()).any(|index| matches!(of(index), Ok(Plan::BuiltIn(_))))
    }
}
