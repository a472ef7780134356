//! The one node: this machine.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::{Context, NODE};
use super::driver::{Controller, Looked, Looking, Source};
use super::object::{Key, key, stamp};

/// Its name.
pub(super) const NAME: &str = "sandbox";

/// Keeps the node there.
pub(super) struct Nodes(pub(super) Context);

impl Controller for Nodes {
    fn sources(&self) -> Vec<Source> {
        vec![Source::of(NODE, |node| vec![key(node)])]
    }

    fn first(&self) -> Vec<Key> {
        vec![(String::new(), NAME.to_owned())]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(&key.1))
    }
}

impl Nodes {
    async fn look(&self, name: &str) -> Looked {
        if name != NAME {
            return Ok(None);
        }
        let node = match self.0.get(NODE, "", NAME)? {
            Some(node) => node,
            None => self.0.create(NODE, "", node()).await?,
        };
        let machine = Machine::here(&self.0.options.kubernetes);
        let mut status = status(&machine, Timestamp::now());
        // What it said before stays, with its times, unless the machine is another one.
        if node["status"]["nodeInfo"] == status["nodeInfo"]
            && node["status"]["capacity"] == status["capacity"]
        {
            status = node["status"].clone();
        }
        self.0.set_status(NODE, &node, &status).await?;
        Ok(None)
    }
}

fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn node() -> Value {
    let arch = architecture();
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": NAME, "labels": {
            "beta.kubernetes.io/arch": arch,
            "beta.kubernetes.io/os": "linux",
            "kubernetes.io/arch": arch,
            "kubernetes.io/hostname": NAME,
            "kubernetes.io/os": "linux",
            "node-role.kubernetes.io/control-plane": "",
        }},
        "spec": {},
    })
}

/// What is known of the machine.
struct Machine {
    cpus: usize,
    memory_kib: u64,
    kernel: String,
    system: String,
    kubernetes: String,
}

impl Machine {
    fn here(kubernetes: &str) -> Self {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        Self {
            cpus: std::thread::available_parallelism().map_or(1, usize::from),
            memory_kib: memory(&read("/proc/meminfo")).unwrap_or_default(),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            system: system(&read("/etc/os-release")).unwrap_or("Linux".to_owned()),
            kubernetes: kubernetes.to_owned(),
        }
    }
}

fn memory(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find(|line| line.starts_with("MemTotal:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn system(release: &str) -> Option<String> {
    let pretty = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(pretty.trim_matches('"').to_owned())
}

fn status(machine: &Machine, now: Timestamp) -> Value {
    let capacity = json!({
        "cpu": machine.cpus.to_string(),
        "memory": format!("{}Ki", machine.memory_kib),
        "pods": "110",
    });
    json!({
        "capacity": capacity,
        "allocatable": capacity,
        "conditions": conditions(now),
        "addresses": [
            {"type": "InternalIP", "address": "127.0.0.1"},
            {"type": "Hostname", "address": NAME},
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 0}},
        "nodeInfo": {
            "machineID": "",
            "systemUUID": "",
            "bootID": "",
            "kernelVersion": machine.kernel,
            "osImage": machine.system,
            "containerRuntimeVersion": concat!("daprk://", env!("CARGO_PKG_VERSION")),
            "kubeletVersion": machine.kubernetes,
            "kubeProxyVersion": "",
            "operatingSystem": "linux",
            "architecture": architecture(),
        },
    })
}

fn conditions(now: Timestamp) -> Value {
    let now = stamp(now);
    let condition = |of: &str, status: &str, reason: &str, message: &str| {
        json!({
            "type": of, "status": status, "lastHeartbeatTime": now, "lastTransitionTime": now,
            "reason": reason, "message": message,
        })
    };
    json!([
        condition(
            "MemoryPressure",
            "False",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available",
        ),
        condition(
            "DiskPressure",
            "False",
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure",
        ),
        condition(
            "PIDPressure",
            "False",
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available",
        ),
        condition(
            "Ready",
            "True",
            "KubeletReady",
            "kubelet is posting ready status"
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::{memory, system};

    #[test]
    fn the_machine_is_read() {
        assert_eq!(
            memory("MemFree: 1 kB\nMemTotal:       4028 kB\n"),
            Some(4028)
        );
        assert_eq!(memory(""), None);
        assert_eq!(
            system("ID=x\nPRETTY_NAME=\"Some Linux 13\"\n").as_deref(),
            Some("Some Linux 13")
        );
    }
}
