//! Pods whose programs do all they can to stay, and their processes.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::sandbox::fixture::Sandbox;

/// Ignores signals, forks, and leaves its session.
const SCRIPT: &str = "
trap '' TERM HUP INT
stay() { trap '' TERM HUP INT; while :; do sleep 0.3; done; }
export -f stay
setsid bash -c stay &
(setsid bash -c '(stay) & exit 0')
(stay) &
while :; do (sleep 0.4 &); sleep 0.2; done
";

/// So many of its processes are there all the while.
const LEAST: usize = 4;

/// A process: its number, and when it was started, as numbers are used again.
pub(super) type Life = (u32, u64);

/// The names of the pods.
pub(super) fn names() -> [String; 3] {
    [0, 1, 2].map(|number| format!("wild-{number}"))
}

/// The pods; the first has a sidecar.
pub(super) fn manifest() -> Value {
    let pod = |name: String| {
        let sidecar = name.ends_with('0');
        json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": name,
                "annotations": {"dapr.io/enabled": sidecar.to_string(), "dapr.io/app-id": name},
            },
            "spec": {
                "terminationGracePeriodSeconds": 1,
                "containers": [{
                    "name": "app",
                    "image": "debian",
                    "command": ["bash", "-c", SCRIPT],
                    "env": [{"name": "DAPRK_TEST_POD", "value": name}],
                }],
            },
        })
    };
    json!({"apiVersion": "v1", "kind": "List", "items": names().map(pod)})
}

/// A process that a sandbox started, in whatever way.
#[derive(Clone, Debug)]
pub(super) struct Process {
    pub(super) life: Life,
    parent: u32,
    pub(super) command: String,
    /// The pod that it is a program of.
    pub(super) pod: Option<String>,
    environment: String,
}

/// All that live of a sandbox, but its server: what has its folder in the environment, and the
/// pods' supervisors, which have none. Those of a container have their pod's name there too.
pub(super) fn processes(sandbox: &Sandbox) -> Vec<Process> {
    let folder = sandbox.folder().display().to_string();
    let server = sandbox.owner();
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let processes = pids.filter(|pid| *pid != server).filter_map(process);
    let of_it = |it: &Process| {
        let supervises = it.parent == server && it.command.contains("sandbox supervise");
        supervises || it.environment.contains(&folder)
    };
    processes.filter(of_it).collect()
}

fn process(pid: u32) -> Option<Process> {
    let stat = read(pid, "stat")?;
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    // It has ended, and only waits for its parent to look.
    if fields.next()? == "Z" {
        return None;
    }
    let parent = fields.next()?.parse().ok()?;
    // The twenty-second field, of which the fourth was the parent.
    let started = fields.nth(17)?.parse().ok()?;
    let environment = read(pid, "environ")?;
    let mut words = environment.split(' ');
    let pod = words.find_map(|word| word.strip_prefix("DAPRK_TEST_POD="));
    Some(Process {
        life: (pid, started),
        parent,
        command: read(pid, "cmdline")?,
        pod: pod.map(str::to_owned),
        environment,
    })
}

fn read(pid: u32, name: &str) -> Option<String> {
    let bytes = fs::read(format!("/proc/{pid}/{name}")).ok()?;
    Some(String::from_utf8_lossy(&bytes).replace('\0', " "))
}

/// A process, and what ends with it: all of its pod if it is a pod's supervisor.
pub(super) fn with_its_own(all: &[Process], victim: &Process) -> BTreeSet<Life> {
    let children = all.iter().filter(|it| it.parent == victim.life.0);
    let pods: Vec<_> = children.filter_map(|child| child.pod.as_ref()).collect();
    let of_pod = |it: &&Process| it.pod.as_ref().is_some_and(|pod| pods.contains(&pod));
    let own = all.iter().filter(of_pod).map(|it| it.life);
    own.chain([victim.life]).collect()
}

/// Those of them that are still there.
pub(super) fn survivors(before: &BTreeSet<Life>) -> Vec<Process> {
    let now = before.iter().filter_map(|(pid, _)| process(*pid));
    now.filter(|process| before.contains(&process.life))
        .collect()
}

/// Which pods have not all of their programs, none of them of an earlier life.
pub(super) fn absent(sandbox: &Sandbox, earlier: &BTreeSet<Life>) -> Vec<String> {
    let all = processes(sandbox);
    let mut absent = names().to_vec();
    absent.retain(|name| {
        let own = all.iter().filter(|it| it.pod.as_ref() == Some(name));
        own.filter(|it| !earlier.contains(&it.life)).count() < LEAST
    });
    let is_sidecar = |it: &&Process| it.command.contains("sandbox sidecar");
    let sidecars = all.iter().filter(is_sidecar);
    if sidecars.filter(|it| !earlier.contains(&it.life)).count() == 0 {
        absent.push("the sidecar".to_owned());
    }
    absent
}
