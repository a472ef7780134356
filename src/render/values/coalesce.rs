//! Merging values over defaults, as helm does (its `chartutil` package, version 3.22).

use serde_json::{Map, Value};

use crate::error::Error;

/// What a `null` does to a default.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Null {
    Removes,
    Restores,
}

/// `config` over `defaults`: maps are merged, anything else replaces.
///
/// A `null` removes the default, and stays where there is none (or where the default is `null` itself). With
/// `globals_restored`, any `null` for `global` and below restores the default.
pub(in crate::render) fn over(
    config: &Map<String, Value>,
    defaults: &Map<String, Value>,
    globals_restored: bool,
) -> Map<String, Value> {
    let mut merged = merge(config, defaults, Null::Removes);
    let global = (config.get("global"), defaults.get("global"));
    if let (true, (Some(given), Some(default))) = (globals_restored, global) {
        let empty = Map::new();
        let given = given.as_object().unwrap_or(&empty);
        let default = default.as_object().unwrap_or(&empty);
        let global = merge(given, default, Null::Restores);
        merged.insert("global".into(), global.into());
    }
    merged
}

fn merge(
    config: &Map<String, Value>,
    defaults: &Map<String, Value>,
    null: Null,
) -> Map<String, Value> {
    let mut merged = Map::new();
    for (key, default) in defaults {
        let value = match (config.get(key), default) {
            (None, _) | (Some(Value::Null), Value::Null) => default.clone(),
            (Some(Value::Null), _) if null == Null::Restores => default.clone(),
            (Some(Value::Null), _) => continue,
            (Some(Value::Object(given)), Value::Object(default)) => {
                merge(given, default, null).into()
            }
            (Some(given), _) => given.clone(),
        };
        merged.insert(key.clone(), value);
    }
    for (key, given) in config
        .iter()
        .filter(|(key, _)| !defaults.contains_key(*key))
    {
        merged.insert(key.clone(), given.clone());
    }
    merged
}

/// The values with `null` in the place of every default that was removed: templates may look at them.
pub(in crate::render) fn with_nulls(values: &Value, defaults: &Map<String, Value>) -> Value {
    let Value::Object(values) = values else {
        return values.clone();
    };
    let mut filled = values.clone();
    for (key, default) in defaults {
        let value = match (values.get(key), default) {
            (None, _) => Value::Null,
            (Some(given), Value::Object(default)) => with_nulls(given, default),
            (Some(given), _) => given.clone(),
        };
        filled.insert(key.clone(), value);
    }
    filled.into()
}

/// The error for values that are a list or a scalar.
pub(in crate::render) fn not_a_map() -> Error {
    Error::usage("bad-value", "the values are not a map of keys")
}
