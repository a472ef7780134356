//! All that the parts share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::Notify;

use super::app::App;
use super::cluster::Cluster;
use super::invoke::Invoker;
use super::loaded::Loaded;
use super::log::Log;
use super::metrics::Metrics;
use super::options::Options;
use super::pubsub::Subscriber;
use super::resiliency::{Policies, Resiliency};
use super::trace::Tracing;
use super::zipkin::Exporter;

/// One sidecar.
pub(super) struct Sidecar {
    pub options: Options,
    pub log: Arc<Log>,
    pub metrics: Arc<Metrics>,
    pub cluster: Arc<dyn Cluster>,
    pub loaded: Arc<Loaded>,
    pub app: Option<Arc<App>>,
    pub invoker: Invoker,
    resiliency: RwLock<Arc<Resiliency>>,
    pub subscriber: Subscriber,
    pub tracing: Tracing,
    /// Where spans go; none where nobody collects them.
    pub exporter: Option<Exporter>,
    /// What apps put by `PUT /v1.0/metadata/NAME`.
    pub extended: Mutex<BTreeMap<String, String>>,
    /// Whether everything stands.
    ready: AtomicBool,
    /// Whether calls of the app can go out.
    outbound: AtomicBool,
    /// Whether the app says that it is well.
    healthy: AtomicBool,
    /// Rings when it is to end.
    pub shutdown: Notify,
}

impl Sidecar {
    pub(super) fn new(
        options: Options,
        log: Log,
        cluster: Arc<dyn Cluster>,
        tracing: Tracing,
        policies: Policies,
    ) -> Self {
        let log = Arc::new(log);
        let metrics = Arc::new(Metrics::new(&options.app_id, &options.namespace));
        let loaded = Arc::new(Loaded::default());
        let app = App::new(&options).map(Arc::new);
        let subscriber = Subscriber::new(
            (options.app_id.clone(), options.init_endpoints),
            app.clone(),
            Arc::clone(&cluster),
            Arc::clone(&loaded),
            (Arc::clone(&log), Arc::clone(&metrics)),
        );
        Self {
            invoker: Invoker::new(&options, Arc::clone(&cluster)),
            resiliency: RwLock::new(Arc::new(Resiliency::new(
                policies,
                Arc::clone(&log),
                Arc::clone(&metrics),
            ))),
            tracing,
            exporter: None,
            extended: Mutex::default(),
            ready: AtomicBool::new(false),
            outbound: AtomicBool::new(false),
            healthy: AtomicBool::new(true),
            shutdown: Notify::new(),
            options,
            log,
            metrics,
            cluster,
            loaded,
            app,
            subscriber,
        }
    }

    /// The policies of now.
    pub(super) fn resiliency(&self) -> Arc<Resiliency> {
        let resiliency = self.resiliency.read();
        Arc::clone(&resiliency.unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up other policies. Their breakers are new ones; calls under way keep the old ones.
    pub(super) fn set_policies(&self, policies: Policies) {
        let (log, metrics) = (Arc::clone(&self.log), Arc::clone(&self.metrics));
        let fresh = Arc::new(Resiliency::new(policies, log, metrics));
        *self
            .resiliency
            .write()
            .unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    pub(super) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    pub(super) fn set_ready(&self) {
        self.ready.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_outbound(&self) -> bool {
        self.outbound.load(Ordering::Relaxed)
    }

    pub(super) fn set_outbound(&self) {
        self.outbound.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Relaxed)
    }

    /// Whether that is something new.
    pub(super) fn set_healthy(&self, healthy: bool) -> bool {
        self.healthy.swap(healthy, Ordering::Relaxed) != healthy
    }
}
