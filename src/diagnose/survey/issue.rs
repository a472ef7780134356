//! What a check finds.

use crate::diagnose::finding::{Finding, Severity};
use crate::event::Subject;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// That of its check, or a narrower one: `image-not-found`.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The object that it is about.
    pub on: Subject,
    /// The ids of the apps that it concerns; none when it concerns the whole of Dapr.
    pub apps: Vec<String>,
    /// Other objects that it has to do with: what it names, what is to blame.
    pub names: Vec<Subject>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// The words of whoever said so, and figures; lines.
    pub says: Vec<String>,
    /// What mends it, commands as far as there are such; the best first.
    pub fixes: Vec<String>,
    /// What was found besides, and goes when this is mended.
    pub follows: Vec<Issue>,
}

impl Issue {
    /// Something that does not work.
    pub(super) fn error(id: &'static str, on: Subject, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, on, message.into())
    }

    /// Something that looks wrong.
    pub(super) fn warning(id: &'static str, on: Subject, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Warning, on, message.into())
    }

    fn new(id: &'static str, severity: Severity, on: Subject, message: String) -> Self {
        Self {
            id,
            severity,
            on,
            apps: Vec::new(),
            names: Vec::new(),
            follows: Vec::new(),
            message,
            says: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// What the diagnosis of a wait found.
    pub(super) fn of(finding: &Finding) -> Self {
        let message = match &finding.container {
            Some(container) if !finding.message.contains(container.as_str()) => {
                format!("container {container}: {}", finding.message)
            }
            _ => finding.message.clone(),
        };
        let says = finding.says.as_deref().unwrap_or_default();
        let is_pod = finding.on.kind == "Pod" && finding.on != finding.workload;
        let pod = is_pod.then(|| format!("pod {}", finding.on.name));
        Self {
            says: pod
                .into_iter()
                .chain(says.lines().map(str::to_owned))
                .collect(),
            fixes: finding.hint.clone().into_iter().collect(),
            names: [finding.on.clone()]
                .into_iter()
                .chain(finding.blames.clone())
                .collect(),
            ..Self::new(
                finding.id,
                finding.severity,
                finding.workload.clone(),
                message,
            )
        }
    }

    /// No more than a warning, unless `grave`.
    pub(super) fn grave(mut self, grave: bool) -> Self {
        if !grave {
            self.severity = Severity::Warning;
        }
        self
    }

    /// Adds an app that it concerns.
    pub(super) fn app(self, id: impl Into<String>) -> Self {
        self.apps([id.into()])
    }

    /// Adds the apps that it concerns.
    pub(super) fn apps(mut self, ids: impl IntoIterator<Item = String>) -> Self {
        self.apps.extend(ids);
        self
    }

    /// Adds an object that it has to do with.
    pub(super) fn names(mut self, object: Subject) -> Self {
        self.names.push(object);
        self
    }

    /// Adds a line of what was said.
    pub(super) fn says(mut self, line: impl Into<String>) -> Self {
        self.says.push(line.into());
        self
    }

    /// Adds what mends it.
    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fixes.push(fix.into());
        self
    }
}
