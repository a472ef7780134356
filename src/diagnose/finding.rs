//! What a check finds.

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
    /// It is the effect of something else, if anything else is found at the same place.
    pub(super) symptom: bool,
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
        };
        Found {
            finding,
            place: self.clone(),
            words: None,
            symptom: false,
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

    /// Shows it at another object than the place's own.
    pub(super) fn on(mut self, on: Subject) -> Self {
        self.finding.on = on;
        self
    }

    /// Sets the text in the tree.
    pub(super) fn words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Tells that it explains nothing by itself.
    pub(super) fn symptom(mut self) -> Self {
        self.symptom = true;
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
