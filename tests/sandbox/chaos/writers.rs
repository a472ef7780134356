//! Who writes, and knows what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use kube::Client;
use kube::api::{
    Api, ApiResource, DeleteParams, DynamicObject, ListParams, ObjectMeta, Patch, PatchParams,
    PostParams, TypeMeta,
};
use rand::Rng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

/// Objects of each writer.
const NAMES: u32 = 6;

/// An object as the server told it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) uid: String,
    pub(super) revision: u64,
    turn: u64,
}

/// A write that happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Write {
    pub(super) uid: String,
    /// `None`: the object was deleted.
    pub(super) revision: Option<u64>,
}

/// What a write is for.
#[derive(Clone, Copy, Debug)]
enum Aim {
    Put(u64),
    Delete,
}

/// The only one that writes these objects.
pub(super) struct Writer {
    api: Api<DynamicObject>,
    kind: ApiResource,
    prefix: String,
    random: StdRng,
    turn: u64,
    known: BTreeMap<String, Known>,
    /// What the server has not answered.
    open: BTreeMap<String, Aim>,
    pub(super) log: Vec<Write>,
}

impl Writer {
    pub(super) fn new(client: Client, kind: &ApiResource, prefix: &str, random: StdRng) -> Self {
        Self {
            api: Api::default_namespaced_with(client, kind),
            kind: kind.clone(),
            prefix: prefix.to_owned(),
            random,
            turn: 0,
            known: BTreeMap::new(),
            open: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    /// Asks a server that is elsewhere now.
    pub(super) fn connect(&mut self, client: &Client) {
        self.api = Api::default_namespaced_with(client.clone(), &self.kind);
    }

    /// Writes until the server does not answer any more.
    pub(super) async fn write_until_cut(mut self) -> Self {
        while self.write().await.is_some() {}
        self
    }

    /// One write of any kind; `None`: no answer.
    async fn write(&mut self) -> Option<()> {
        self.turn += 1;
        let name = format!("{}-{}", self.prefix, self.random.random_range(0..NAMES));
        let choice = self.random.random_range(0..100);
        match self.known.get(&name).cloned() {
            Some(_) if choice < 4 => self.delete_all().await,
            Some(_) if choice < 25 => self.delete(&name).await,
            known => self.put(&name, known.as_ref(), choice).await,
        }
    }

    async fn put(&mut self, name: &str, known: Option<&Known>, choice: u32) -> Option<()> {
        self.open.insert(name.to_owned(), Aim::Put(self.turn));
        let (api, object) = (&self.api, self.object(name, known));
        let params = PatchParams::default();
        let answer = match (known, choice % 5) {
            (None, 0..=2) => api.create(&PostParams::default(), &object).await,
            (Some(_), 0) => api.replace(name, &PostParams::default(), &object).await,
            (Some(_), 1) => api.patch(name, &params, &self.merge()).await,
            (Some(_), 2) => api.patch(name, &params, &self.json_patch()).await,
            (Some(_), 3) if self.kind.group.is_empty() => {
                let patch = Patch::Strategic(self.change());
                api.patch(name, &params, &patch).await
            }
            _ => {
                let params = PatchParams::apply("chaos").force();
                api.patch(name, &params, &Patch::Apply(&object)).await
            }
        };
        let now = read(&answered(answer)?);
        assert_eq!(now.turn, self.turn, "{name}");
        if let Some(known) = known {
            assert!(now.revision > known.revision, "{name}: {known:?} {now:?}");
            assert_eq!(now.uid, known.uid, "{name}");
        }
        self.happened(name, Some(now));
        self.open.clear();
        Some(())
    }

    async fn delete(&mut self, name: &str) -> Option<()> {
        self.open.insert(name.to_owned(), Aim::Delete);
        answered(self.api.delete(name, &DeleteParams::default()).await)?;
        self.happened(name, None);
        self.open.clear();
        Some(())
    }

    async fn delete_all(&mut self) -> Option<()> {
        let names: Vec<String> = self.known.keys().cloned().collect();
        let aims = names.iter().map(|name| (name.clone(), Aim::Delete));
        self.open.extend(aims);
        let own = self.own();
        let params = DeleteParams::default();
        answered(self.api.delete_collection(&params, &own).await)?;
        for name in names {
            self.happened(&name, None);
        }
        self.open.clear();
        Some(())
    }

    fn happened(&mut self, name: &str, now: Option<Known>) {
        let before = match &now {
            Some(now) => self.known.insert(name.to_owned(), now.clone()),
            None => self.known.remove(name),
        };
        let (uid, revision) = match (now, before) {
            (Some(now), _) => (now.uid, Some(now.revision)),
            (None, Some(before)) => (before.uid, None),
            (None, None) => return,
        };
        self.log.push(Write { uid, revision });
    }

    /// After a restart: what was acknowledged is there as it was, and what was not is there as a
    /// whole or not at all.
    pub(super) async fn check(&mut self) {
        let list = self.api.list(&self.own()).await.unwrap();
        let name_of = |object: &DynamicObject| object.metadata.name.clone().unwrap();
        let now: BTreeMap<String, Known> = list
            .items
            .iter()
            .map(|object| (name_of(object), read(object)))
            .collect();
        let newest = list.metadata.resource_version.unwrap();
        let newest: u64 = newest.parse().unwrap();
        let names: BTreeSet<String> = now.keys().chain(self.known.keys()).cloned().collect();
        for name in names {
            let (before, after) = (self.known.get(&name), now.get(&name));
            let newer = |after: &Known| before.is_none_or(|it| it.revision < after.revision);
            let allowed = match (self.open.get(&name), after) {
                _ if before == after => continue,
                (Some(Aim::Put(turn)), Some(after)) => after.turn == *turn && newer(after),
                (Some(Aim::Delete), None) => true,
                _ => false,
            };
            let open = &self.open;
            assert!(
                allowed,
                "{name} was {before:?}, is {after:?}, asked: {open:?}"
            );
            self.happened(&name, after.cloned());
        }
        let acknowledged = self.log.iter().filter_map(|write| write.revision).max();
        assert!(Some(newest) >= acknowledged, "{newest} {acknowledged:?}");
        self.open.clear();
    }

    fn own(&self) -> ListParams {
        ListParams::default().labels(&format!("writer={}", self.prefix))
    }

    /// What a write makes of an object: three times the same number.
    fn change(&self) -> Value {
        let turn = self.turn.to_string();
        json!({
            "metadata": {"labels": {"writer": self.prefix, "turn": turn}},
            "data": {"turn": turn, "copy": turn},
        })
    }

    fn merge(&self) -> Patch<Value> {
        Patch::Merge(self.change())
    }

    fn json_patch(&self) -> Patch<Value> {
        let turn = self.turn.to_string();
        let paths = ["/metadata/labels/turn", "/data/turn", "/data/copy"];
        let replace = |path| json!({"op": "replace", "path": path, "value": turn});
        let patch = serde_json::from_value(paths.map(replace).to_vec().into());
        Patch::Json(patch.unwrap())
    }

    fn object(&self, name: &str, known: Option<&Known>) -> DynamicObject {
        let change = self.change();
        let labels = serde_json::from_value(change["metadata"]["labels"].clone()).unwrap();
        DynamicObject {
            types: Some(TypeMeta {
                api_version: self.kind.api_version.clone(),
                kind: self.kind.kind.clone(),
            }),
            metadata: ObjectMeta {
                name: Some(name.to_owned()),
                labels: Some(labels),
                resource_version: known.map(|known| known.revision.to_string()),
                ..ObjectMeta::default()
            },
            data: json!({"data": change["data"]}),
        }
    }
}

/// It must be as one write made it.
fn read(object: &DynamicObject) -> Known {
    let labels = object.metadata.labels.as_ref();
    let turn = labels.and_then(|labels| labels.get("turn"));
    let data = &object.data["data"];
    let same = |key: &str| data[key].as_str() == turn.map(String::as_str);
    assert!(same("turn") && same("copy"), "half there: {object:?}");
    Known {
        uid: object.metadata.uid.clone().unwrap(),
        revision: revision(object),
        turn: turn.unwrap().parse().unwrap(),
    }
}

/// `metadata.resourceVersion`
pub(super) fn revision(object: &DynamicObject) -> u64 {
    let revision = object.metadata.resource_version.as_ref();
    revision.unwrap().parse().unwrap()
}

/// A server that goes answers nothing; one that refuses is wrong, as nobody else writes here.
fn answered<T>(answer: kube::Result<T>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(kube::Error::Api(status)) => panic!("{status:?}"),
        Err(_) => None,
    }
}
