//! Charts: which there are, their values, and their objects.

use serde_json::{Map, Value, json};

use crate::error::Result;
use crate::manifest::Object;
use crate::render::bundle::{self, Metadata};
use crate::render::engine::{Engine, Part, Scope};
use crate::render::values::coalesce;
use crate::render::values::keys::Keys;

/// Name of the control plane's chart.
pub const CONTROL_PLANE: &str = "dapr";

/// A bundled chart.
#[derive(Clone, Debug)]
pub struct Chart {
    /// `dapr`.
    pub name: String,
    /// Version of the chart that it equals.
    pub version: String,
    /// Version of what it installs.
    pub app_version: String,
    /// One line.
    pub description: String,
    metadata: Metadata,
    /// Defaults as its templates see them.
    own: Map<String, Value>,
    /// Defaults as helm records them.
    recorded: Value,
    keys: Keys,
    dependencies: Vec<Chart>,
}

/// For which release a chart is rendered.
#[derive(Clone, Debug)]
pub struct ReleaseContext {
    /// The release's name; it becomes the label `app.kubernetes.io/name`.
    pub name: String,
    /// Where the release stands.
    pub namespace: String,
    /// What must not change, since the cluster has it already.
    pub live: Live,
}

/// What the running cluster pins, whatever the values say. Empty before the first installation.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// Storage request of the scheduler's volume claim template (immutable in Kubernetes): `16Gi`.
    pub scheduler_storage_size: Option<String>,
    /// Redis' password, in the clear.
    pub redis_password: Option<String>,
}

impl Chart {
    /// The chart of that name.
    pub fn bundled(name: &str) -> Option<Self> {
        let metadata: Metadata = bundle::read_as(name, "chart.yaml")?;
        let dependencies: Vec<_> = metadata
            .dependencies
            .iter()
            .map(|one| {
                Self::bundled(&one.name).expect("a dependency is bundled: tests load every chart")
            })
            .collect();
        let own = own_defaults(name, &dependencies);
        Some(Self {
            name: metadata.name.clone(),
            version: metadata.version.clone(),
            app_version: metadata.app_version.clone(),
            description: metadata.description.clone(),
            recorded: recorded_defaults(&own, &metadata),
            keys: Keys::new(
                &own,
                &all_kinds(name, &dependencies),
                metadata.subcharts.is_some(),
            ),
            own,
            metadata,
            dependencies,
        })
    }

    /// The names of all bundled charts, in order.
    pub fn names() -> Vec<&'static str> {
        bundle::charts()
    }

    /// Those that are sets of apps: all but the control plane.
    pub fn sets() -> Vec<&'static str> {
        let names = Self::names().into_iter();
        names.filter(|name| *name != CONTROL_PLANE).collect()
    }

    /// The defaults as helm records them in a release (`chart.values`): those of dependencies and subcharts under
    /// their names, and the global ones in every subchart again.
    pub fn defaults(&self) -> &Value {
        &self.recorded
    }

    /// The user's values over the defaults, as helm coalesces them.
    ///
    /// A `null` removes a default. Of a chart with subcharts it restores those below `global`: the subcharts keep their
    /// copy. Globals given inside a subchart are refused, since the chart's own always win there.
    ///
    /// # Errors
    /// `unknown-value` names a key that no template reads, with the nearest that one does; `bad-value` names a key
    /// whose value is of the wrong kind.
    pub fn values(&self, config: &Value) -> Result<Value> {
        let empty = Map::new();
        let config = match config {
            Value::Null => &empty,
            Value::Object(config) => config,
            _ => return Err(coalesce::not_a_map()),
        };
        self.keys.check(config)?;
        let globals_restored = self.metadata.subcharts.is_some();
        Ok(coalesce::over(config, &self.own, globals_restored).into())
    }

    /// Takes those of the user's values away that no template reads, and names their keys: helm took them without a
    /// word, so that they can be in a release's record.
    pub fn drop_unknown(&self, config: &mut Value) -> Vec<String> {
        match config {
            Value::Object(config) => self.keys.drop_unknown(config),
            _ => Vec::new(),
        }
    }

    /// The objects, in the order of the template files' names; the dependencies' first. The same input gives the same
    /// output, byte for byte.
    ///
    /// # Errors
    /// `bad-value` names the key whose value the chart refuses.
    pub fn render(&self, release: &ReleaseContext, values: &Value) -> Result<Vec<Object>> {
        let mut objects = Vec::new();
        for (chart, link) in self.dependencies.iter().zip(&self.metadata.dependencies) {
            if link
                .condition
                .as_deref()
                .is_none_or(|key| is_on(values, key))
            {
                let own = values.get(&chart.name).unwrap_or(&Value::Null);
                objects.extend(chart.render(release, own)?);
            }
        }
        objects.extend(self.engine(release, values).objects()?);
        Ok(objects)
    }

    fn engine(&self, release: &ReleaseContext, values: &Value) -> Engine {
        let values = coalesce::with_nulls(values, &self.own);
        let scope = Scope {
            parts: self.parts(&values),
            values,
            release: json!({"Name": release.name, "Namespace": release.namespace, "Service": "Helm"}),
            chart: self.facts(&self.name, &self.app_version),
            live: json!({
                "scheduler_storage_size": release.live.scheduler_storage_size,
                "redis_password": release.live.redis_password,
            }),
        };
        Engine::new(&self.name, bundle::files(&self.name), scope)
    }

    fn parts(&self, values: &Value) -> Vec<Part> {
        let Some(all) = &self.metadata.subcharts else {
            return Vec::new();
        };
        let part = |name: &String| {
            let mut own = values[name].as_object().cloned().unwrap_or_default();
            own.insert("global".into(), values["global"].clone());
            Part {
                name: name.clone(),
                chart: self.facts(name, &all.app_version),
                values: own.into(),
            }
        };
        all.names.iter().map(part).collect()
    }

    fn facts(&self, name: &str, app_version: &str) -> Value {
        json!({"Name": name, "Version": self.version, "AppVersion": app_version})
    }
}

fn own_defaults(name: &str, dependencies: &[Chart]) -> Map<String, Value> {
    let mut own: Map<_, _> = bundle::read_as(name, "values.yaml").unwrap_or_default();
    for chart in dependencies {
        let given = match own.remove(&chart.name) {
            Some(Value::Object(given)) => given,
            _ => Map::new(),
        };
        let merged = coalesce::over(&given, &chart.own, false);
        own.insert(chart.name.clone(), merged.into());
    }
    own
}

/// helm writes the globals into each subchart's values before it records them.
fn recorded_defaults(own: &Map<String, Value>, metadata: &Metadata) -> Value {
    let mut recorded = own.clone();
    let global = own.get("global").cloned().unwrap_or_else(|| json!({}));
    for name in metadata.subcharts.iter().flat_map(|some| &some.names) {
        if let Some(part) = recorded.get_mut(name).and_then(Value::as_object_mut) {
            part.insert("global".into(), global.clone());
        }
    }
    recorded.into()
}

/// The chart's `keys.yaml` with its dependencies', below their names.
fn all_kinds(name: &str, dependencies: &[Chart]) -> Map<String, Value> {
    let mut kinds: Map<String, Value> = bundle::read_as(name, "keys.yaml").unwrap_or_default();
    for chart in dependencies {
        for (key, kind) in all_kinds(&chart.name, &chart.dependencies) {
            kinds.insert(format!("{}.{key}", chart.name), kind);
        }
    }
    kinds
}

/// A condition that is not there, or is no boolean, holds, as for helm.
fn is_on(values: &Value, key: &str) -> bool {
    let path = format!("/{}", key.replace('.', "/"));
    values.pointer(&path) != Some(&Value::Bool(false))
}

#[cfg(test)]
mod tests;
