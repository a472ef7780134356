//! State.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::super::answer::{Handled, empty, json as json_answer, set};
use super::super::app::milliseconds;
use super::super::go;
use super::super::problem::Problem;
use super::super::resiliency::{Building, Guard};
use super::super::shared::Sidecar;
use super::super::state::{
    BulkGet, Delete, Item, Operation, Options, Set, StateError, StateStore, Transaction, original,
};
use super::call::Call;

/// A store with its name, while it is used.
struct Used<'a> {
    sidecar: &'a Sidecar,
    name: &'a str,
    store: Arc<StateStore>,
}

impl<'a> Used<'a> {
    fn find(sidecar: &'a Sidecar, name: &'a str) -> Result<Self, Problem> {
        let store = sidecar.loaded.state(name, &sidecar.options.app_id)?;
        Ok(Self {
            sidecar,
            name,
            store,
        })
    }

    fn key(&self, key: &str) -> Result<String, Problem> {
        self.store
            .prefix
            .key(key)
            .ok_or_else(|| Problem::illegal_key(self.name, key))
    }

    /// What stands around each call of the store.
    fn guard(&self) -> Guard {
        let resiliency = self.sidecar.resiliency();
        resiliency.of_component(self.name, Building::State)
    }

    /// Writes values, again those that failed.
    async fn set_all(&self, sets: Vec<Set>) -> Result<(), StateError> {
        let under_way = Mutex::new((sets, Vec::new()));
        let attempt = || async {
            // One try at a time: the lock is always free.
            let mut under_way = under_way.lock().await;
            let (sets, lost) = &mut *under_way;
            self.store.set_all(sets, lost).await
        };
        let result = self.guard().run(attempt).await;
        let (_, lost) = under_way.into_inner();
        // An ETag that did not fit counts more than anything else.
        lost.into_iter().next().map_or(result, Err)
    }

    fn count<T>(&self, operation: &str, result: &Result<T, StateError>, started: Instant) {
        let names = [
            "dapr_component_state_count",
            "dapr_component_state_latencies",
        ];
        let success = if result.is_ok() { "true" } else { "false" };
        let labels = [
            ("component", self.name),
            ("operation", operation),
            ("success", success),
        ];
        self.sidecar
            .metrics
            .component(names, &labels, milliseconds(started));
    }
}

/// `GET /v1.0/state/STORE/KEY`.
pub(super) async fn get(sidecar: &Sidecar, store: &str, key: &str, _call: &Call) -> Handled {
    let used = Used::find(sidecar, store)?;
    let full = used.key(key)?;
    let started = Instant::now();
    let result = used.guard().run(|| used.store.get(&full)).await;
    used.count("get", &result, started);
    let found = result.map_err(|error| {
        Problem::state(
            500,
            "ERR_STATE_GET",
            format!("fail to get {key} from state store {store}: {error}"),
        )
    })?;
    let Some(item) = found else {
        return Ok(empty());
    };
    let mut answer = json_answer(200, item.data);
    if let Some(etag) = &item.etag {
        set(&mut answer, "etag", etag);
    }
    for (name, value) in &item.metadata {
        set(&mut answer, &format!("metadata.{name}"), value);
    }
    Ok(answer)
}

/// `POST /v1.0/state/STORE`.
pub(super) async fn save(sidecar: &Sidecar, store: &str, call: &Call) -> Handled {
    let used = Used::find(sidecar, store)?;
    let malformed = |reason: String| Problem::new(400, "ERR_MALFORMED_REQUEST", reason);
    let mut sets = call
        .json()
        .and_then(|body| Set::list(&body))
        .map_err(malformed)?;
    if sets.is_empty() {
        return Ok(empty());
    }
    let metadata = call.metadata();
    for set in &mut sets {
        if set.key.is_empty() {
            return Err(malformed("\"key\" is a required field".into()));
        }
        set.metadata.extend(metadata.clone());
        set.key = used.key(&set.key)?;
    }
    let started = Instant::now();
    let result = used.set_all(sets).await;
    used.count("set", &result, started);
    result.map_err(|error| {
        let message = format!("failed saving state in state store {store}: {error}");
        Problem::state(error.status(), "ERR_STATE_SAVE", message)
    })?;
    Ok(empty())
}

/// `DELETE /v1.0/state/STORE/KEY`.
pub(super) async fn delete(sidecar: &Sidecar, store: &str, key: &str, call: &Call) -> Handled {
    let used = Used::find(sidecar, store)?;
    let delete = Delete {
        key: used.key(key)?,
        etag: call.header("if-match").map(str::to_owned),
        options: Options {
            concurrency: call.field("concurrency").unwrap_or_default(),
            consistency: call.field("consistency").unwrap_or_default(),
        },
    };
    let started = Instant::now();
    let result = used.guard().run(|| used.store.delete(&delete)).await;
    used.count("delete", &result, started);
    result.map_err(|error| {
        let message = format!("failed deleting state with key {key}: {error}");
        Problem::state(error.status(), "ERR_STATE_DELETE", message)
    })?;
    Ok(empty())
}

/// `POST /v1.0/state/STORE/bulk`.
pub(super) async fn bulk_get(sidecar: &Sidecar, store: &str, call: &Call) -> Handled {
    let used = Used::find(sidecar, store)?;
    let body = call.json().and_then(|body| BulkGet::read(&body));
    let bulk = body.map_err(|reason| Problem::malformed(&reason))?;
    let keys = bulk
        .keys
        .iter()
        .map(|key| used.key(key))
        .collect::<Result<Vec<_>, _>>()?;
    let started = Instant::now();
    let read = || async {
        // Each entry has its own error, which is none of the whole.
        let all = futures::future::join_all(keys.iter().map(|key| used.store.get(key)));
        Ok::<_, StateError>(all.await)
    };
    let results = if keys.is_empty() {
        Ok(Vec::new())
    } else {
        let results = used.guard().run(read).await;
        used.count("bulk_get", &results, started);
        results
    };
    let results =
        results.map_err(|error| Problem::state(500, "ERR_STATE_BULK_GET", error.to_string()))?;
    let entries = keys
        .iter()
        .zip(results)
        .map(|(key, result)| entry(original(key), result));
    let body: Value = entries.collect();
    Ok(json_answer(200, go::json(&body) + "\n"))
}

fn entry(key: &str, result: Result<Option<Item>, StateError>) -> Value {
    let mut entry = json!({"key": key});
    match result {
        Err(error) => entry["error"] = error.to_string().into(),
        Ok(None) => {}
        Ok(Some(item)) => {
            if !item.data.is_empty() {
                entry["data"] = serde_json::from_slice(&item.data).unwrap_or_default();
            }
            if let Some(etag) = item.etag {
                entry["etag"] = etag.into();
            }
            if !item.metadata.is_empty() {
                entry["metadata"] = json!(item.metadata);
            }
        }
    }
    entry
}

/// `POST /v1.0/state/STORE/transaction`.
pub(super) async fn transact(sidecar: &Sidecar, store: &str, call: &Call) -> Handled {
    let used = Used::find(sidecar, store)?;
    let body = call.json().and_then(|body| Transaction::read(&body));
    let transaction = body.map_err(|reason| Problem::malformed(&reason))?;
    if transaction.operations.is_empty() {
        return Ok(empty());
    }
    let steps = transaction
        .operations
        .iter()
        .map(|(kind, request)| step(&used, kind, request, call));
    let operations = steps.collect::<Result<Vec<_>, _>>()?;
    let started = Instant::now();
    let guard = used.guard();
    let result = guard.run(|| used.store.transact(&operations)).await;
    used.count("transaction", &result, started);
    result.map_err(|error| {
        let message = format!("error while executing state transaction: {error}");
        Problem::state(500, "ERR_STATE_TRANSACTION", message)
    })?;
    Ok(empty())
}

fn step(used: &Used<'_>, kind: &str, request: &Value, call: &Call) -> Result<Operation, Problem> {
    let read = Operation::read(kind, request).ok_or_else(|| {
        let message = format!("operation type {kind} not supported");
        Problem::new(400, "ERR_NOT_SUPPORTED_STATE_OPERATION", message)
    })?;
    let mut operation = read.map_err(|reason| Problem::malformed(&reason))?;
    let key = used.key(operation.key())?;
    *operation.key() = key;
    if let Operation::Upsert(set) = &mut operation {
        set.metadata.extend(call.metadata());
    }
    Ok(operation)
}

/// `POST /v1.0-alpha1/state/STORE/query`: no store here can.
pub(super) fn query(sidecar: &Sidecar, store: &str) -> Handled {
    Used::find(sidecar, store)?;
    Err(Problem::state_query_unsupported(store))
}
