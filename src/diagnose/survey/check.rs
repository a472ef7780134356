//! What a check is, and what it comes to.

use super::issue::Issue;
use super::scene::Scene;
use crate::event::Typed;
use crate::manifest::Object;

/// What the checks are about.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The namespace that was looked at besides the control plane's; all of them when absent.
    pub namespace: Option<String>,
    /// The control plane's namespace.
    pub dapr: String,
    /// How commands are typed for this cluster.
    pub typed: Typed,
    /// Dapr's definitions as they should be.
    pub definitions: Vec<Object>,
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The cluster, and our rights in it.
    Cluster,
    /// Dapr's own services.
    ControlPlane,
    /// How sidecars come into pods.
    Injection,
    /// Sidecars that run.
    Sidecars,
    /// Components, and what is behind them.
    Components,
    /// Applications.
    Apps,
    /// Subscriptions.
    Subscriptions,
    /// Resiliencies.
    Resiliency,
}

impl Group {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Cluster,
        Self::ControlPlane,
        Self::Injection,
        Self::Sidecars,
        Self::Components,
        Self::Apps,
        Self::Subscriptions,
        Self::Resiliency,
    ];

    /// Its name: `control-plane`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::ControlPlane => "control-plane",
            Self::Injection => "injection",
            Self::Sidecars => "sidecars",
            Self::Components => "components",
            Self::Apps => "apps",
            Self::Subscriptions => "subscriptions",
            Self::Resiliency => "resiliency",
        }
    }
}

/// One named check.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// What would be wrong, kebab-case: `secret-key-missing`.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// What it looks at, in words.
    pub looks: &'static str,
    /// Why that matters, in one sentence.
    pub why: &'static str,
    /// What the snapshot has to hold: plurals of kinds, or `sidecars` for the sidecars' answers.
    pub(super) needs: &'static [&'static str],
    pub(super) run: fn(&Scene<'_>) -> Vec<Issue>,
}

/// A check, and what it came to.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Which.
    pub check: &'static Check,
    /// What it came to.
    pub verdict: Verdict,
}

/// What a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Passed,
    /// These are not.
    Found(Vec<Issue>),
    /// What was found follows from findings of other checks: their ids.
    Follows(Vec<&'static str>),
    /// It was not looked at, for lack of this: `secrets in shop: … is forbidden`.
    NotLookedAt(String),
}
