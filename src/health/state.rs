//! What can be said about the health of any object.

/// How an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// As wanted, in its current generation.
    Ready,
    /// On its way there.
    Progressing,
    /// Its controller says that it failed.
    Failed,
    /// It is being deleted.
    Terminating,
    /// It is not there.
    Missing,
}

/// How an object is, why, and how much of it is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// In a word.
    pub state: State,
    /// Why it isn't ready, or a remark if it is: `1 of 3 ready`. May be empty.
    pub reason: String,
    /// Parts that are ready: replicas, containers of a pod; 0 or 1 for an object without parts.
    pub ready: i64,
    /// Parts that have to be ready.
    pub wanted: i64,
}

impl Health {
    /// An object without parts that is ready; the remark may be empty.
    pub(super) fn ready(remark: impl Into<String>) -> Self {
        Self::whole(State::Ready, remark, 1)
    }

    /// An object without parts that isn't ready yet.
    pub(super) fn progressing(reason: impl Into<String>) -> Self {
        Self::whole(State::Progressing, reason, 0)
    }

    /// An object without parts that failed.
    pub(super) fn failed(reason: impl Into<String>) -> Self {
        Self::whole(State::Failed, reason, 0)
    }

    /// An object that is on its way out.
    pub(super) fn terminating() -> Self {
        Self::whole(State::Terminating, "being deleted", 0)
    }

    /// An object that is not in the cluster.
    pub fn missing() -> Self {
        Self::whole(State::Missing, "missing", 0)
    }

    /// Whether it is [`State::Ready`].
    pub fn is_ready(&self) -> bool {
        self.state == State::Ready
    }

    /// The same with its parts counted.
    pub(super) fn with_parts(mut self, ready: i64, wanted: i64) -> Self {
        self.ready = ready.min(wanted);
        self.wanted = wanted;
        self
    }

    fn whole(state: State, reason: impl Into<String>, ready: i64) -> Self {
        Self {
            state,
            reason: reason.into(),
            ready,
            wanted: 1,
        }
    }
}
