//! Cells of a pod.

use jiff::Timestamp;
use serde_json::Value;

use super::cell::View;
use super::duration::human;

/// `1/2`: containers that are ready, of those that keep running.
pub(super) fn ready(pod: View) -> Value {
    let summary = Summary::of(pod);
    format!("{}/{}", summary.ready, summary.total).into()
}

/// The phase, or the reason that says more: `Init:0/1`, `CrashLoopBackOff`, `Terminating`.
pub(super) fn status(pod: View) -> Value {
    Summary::of(pod).reason.into()
}

/// `0`, or `3 (5m ago)`.
pub(super) fn restarts(pod: View) -> Value {
    let restarts = Summary::of(pod).restarts;
    match restarts.last.filter(|_| restarts.count != 0) {
        Some(last) => {
            let ago = human(pod.now.duration_since(last));
            format!("{} ({ago} ago)", restarts.count).into()
        }
        None => restarts.count.to_string().into(),
    }
}

/// The first of its addresses.
pub(super) fn ip(pod: View) -> Value {
    let ip = match pod.text("/status/podIPs/0/ip") {
        "" => pod.text("/status/podIP"),
        ip => ip,
    };
    (if ip.is_empty() { "<none>" } else { ip }).into()
}

/// `1/2`: readiness gates whose condition is true.
pub(super) fn gates(pod: View) -> Value {
    let gates = pod.list("/spec/readinessGates");
    if gates.is_empty() {
        return "<none>".into();
    }
    let open = |gate: &&Value| is_true(pod, gate["conditionType"].as_str().unwrap_or_default());
    format!("{}/{}", gates.iter().filter(open).count(), gates.len()).into()
}

fn is_true(pod: View, condition: &str) -> bool {
    pod.condition(condition)
        .is_some_and(|condition| condition["status"] == "True")
}

/// How often containers were started again, and when the last of them had ended.
#[derive(Clone, Copy, Default)]
struct Restarts {
    count: i64,
    last: Option<Timestamp>,
}

impl Restarts {
    fn add(&mut self, container: &Value) {
        self.count += container["restartCount"].as_i64().unwrap_or_default();
        let ended = container["lastState"]["terminated"]["finishedAt"].as_str();
        let ended = ended.and_then(|time| time.parse().ok());
        self.last = self.last.max(ended);
    }
}

/// What the containers come to.
struct Summary {
    ready: usize,
    total: usize,
    reason: String,
    restarts: Restarts,
}

impl Summary {
    fn of(pod: View) -> Self {
        let sidecars = pod
            .list("/spec/initContainers")
            .iter()
            .filter(|c| restartable(c));
        let mut summary = Self {
            ready: 0,
            total: pod.list("/spec/containers").len() + sidecars.count(),
            reason: phase(pod),
            restarts: Restarts::default(),
        };
        let initializing = summary.init_containers(pod);
        if !initializing || is_true(pod, "Initialized") {
            summary.containers(pod);
        }
        summary.deletion(pod);
        summary
    }

    /// Up to the first that isn't done; whether there is one. Until then every init container's
    /// restarts count, afterwards only those of sidecars.
    fn init_containers(&mut self, pod: View) -> bool {
        let mut sidecars = Restarts::default();
        let mut initializing = false;
        for (index, container) in pod.list("/status/initContainerStatuses").iter().enumerate() {
            let sidecar = is_sidecar(pod, container);
            self.restarts.add(container);
            if sidecar {
                sidecars.add(container);
            }
            let done = container["state"]["terminated"]["exitCode"] == 0;
            let started = sidecar && container["started"] == true;
            if done || started {
                self.ready += usize::from(!done && container["ready"] == true);
                continue;
            }
            self.reason = init_reason(pod, index, container);
            initializing = true;
            break;
        }
        if !initializing || is_true(pod, "Initialized") {
            self.restarts = sidecars;
        }
        initializing
    }

    /// The first container's reason wins: the list is read from its end.
    fn containers(&mut self, pod: View) {
        let mut running = false;
        for container in pod.list("/status/containerStatuses").iter().rev() {
            self.restarts.add(container);
            let state = &container["state"];
            if let Some(reason) = waiting(state) {
                reason.clone_into(&mut self.reason);
            } else if state["terminated"].is_object() {
                self.reason = terminated(&state["terminated"]);
            } else if container["ready"] == true && state["running"].is_object() {
                running = true;
                self.ready += 1;
            }
        }
        if self.reason == "Completed" && running {
            let word = if is_true(pod, "Ready") {
                "Running"
            } else {
                "NotReady"
            };
            word.clone_into(&mut self.reason);
        }
    }

    fn deletion(&mut self, pod: View) {
        if !pod.deleted() {
            return;
        }
        if pod.text("/status/reason") == "NodeLost" {
            "Unknown".clone_into(&mut self.reason);
        } else if !matches!(pod.text("/status/phase"), "Succeeded" | "Failed") {
            "Terminating".clone_into(&mut self.reason);
        }
    }
}

fn phase(pod: View) -> String {
    let scheduled = pod.condition("PodScheduled");
    if scheduled.is_some_and(|condition| condition["reason"] == "SchedulingGated") {
        return "SchedulingGated".to_owned();
    }
    match pod.text("/status/reason") {
        "" => pod.text("/status/phase").to_owned(),
        reason => reason.to_owned(),
    }
}

fn restartable(container: &Value) -> bool {
    container["restartPolicy"] == "Always"
}

fn is_sidecar(pod: View, status: &Value) -> bool {
    let containers = pod.list("/spec/initContainers");
    let container = containers
        .iter()
        .find(|container| container["name"] == status["name"]);
    container.is_some_and(restartable)
}

/// Why a container waits, where that is known.
fn waiting(state: &Value) -> Option<&str> {
    state["waiting"]["reason"]
        .as_str()
        .filter(|reason| !reason.is_empty())
}

/// `Error`, `Signal:9`, `ExitCode:1`.
fn terminated(state: &Value) -> String {
    match state["reason"].as_str() {
        Some(reason) if !reason.is_empty() => reason.to_owned(),
        _ => match state["signal"].as_i64() {
            Some(signal) if signal != 0 => format!("Signal:{signal}"),
            _ => format!(
                "ExitCode:{}",
                state["exitCode"].as_i64().unwrap_or_default()
            ),
        },
    }
}

fn init_reason(pod: View, index: usize, container: &Value) -> String {
    let state = &container["state"];
    if state["terminated"].is_object() {
        return format!("Init:{}", terminated(&state["terminated"]));
    }
    match waiting(state) {
        Some(reason) if reason != "PodInitializing" => format!("Init:{reason}"),
        _ => format!("Init:{index}/{}", pod.list("/spec/initContainers").len()),
    }
}
