//! A Component with its secrets → settings.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::cluster::Cluster;

/// Time that a component has to start.
const INIT_TIMEOUT: Duration = Duration::from_secs(5);

/// A Component as its manifest says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Component {
    pub name: String,
    /// `state.redis`.
    pub kind: String,
    pub version: String,
    /// Whether its failure is only told.
    pub ignore_errors: bool,
    pub init_timeout: Duration,
    secret_store: String,
    metadata: Vec<Value>,
}

impl Component {
    /// Reads a manifest.
    pub(super) fn read(manifest: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let spec = &manifest["spec"];
        Self {
            name: text(&manifest["metadata"]["name"]),
            kind: text(&spec["type"]),
            version: text(&spec["version"]),
            ignore_errors: spec["ignoreErrors"] == true,
            init_timeout: spec["initTimeout"]
                .as_str()
                .and_then(duration)
                .unwrap_or(INIT_TIMEOUT),
            secret_store: text(&manifest["auth"]["secretStore"]),
            metadata: spec["metadata"].as_array().cloned().unwrap_or_default(),
        }
    }

    /// `statestore (state.redis/v1)`, as in logs.
    pub(super) fn log_name(&self) -> String {
        format!("{} ({}/{})", self.name, self.kind, self.version)
    }

    /// Its settings, with secrets of the namespace in their places.
    pub(super) async fn settings(
        &self,
        cluster: &dyn Cluster,
        namespace: &str,
    ) -> Result<Settings, String> {
        let mut settings = Settings::default();
        for item in &self.metadata {
            let name = item["name"].as_str().unwrap_or_default();
            let value = match item["secretKeyRef"]["name"]
                .as_str()
                .filter(|secret| !secret.is_empty())
            {
                Some(secret) => {
                    self.secret(cluster, namespace, secret, &item["secretKeyRef"]["key"])
                        .await?
                }
                None => plain(&item["value"]),
            };
            settings.0.insert(name.to_ascii_lowercase(), value);
        }
        Ok(settings)
    }

    async fn secret(
        &self,
        cluster: &dyn Cluster,
        namespace: &str,
        secret: &str,
        key: &Value,
    ) -> Result<String, String> {
        if !matches!(self.secret_store.as_str(), "" | "kubernetes") {
            let store = &self.secret_store;
            return Err(format!(
                "references a secret store that isn't loaded: {store}"
            ));
        }
        let data = cluster.secret(namespace, secret).await?;
        let key = key.as_str().filter(|key| !key.is_empty()).unwrap_or(secret);
        Ok(data.get(key).cloned().unwrap_or_default())
    }
}

/// Whether a resource is for this app: it names no apps, or this one.
pub(super) fn in_scope(manifest: &Value, app_id: &str) -> bool {
    match manifest["scopes"].as_array() {
        Some(scopes) if !scopes.is_empty() => scopes.iter().any(|scope| scope == app_id),
        _ => true,
    }
}

/// Settings by name, in any case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// A value that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(&name.to_ascii_lowercase())?;
        (!value.is_empty()).then_some(value.as_str())
    }

    /// Whether it stands there at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(&name.to_ascii_lowercase())
    }

    /// A number; what is none is the reader's error.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, String> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let read = text.trim().parse().map(Some);
        read.map_err(|_| format!("{name}: {text:?} is not a number"))
    }

    /// A switch, with the words that Dapr takes for true.
    pub(super) fn switch(&self, name: &str) -> bool {
        let text = self.get(name).unwrap_or_default().to_ascii_lowercase();
        matches!(text.as_str(), "y" | "yes" | "t" | "true" | "on" | "1")
    }

    /// A list with commas.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.get(name).unwrap_or_default().replace(' ', "");
        text.split(',')
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    }

    #[cfg(test)]
    pub(super) fn of(pairs: &[(&str, &str)]) -> Self {
        let lower = |(name, value): &(&str, &str)| (name.to_ascii_lowercase(), (*value).to_owned());
        Self(pairs.iter().map(lower).collect())
    }
}

/// A value of a manifest as text: JSON where it is no string.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Go's durations as far as manifests have them: `5s`, `1m30s`, `500ms`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|digit: char| !digit.is_ascii_digit() && digit != '.')?;
        let (number, after) = rest.split_at(digits);
        let unit = after
            .find(|unit: char| unit.is_ascii_digit())
            .unwrap_or(after.len());
        let seconds = match &after[..unit] {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        total += Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()?;
        rest = &after[unit..];
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{Component, Settings, duration, in_scope};
    use crate::sandbox::sidecar::testing::Fake;

    #[tokio::test]
    async fn secrets_stand_in_their_places() {
        let component = Component::read(&json!({
            "metadata": {"name": "statestore"},
            "spec": {"type": "state.redis", "version": "v1", "initTimeout": "1m", "metadata": [
                {"name": "redisHost", "value": "redis:6379"},
                {"name": "redisDB", "value": 3},
                {"name": "redisPassword", "secretKeyRef": {"name": "redis", "key": "redis-password"}},
                {"name": "absent", "secretKeyRef": {"name": "redis", "key": "nothing"}},
            ]},
            "auth": {"secretStore": "kubernetes"},
        }));
        assert_eq!(component.log_name(), "statestore (state.redis/v1)");
        assert_eq!(component.init_timeout, Duration::from_mins(1));
        let fake = Fake::new().with_secret("redis", &[("redis-password", "s3cret")]);
        let settings = component
            .settings(&fake, "default")
            .await
            .expect("all there");
        assert_eq!(settings.get("REDISPASSWORD"), Some("s3cret"));
        assert_eq!(settings.number::<i64>("redisDB"), Ok(Some(3)));
        assert_eq!(settings.get("absent"), None);
        let refused = component.settings(&Fake::new(), "default").await;
        assert_eq!(refused, Err("secrets \"redis\" not found".into()));
    }

    #[test]
    fn scopes_and_switches() {
        let rows = [
            (json!({}), true),
            (json!({"scopes": []}), true),
            (json!({"scopes": ["a", "node"]}), true),
            (json!({"scopes": ["a"]}), false),
        ];
        for (manifest, expected) in rows {
            assert_eq!(in_scope(&manifest, "node"), expected, "{manifest}");
        }
        let settings = Settings::of(&[("a", "True"), ("b", "no"), ("list", "x, y,")]);
        assert!(settings.switch("A") && !settings.switch("b") && !settings.switch("c"));
        assert_eq!(settings.list("list"), ["x", "y"]);
        assert!(settings.number::<u8>("a").is_err());
    }

    #[test]
    fn durations() {
        let rows = [
            ("5s", Some(Duration::from_secs(5))),
            ("1m30s", Some(Duration::from_secs(90))),
            ("500ms", Some(Duration::from_millis(500))),
            ("", None),
            ("5", None),
            ("x", None),
        ];
        for (text, expected) in rows {
            assert_eq!(duration(text), expected, "{text}");
        }
    }
}
