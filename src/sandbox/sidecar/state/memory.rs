//! A store in this process: it ends with it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::super::go;
use super::{Delete, Item, Operation, Set, StateError};

/// A store in memory.
#[derive(Default)]
pub(super) struct MemoryStore(Mutex<BTreeMap<String, Entry>>);

struct Entry {
    data: Vec<u8>,
    etag: String,
    end: Option<Timestamp>,
}

type Entries<'a> = MutexGuard<'a, BTreeMap<String, Entry>>;

impl MemoryStore {
    /// What is there, without what has ended.
    fn entries(&self) -> Entries<'_> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Timestamp::now();
        entries.retain(|_, entry| entry.end.is_none_or(|end| end > now));
        entries
    }

    pub(super) fn get(&self, key: &str) -> Option<Item> {
        let entries = self.entries();
        let entry = entries.get(key)?;
        let end = entry
            .end
            .map(|end| ("ttlExpireTime".to_owned(), seconds(end)));
        Some(Item {
            data: entry.data.clone(),
            etag: Some(entry.etag.clone()),
            metadata: end.into_iter().collect(),
        })
    }

    pub(super) fn set(&self, set: &Set) -> Result<(), StateError> {
        let ttl = ttl(set)?;
        let mut entries = self.entries();
        check(
            &entries,
            &set.key,
            set.etag.as_deref(),
            set.options.first_write(),
        )?;
        write(&mut entries, set, ttl);
        Ok(())
    }

    pub(super) fn delete(&self, delete: &Delete) -> Result<(), StateError> {
        let mut entries = self.entries();
        check(
            &entries,
            &delete.key,
            delete.etag.as_deref(),
            delete.options.first_write(),
        )?;
        entries.remove(&delete.key);
        Ok(())
    }

    pub(super) fn transact(&self, operations: &[Operation]) -> Result<(), StateError> {
        let mut entries = self.entries();
        for operation in operations {
            let (key, etag, options) = match operation {
                Operation::Upsert(set) => (&set.key, &set.etag, &set.options),
                Operation::Delete(delete) => (&delete.key, &delete.etag, &delete.options),
            };
            options.check().map_err(StateError::Other)?;
            check(&entries, key, etag.as_deref(), options.first_write())?;
            if let Operation::Upsert(set) = operation {
                ttl(set)?;
            }
        }
        for operation in operations {
            match operation {
                Operation::Upsert(set) => write(&mut entries, set, ttl(set)?),
                Operation::Delete(delete) => {
                    entries.remove(&delete.key);
                }
            }
        }
        Ok(())
    }
}

fn check(
    entries: &Entries<'_>,
    key: &str,
    etag: Option<&str>,
    first_write: bool,
) -> Result<(), StateError> {
    let found = entries.get(key);
    let words = match (etag.filter(|etag| !etag.is_empty()), found) {
        (None, Some(_)) if first_write => "item already exists and no etag was passed".to_owned(),
        (Some(_), None) => format!("state not exist or expired for key={key}"),
        (Some(etag), Some(entry)) if entry.etag != etag => {
            format!(
                "state etag not match for key={key}: current={}, expect={etag}",
                entry.etag
            )
        }
        _ => return Ok(()),
    };
    Err(StateError::Mismatch(words))
}

fn write(entries: &mut Entries<'_>, set: &Set, ttl: i64) {
    let end = (ttl > 0)
        .then(|| SignedDuration::from_secs(ttl))
        .and_then(|ttl| Timestamp::now().saturating_add(ttl).ok());
    let data = go::json(&go::sorted(&set.value)).into_bytes();
    let etag = format!("{:032x}", rand::random::<u128>());
    entries.insert(set.key.clone(), Entry { data, etag, end });
}

fn ttl(set: &Set) -> Result<i64, StateError> {
    let text = set
        .metadata
        .get("ttlInSeconds")
        .map(String::as_str)
        .unwrap_or_default();
    if text.is_empty() {
        return Ok(0);
    }
    text.parse::<i64>().map_err(|_| {
        StateError::Other(format!(
            "strconv.Atoi: parsing {}: invalid syntax",
            go::quote(text)
        ))
    })
}

/// RFC 3339 with whole seconds.
fn seconds(time: Timestamp) -> String {
    let whole = Timestamp::from_second(time.as_second()).unwrap_or(time);
    whole.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Delete, MemoryStore, Operation, Set, StateError};

    fn set(key: &str, etag: Option<&str>) -> Set {
        Set {
            key: key.into(),
            value: json!({"b": 1, "a": 2}),
            etag: etag.map(str::to_owned),
            ..Set::default()
        }
    }

    #[test]
    fn an_etag_must_fit() {
        let store = MemoryStore::default();
        store.set(&set("k", None)).expect("new");
        let item = store.get("k").expect("there");
        assert_eq!(item.data, br#"{"a":2,"b":1}"#);
        let stale = store.set(&set("k", Some("x")));
        assert!(matches!(stale, Err(StateError::Mismatch(_))));
        store.set(&set("k", item.etag.as_deref())).expect("fits");
        let mut first = set("k", None);
        first.options.concurrency = "first-write".into();
        assert!(matches!(store.set(&first), Err(StateError::Mismatch(_))));
    }

    #[test]
    fn a_transaction_is_all_or_nothing() {
        let store = MemoryStore::default();
        let delete = Delete {
            key: "absent".into(),
            etag: Some("1".into()),
            ..Delete::default()
        };
        let refused =
            store.transact(&[Operation::Upsert(set("k", None)), Operation::Delete(delete)]);
        assert!(refused.is_err());
        assert_eq!(store.get("k"), None);
        store
            .transact(&[Operation::Upsert(set("k", None))])
            .expect("well");
        assert!(store.get("k").is_some());
    }

    #[test]
    fn a_value_ends() {
        let store = MemoryStore::default();
        let mut short = set("k", None);
        short.metadata.insert("ttlInSeconds".into(), "100".into());
        store.set(&short).expect("well");
        assert!(
            store
                .get("k")
                .is_some_and(|item| item.metadata["ttlExpireTime"].ends_with('Z'))
        );
        short.metadata.insert("ttlInSeconds".into(), "x".into());
        assert!(store.set(&short).is_err());
        let ever = i64::MAX.to_string();
        short.metadata.insert("ttlInSeconds".into(), ever);
        store.set(&short).expect("well");
        assert!(store.get("k").is_some());
    }
}
