//! A picture of some kinds of objects that follows the cluster: list, then watch, by
//! `kube::runtime::watcher`. A watch that ends is gone on with by it; one that breaks, or whose history is gone, is begun
//! anew here with a list: only a list says for sure that all of it is current again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt};
use kube::Api;
use kube::api::{ApiResource, DynamicObject, TypeMeta};
use kube::runtime::{WatchStreamExt, watcher};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::send::explained;
use super::{Cluster, Refusal, Select};
use crate::manifest::{Kind, Object};

/// Which objects to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Their kind.
    pub kind: Kind,
    /// Their namespace; all of them when absent.
    pub namespace: Option<String>,
    /// Which of them.
    pub select: Select,
}

/// Objects as they are now, kept current in the background until this is dropped.
pub struct Observer {
    scopes: Vec<Scope>,
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

#[derive(Default)]
struct Shared {
    picture: Mutex<Picture>,
    changed: Notify,
    /// The cluster answers again: whoever waits to ask it need not wait.
    back: Notify,
}

/// What is kept of an object; none if it is of no use. What is left out never stays in memory.
pub type Keep = fn(Object) -> Option<Object>;

#[derive(Default)]
struct Picture {
    /// By place of the scope, namespace and name.
    objects: BTreeMap<(usize, String, String), Arc<Object>>,
    /// By place.
    scopes: Vec<Followed>,
}

/// How far a scope is.
#[derive(Default)]
struct Followed {
    /// Objects of a list that is still coming in.
    incoming: Vec<Object>,
    /// Whether it was listed at least once.
    listed: bool,
    /// How often it failed since it was listed last.
    failures: u32,
    /// What went wrong last, unless it works again.
    trouble: Option<Refusal>,
}

impl Observer {
    /// Starts to follow these.
    pub fn start(cluster: &Cluster, scopes: &[Scope]) -> Self {
        Self::keeping(cluster, scopes, Some)
    }

    /// As [`Self::start`], of every object only what `keep` makes of it.
    pub fn keeping(cluster: &Cluster, scopes: &[Scope], keep: Keep) -> Self {
        let shared = Arc::new(Shared::default());
        shared
            .lock()
            .scopes
            .resize_with(scopes.len(), Followed::default);
        let mut tasks = JoinSet::new();
        for (place, scope) in scopes.iter().enumerate() {
            tasks.spawn(follow(
                cluster.clone(),
                scope.clone(),
                place,
                keep,
                Arc::clone(&shared),
            ));
        }
        Self {
            scopes: scopes.to_vec(),
            shared,
            tasks,
        }
    }

    /// Comes back when something changed since the last call, at once if it did already.
    pub async fn changed(&self) {
        self.shared.changed.notified().await;
    }

    /// Whether every scope was listed at least once, or can't be and isn't `required`.
    pub fn is_complete(&self, required: impl Fn(&Scope) -> bool) -> bool {
        let picture = self.shared.lock();
        let mut scopes = self.scopes.iter().zip(&picture.scopes);
        scopes.all(|(scope, state)| state.listed || (state.is_out_of_reach() && !required(scope)))
    }

    /// A scope that is `required` and that we have no right to see.
    pub fn forbidden(&self, required: impl Fn(&Scope) -> bool) -> Option<(&Scope, Refusal)> {
        let picture = self.shared.lock();
        let mut scopes = self.scopes.iter().zip(&picture.scopes);
        scopes.find_map(|(scope, state)| {
            let refusal = state.trouble.as_ref()?;
            let is_ours = matches!(refusal, Refusal::Forbidden(_) | Refusal::Unauthorized(_));
            (is_ours && required(scope)).then(|| (scope, refusal.clone()))
        })
    }

    /// What went wrong last with one of the scopes, unless it works again.
    pub fn trouble(&self) -> Option<String> {
        let (_, first) = self.troubles().into_iter().next()?;
        Some(first.to_string())
    }

    /// By place of the scope, what went wrong last with it, unless it works again.
    pub fn troubles(&self) -> Vec<(usize, Refusal)> {
        let picture = self.shared.lock();
        let scopes = picture.scopes.iter().enumerate();
        scopes
            .filter_map(|(place, of)| Some((place, of.trouble.clone()?)))
            .collect()
    }

    /// Places of the scopes that were never listed, and of which nothing has gone wrong either.
    pub fn awaited(&self) -> Vec<usize> {
        let picture = self.shared.lock();
        let scopes = picture.scopes.iter().enumerate();
        let awaited = scopes.filter(|(_, of)| !of.listed && of.trouble.is_none());
        awaited.map(|(place, _)| place).collect()
    }

    /// Whether objects of this kind were listed in all scopes that hold some.
    pub fn knows(&self, kind: &str) -> bool {
        let picture = self.shared.lock();
        let mut scopes = self.scopes.iter().zip(&picture.scopes);
        scopes.all(|(scope, state)| scope.kind.kind != kind || state.listed)
    }

    /// The objects of these kinds, by namespace and name; they are shared, not copied.
    pub fn objects(&self, kinds: &[&str]) -> Vec<Arc<Object>> {
        let picture = self.shared.lock();
        // Scopes may overlap; each object is given once.
        let mut once: BTreeMap<(&str, &str, &str), &Arc<Object>> = BTreeMap::new();
        for ((place, namespace, name), object) in &picture.objects {
            let kind = self.scopes[*place].kind.kind.as_str();
            if kinds.contains(&kind) {
                once.insert((kind, namespace, name), object);
            }
        }
        once.into_values().map(Arc::clone).collect()
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.tasks.abort_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Picture> {
        self.picture.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A watch that has held for so long may break without a word: the list that follows tells whether something is wrong.
const CALM: Duration = Duration::from_secs(10);
/// A refusal is forgotten when the watch that follows a list is not refused within this.
const PROOF: Duration = Duration::from_millis(300);
/// How long a list may take. The API server gives up after 60 seconds by itself.
const LONGEST_LIST: Duration = Duration::from_secs(65);

/// How a watch ended.
struct Broken {
    refusal: Refusal,
    /// How long it was current; none if it never was.
    held: Option<Duration>,
}

async fn follow(cluster: Cluster, scope: Scope, place: usize, keep: Keep, shared: Arc<Shared>) {
    let mut in_a_row = 0;
    loop {
        let Broken { refusal, held } = watch(&cluster, &scope, place, keep, &shared).await;
        let refusal = explained(refusal, &cluster.server, cluster.expired);
        if held.is_some_and(|held| held >= CALM) {
            in_a_row = 0;
            if passes(&refusal) {
                continue;
            }
        }
        // Histories are short: that one is gone is no trouble once a list has told all.
        let is_told = held.is_none() || !matches!(refusal, Refusal::Expired(_));
        let pause = pause(in_a_row, &refusal).mul_f64(0.5 + rand::random::<f64>() / 2.0);
        let passes = passes(&refusal);
        in_a_row += 1;
        if is_told {
            shared.lock().fail(place, refusal);
            shared.changed.notify_one();
        }
        tokio::select! {
            () = sleep(pause) => {}
            () = shared.back.notified(), if passes => {}
        }
    }
}

/// Lists and watches until that breaks.
async fn watch(
    cluster: &Cluster,
    scope: &Scope,
    place: usize,
    keep: Keep,
    shared: &Shared,
) -> Broken {
    let mut events = std::pin::pin!(events(cluster, scope));
    let mut current: Option<Instant> = None;
    let mut proven = false;
    loop {
        let limit = match (current, proven) {
            (None, _) => LONGEST_LIST,
            (_, false) => PROOF,
            // The watcher has its own.
            _ => Duration::MAX,
        };
        let refusal = match timeout(limit, events.next()).await {
            Ok(Some(Ok(event))) => {
                if matches!(event, watcher::Event::InitDone) {
                    current = Some(Instant::now());
                }
                if shared.lock().take(place, event, keep) {
                    shared.back.notify_waiters();
                }
                shared.changed.notify_one();
                continue;
            }
            Err(_) if current.is_some() => {
                proven = true;
                if shared.lock().prove(place) {
                    shared.changed.notify_one();
                }
                continue;
            }
            Ok(Some(Err(error))) => error.into(),
            Ok(None) => Refusal::Unreachable("the watch has ended".to_owned()),
            Err(_) => Refusal::Unreachable(format!("no answer within {} s", limit.as_secs())),
        };
        let held = current.map(|since| since.elapsed());
        return Broken { refusal, held };
    }
}

fn events(
    cluster: &Cluster,
    scope: &Scope,
) -> impl Stream<Item = watcher::Result<watcher::Event<DynamicObject>>> + use<> {
    let config = watcher::Config {
        label_selector: scope.select.labels.clone(),
        field_selector: scope.select.fields.clone(),
        ..watcher::Config::default()
    };
    // Objects of a list come without their kind.
    let types = TypeMeta {
        api_version: scope.kind.api_version.clone(),
        kind: scope.kind.kind.clone(),
    };
    watcher(api(cluster, scope), config).modify(move |object| {
        object.types = Some(types.clone());
        // Half of an object, and nobody's concern here.
        object.metadata.managed_fields = None;
    })
}

/// Whether trying again may help, without anybody doing something about it.
fn passes(refusal: &Refusal) -> bool {
    refusal.is_passing() || matches!(refusal, Refusal::Expired(_))
}

/// How long to wait after the watch has failed `before` times in a row and once more. What is not there may come soon;
/// who has no right gets it seldom.
fn pause(before: u32, refusal: &Refusal) -> Duration {
    const FIRST: Duration = Duration::from_millis(250);
    const LONGEST: Duration = Duration::from_secs(5);
    const REFUSED: Duration = Duration::from_secs(30);
    let longest = match refusal {
        Refusal::NotFound(_) => LONGEST,
        refusal if passes(refusal) => LONGEST,
        _ => REFUSED,
    };
    let pause = FIRST.saturating_mul(2_u32.saturating_pow(before));
    pause.min(longest)
}

fn api(cluster: &Cluster, scope: &Scope) -> Api<DynamicObject> {
    let (group, version) = scope
        .kind
        .api_version
        .split_once('/')
        .unwrap_or(("", &scope.kind.api_version));
    let resource = ApiResource {
        group: group.to_owned(),
        version: version.to_owned(),
        api_version: scope.kind.api_version.clone(),
        kind: scope.kind.kind.clone(),
        plural: scope.kind.plural.clone(),
    };
    match &scope.namespace {
        Some(namespace) if scope.kind.namespaced => {
            Api::namespaced_with(cluster.client.clone(), namespace, &resource)
        }
        _ => Api::all_with(cluster.client.clone(), &resource),
    }
}

impl Picture {
    /// Whether that ends a trouble that others may have, too.
    fn take(&mut self, place: usize, event: watcher::Event<DynamicObject>, keep: Keep) -> bool {
        match event {
            watcher::Event::Init => self.scopes[place].incoming.clear(),
            watcher::Event::InitApply(object) => {
                let kept = plain(object).and_then(keep);
                self.scopes[place].incoming.extend(kept);
            }
            watcher::Event::InitDone => return self.replace(place),
            watcher::Event::Apply(object) => plain(object)
                .and_then(keep)
                .into_iter()
                .for_each(|object| self.put(place, object)),
            watcher::Event::Delete(object) => drop(self.objects.remove(&key(place, &object))),
        }
        false
    }

    fn replace(&mut self, place: usize) -> bool {
        self.objects.retain(|(of, _, _), _| *of != place);
        for object in std::mem::take(&mut self.scopes[place].incoming) {
            self.put(place, object);
        }
        let state = &mut self.scopes[place];
        state.listed = true;
        state.failures = 0;
        // A right to list is none to watch yet.
        state.trouble.take_if(|trouble| passes(trouble)).is_some()
    }

    fn fail(&mut self, place: usize, refusal: Refusal) {
        let state = &mut self.scopes[place];
        state.incoming.clear();
        state.failures += 1;
        state.trouble = Some(refusal);
    }

    /// The watch holds; whether there was a trouble that is over with that.
    fn prove(&mut self, place: usize) -> bool {
        self.scopes[place].trouble.take().is_some()
    }

    fn put(&mut self, place: usize, object: Object) {
        let key = (
            place,
            object.namespace().unwrap_or_default().to_owned(),
            object.name().to_owned(),
        );
        self.objects.insert(key, Arc::new(object));
    }
}

impl Followed {
    /// Whether it is better to go on without it: it is refused, or fails again and again.
    fn is_out_of_reach(&self) -> bool {
        const ENOUGH: u32 = 3;
        let is_refused = |refusal: &Refusal| !passes(refusal);
        self.failures >= ENOUGH || self.trouble.as_ref().is_some_and(is_refused)
    }
}

fn key(place: usize, object: &DynamicObject) -> (usize, String, String) {
    let metadata = &object.metadata;
    (
        place,
        metadata.namespace.clone().unwrap_or_default(),
        metadata.name.clone().unwrap_or_default(),
    )
}

/// A `DynamicObject` is JSON split in parts, of which the metadata always serialises.
fn plain(object: DynamicObject) -> Option<Object> {
    let DynamicObject {
        types,
        metadata,
        mut data,
    } = object;
    let map = data.as_object_mut()?;
    if let Some(types) = types {
        map.insert("apiVersion".to_owned(), types.api_version.into());
        map.insert("kind".to_owned(), types.kind.into());
    }
    let metadata = serde_json::to_value(metadata).ok()?;
    map.insert("metadata".to_owned(), metadata);
    Some(Object(data))
}

#[cfg(test)]
mod tests;
