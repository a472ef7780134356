//! One error type for everything a person may read, and the exit statuses.
//!
//! An error says what failed, on which object, why, and what to do, in at most six lines:
//!
//! ```text
//! error: dapr-operator cannot start: image mirror.example/dapr/operator:1.18.3 not found
//!   on    pod dapr-operator-744655fddf-l5dbm, container dapr-operator
//!   says  failed to resolve reference: manifest unknown
//!   hint  check --image-registry; `daprk images` lists what a mirror needs
//!   state 46 of 47 objects stand; the same command goes on from here
//! ```
//!
//! A module that needs to branch on what went wrong has a `thiserror` enum of its own with a
//! `From` into this type; everything else makes an [`Error`] directly.

use std::fmt;

/// How the process ends. The numbers are part of the interface: scripts branch on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// What was asked is done.
    Done = 0,
    /// What was asked failed, is unhealthy, or differs (`diff`).
    Failed = 1,
    /// The command line, a values file or a manifest is wrong.
    Usage = 2,
    /// The cluster cannot be reached, or does not know or allow us.
    Unreachable = 3,
    /// Time ran out before it was done.
    TimedOut = 4,
    /// A question has to be answered, and nobody is there to answer it.
    NeedsConfirmation = 5,
    /// A mistake in daprk itself.
    Bug = 70,
    /// Ended by Ctrl-C (128 + SIGINT).
    Interrupted = 130,
}

impl Exit {
    /// Every status with its meaning, in the order `--help` and README list them.
    pub const TABLE: [(Self, &'static str); 8] = [
        (Self::Done, "done"),
        (Self::Failed, "failed, unhealthy, or different"),
        (Self::Usage, "wrong usage or input"),
        (Self::Unreachable, "cluster unreachable or access refused"),
        (Self::TimedOut, "timed out"),
        (Self::NeedsConfirmation, "needs confirmation (--yes)"),
        (Self::Bug, "a bug in daprk"),
        (Self::Interrupted, "interrupted"),
    ];

    /// The number the shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// What failed, on which object, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Exit status that this error leads to.
    pub exit: Exit,
    /// Stable identifier for programs, e.g. `cluster-unreachable`; kebab-case.
    pub code: &'static str,
    /// One line without a full stop, lower case unless it begins with a name.
    pub message: String,
    /// The object or the place (`values.yaml:3:7`) that it is about.
    pub on: Option<String>,
    /// Why, in the words of whoever refused; several lines where a source excerpt helps.
    pub says: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// What stands after the failure, when something was changed before it.
    pub state: Option<String>,
}

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// That of a run that Ctrl-C ended.
    pub fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted", "interrupted")
    }

    /// An error with a status, a stable code and its first line.
    pub fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit,
            code,
            message: message.into(),
            on: None,
            says: None,
            hint: None,
            state: None,
        }
    }

    /// The work was tried and failed ([`Exit::Failed`]).
    pub fn failed(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, code, message)
    }

    /// The input is wrong ([`Exit::Usage`]).
    pub fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, code, message)
    }

    /// A state that the code believes impossible ([`Exit::Bug`]).
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Exit::Bug, "bug", message)
            .hint("please report it, with the command and its output with -vv")
    }

    /// Names the object or place it is about.
    #[must_use]
    pub fn on(mut self, on: impl Into<String>) -> Self {
        self.on = Some(on.into());
        self
    }

    /// Adds the reason.
    #[must_use]
    pub fn says(mut self, says: impl Into<String>) -> Self {
        self.says = Some(says.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what stands.
    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }
}

impl fmt::Display for Error {
    /// The plain form: one line, for logs and for errors inside errors.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(on) = &self.on {
            write!(f, " ({on})")?;
        }
        if let Some(says) = &self.says {
            write!(f, ": {says}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
