//! Components: their coming, changing and going.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::cluster::{Cluster, Resource};
use super::component::{Component, Settings, in_scope};
use super::connection::{Address, Connection};
use super::loaded::Part;
use super::log::Log;
use super::options::Options;
use super::pubsub::{PubSub, RedisBroker, Scopes};
use super::resiliency::Policies;
use super::shared::Sidecar;
use super::state::{KeyPrefix, RedisStore, StateStore};

const SCOPE: &str = "dapr.runtime.processor";
const RUNTIME: &str = "dapr.runtime";
/// Time that the Kubernetes API has to answer for the first time, as Dapr's operator has.
const API_PATIENCE: Duration = Duration::from_secs(30);
/// Between two tries.
const API_PAUSE: Duration = Duration::from_millis(500);
const RELOAD: &str = "dapr.runtime.hotreload.reconciler";

/// Loads all that are there. The error ends the sidecar.
pub(super) async fn load_all(sidecar: &Sidecar) -> Result<(), String> {
    if sidecar.options.builtin_secrets {
        let store = json!({"metadata": {"name": "kubernetes"}, "spec": {"type": "secretstores.kubernetes", "version": "v1"}});
        load(sidecar, Component::read(&store)).await?;
    }
    let manifests = patiently(&sidecar.log, "components", || wanted(sidecar))
        .await
        .map_err(|reason| format!("failed to load components: {reason}"))?;
    for component in manifests {
        load(sidecar, component).await?;
    }
    Ok(())
}

/// What there is, once the API answers: the two may have been started together.
async fn patiently<T, F>(log: &Log, what: &str, mut list: impl FnMut() -> F) -> Result<T, String>
where
    F: Future<Output = Result<T, String>>,
{
    let end = Instant::now() + API_PATIENCE;
    loop {
        match list().await {
            Err(reason) if Instant::now() < end => {
                log.warn(SCOPE, format!("{what} cannot be listed yet: {reason}"));
                sleep(API_PAUSE).await;
            }
            other => return other,
        }
    }
}

/// The policies for this app.
pub(super) async fn policies(options: &Options, cluster: &dyn Cluster, log: &Log) -> Policies {
    let list = || cluster.list(Resource::Resiliencies);
    match patiently(log, "resiliency policies", list).await {
        Ok(manifests) => read_policies(options, &manifests, log),
        Err(reason) => {
            log.error(
                RUNTIME,
                format!("Error listing resiliency policies: {reason}"),
            );
            Policies::default()
        }
    }
}

/// Takes up policies that changed. A real daprd restarts itself for that, without its process.
pub(super) async fn reload_policies(sidecar: &Sidecar) {
    let Ok(manifests) = sidecar.cluster.list(Resource::Resiliencies).await else {
        return;
    };
    let same = sidecar
        .resiliency()
        .is_of(&mine(&sidecar.options, &manifests));
    if !same {
        sidecar
            .log
            .info(RELOAD, "Resiliency policies changed and are read again");
        sidecar.set_policies(read_policies(&sidecar.options, &manifests, &sidecar.log));
    }
}

fn mine(options: &Options, manifests: &[Value]) -> Vec<Value> {
    let is_mine = |manifest: &&Value| in_scope(manifest, &options.app_id) && supported(manifest);
    manifests.iter().filter(is_mine).cloned().collect()
}

fn read_policies(options: &Options, manifests: &[Value], log: &Log) -> Policies {
    let mut policies = Policies::default();
    for manifest in mine(options, manifests) {
        let name = manifest["metadata"]["name"].as_str().unwrap_or_default();
        log.info(RUNTIME, format!("Loading Resiliency configuration: {name}"));
        if let Err(reason) = policies.add(&manifest) {
            let words = format!("Could not read resiliency policy {name}: {reason}");
            log.error(RUNTIME, words);
        }
    }
    policies
}

/// Brings what is loaded in line with what is there.
pub(super) async fn reload(sidecar: &Sidecar) -> Result<(), String> {
    let wanted = match wanted(sidecar).await {
        Ok(wanted) => wanted,
        Err(reason) => {
            sidecar
                .log
                .error(RELOAD, format!("Error listing Component: {reason}"));
            return Ok(());
        }
    };
    for name in sidecar.loaded.names() {
        let gone = name != "kubernetes" && !wanted.iter().any(|component| component.name == name);
        if gone {
            sidecar
                .log
                .info(RELOAD, format!("Component deleted: {name}"));
            sidecar.loaded.remove(&name);
        }
    }
    for component in wanted {
        let name = component.log_name();
        match sidecar.loaded.component(&component.name) {
            Some(old) if old == component => continue,
            Some(old) => {
                sidecar.log.info(
                    RELOAD,
                    format!("Closing existing Component to reload: {}", old.log_name()),
                );
                sidecar.loaded.remove(&component.name);
            }
            None => {}
        }
        sidecar
            .log
            .info(RELOAD, format!("Adding Component for processing: {name}"));
        load(sidecar, component).await?;
        sidecar
            .log
            .info(RELOAD, format!("Component updated: {name}"));
    }
    Ok(())
}

async fn wanted(sidecar: &Sidecar) -> Result<Vec<Component>, String> {
    let manifests = sidecar.cluster.list(Resource::Components).await?;
    let mine = manifests
        .iter()
        .filter(|manifest| in_scope(manifest, &sidecar.options.app_id));
    Ok(mine
        .filter(|manifest| supported(manifest))
        .map(Component::read)
        .collect())
}

/// Whether it is a component at all: what is being deleted is none any more.
fn supported(manifest: &Value) -> bool {
    manifest["metadata"]["deletionTimestamp"].is_null()
}

async fn load(sidecar: &Sidecar, component: Component) -> Result<(), String> {
    let name = component.log_name();
    let labels = [("component", component.kind.as_str())];
    match init(sidecar, &component).await {
        Ok(part) => {
            sidecar
                .metrics
                .count("dapr_runtime_component_init_total", &labels);
            sidecar.metrics.count("dapr_runtime_component_loaded", &[]);
            sidecar.log.info(SCOPE, format!("Component loaded: {name}"));
            sidecar.loaded.put(component, part);
            Ok(())
        }
        Err((reason, words)) => {
            let labels = [
                labels[0],
                ("componentName", component.name.as_str()),
                ("reason", reason),
            ];
            sidecar
                .metrics
                .count("dapr_runtime_component_init_fail_total", &labels);
            sidecar
                .log
                .error(SCOPE, format!("Failed to init component {name}: {words}"));
            if component.ignore_errors {
                return Ok(());
            }
            let wrapped = format!(
                "[INIT_COMPONENT_FAILURE]: initialization error occurred for {name}: {words}"
            );
            Err(format!(
                "process component {} error: {wrapped}",
                component.name
            ))
        }
    }
}

/// The part, or the metric's reason and Dapr's words.
async fn init(sidecar: &Sidecar, component: &Component) -> Result<Part, (&'static str, String)> {
    let name = component.log_name();
    let told = |kind: &str, reason: String| {
        format!("[{kind}]: initialization error occurred for {name}: {reason}")
    };
    let kind =
        what(component).map_err(|reason| ("creation", told("CREATE_COMPONENT_FAILURE", reason)))?;
    let failed = |reason| ("init", told("INIT_COMPONENT_FAILURE", reason));
    let namespace = &sidecar.options.namespace;
    let settings = component
        .settings(&*sidecar.cluster, namespace)
        .await
        .map_err(failed)?;
    build(sidecar, component, kind, &settings)
        .await
        .map_err(failed)
}

#[derive(Clone, Copy)]
enum Kind {
    RedisState,
    MemoryState,
    RedisPubSub,
    MemoryPubSub,
    KubernetesSecrets,
}

/// What a type is, or that a sidecar like this one has no such thing.
fn what(component: &Component) -> Result<Kind, String> {
    let kind = component.kind.to_ascii_lowercase();
    let first_version = matches!(component.version.as_str(), "" | "v0" | "v1");
    Ok(match kind.as_str() {
        "state.redis" if first_version => Kind::RedisState,
        "state.in-memory" if first_version => Kind::MemoryState,
        "pubsub.redis" if first_version => Kind::RedisPubSub,
        "pubsub.in-memory" if first_version => Kind::MemoryPubSub,
        "secretstores.kubernetes" if first_version => Kind::KubernetesSecrets,
        _ => return Err(unknown(component)),
    })
}

fn unknown(component: &Component) -> String {
    let name = format!("{}/{}", component.kind, component.version);
    let category = component.kind.split('.').next().unwrap_or_default();
    let what = match category {
        "state" => "state store",
        "pubsub" => "message bus",
        "secretstores" => "secret store",
        "bindings" => "binding",
        "configuration" => "configuration store",
        "lock" => "lock store",
        "crypto" => "crypto provider",
        "conversation" => "conversation",
        _ => return format!("incorrect type {}", component.kind),
    };
    let known = "daprk's built-in sidecar has state.redis, state.in-memory, pubsub.redis, pubsub.in-memory and secretstores.kubernetes; a real daprd has all";
    format!("couldn't find {what} {name} ({known})")
}

async fn build(
    sidecar: &Sidecar,
    component: &Component,
    kind: Kind,
    settings: &Settings,
) -> Result<Part, String> {
    let options = &sidecar.options;
    let prefix = || {
        KeyPrefix::new(
            settings.get("keyPrefix"),
            &component.name,
            &options.namespace,
            &options.app_id,
        )
    };
    let scopes = || Scopes::read(settings, &options.app_id);
    // Dapr looks for the word in the name of the setting, whatever its value is.
    let namespaced = || settings.has("namespace").then(|| options.namespace.clone());
    Ok(match kind {
        Kind::RedisState => {
            let connection = connect(sidecar, component, settings, "redis store").await?;
            Part::State(Arc::new(StateStore::redis(
                prefix()?,
                RedisStore::new(connection, settings)?,
            )))
        }
        Kind::MemoryState => Part::State(Arc::new(StateStore::memory(prefix()?))),
        Kind::RedisPubSub => {
            let connection = connect(sidecar, component, settings, "redis streams").await?;
            let broker = RedisBroker::new(connection, settings, &options.app_id)?;
            Part::PubSub(Arc::new(PubSub::redis(scopes(), namespaced(), broker)))
        }
        Kind::MemoryPubSub => Part::PubSub(Arc::new(PubSub::memory(scopes(), namespaced()))),
        Kind::KubernetesSecrets => {
            Part::Secrets(settings.get("defaultNamespace").map(str::to_owned))
        }
    })
}

async fn connect(
    sidecar: &Sidecar,
    component: &Component,
    settings: &Settings,
    what: &str,
) -> Result<Connection, String> {
    let address = Address::read(settings)?;
    let host = address.host.clone();
    let connection = Connection::new(
        address,
        Arc::clone(&sidecar.cluster),
        &sidecar.options.namespace,
    );
    let connected = connection.wait(component.init_timeout).await;
    connected.map_err(|reason| format!("{what}: error connecting to redis at {host}: {reason}"))?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Component, what};

    #[test]
    fn types_that_are_not_here() {
        let rows = [
            ("state.mysql", "couldn't find state store state.mysql/v1 ("),
            (
                "bindings.kafka",
                "couldn't find binding bindings.kafka/v1 (",
            ),
            ("nonsense", "incorrect type nonsense"),
        ];
        for (kind, expected) in rows {
            let component = Component::read(&json!({"spec": {"type": kind, "version": "v1"}}));
            assert!(
                what(&component).is_err_and(|words| words.starts_with(expected)),
                "{kind}"
            );
        }
        assert!(
            what(&Component::read(
                &json!({"spec": {"type": "State.Redis", "version": "v1"}})
            ))
            .is_ok()
        );
    }
}
