//! The running subscriptions of an app.

use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderValue, Method};
use http_body_util::BodyExt as _;
use hyper::body::Bytes;
use serde_json::Value;
use tokio::task::JoinHandle;

use super::super::app::{App, Outgoing};
use super::super::cluster::{Cluster, Resource};
use super::super::component::in_scope;
use super::super::go;
use super::super::loaded::Loaded;
use super::super::log::Log;
use super::super::metrics::Metrics;
use super::PubSub;
use super::broker::Handler;
use super::deliver::Delivery;
use super::subscription::Subscription;

const SCOPE: &str = "dapr.runtime.processor.subscription";

/// Starts and ends them.
pub(in super::super) struct Subscriber {
    pub app_id: String,
    /// Whether the app itself is asked what it wants.
    pub ask_app: bool,
    pub app: Option<Arc<App>>,
    pub cluster: Arc<dyn Cluster>,
    pub loaded: Arc<Loaded>,
    pub log: Arc<Log>,
    pub metrics: Arc<Metrics>,
    /// One after the other: two at once would both start what is missing.
    aligning: tokio::sync::Mutex<()>,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    /// What the app answered, once it was asked.
    asked: Option<Vec<Subscription>>,
    tasks: Vec<(Subscription, Arc<PubSub>, JoinHandle<()>)>,
    /// Nothing is started meanwhile.
    stands_still: bool,
}

impl Subscriber {
    pub(in super::super) fn new(
        (app_id, ask_app): (String, bool),
        app: Option<Arc<App>>,
        cluster: Arc<dyn Cluster>,
        loaded: Arc<Loaded>,
        (log, metrics): (Arc<Log>, Arc<Metrics>),
    ) -> Self {
        Self {
            app_id,
            ask_app,
            app,
            cluster,
            loaded,
            log,
            metrics,
            aligning: tokio::sync::Mutex::default(),
            running: Mutex::default(),
        }
    }

    /// Brings what runs in line with what is wanted and what is loaded: what changed begins anew,
    /// the rest goes on.
    pub(in super::super) async fn align(&self) {
        let _turn = self.aligning.lock().await;
        let brokers = self.loaded.pubsubs();
        let Some(app) = self.app.clone().filter(|_| !brokers.is_empty()) else {
            return self.keep(|_| false);
        };
        let wanted = self.wanted(&app).await;
        if self.locked().stands_still {
            return;
        }
        let wanted: Vec<_> = wanted
            .into_iter()
            .filter_map(|wish| {
                brokers
                    .get(&wish.pubsub)
                    .map(|broker| (wish, Arc::clone(broker)))
            })
            .collect();
        let same =
            |wish: &Subscription, broker: &Arc<PubSub>, other: &(Subscription, Arc<PubSub>)| {
                *wish == other.0 && Arc::ptr_eq(broker, &other.1)
            };
        self.keep(|(wish, broker, task)| {
            !task.is_finished() && wanted.iter().any(|other| same(wish, broker, other))
        });
        for new in wanted {
            let runs = self
                .locked()
                .tasks
                .iter()
                .any(|(wish, broker, _)| same(wish, broker, &new));
            if !runs {
                self.start(new.0, new.1, Arc::clone(&app));
            }
        }
    }

    /// Ends all; nothing is started any more until it goes on.
    pub(in super::super) fn stop(&self) {
        self.locked().stands_still = true;
        self.keep(|_| false);
    }

    /// Starts what is wanted, after a stop.
    pub(in super::super) async fn go_on(&self) {
        self.locked().stands_still = false;
        self.align().await;
    }

    /// As `/v1.0/metadata` lists them.
    pub(in super::super) fn describe(&self) -> Vec<Value> {
        self.locked()
            .tasks
            .iter()
            .map(|(wish, ..)| wish.describe())
            .collect()
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, stays: impl Fn(&(Subscription, Arc<PubSub>, JoinHandle<()>)) -> bool) {
        self.locked().tasks.retain(|task| {
            let stays = stays(task);
            if !stays {
                task.2.abort();
            }
            stays
        });
    }

    async fn wanted(&self, app: &App) -> Vec<Subscription> {
        let asked = self.locked().asked.clone();
        let mut wanted = match asked {
            Some(asked) => asked,
            None if self.ask_app => {
                let asked = self.ask(app).await;
                self.locked().asked = Some(asked.clone());
                asked
            }
            None => Vec::new(),
        };
        match self.cluster.list(Resource::Subscriptions).await {
            Ok(list) => {
                let mine = list
                    .iter()
                    .filter(|manifest| in_scope(manifest, &self.app_id));
                wanted.extend(mine.map(|manifest| Subscription::read(&manifest["spec"], true)));
            }
            Err(reason) => self.log.error(
                SCOPE,
                format!("failed to load declarative subscriptions: {reason}"),
            ),
        }
        wanted
    }

    /// `GET /dapr/subscribe` of the app.
    async fn ask(&self, app: &App) -> Vec<Subscription> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        if let Ok(id) = HeaderValue::from_str(&self.app_id) {
            headers.insert("dapr-app-id", id);
        }
        let target = "dapr/subscribe".to_owned();
        let outgoing = Outgoing {
            method: Method::GET,
            target,
            headers,
            body: Bytes::new(),
        };
        let response = match app.call(outgoing, &self.metrics).await {
            Ok(response) => response,
            Err(reason) => {
                self.log
                    .warn(SCOPE, format!("failed to subscribe to topics: {reason}"));
                return Vec::new();
            }
        };
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes);
        self.read(status, &body.unwrap_or_default())
    }

    fn read(&self, status: u16, body: &[u8]) -> Vec<Subscription> {
        let list = match (status, go::decode(body)) {
            (200, Ok(Value::Array(list))) => list,
            (200, Err(reason)) if reason != "EOF" => {
                self.log
                    .error(SCOPE, format!("error getting topics from app: {reason}"));
                Vec::new()
            }
            (200 | 404, _) => Vec::new(),
            (status, _) => {
                self.log.error(
                    SCOPE,
                    format!("app returned http status code {status} from subscription endpoint"),
                );
                Vec::new()
            }
        };
        let read = list.iter().map(|entry| Subscription::read(entry, false));
        let wishes: Vec<_> = read.filter(|wish| self.has_route(wish)).collect();
        self.tell(&wishes);
        wishes
    }

    fn has_route(&self, wish: &Subscription) -> bool {
        if wish.rules.is_empty() {
            let topic = &wish.topic;
            self.log.warn(
                SCOPE,
                format!("topic {topic} has an empty routes. removing from subscriptions list"),
            );
        }
        !wish.rules.is_empty()
    }

    fn tell(&self, wishes: &[Subscription]) {
        let mut brokers: Vec<&str> = wishes.iter().map(|wish| wish.pubsub.as_str()).collect();
        brokers.dedup();
        for broker in brokers {
            let topics = wishes
                .iter()
                .filter(|wish| wish.pubsub == broker)
                .map(|wish| wish.topic.as_str());
            let topics = topics.collect::<Vec<_>>().join(" ");
            self.log.info(SCOPE, format!("app is subscribed to the following topics: [[{topics}]] through pubsub={broker}"));
        }
    }

    fn start(&self, subscription: Subscription, broker: Arc<PubSub>, app: Arc<App>) {
        let (name, topic) = (subscription.pubsub.clone(), subscription.topic.clone());
        if !broker.scopes.may_subscribe(&topic) {
            let words =
                format!("subscription to topic '{topic}' on pubsub '{name}' is not allowed");
            return self.log.error(
                SCOPE,
                format!("Failed to start subscription for pubsub {name}, topic {topic}: {words}"),
            );
        }
        for expression in subscription.not_understood() {
            let words = "is not understood by daprk's built-in sidecar and never matches: it knows event.FIELD == \"TEXT\", && and ||";
            self.log.warn(
                SCOPE,
                format!("the rule `{expression}` of topic {topic} {words}"),
            );
        }
        if subscription.bulk {
            self.log.warn(SCOPE, format!("bulkSubscribe of topic {topic} is not supported by daprk's built-in sidecar: events come one by one"));
        }
        let log = Arc::clone(&self.log);
        let delivery = Arc::new(Delivery {
            subscription: subscription.clone(),
            broker: Arc::clone(&broker),
            app,
            log: Arc::clone(&self.log),
            metrics: Arc::clone(&self.metrics),
        });
        let handler: Handler = Arc::new(move |message| {
            let delivery = Arc::clone(&delivery);
            Box::pin(async move {
                let delivered = delivery.deliver(message).await;
                if let Err(reason) = &delivered {
                    delivery.log.error(
                        "dapr.contrib",
                        format!("Error processing message: {reason}"),
                    );
                }
                delivered
            })
        });
        let consumed = Arc::clone(&broker);
        let task = tokio::spawn(async move {
            if let Err(reason) = consumed.consume(&topic, handler).await {
                log.error(
                    SCOPE,
                    format!(
                        "Failed to start subscription for pubsub {name}, topic {topic}: {reason}"
                    ),
                );
            }
        });
        let mut running = self.locked();
        if running.stands_still {
            task.abort();
        } else {
            running.tasks.push((subscription, broker, task));
        }
    }
}
