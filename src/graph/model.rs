//! What a picture of Dapr is made of: nodes, edges, and what each edge is known from.

use serde::{Deserialize, Serialize};

/// What stands in a cluster (or in manifests), and what it has to do with each other.
///
/// Nodes are in the order of their ids, edges in that of their ends and verbs, so that the same cluster gives the
/// same graph.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// For people: `context kind-dev`, `manifests in deploy/`.
    pub title: String,
    /// What draws it again, but for a namespace: `daprk graph -k`; empty if nothing does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub command: String,
    /// Every thing once.
    pub nodes: Vec<Node>,
    /// Every relation once: same ends and same verb are one edge, whatever it is known from.
    pub edges: Vec<Edge>,
    /// What could not be seen, each with the reason and what would help; the picture may lack things for it.
    pub unknown: Vec<String>,
    /// What is wrong, the worst first.
    pub problems: Vec<Problem>,
}

/// What sort of thing a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// Whoever calls from outside.
    Caller,
    /// A Dapr application with its sidecar, all replicas.
    App,
    /// A Component.
    Component,
    /// A Configuration.
    Configuration,
    /// A Subscription.
    Subscription,
    /// A Resiliency.
    Resiliency,
    /// An `HTTPEndpoint`, `MCPServer` or `WorkflowAccessPolicy`.
    Resource,
    /// A Secret; only the names of its keys are known.
    Secret,
    /// What a component connects to: a Service, or an address outside.
    Backend,
    /// A service of Dapr's control plane.
    ControlPlane,
    /// The API server.
    ApiServer,
    /// A Service.
    Service,
    /// A Deployment, `StatefulSet`, `DaemonSet` or Job.
    Workload,
    /// A Role or `ClusterRole`.
    Role,
    /// A `ServiceAccount`.
    Account,
    /// A `MutatingWebhookConfiguration`.
    Webhook,
    /// Several nodes drawn as one.
    Group,
}

/// The columns of a picture, from left to right, and the strip below them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Who calls from outside.
    Callers,
    /// Applications and their sidecars.
    Apps,
    /// Dapr's resources.
    Resources,
    /// What components connect to, and Secrets.
    Backends,
    /// Dapr's control plane, below the columns.
    ControlPlane,
    /// Kubernetes' own objects, below the control plane.
    Kubernetes,
}

impl NodeKind {
    /// Where it is drawn.
    pub fn lane(self) -> Lane {
        match self {
            Self::Caller => Lane::Callers,
            Self::App | Self::Group => Lane::Apps,
            Self::Component
            | Self::Configuration
            | Self::Subscription
            | Self::Resiliency
            | Self::Resource => Lane::Resources,
            Self::Secret | Self::Backend => Lane::Backends,
            Self::ControlPlane => Lane::ControlPlane,
            Self::ApiServer
            | Self::Service
            | Self::Workload
            | Self::Role
            | Self::Account
            | Self::Webhook => Lane::Kubernetes,
        }
    }
}

/// How a thing is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Good,
    /// It does not work.
    Bad,
    /// It isn't there, though others name it.
    Missing,
    /// Nobody could tell: it has no state, or it could not be seen.
    #[default]
    Unknown,
}

/// One thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Unique and stable: `app/default/nodeapp`, `component/default/statestore`, `control-plane//dapr-operator`.
    pub id: String,
    /// What sort of thing it is.
    pub kind: NodeKind,
    /// What it is called.
    pub name: String,
    /// Its namespace; empty for what has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// One line beside the name: `port 3000`, `state.redis`, `443 → 6500`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// How it is.
    pub state: State,
    /// The same in words: `ready 1/1`, `hands out components`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Version of an app's sidecar; empty for what has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sidecar: String,
}

/// A relation of two things.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// Id of the node that does something.
    pub from: String,
    /// Id of the node that it is done to.
    pub to: String,
    /// What is done: `calls`, `sets`, `publishes orders`, `connects`, `reads key`.
    pub verb: String,
    /// What it is known from.
    pub evidence: Evidence,
    /// Where it was read: `Component spec.metadata[redisHost]`, `dapr_component_state_count`. Empty if nowhere special.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Whether it cannot work: it names what isn't there, or every try failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub broken: bool,
}

/// The three ways to know an edge, never mixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Manifests say so.
    pub declared: bool,
    /// A sidecar says that it has loaded it.
    pub loaded: bool,
    /// Metrics have counted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Observed>,
}

/// What the metrics of some time tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Times a second in that time; absent where they were read only once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Failures a second in that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<f64>,
    /// Half of them took no longer, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50: Option<f64>,
    /// 95 of 100 took no longer, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<f64>,
    /// All since the sidecars started.
    pub total: f64,
    /// Failures since the sidecars started.
    pub failed: f64,
    /// Nothing came in that time, or the one who did it is gone.
    pub stale: bool,
}

/// What is wrong somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable identifier: `component-not-loaded`.
    pub id: String,
    /// Ids of the nodes that it concerns.
    pub nodes: Vec<String>,
    /// One sentence.
    pub message: String,
    /// A command or a sentence that mends it; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fix: String,
    /// What was found besides and goes when this is mended, each in a sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<String>,
    /// Whether it only looks wrong: nothing fails for it now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warning: bool,
}

/// The strongest way an edge is known; how its line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Manifests alone.
    Declared,
    /// A sidecar has loaded it.
    Loaded,
    /// It has happened, though not lately.
    Stale,
    /// It happens.
    Observed,
}

impl Evidence {
    /// From manifests alone.
    pub const DECLARED: Self = Self {
        declared: true,
        loaded: false,
        observed: None,
    };

    /// The strongest way.
    pub fn strength(&self) -> Strength {
        match &self.observed {
            Some(observed) if !observed.stale => Strength::Observed,
            Some(_) => Strength::Stale,
            None if self.loaded => Strength::Loaded,
            None => Strength::Declared,
        }
    }
}

impl Observed {
    /// `1.0/s, p95 6 ms`, `541 in all`, `0.0/s`; failures are named: `2.0/s, 1.5/s fail`.
    pub fn words(&self) -> String {
        let mut words = self.counts();
        words.extend(self.took("p95", self.p95));
        words.join(", ")
    }

    /// All of it: `1.0/s, p50 2 ms, p95 6 ms, 541 in all`.
    pub fn all_words(&self) -> String {
        let mut words = self.counts();
        words.extend(self.took("p50", self.p50));
        words.extend(self.took("p95", self.p95));
        if self.rate.is_some() {
            words.push(format!("{} in all", self.total));
            words.extend((self.failed > 0.0).then(|| format!("{} failed", self.failed)));
        }
        words.join(", ")
    }

    fn counts(&self) -> Vec<String> {
        let mut words = vec![match self.rate {
            Some(rate) => format!("{rate:.1}/s"),
            None => format!("{} in all", self.total),
        }];
        match (self.errors, self.rate) {
            (Some(errors), Some(_)) if errors > 0.0 => words.push(format!("{errors:.1}/s fail")),
            (_, None) if self.failed > 0.0 => words.push(format!("{} failed", self.failed)),
            _ => {}
        }
        words
    }

    /// `p95 6 ms`; of what does not happen now, nothing.
    fn took(&self, part: &str, time: Option<f64>) -> Option<String> {
        let time = time.filter(|_| !self.stale)?;
        Some(format!("{part} {} ms", milliseconds(time)))
    }
}

/// Two digits are enough: `6`, `0.4`, `120`.
fn milliseconds(value: f64) -> String {
    if value < 9.95 && value.fract() > 0.05 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

impl Graph {
    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        let found = self.nodes.binary_search_by(|node| node.id.as_str().cmp(id));
        // A graph of a file, or of a test, may be in another order.
        let searched = || self.nodes.iter().find(|node| node.id == id);
        found.map_or_else(|_| searched(), |at| self.nodes.get(at))
    }

    /// The edge as a sentence, for whoever cannot see the picture: `pythonapp calls nodeapp, 1.0/s, p95 6 ms`.
    pub fn sentence(&self, edge: &Edge) -> String {
        let mut words = vec![self.relation(edge)];
        words.push(match (&edge.evidence.observed, edge.evidence.strength()) {
            (Some(observed), _) => observed.words(),
            (None, Strength::Loaded) => "loaded".to_owned(),
            (None, _) => "declared".to_owned(),
        });
        if edge.broken {
            words.push("broken".to_owned());
        }
        words.join(", ")
    }

    /// Who does what to whom: `pythonapp calls nodeapp`.
    pub fn relation(&self, edge: &Edge) -> String {
        let name = |id: &str| {
            self.node(id)
                .map_or_else(|| id.to_owned(), |node| node.name.clone())
        };
        format!("{} {} {}", name(&edge.from), edge.verb, name(&edge.to))
    }

    /// What stands at an edge: `calls 1.0/s, p95 6 ms`.
    pub fn label(edge: &Edge) -> String {
        match &edge.evidence.observed {
            Some(observed) => format!("{} {}", edge.verb, observed.words()),
            None => edge.verb.clone(),
        }
    }
}
