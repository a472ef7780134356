//! Resiliency manifests → policies, and whom they are for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::super::component;
use super::breaker::Settings;
use super::retry::Retry;
use super::trip::Trip;

/// Dapr's own retries of calls between sidecars. A policy of this name takes their place.
const SERVICE_RETRIES: &str = "DaprBuiltInServiceRetries";
/// Tries after the first, and not fewer with a policy of that name.
const TRIES: u32 = 3;
/// Breakers that are kept for one app.
const BREAKERS: usize = 100;

/// Which of Dapr's building blocks a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Building {
    State,
    PubSub,
}

impl Building {
    /// As it stands in names and labels.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::State => "Statestore",
            Self::PubSub => "Pubsub",
        }
    }
}

/// All policies of a sidecar, and whom they are for.
#[derive(Clone, Debug)]
pub(in super::super) struct Policies {
    /// Names and namespaces of the manifests, in the order in which they were read.
    pub(super) loaded: Vec<(String, String)>,
    /// What of the manifests counts.
    pub(super) specs: Vec<Value>,
    timeouts: BTreeMap<String, Duration>,
    retries: BTreeMap<String, Retry>,
    breakers: BTreeMap<String, Settings>,
    apps: BTreeMap<String, Names>,
    components: BTreeMap<String, Names>,
}

/// Names of policies; empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names {
    timeout: String,
    retry: String,
    breaker: String,
    /// For apps: breakers that are kept.
    breakers: usize,
}

/// The policies for one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chosen {
    pub timeout: Option<Duration>,
    pub retry: Option<Retry>,
    /// A breaker's policy, its name, and how many breakers are kept.
    pub breaker: Option<(String, Settings, usize)>,
}

impl Default for Policies {
    fn default() -> Self {
        let own = Retry::constant(Duration::from_secs(1), TRIES);
        Self {
            loaded: Vec::new(),
            specs: Vec::new(),
            timeouts: BTreeMap::new(),
            retries: BTreeMap::from([(SERVICE_RETRIES.to_owned(), own)]),
            breakers: BTreeMap::new(),
            apps: BTreeMap::new(),
            components: BTreeMap::new(),
        }
    }
}

impl Policies {
    /// Adds those of a manifest. What comes later takes the place of what has the same name; an
    /// error ends the manifest there, as it does in Dapr.
    pub(in super::super) fn add(&mut self, manifest: &Value) -> Result<(), String> {
        let text = |path: &str| {
            manifest
                .pointer(path)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        self.specs.push(manifest["spec"].clone());
        let of = (
            text("/metadata/name").to_owned(),
            text("/metadata/namespace").to_owned(),
        );
        let (policies, targets) = (&manifest["spec"]["policies"], &manifest["spec"]["targets"]);
        for (name, value) in fields(&policies["timeouts"]) {
            let time = duration(value.as_str().unwrap_or_default())?;
            self.timeouts.insert(name.clone(), time);
        }
        for (name, value) in fields(&policies["retries"]) {
            let retry = Retry::read(value)
                .map_err(|reason| format!("invalid retry configuration {name:?}: {reason}"))?;
            let own = name == SERVICE_RETRIES;
            let retry = if own { retry.at_least(TRIES) } else { retry };
            self.retries.insert(name.clone(), retry);
        }
        for (name, value) in fields(&policies["circuitBreakers"]) {
            let settings = settings(value)
                .map_err(|reason| format!("invalid circuit breaker {name:?}: {reason}"))?;
            self.breakers.insert(name.clone(), settings);
        }
        for (name, value) in fields(&targets["apps"]) {
            self.apps.insert(name.clone(), Names::read(value));
        }
        for (name, value) in fields(&targets["components"]) {
            self.components
                .insert(name.clone(), Names::read(&value["outbound"]));
        }
        self.loaded.push(of);
        Ok(())
    }

    /// Whether a manifest names the app: then Dapr's own retries are not for it.
    pub(super) fn names_app(&self, app: &str) -> bool {
        self.apps.contains_key(app)
    }

    /// Dapr's own retries.
    pub(super) fn service_retries(&self) -> Option<&Retry> {
        self.retries.get(SERVICE_RETRIES)
    }

    /// Those for calls of an app.
    pub(super) fn of_app(&self, app: &str) -> Chosen {
        match self.apps.get(app) {
            Some(names) => self.choose(names),
            None => self.choose(&self.defaults(&["App"])),
        }
    }

    /// Those for calls of a component.
    pub(super) fn of_component(&self, name: &str, building: Building) -> Chosen {
        let levels = [
            format!("{}ComponentOutbound", building.word()),
            "ComponentOutbound".to_owned(),
            "Component".to_owned(),
        ];
        match self.components.get(name) {
            Some(names) => self.choose(names),
            None => self.choose(&self.defaults(&levels.each_ref().map(String::as_str))),
        }
    }

    fn choose(&self, names: &Names) -> Chosen {
        let breaker = self.breakers.get(&names.breaker);
        let kept = names.breakers;
        Chosen {
            timeout: self.timeouts.get(&names.timeout).copied(),
            retry: self.retries.get(&names.retry).cloned(),
            breaker: breaker.map(|settings| (names.breaker.clone(), settings.clone(), kept)),
        }
    }

    /// Policies that are for all of a kind by their names: `DefaultAppRetryPolicy`, and at last
    /// `DefaultRetryPolicy`.
    fn defaults(&self, levels: &[&str]) -> Names {
        let find = |is_there: &dyn Fn(&str) -> bool, what: &str| {
            let mut names = levels
                .iter()
                .chain(&[""])
                .map(|level| format!("Default{level}{what}Policy"));
            names.find(|name| is_there(name)).unwrap_or_default()
        };
        Names {
            timeout: find(&|name| self.timeouts.contains_key(name), "Timeout"),
            retry: find(&|name| self.retries.contains_key(name), "Retry"),
            breaker: find(&|name| self.breakers.contains_key(name), "CircuitBreaker"),
            breakers: BREAKERS,
        }
    }
}

impl Names {
    fn read(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let kept = value["circuitBreakerCacheSize"]
            .as_u64()
            .unwrap_or_default();
        Self {
            timeout: text("timeout"),
            retry: text("retry"),
            breaker: text("circuitBreaker"),
            breakers: usize::try_from(kept)
                .ok()
                .filter(|kept| *kept > 0)
                .unwrap_or(BREAKERS),
        }
    }
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn settings(value: &Value) -> Result<Settings, String> {
    let time = |name: &str| match value[name].as_str().unwrap_or_default() {
        "" => Ok(None),
        text => duration(text).map(|time| Some(time).filter(|time| !time.is_zero())),
    };
    let own = Settings::default();
    let max_requests = value["maxRequests"].as_u64().unwrap_or_default();
    let max_requests = u32::try_from(max_requests).unwrap_or(u32::MAX);
    Ok(Settings {
        max_requests: if max_requests == 0 {
            own.max_requests
        } else {
            max_requests
        },
        interval: time("interval")?,
        timeout: time("timeout")?.unwrap_or(own.timeout),
        trip: match value["trip"].as_str().unwrap_or_default() {
            "" => own.trip,
            text => Trip::parse(text)?,
        },
    })
}

/// `5s`, or a number of milliseconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(milliseconds) = text.parse() {
        return Ok(Duration::from_millis(milliseconds));
    }
    component::duration(text).ok_or_else(|| format!("invalid duration {text:?}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::{Building, Chosen, Policies};

    fn policies(spec: &Value) -> Policies {
        let mut policies = Policies::default();
        let manifest = json!({"metadata": {"name": "r", "namespace": "shop"}, "spec": spec});
        policies.add(&manifest).unwrap();
        policies
    }

    fn told(chosen: &Chosen) -> String {
        let timeout = chosen
            .timeout
            .map_or("-".into(), |time| format!("{time:?}"));
        let mut waits = chosen.retry.as_ref().map(super::super::Retry::waits);
        let wait = waits
            .as_mut()
            .and_then(|waits| waits.next(Duration::ZERO, 0.5));
        let wait = wait.map_or("-".into(), |wait| format!("{wait:?}"));
        let breaker = chosen.breaker.as_ref();
        let breaker = breaker.map_or("-".into(), |(name, settings, kept)| {
            let (max, time, every) = (settings.max_requests, settings.timeout, settings.interval);
            format!("{name} {max} {time:?} {every:?} {kept}")
        });
        format!("{timeout} {wait} {breaker}")
    }

    #[test]
    fn targets_have_their_policies() {
        let policies = policies(&json!({
            "policies": {
                "timeouts": {"short": "500ms", "plain": "20"},
                "retries": {"twice": {"duration": "1s", "maxRetries": 2}},
                "circuitBreakers": {"simple": {"timeout": "9s", "interval": "8s", "trip": "consecutiveFailures >= 3"}, "bare": {}},
            },
            "targets": {
                "apps": {
                    "all": {"timeout": "short", "retry": "twice", "circuitBreaker": "simple", "circuitBreakerCacheSize": 7},
                    "few": {"timeout": "plain", "retry": "unknown", "circuitBreaker": "bare"},
                    "none": {},
                },
                "components": {"statestore": {"inbound": {"timeout": "plain"}, "outbound": {"timeout": "short"}}},
            },
        }));
        let rows = [
            ("all", "500ms 1s simple 1 9s Some(8s) 7"),
            ("few", "20ms - bare 1 60s None 100"),
            ("none", "- - -"),
            ("other", "- - -"),
        ];
        for (app, expected) in rows {
            assert_eq!(told(&policies.of_app(app)), expected, "{app}");
            assert_eq!(policies.names_app(app), app != "other");
        }
        let component = |name| told(&policies.of_component(name, Building::State));
        assert_eq!(component("statestore"), "500ms - -");
        assert_eq!(component("other"), "- - -");
    }

    #[test]
    fn defaults_are_for_what_no_target_names() {
        let policies = policies(&json!({
            "policies": {
                "timeouts": {"DefaultTimeoutPolicy": "9s", "DefaultAppTimeoutPolicy": "1s", "DefaultStatestoreComponentOutboundTimeoutPolicy": "2s"},
                "retries": {"DefaultComponentRetryPolicy": {"duration": "3s"}, "DaprBuiltInServiceRetries": {"duration": "4s", "maxRetries": 1}},
                "circuitBreakers": {"DefaultCircuitBreakerPolicy": {}},
            },
            "targets": {"apps": {"named": {}}},
        }));
        let breaker = "DefaultCircuitBreakerPolicy 1 60s None 100";
        assert_eq!(told(&policies.of_app("a")), format!("1s - {breaker}"));
        assert_eq!(told(&policies.of_app("named")), "- - -");
        let component = |building| told(&policies.of_component("c", building));
        assert_eq!(component(Building::State), format!("2s 3s {breaker}"));
        assert_eq!(component(Building::PubSub), format!("9s 3s {breaker}"));
        let own = policies.service_retries().unwrap();
        let mut waits = own.waits();
        let all = std::iter::from_fn(|| waits.next(Duration::ZERO, 0.5));
        assert_eq!(all.collect::<Vec<_>>(), [Duration::from_secs(4); 3]);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let rows = [
            (
                json!({"timeouts": {"a": "soon"}}),
                "invalid duration \"soon\"",
            ),
            (
                json!({"retries": {"a": {"policy": "often"}}}),
                "invalid retry configuration \"a\": unexpected back off policy type: often",
            ),
            (
                json!({"circuitBreakers": {"a": {"timeout": "soon"}}}),
                "invalid circuit breaker \"a\": invalid duration \"soon\"",
            ),
        ];
        for (policies, words) in rows {
            let manifest = json!({"spec": {"policies": policies}});
            assert_eq!(Policies::default().add(&manifest), Err(words.to_owned()));
        }
    }
}
