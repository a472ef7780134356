//! The policies of a sidecar, with the breakers that live as long as it does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde_json::Value;

use super::super::log::Log;
use super::super::metrics::Metrics;
use super::breaker::{Breaker, Settings};
use super::guard::{Guard, Named, Teller};
use super::policy::{Building, Chosen, Policies};
use super::retry::Retry;

/// The policies of a sidecar.
pub(in super::super) struct Resiliency {
    policies: Policies,
    log: Arc<Log>,
    metrics: Arc<Metrics>,
    /// Breakers of each app, one a method; the one that was used last stands last.
    of_apps: Mutex<HashMap<String, Vec<Named>>>,
    of_components: Mutex<HashMap<String, Named>>,
}

impl Resiliency {
    pub(in super::super) fn new(policies: Policies, log: Arc<Log>, metrics: Arc<Metrics>) -> Self {
        for (name, namespace) in &policies.loaded {
            let labels = [("name", name.as_str()), ("namespace", namespace.as_str())];
            metrics.count("dapr_resiliency_loaded", &labels);
        }
        Self {
            policies,
            log,
            metrics,
            of_apps: Mutex::default(),
            of_components: Mutex::default(),
        }
    }

    /// Whether it is of these manifests.
    pub(in super::super) fn is_of(&self, manifests: &[Value]) -> bool {
        let specs = manifests.iter().map(|manifest| &manifest["spec"]);
        specs.eq(self.policies.specs.iter())
    }

    /// Dapr's own retries of calls between sidecars, for an app that no manifest names.
    pub(in super::super) fn service_retries(&self, app: &str) -> Option<&Retry> {
        let own = self.policies.service_retries();
        own.filter(|_| !self.policies.names_app(app))
    }

    /// What stands around a call of an app's method.
    pub(in super::super) fn of_app(&self, app: &str, method: &str) -> Guard {
        let chosen = self.policies.of_app(app);
        let endpoint = format!("{app}:{method}");
        let breaker = chosen
            .breaker
            .as_ref()
            .map(|(_, settings, kept)| self.of_method(app, &endpoint, settings, *kept));
        let name = format!("endpoint[{app}, {endpoint}]");
        self.guard(name, format!("app_{app}"), chosen, breaker)
    }

    /// What stands around a call of a component.
    pub(in super::super) fn of_component(&self, name: &str, building: Building) -> Guard {
        let chosen = self.policies.of_component(name, building);
        let breaker = chosen.breaker.as_ref().map(|(policy, settings, _)| {
            let mut all = self
                .of_components
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let fresh = || named(format!("{policy}-{name}"), settings);
            all.entry(name.to_owned()).or_insert_with(fresh).clone()
        });
        let target = format!("{}_{name}", building.word());
        self.guard(format!("component[{name}] output"), target, chosen, breaker)
    }

    fn of_method(&self, app: &str, endpoint: &str, settings: &Settings, kept: usize) -> Named {
        let mut all = self.of_apps.lock().unwrap_or_else(PoisonError::into_inner);
        let breakers = all.entry(app.to_owned()).or_default();
        let at = breakers.iter().position(|breaker| breaker.name == endpoint);
        let breaker = match at {
            Some(at) => breakers.remove(at),
            None => named(endpoint.to_owned(), settings),
        };
        // Methods are whatever callers ask for: only so many are remembered.
        if breakers.len() >= kept {
            breakers.remove(0);
        }
        breakers.push(breaker.clone());
        breaker
    }

    fn guard(&self, name: String, target: String, chosen: Chosen, breaker: Option<Named>) -> Guard {
        let teller = Teller {
            log: Arc::clone(&self.log),
            metrics: Arc::clone(&self.metrics),
            // As in Dapr: of many manifests the last one gives its name.
            of: self.policies.loaded.last().cloned().unwrap_or_default(),
            target,
        };
        if chosen.timeout.is_some() {
            teller.applied("timeout", "");
        }
        if chosen.retry.is_some() {
            teller.applied("retry", "");
        }
        if let Some(breaker) = &breaker {
            teller.applied("circuitbreaker", breaker.state(&teller).word());
        }
        Guard {
            name,
            timeout: chosen.timeout,
            retry: chosen.retry,
            breaker,
            teller,
        }
    }
}

fn named(name: String, settings: &Settings) -> Named {
    Named {
        name,
        breaker: Arc::new(Mutex::new(Breaker::new(settings.clone(), Instant::now()))),
    }
}
