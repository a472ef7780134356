//! `sandbox`: the Kubernetes on this machine itself.

use std::ffi::OsString;
use std::fs;

use serde_json::{Map, Value, json};

use super::{Session, daprd};
use crate::cluster::{Cluster, Select};
use crate::dapr::annotations::{BUILT_IN, REAL_PORTS, SIDECAR};
use crate::error::{Error, Result};
use crate::event::{Body, Danger, Event, Outcome, Question};
use crate::manifest::{Kind, Object};
use crate::sandbox::daprd::{Told, Wish};
use crate::sandbox::home::{Home, Image, Running};
use crate::sandbox::serve::{self, Options};
use crate::settings::{Programs, Sandbox};
use crate::target::{self, Started, Target};

/// A pod that takes more columns is shown in two lines.
const WIDTH: usize = 80;

pub(super) async fn run(session: &Session<'_>, settings: &Sandbox) -> Result<Outcome> {
    let home = Home::at(&session.common.sandbox);
    match settings {
        Sandbox::Start {
            foreground: true,
            programs,
        } => foreground(session, &home, programs).await,
        Sandbox::Start { programs, .. } => start(session, &home, programs).await,
        Sandbox::Stop => stop(session, &home).await,
        Sandbox::Status => status(&home).await,
        Sandbox::Reset => reset(session, &home).await,
        Sandbox::Kubeconfig => kubeconfig(&home),
    }
}

async fn foreground(session: &Session<'_>, home: &Home, programs: &Programs) -> Result<Outcome> {
    let options = Options {
        home: home.clone(),
        images: programs.images.clone(),
        daprd: programs.daprd.as_deref().map(Wish::read),
    };
    let told = |address: &str| {
        session.reporter.emit(Event::Note {
            message: format!("the sandbox serves at {address}"),
        });
    };
    serve::serve(options, session.cancel.clone(), &told).await?;
    Ok(Outcome::quiet())
}

async fn start(session: &Session<'_>, home: &Home, programs: &Programs) -> Result<Outcome> {
    let runs_already = "the sandbox runs already";
    let (running, words) = if let Some(running) = target::serving(home).await? {
        let known = home.images().unwrap_or_default();
        if !programs.images.iter().all(|image| known.contains(image)) {
            return Err(daprd::runs(home, "without these images"));
        }
        daprd::same(home, programs.daprd.as_deref())?;
        (running, runs_already)
    } else if session.common.dry_run {
        return Ok(would(session, home, "would be started"));
    } else {
        daprd::there_is(programs.daprd.as_deref())?;
        let Started { running, by_us } = target::start(home, &arguments(programs)).await?;
        (
            running,
            if by_us {
                "started the sandbox"
            } else {
                runs_already
            },
        )
    };
    let message = format!("{words} at {}", running.address);
    session.reporter.emit(Event::Note { message });
    Ok(Outcome::quiet())
}

/// The flags that the server in the background gets.
fn arguments(programs: &Programs) -> Vec<OsString> {
    let images = programs.images.iter();
    let images = images.map(|(name, command)| format!("--image={name}={command}").into());
    images
        .chain(programs.daprd.as_deref().map(daprd::flag))
        .collect()
}

/// What a dry run says.
fn would(session: &Session<'_>, home: &Home, what: &str) -> Outcome {
    session.reporter.emit(Event::Note {
        message: format!("the sandbox in {} {what}", home.folder().display()),
    });
    Outcome::quiet()
}

async fn stop(session: &Session<'_>, home: &Home) -> Result<Outcome> {
    if session.common.dry_run && home.running().is_some() {
        return Ok(would(session, home, "would be stopped"));
    }
    let message = if target::stop(home).await? {
        "stopped the sandbox; what it stores stays"
    } else {
        "the sandbox does not run"
    };
    session.reporter.emit(Event::Note {
        message: message.to_owned(),
    });
    Ok(Outcome::quiet())
}

async fn reset(session: &Session<'_>, home: &Home) -> Result<Outcome> {
    let folder = home.folder().display().to_string();
    if !home.folder().exists() {
        session.reporter.emit(Event::Note {
            message: format!("there is no sandbox in {folder}"),
        });
        return Ok(Outcome::quiet());
    }
    if !home.is_one() {
        return Err(
            Error::failed("not-a-sandbox", "this folder is no sandbox's")
                .on(folder)
                .hint("nothing was removed; see DAPRK_SANDBOX"),
        );
    }
    if session.common.dry_run {
        return Ok(would(session, home, "would be removed"));
    }
    session.reporter.confirm(&Question {
        context: vec![format!(
            "Everything in the sandbox goes: its objects, its pods, their logs and data in {folder}."
        )],
        prompt: "Remove it?".to_owned(),
        danger: Danger::Moderate,
    })?;
    target::stop(home).await?;
    home.empty().map_err(|error| {
        Error::failed("sandbox-reset", "the sandbox's folder cannot be removed")
            .on(folder.clone())
            .says(error.to_string())
    })?;
    session.reporter.emit(Event::Note {
        message: "removed the sandbox".to_owned(),
    });
    Ok(Outcome::quiet())
}

fn kubeconfig(home: &Home) -> Result<Outcome> {
    let path = home.kubeconfig();
    if !path.exists() {
        return Err(Error::failed("no-sandbox", "there is no sandbox yet")
            .hint("`daprk sandbox start` makes one"));
    }
    let path = path.display().to_string();
    Ok(Outcome::done(Body::Record {
        value: json!({ "apiVersion": "daprk/v1", "kind": "SandboxKubeconfig", "path": path }),
        text: format!("export KUBECONFIG='{}'\n", path.replace('\'', r"'\''")),
    }))
}

async fn status(home: &Home) -> Result<Outcome> {
    let Some(running) = target::serving(home).await? else {
        return Err(Error::failed("sandbox-stopped", "the sandbox does not run")
            .on(home.folder().display().to_string())
            .hint("`daprk sandbox start` starts it, and so does every command without -k"));
    };
    let cluster = target::reach(&Target::Sandbox(home.folder().to_owned())).await?;
    let shown = Shown {
        home,
        memory: memory(running.pid),
        running,
        images: home.images().unwrap_or_default(),
        sidecar: Told::of(home),
        pods: pods(&cluster).await?,
    };
    Ok(Outcome::done(Body::Record {
        value: shown.value(),
        text: shown.text(),
    }))
}

async fn pods(cluster: &Cluster) -> Result<Vec<Object>> {
    let kind = Kind::known("v1", "Pod").expect("a known kind");
    let pods = cluster.list(&kind, None, &Select::default()).await;
    pods.map_err(|refusal| refusal.explain("list pods"))
}

/// Resident memory of a process in MiB, where the system tells it.
fn memory(pid: i32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024)
}

fn is_built_in(pod: &Object) -> bool {
    pod.annotation(BUILT_IN) == Some("true")
}

/// `built-in` or the version of a real daprd, in pods that have one.
fn sidecar(pod: &Object) -> Option<&str> {
    pod.annotation(SIDECAR).filter(|_| !is_built_in(pod))
}

/// `3000→41234`, sorted.
fn ports(pod: &Object) -> Vec<(String, u64)> {
    let told = pod.annotation(REAL_PORTS).unwrap_or("{}");
    let told: Value = serde_json::from_str(told).unwrap_or_default();
    let mut ports: Vec<(String, u64)> = told
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(port, real)| Some((port.clone(), real.as_u64()?)))
        .collect();
    ports.sort_by_key(|(port, _)| port.parse::<u16>().unwrap_or_default());
    ports
}

/// A sandbox that runs.
struct Shown<'a> {
    home: &'a Home,
    running: Running,
    /// Of its server, in MiB.
    memory: Option<u64>,
    /// Programs for images.
    images: Vec<Image>,
    /// What runs as sidecar.
    sidecar: Told,
    pods: Vec<Object>,
}

impl Shown<'_> {
    fn value(&self) -> Value {
        let images = self.images.iter();
        let images: Map<String, Value> = images
            .map(|(name, command)| (name.clone(), command.as_str().into()))
            .collect();
        json!({
            "apiVersion": "daprk/v1",
            "kind": "SandboxStatus",
            "address": self.running.address,
            "pid": self.running.pid,
            "memoryMiB": self.memory,
            "folder": self.home.folder(),
            "kubeconfig": self.home.kubeconfig(),
            "images": images,
            "sidecar": self.sidecar,
            "pods": self.pods.iter().map(pod_value).collect::<Vec<_>>(),
        })
    }

    fn text(&self) -> String {
        let memory = self
            .memory
            .map_or(String::new(), |mib| format!(", {mib} MiB"));
        let mut lines = vec![
            format!("address     {}", self.running.address),
            format!("process     {}{memory}", self.running.pid),
            format!("folder      {}", self.home.folder().display()),
            format!("kubeconfig  {}", self.home.kubeconfig().display()),
            format!("sidecars    {}", self.sidecar.words()),
        ];
        let images = self.images.iter();
        lines.extend(images.map(|(name, command)| format!("image       {name}={command}")));
        lines.push(format!("pods        {}", self.pods.len()));
        lines.extend(self.pods.iter().map(pod_text));
        lines.join("\n") + "\n"
    }
}

fn pod_value(pod: &Object) -> Value {
    let ports: Map<String, Value> = ports(pod)
        .into_iter()
        .map(|(port, real)| (port, real.into()))
        .collect();
    json!({
        "namespace": pod.namespace(),
        "name": pod.name(),
        "phase": pod.text("/status/phase"),
        "builtIn": is_built_in(pod),
        "sidecar": sidecar(pod),
        "ports": ports,
    })
}

fn pod_text(pod: &Object) -> String {
    let namespace = pod.namespace().unwrap_or_default();
    let kind = if is_built_in(pod) {
        "built in".to_owned()
    } else {
        let ports = ports(pod);
        let ports: Vec<_> = ports
            .iter()
            .map(|(port, real)| format!("{port}→{real}"))
            .collect();
        let sidecar = sidecar(pod).map_or(String::new(), |word| format!("  sidecar {word}"));
        format!("processes{sidecar}  {}", ports.join(" "))
    };
    let phase = pod.text("/status/phase");
    let line = format!("  {namespace}/{}  {phase}", pod.name());
    let kind = kind.trim_end();
    if line.chars().count() + kind.chars().count() + 2 <= WIDTH {
        return format!("{line}  {kind}");
    }
    format!("{line}\n      {kind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_in_their_order() {
        let pod = Object(json!({"metadata": {"annotations": {
            "sandbox.daprk.dev/ports": r#"{"6379":41000,"80":41001}"#,
        }}}));
        let wanted = [("80".to_owned(), 41001), ("6379".to_owned(), 41000)];
        assert_eq!(ports(&pod), wanted);
        assert_eq!(ports(&Object(json!({}))), []);
    }

    #[test]
    fn flags_reach_the_server() {
        let programs = Programs {
            images: vec![("a".to_owned(), "b c".to_owned())],
            daprd: Some("/d d".to_owned()),
        };
        assert_eq!(arguments(&programs), ["--image=a=b c", "--daprd=/d d"]);
    }
}
