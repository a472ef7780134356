//! One state store of any kind.

use std::collections::BTreeMap;

use super::super::resiliency::{Failure, Stopped};
use super::memory::MemoryStore;
use super::redis::RedisStore;
use super::{Delete, KeyPrefix, Operation, Set};

/// A value with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Item {
    pub data: Vec<u8>,
    pub etag: Option<String>,
    pub metadata: BTreeMap<String, String>,
}

/// Why a store refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum StateError {
    /// The value is another one than the caller thought.
    Mismatch(String),
    /// The `ETag` is none.
    Invalid(String),
    /// Anything else.
    Other(String),
}

impl StateError {
    /// The status that a caller gets.
    pub(in super::super) fn status(&self) -> u16 {
        match self {
            Self::Mismatch(_) => 409,
            Self::Invalid(_) => 400,
            Self::Other(_) => 500,
        }
    }
}

impl std::fmt::Display for StateError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mismatch(words) => write!(
                out,
                "possible etag mismatch. error from state store: {words}"
            ),
            Self::Invalid(words) => write!(out, "invalid etag value: {words}"),
            Self::Other(words) => out.write_str(words),
        }
    }
}

impl From<Stopped> for StateError {
    fn from(stopped: Stopped) -> Self {
        Self::Other(stopped.to_string())
    }
}

impl Failure for StateError {
    /// The value is another one the next time as well.
    fn is_final(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

/// A loaded store.
pub(in super::super) struct StateStore {
    pub prefix: KeyPrefix,
    kind: Kind,
}

enum Kind {
    Redis(Box<RedisStore>),
    Memory(MemoryStore),
}

impl StateStore {
    pub(in super::super) fn redis(prefix: KeyPrefix, store: RedisStore) -> Self {
        Self {
            prefix,
            kind: Kind::Redis(Box::new(store)),
        }
    }

    pub(in super::super) fn memory(prefix: KeyPrefix) -> Self {
        Self {
            prefix,
            kind: Kind::Memory(MemoryStore::default()),
        }
    }

    /// What `/v1.0/metadata` says that it can.
    pub(in super::super) fn capabilities(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Redis(_) => &["ETAG", "TRANSACTIONAL", "TTL", "KEYS_LIKE", "ACTOR"],
            Kind::Memory(_) => &[
                "ETAG",
                "TRANSACTIONAL",
                "TTL",
                "DELETE_WITH_PREFIX",
                "KEYS_LIKE",
                "ACTOR",
            ],
        }
    }

    /// The value of a store's key.
    pub(in super::super) async fn get(&self, key: &str) -> Result<Option<Item>, StateError> {
        match &self.kind {
            Kind::Redis(store) => store.get(key).await,
            Kind::Memory(store) => Ok(store.get(key)),
        }
    }

    /// Writes values, each by itself; all are tried. What failed is left in the list, but for
    /// those of which another try would not help: their errors are added to `lost`.
    pub(in super::super) async fn set_all(
        &self,
        sets: &mut Vec<Set>,
        lost: &mut Vec<StateError>,
    ) -> Result<(), StateError> {
        let results = futures::future::join_all(sets.iter().map(|set| self.set(set))).await;
        let (mut left, mut errors) = (Vec::new(), Vec::new());
        for (set, result) in sets.drain(..).zip(results) {
            match result {
                Ok(()) => {}
                Err(error) if error.is_final() => lost.push(error),
                Err(error) => {
                    left.push(set);
                    errors.push(error);
                }
            }
        }
        *sets = left;
        if errors.is_empty() {
            join(lost)
        } else {
            join(&errors)
        }
    }

    async fn set(&self, set: &Set) -> Result<(), StateError> {
        set.options.check().map_err(StateError::Other)?;
        match &self.kind {
            Kind::Redis(store) => store.set(set).await,
            Kind::Memory(store) => store.set(set),
        }
    }

    /// Deletes a key; a key that is not there is no error.
    pub(in super::super) async fn delete(&self, delete: &Delete) -> Result<(), StateError> {
        delete.options.check().map_err(StateError::Other)?;
        match &self.kind {
            Kind::Redis(store) => store.delete(delete).await,
            Kind::Memory(store) => store.delete(delete),
        }
    }

    /// All or nothing, as far as the kind of store can.
    pub(in super::super) async fn transact(
        &self,
        operations: &[Operation],
    ) -> Result<(), StateError> {
        match &self.kind {
            Kind::Redis(store) => store.transact(operations).await,
            Kind::Memory(store) => store.transact(operations),
        }
    }
}

fn join(errors: &[StateError]) -> Result<(), StateError> {
    let etag = errors
        .iter()
        .find(|error| !matches!(error, StateError::Other(_)));
    match etag {
        Some(error) => Err(error.clone()),
        None if errors.is_empty() => Ok(()),
        None => {
            let words: Vec<_> = errors.iter().map(ToString::to_string).collect();
            Err(StateError::Other(words.join("\n")))
        }
    }
}
