//! The index of the documents, and the documents themselves.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::body::Bytes;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::document::document;
use crate::sandbox::api::accept::Wanted;
use crate::sandbox::api::app::{Api, Call};
use crate::sandbox::api::discovery::{GroupVersion, group_versions, tagged};
use crate::sandbox::api::hex::hex;
use crate::sandbox::api::path::Target;
use crate::sandbox::api::reply::{self, Answer};
use crate::sandbox::registry::Resource;

/// Hashes of documents, made once for as long as their resources stay the same. The documents
/// themselves are made when they are asked for: clients keep them by their hash.
#[derive(Default)]
pub(in crate::sandbox::api) struct Documents(Mutex<HashMap<String, Known>>);

struct Known {
    resources: Vec<Arc<Resource>>,
    hash: String,
}

impl Documents {
    fn hash(&self, of: &GroupVersion) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = of.api_version();
        let same = |known: &&Known| {
            let pairs = known.resources.iter().zip(&of.resources);
            known.resources.len() == of.resources.len()
                && pairs.into_iter().all(|(a, b)| Arc::ptr_eq(a, b))
        };
        if let Some(known) = known.get(&name).filter(same) {
            return known.hash.clone();
        }
        let hash = hash(&bytes(of));
        let resources = of.resources.clone();
        known.insert(
            name,
            Known {
                resources,
                hash: hash.clone(),
            },
        );
        hash
    }
}

fn bytes(of: &GroupVersion) -> Bytes {
    let bytes = serde_json::to_vec(&document(of)).expect("documents have text keys");
    Bytes::from(bytes)
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).to_uppercase()
}

/// Answers the index or a document.
pub(in crate::sandbox::api) fn answer(api: &Api, target: &Target, call: &Call) -> Answer {
    let all = group_versions(&api.registry.resources());
    let Target::Document(group, version) = target else {
        return index(&all, api, call);
    };
    let found = all
        .iter()
        .find(|one| one.group == *group && one.version == *version);
    let Some(one) = found else {
        return reply::nowhere();
    };
    let bytes = bytes(one);
    let tag = format!("\"{}\"", hash(&bytes));
    let mut answer = reply::answer(200, "application/json", reply::full(bytes));
    tagged(&mut answer, &tag, call);
    answer
}

fn index(all: &[GroupVersion], api: &Api, call: &Call) -> Answer {
    let mut paths = Map::new();
    for one in all {
        let path = if one.group.is_empty() {
            format!("api/{}", one.version)
        } else {
            format!("apis/{}/{}", one.group, one.version)
        };
        let address = format!("/openapi/v3/{path}?hash={}", api.documents.hash(one));
        paths.insert(path, json!({"serverRelativeURL": address}));
    }
    let index: Value = json!({"paths": paths});
    let tag = format!("\"{}\"", hash(index.to_string().as_bytes()));
    let mut answer = reply::object(200, &index, Wanted::JSON);
    tagged(&mut answer, &tag, call);
    answer
}
