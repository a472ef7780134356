//! The environment of a container, as its pod declares it.

use serde_json::Value;

use super::expand::expand;
use super::fields;
use super::sources::{Kind, Sources, entries, entry};
use crate::manifest::Object;

/// Variables in the order in which they were set first; a later value replaces an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment(Vec<(String, String)>);

impl Environment {
    /// Sets a variable.
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Keeps only some variables, by their names.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| keep(name));
    }

    /// Changes every value.
    pub(crate) fn map(&mut self, change: impl Fn(&str, &str) -> String) {
        for (name, value) in &mut self.0 {
            *value = change(name, value);
        }
    }

    /// All of them.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// Adds what `envFrom` and `env` of a container say, in this order.
///
/// # Errors
/// A config map, a secret or a key is missing: a kubelet's words.
pub(crate) fn declared(
    environment: &mut Environment,
    container: &Value,
    pod: &Object,
    sources: &dyn Sources,
) -> Result<(), String> {
    for from in list(&container["envFrom"]) {
        whole(environment, from, sources)?;
    }
    for variable in list(&container["env"]) {
        let name = variable["name"].as_str().unwrap_or_default();
        if let Some(value) = value(environment, variable, container, pod, sources)? {
            environment.set(name, value);
        }
    }
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn whole(environment: &mut Environment, from: &Value, sources: &dyn Sources) -> Result<(), String> {
    let prefix = from["prefix"].as_str().unwrap_or_default();
    for (kind, key) in [
        (Kind::ConfigMap, "configMapRef"),
        (Kind::Secret, "secretRef"),
    ] {
        let Some(reference) = from.get(key) else {
            continue;
        };
        let name = reference["name"].as_str().unwrap_or_default();
        let found = entries(sources, kind, name, reference["optional"] == true)?;
        for (key, value) in found.into_iter().flatten() {
            let name = format!("{prefix}{key}");
            if is_name(&name) {
                environment.set(name, String::from_utf8_lossy(&value));
            }
        }
    }
    Ok(())
}

/// Names with other characters are skipped, as no program could read them.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|it| it.is_ascii_graphic() && it != '=' && it != '!')
}

fn value(
    environment: &Environment,
    variable: &Value,
    container: &Value,
    pod: &Object,
    sources: &dyn Sources,
) -> Result<Option<String>, String> {
    let Some(from) = variable.get("valueFrom").filter(|from| from.is_object()) else {
        let text = variable["value"].as_str().unwrap_or_default();
        let known = |name: &str| environment.get(name).map(str::to_owned);
        return Ok(Some(expand(text, known)));
    };
    if let Some(reference) = from.get("fieldRef") {
        let path = reference["fieldPath"].as_str().unwrap_or_default();
        let unknown = || format!("unsupported fieldPath: {path}");
        return fields::field(pod, path).map(Some).ok_or_else(unknown);
    }
    if let Some(reference) = from.get("resourceFieldRef") {
        return Ok(fields::resource(container, reference));
    }
    for (kind, key) in [
        (Kind::ConfigMap, "configMapKeyRef"),
        (Kind::Secret, "secretKeyRef"),
    ] {
        if let Some(reference) = from.get(key) {
            let found = entry(sources, kind, reference)?;
            return Ok(found.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::sources::fake::Few;
    use super::{Environment, declared};
    use crate::manifest::Object;

    fn read(container: &Value) -> Result<Vec<String>, String> {
        let pod = Object(json!({"metadata": {"name": "web-0"}}));
        let mut environment = Environment::default();
        environment.set("HOST", "h");
        declared(&mut environment, container, &pod, &Few)?;
        let pairs = environment.into_pairs().into_iter();
        Ok(pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect())
    }

    #[test]
    fn variables_of_a_container() {
        let rows: [(Value, &[&str]); 6] = [
            (json!({}), &["HOST=h"]),
            (
                json!({"env": [{"name": "A", "value": "x"}, {"name": "B", "value": "$(A)$(HOST)$(C)"}]}),
                &["HOST=h", "A=x", "B=xh$(C)"],
            ),
            (
                json!({"envFrom": [{"prefix": "P_", "configMapRef": {"name": "conf"}}]}),
                &["HOST=h", "P_a=one", "P_b=two", "P_c=\u{0}\u{1}"],
            ),
            (
                json!({"envFrom": [{"secretRef": {"name": "pass"}}, {"secretRef": {"name": "no", "optional": true}}],
                    "env": [{"name": "word", "value": "other"}]}),
                &["HOST=h", "word=other"],
            ),
            (
                json!({"env": [
                    {"name": "ME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                    {"name": "W", "valueFrom": {"secretKeyRef": {"name": "pass", "key": "word"}}},
                    {"name": "N", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "z", "optional": true}}},
                ]}),
                &["HOST=h", "ME=web-0", "W=sesame"],
            ),
            (json!({"env": [{"name": "EMPTY"}]}), &["HOST=h", "EMPTY="]),
        ];
        for (container, expected) in rows {
            assert_eq!(read(&container).unwrap(), expected, "{container}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let rows = [
            (
                json!({"envFrom": [{"configMapRef": {"name": "no"}}]}),
                "configmap \"no\" not found",
            ),
            (
                json!({"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "pass", "key": "z"}}}]}),
                "couldn't find key z in Secret shop/pass",
            ),
        ];
        for (container, expected) in rows {
            assert_eq!(read(&container).unwrap_err(), expected, "{container}");
        }
    }
}
