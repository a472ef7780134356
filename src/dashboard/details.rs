//! One thing of the picture in words.

use serde::Serialize;
use serde_json::Value;

use super::explain;
use super::feed::State;
use crate::dapr::{self, App};
use crate::event::Typed;
use crate::graph::NodeKind;
use crate::health;
use crate::manifest::{self, Object, redacted};

/// What is known of a node beyond what the picture has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Details {
    pub(super) sections: Vec<Section>,
    /// Commands that show the same in a terminal.
    pub(super) commands: Vec<String>,
    /// The object as it is declared, Secrets without their values; empty if there is none.
    pub(super) yaml: String,
}

/// Lines of one matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<String>,
}

/// Events that are told.
const EVENTS: usize = 10;

/// What is known of the node with this id; none if there is no such node.
pub(super) fn details(state: &State, id: &str, typed: &Typed) -> Option<Details> {
    let node = state.graph.node(id)?;
    let place = (&*node.namespace, &*node.name);
    let mut details = match node.kind {
        NodeKind::App => app(state, place),
        NodeKind::ControlPlane => workload(state, place),
        // `Deployment nodeapp`
        NodeKind::Workload => workload(state, (place.0, place.1.rsplit(' ').next()?)),
        _ => Details::default(),
    };
    if details.yaml.is_empty()
        && let Some(object) = declared(state, node.kind, place)
    {
        details.show(object);
    }
    details.sections.retain(|section| !section.lines.is_empty());
    for command in &mut details.commands {
        *command = typed.text(command);
    }
    Some(details)
}

impl Details {
    fn add(&mut self, title: &'static str, lines: Vec<String>) {
        self.sections.push(Section { title, lines });
    }

    /// The object itself, and how to see it elsewhere.
    fn show(&mut self, object: &Object) {
        let object = redacted(object);
        self.yaml = manifest::to_string(&object.0);
        let namespace = object
            .namespace()
            .map(|namespace| format!(" -n {namespace}"))
            .unwrap_or_default();
        self.commands.push(format!(
            "kubectl get {} {}{namespace} -o yaml",
            object.kind().to_lowercase(),
            object.name()
        ));
    }
}

/// The object that a node is of.
fn declared<'a>(
    state: &'a State,
    kind: NodeKind,
    (namespace, name): (&str, &str),
) -> Option<&'a Object> {
    let snapshot = &state.snapshot;
    let lists: [&[_]; 6] = [
        &snapshot.resources,
        &snapshot.services,
        snapshot.secrets.as_deref().unwrap_or_default(),
        &snapshot.access,
        snapshot.webhooks.as_deref().unwrap_or_default(),
        &snapshot.workloads,
    ];
    let is_of = |object: &Object| match kind {
        NodeKind::Component => object.kind() == "Component",
        NodeKind::Configuration => object.kind() == "Configuration",
        NodeKind::Subscription => object.kind() == "Subscription",
        NodeKind::Resiliency => object.kind() == "Resiliency",
        NodeKind::Resource => object.api_version().starts_with("dapr.io/"),
        NodeKind::Secret => object.kind() == "Secret",
        NodeKind::Backend | NodeKind::Service => object.kind() == "Service",
        NodeKind::Role => object.kind().ends_with("Role"),
        NodeKind::Account => object.kind() == "ServiceAccount",
        NodeKind::Webhook => object.kind() == "MutatingWebhookConfiguration",
        _ => false,
    };
    let mut objects = lists.into_iter().flatten();
    let found = objects.find(|object| {
        is_of(object)
            && object.name() == name
            && object.namespace().unwrap_or_default() == namespace
    });
    found.map(|object| &**object)
}

fn app(state: &State, (namespace, name): (&str, &str)) -> Details {
    let mut details = Details::default();
    let pods: Vec<&Object> = state.snapshot.pods.iter().map(|pod| &**pod).collect();
    let is_its = |app: &App| app.app_id == name && app.namespace == namespace;
    let pods: Vec<&Object> = pods
        .into_iter()
        .filter(|pod| dapr::app(pod).is_some_and(|app| is_its(&app)))
        .collect();
    details.add("Pods", pods.iter().map(|pod| pod_line(pod)).collect());
    if let Some(pod) = pods.first() {
        details.add("What its annotations say", annotations(pod));
        let answers = state
            .snapshot
            .sidecars
            .get(&(namespace.to_owned(), pod.name().to_owned()));
        let metadata = answers.and_then(|answers| answers.metadata.as_ref());
        details.add(
            "What its sidecar has loaded",
            metadata.map(loaded).unwrap_or_default(),
        );
        let sidecar = dapr::sidecar(pod);
        details.add(
            "What its sidecar was told",
            sidecar
                .map(|sidecar| sidecar.arguments())
                .unwrap_or_default(),
        );
    }
    let names: Vec<&str> = pods.iter().map(|pod| pod.name()).collect();
    details.add("Events", events(state, namespace, &names));
    let owner = state.snapshot.workloads.iter().find(|workload| {
        workload.namespace() == Some(namespace)
            && workload.kind() != "ReplicaSet"
            && workload.text("/spec/template/metadata/annotations/dapr.io~1app-id") == name
    });
    details
        .commands
        .push(format!("daprk logs -k -a {name} -n {namespace} -c all -f"));
    details
        .commands
        .push(format!("daprk check -k --app {name} -n {namespace}"));
    if let Some(owner) = owner {
        details.show(owner);
    }
    details
}

/// A workload, by its own name.
fn workload(state: &State, (namespace, name): (&str, &str)) -> Details {
    let mut details = Details::default();
    let workloads = state.snapshot.workloads.iter();
    let mut workloads = workloads.filter(|workload| workload.kind() != "ReplicaSet");
    let Some(workload) =
        workloads.find(|one| one.name() == name && one.namespace() == Some(namespace))
    else {
        return details;
    };
    let label = workload.text("/spec/template/metadata/labels/app");
    let pods = state.snapshot.pods.iter().filter(|pod| {
        pod.namespace() == Some(namespace) && !label.is_empty() && pod.label("app") == Some(label)
    });
    let pods: Vec<&Object> = pods.map(|pod| &**pod).collect();
    details.add("Pods", pods.iter().map(|pod| pod_line(pod)).collect());
    let args = workload.items("/spec/template/spec/containers/0/args");
    let args = args.iter().filter_map(Value::as_str);
    details.add("What it was told", dapr::arguments::lines(args));
    let mut names: Vec<&str> = pods.iter().map(|pod| pod.name()).collect();
    names.push(name);
    details.add("Events", events(state, namespace, &names));
    details.show(workload);
    details
}

/// `nodeapp-7d9f-abcde, ready, 2 restarts, on node lab`
fn pod_line(pod: &Object) -> String {
    let mut words = vec![pod.name().to_owned()];
    words.push(if health::pod_is_ready(pod) {
        "ready".to_owned()
    } else {
        let phase = pod.text("/status/phase");
        format!(
            "not ready: {}",
            if phase.is_empty() { "unknown" } else { phase }
        )
    });
    let containers = pod.items("/status/containerStatuses").iter();
    let restarts: i64 = containers
        .filter_map(|one| one["restartCount"].as_i64())
        .sum();
    match restarts {
        0 => {}
        1 => words.push("1 restart".to_owned()),
        more => words.push(format!("{more} restarts")),
    }
    let node = pod.text("/spec/nodeName");
    if !node.is_empty() {
        words.push(format!("on node {node}"));
    }
    words.join(", ")
}

/// `app-port 3000: the sidecar calls it on port 3000`
fn annotations(pod: &Object) -> Vec<String> {
    let all = pod.at("/metadata/annotations").and_then(Value::as_object);
    let pairs = all.into_iter().flatten();
    pairs
        .filter(|(key, _)| key.starts_with("dapr.io/"))
        .map(|(key, value)| {
            let value = value.as_str().unwrap_or_default();
            match explain::annotation(key, value) {
                Some(words) => format!("{key}: {words}"),
                None => format!("{key}: {value}"),
            }
        })
        .collect()
}

/// What `/v1.0/metadata` tells.
fn loaded(metadata: &Value) -> Vec<String> {
    let list = |key: &str| metadata[key].as_array().cloned().unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for component in list("components") {
        lines.push(format!(
            "component {} ({}/{})",
            text(&component, "name"),
            text(&component, "type"),
            text(&component, "version")
        ));
    }
    for subscription in list("subscriptions") {
        lines.push(format!(
            "subscription to {} of {}, {}",
            text(&subscription, "topic"),
            text(&subscription, "pubsubname"),
            text(&subscription, "type").to_lowercase()
        ));
    }
    for endpoint in list("httpEndpoints") {
        lines.push(format!("HTTP endpoint {}", text(&endpoint, "name")));
    }
    let actors = metadata["actorRuntime"]["activeActors"].as_array();
    for actor in actors.into_iter().flatten() {
        let count = actor["count"].as_i64().unwrap_or_default();
        lines.push(format!("actors of type {}: {count}", text(actor, "type")));
    }
    lines
}

/// The latest ones, with how often they came.
fn events(state: &State, namespace: &str, names: &[&str]) -> Vec<String> {
    let events = state.snapshot.events.iter().filter(|event| {
        event.text("/involvedObject/namespace") == namespace
            && names.contains(&event.text("/involvedObject/name"))
    });
    let when = |event: &Object| {
        let last = event.text("/lastTimestamp");
        let first = event.text("/metadata/creationTimestamp");
        if last.is_empty() { first } else { last }.to_owned()
    };
    let mut events: Vec<_> = events.map(|event| (when(event), event)).collect();
    events.sort_by(|(one, _), (other, _)| other.cmp(one));
    let line = |(when, event): (String, &std::sync::Arc<Object>)| {
        let times = match event.number("/count") {
            Some(count) if count > 1 => format!(" ({count} times)"),
            _ => String::new(),
        };
        format!(
            "{when} {}: {}{times}",
            event.text("/reason"),
            event.text("/message")
        )
    };
    events.into_iter().take(EVENTS).map(line).collect()
}
