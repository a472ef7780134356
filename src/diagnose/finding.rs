//! What a check finds.

use crate::error::Error;
use crate::event::Subject;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something does not work.
    Error,
    /// Something is slow or looks wrong.
    Warning,
}

/// One cause for which something isn't as wanted, whatever number of replicas it hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable identifier for programs, kebab-case: `image-not-found`.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Whether waiting cannot help.
    pub hopeless: bool,
    /// The object at which it shows; with several replicas, the first of them.
    pub on: Subject,
    /// The container at which it shows.
    pub container: Option<String>,
    /// The wanted object that it holds up.
    pub workload: Subject,
    /// One line for people, lower case: `image x not found (3 pods)`.
    pub message: String,
    /// The words of whoever refused; several lines for what a container wrote.
    pub says: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Another object that is to blame for it: a Component, a service of the control plane.
    pub blames: Option<Subject>,
}

impl Finding {
    /// The error that a wait ends with because of it.
    pub fn to_error(&self) -> Error {
        let name = &self.workload.name;
        let message = match self.message.strip_prefix("has no ") {
            Some(rest) => format!("{name} has no {rest}"),
            None => format!("{name} cannot start: {}", self.message),
        };
        let mut error = Error::failed(self.id, message).on(self.place());
        error.says.clone_from(&self.says);
        error.hint.clone_from(&self.hint);
        error
    }

    /// `pod cart-1, container app`.
    fn place(&self) -> String {
        let on = match self.on.kind.as_str() {
            "Pod" => format!("pod {}", self.on.name),
            _ => self.on.to_string(),
        };
        match &self.container {
            Some(container) => format!("{on}, container {container}"),
            None => on,
        }
    }
}

/// How much of an explanation a finding is. At each place only the weightiest are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// It tells why.
    Cause,
    /// It tells what happened: a container ended.
    Effect,
    /// It tells that something does not happen: a probe fails, nothing goes on.
    Symptom,
}

/// Where in the wait tree something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Index of the wanted object.
    pub(super) scope: usize,
    /// The wanted object.
    pub(super) workload: Subject,
    /// The object at which it shows.
    pub(super) on: Subject,
    /// The pod whose line in the tree it explains.
    pub(super) pod: Option<String>,
    /// The container whose line in the tree it explains.
    pub(super) container: Option<String>,
}

/// A finding with its place in the tree, for one replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) finding: Finding,
    pub(super) place: Place,
    /// The text in the tree, where the finding's message isn't right for it.
    pub(super) words: Option<String>,
    /// What replicas with the same cause have in common, where their messages differ.
    pub(super) cause: Option<String>,
    /// How much of an explanation it is, where several are found at the same place.
    pub(super) weight: Weight,
}

impl Place {
    /// Something does not work here.
    pub(super) fn error(&self, id: &'static str, message: impl Into<String>) -> Found {
        self.found(Severity::Error, id, message.into())
    }

    /// Something is slow or looks wrong here.
    pub(super) fn warning(&self, id: &'static str, message: impl Into<String>) -> Found {
        self.found(Severity::Warning, id, message.into())
    }

    fn found(&self, severity: Severity, id: &'static str, message: String) -> Found {
        let finding = Finding {
            id,
            severity,
            hopeless: false,
            on: self.on.clone(),
            container: self.container.clone(),
            workload: self.workload.clone(),
            message,
            says: None,
            hint: None,
            blames: None,
        };
        Found {
            finding,
            place: self.clone(),
            words: None,
            cause: None,
            weight: Weight::Cause,
        }
    }
}

impl Found {
    /// Whether waiting cannot help.
    pub(super) fn hopeless(mut self, hopeless: bool) -> Self {
        self.finding.hopeless = hopeless;
        self
    }

    /// Adds the words of whoever refused, unless they are empty.
    pub(super) fn says(mut self, says: impl Into<String>) -> Self {
        self.finding.says = Some(says.into()).filter(|says| !says.is_empty());
        self
    }

    /// Adds what to do.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.finding.hint = Some(hint.into());
        self
    }

    /// Names the object that is to blame.
    pub(super) fn blames(mut self, object: Option<Subject>) -> Self {
        self.finding.blames = object;
        self
    }

    /// Sets the text in the tree.
    pub(super) fn words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Shows in the tree what was said as well: the message alone does not tell why.
    pub(super) fn in_full(self) -> Self {
        let says = self.finding.says.as_deref().unwrap_or_default();
        let words = match says.lines().next() {
            Some(says) => format!("{}: {says}", self.text()),
            None => self.text().to_owned(),
        };
        self.words(words)
    }

    /// Names what other replicas have in common with this one.
    pub(super) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Tells how much of an explanation it is.
    pub(super) fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// The text in the tree.
    pub(super) fn text(&self) -> &str {
        self.words.as_deref().unwrap_or(&self.finding.message)
    }

    /// Sorts the worst first.
    pub(super) fn rank(&self) -> (bool, Severity) {
        (!self.finding.hopeless, self.finding.severity)
    }
}
