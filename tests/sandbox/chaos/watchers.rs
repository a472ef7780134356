//! kube-runtime's watcher, reflector and controller on one kind of objects.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt as _;
use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, ListParams};
use kube::runtime::controller::{Action, Controller};
use kube::runtime::reflector::{self, Store};
use kube::runtime::watcher::{Config, Event, watcher};
use tokio::task::JoinSet;

use super::writers::{Write, revision};

/// What was heard.
#[derive(Default)]
struct Heard {
    /// Lists: one at the beginning, and one for each time that the place in the history was lost.
    lists: usize,
    /// What the watch told, in its order: who, which revision, and whether it is gone.
    told: Vec<(String, u64, bool)>,
}

/// Three clients that watch, until this is dropped.
pub(super) struct Watchers {
    api: Api<DynamicObject>,
    heard: Arc<Mutex<Heard>>,
    store: Store<DynamicObject>,
    /// The revision of each object that the controller reconciled last.
    reconciled: Arc<Mutex<BTreeMap<String, u64>>>,
    _tasks: JoinSet<()>,
}

impl Watchers {
    /// Begins; returns when all of them have their first list, which must be an empty one.
    pub(super) async fn start(client: Client, kind: &ApiResource) -> Self {
        let api: Api<DynamicObject> = Api::default_namespaced_with(client, kind);
        let config = Config::default().labels("writer");
        let mut tasks = JoinSet::new();
        let heard = Arc::new(Mutex::new(Heard::default()));
        tasks.spawn(listen(api.clone(), config.clone(), Arc::clone(&heard)));
        let writer = reflector::store::Writer::new(kind.clone());
        let store = writer.as_reader();
        tasks.spawn(reflect(api.clone(), config.clone(), writer));
        let reconciled = Arc::new(Mutex::new(BTreeMap::new()));
        let controller = Controller::new_with(api.clone(), config, kind.clone());
        tasks.spawn(control(controller, Arc::clone(&reconciled)));
        store.wait_until_ready().await.unwrap();
        while heard.lock().unwrap().lists == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Self {
            api,
            heard,
            store,
            reconciled,
            _tasks: tasks,
        }
    }

    /// Whether all three know what there is; else what they lack.
    pub(super) async fn behind(&self, writes: &BTreeSet<Write>) -> Option<String> {
        let all = ListParams::default().labels("writer");
        let Ok(list) = self.api.list(&all).await else {
            return Some("no answer".to_owned());
        };
        let now: BTreeMap<_, _> = list
            .items
            .iter()
            .map(|it| (uid(it), revision(it)))
            .collect();
        let state = self.store.state();
        let stored: BTreeMap<_, _> = state.iter().map(|it| (uid(it), revision(it))).collect();
        if stored != now {
            return Some(format!("the reflector has {stored:?}, there are {now:?}"));
        }
        let reconciled = self.reconciled.lock().unwrap();
        let late = |(uid, revision): &(&String, &u64)| reconciled.get(*uid) != Some(revision);
        if let Some(late) = now.iter().find(late) {
            return Some(format!("the controller has not seen {late:?}"));
        }
        drop(reconciled);
        let told = self.told();
        let missing: Vec<_> = writes.difference(&told).collect();
        (!missing.is_empty()).then(|| format!("the watcher was not told {missing:?}"))
    }

    fn told(&self) -> BTreeSet<Write> {
        let heard = self.heard.lock().unwrap();
        let write = |(uid, revision, gone): &(String, u64, bool)| Write {
            uid: uid.clone(),
            revision: (!gone).then_some(*revision),
        };
        heard.told.iter().map(write).collect()
    }

    /// Nothing was told twice, out of order or after an object's end, and nothing that was not.
    pub(super) fn check(&self, writes: &BTreeSet<Write>) {
        let heard = self.heard.lock().unwrap();
        assert_eq!(heard.lists, 1, "it had to begin anew");
        let mut newest = 0;
        let mut gone = BTreeSet::new();
        for (uid, revision, is_gone) in &heard.told {
            assert!(*revision > newest, "{revision} after {newest}");
            newest = *revision;
            assert!(!gone.contains(uid), "{uid} is told of after its end");
            if *is_gone {
                gone.insert(uid);
            }
        }
        drop(heard);
        let told = self.told();
        let invented: Vec<_> = told.difference(writes).collect();
        assert!(invented.is_empty(), "nobody wrote {invented:?}");
    }

    /// How many events there were.
    pub(super) fn count(&self) -> usize {
        self.heard.lock().unwrap().told.len()
    }
}

fn uid(object: &DynamicObject) -> String {
    object.metadata.uid.clone().unwrap()
}

async fn listen(api: Api<DynamicObject>, config: Config, heard: Arc<Mutex<Heard>>) {
    let mut events = std::pin::pin!(watcher(api, config));
    while let Some(event) = events.next().await {
        let Ok(event) = event else {
            // Nobody serves for a moment.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let mut heard = heard.lock().unwrap();
        match event {
            Event::Init => {}
            Event::InitDone => heard.lists += 1,
            Event::InitApply(object) | Event::Apply(object) => {
                heard.told.push((uid(&object), revision(&object), false));
            }
            Event::Delete(object) => heard.told.push((uid(&object), revision(&object), true)),
        }
    }
}

async fn reflect(
    api: Api<DynamicObject>,
    config: Config,
    writer: reflector::store::Writer<DynamicObject>,
) {
    let mut events = std::pin::pin!(reflector::reflector(writer, watcher(api, config)));
    while let Some(event) = events.next().await {
        if event.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn control(
    controller: Controller<DynamicObject>,
    reconciled: Arc<Mutex<BTreeMap<String, u64>>>,
) {
    let reconcile = |object: Arc<DynamicObject>, seen: Arc<Mutex<BTreeMap<String, u64>>>| async move {
        let mut seen = seen.lock().unwrap();
        seen.insert(uid(&object), revision(&object));
        Ok::<_, Infallible>(Action::await_change())
    };
    let never = |_, _: &Infallible, _| Action::await_change();
    let done = controller.run(reconcile, never, reconciled);
    done.for_each(|_| std::future::ready(())).await;
}
