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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::{over, with_nulls};

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().expect("a map").clone()
    }

    #[test]
    fn values_lie_over_defaults_as_in_helm() {
        let rows = [
            (json!({}), json!({"a": 1}), json!({"a": 1})),
            (json!({"a": 2}), json!({"a": 1}), json!({"a": 2})),
            (
                json!({"a": {"c": 1}}),
                json!({"a": {"b": 2}}),
                json!({"a": {"b": 2, "c": 1}}),
            ),
            (json!({"a": [1]}), json!({"a": [2, 3]}), json!({"a": [1]})),
            (json!({"a": null}), json!({"a": 1}), json!({})),
            (json!({"a": null}), json!({"a": null}), json!({"a": null})),
            (json!({"a": null}), json!({}), json!({"a": null})),
            (
                json!({"a": {"b": null}}),
                json!({"a": {"b": {"c": 1}}}),
                json!({"a": {}}),
            ),
            (
                json!({"a": {"b": null}}),
                json!({"a": {}}),
                json!({"a": {"b": null}}),
            ),
            (
                json!({"a": {"b": 1}}),
                json!({"a": null}),
                json!({"a": {"b": 1}}),
            ),
        ];
        for (config, defaults, expected) in rows {
            let merged = over(&map(&config), &map(&defaults), false);
            assert_eq!(Value::Object(merged), expected, "{config} over {defaults}");
        }
    }

    #[test]
    fn null_brings_globals_back_where_subcharts_keep_them() {
        let defaults = map(&json!({"global": {"a": {"b": 1}, "c": 2}, "part": {"d": 3}}));
        let rows = [
            (json!({"global": null}), json!({"a": {"b": 1}, "c": 2})),
            (
                json!({"global": {"c": null}}),
                json!({"a": {"b": 1}, "c": 2}),
            ),
            (
                json!({"global": {"a": {"b": null}, "c": 5}}),
                json!({"a": {"b": 1}, "c": 5}),
            ),
            (
                json!({"global": {"new": null}}),
                json!({"a": {"b": 1}, "c": 2, "new": null}),
            ),
        ];
        for (config, global) in rows {
            assert_eq!(
                over(&map(&config), &defaults, true)["global"],
                global,
                "{config}"
            );
        }
        let config = map(&json!({"global": {"c": null}, "part": {"d": null}}));
        assert_eq!(over(&config, &defaults, true)["part"], json!({}));
        assert_eq!(
            over(&config, &defaults, false)["global"],
            json!({"a": {"b": 1}})
        );
    }

    #[test]
    fn what_was_removed_is_null_to_templates() {
        let defaults = map(&json!({"a": 1, "b": {"c": 2}}));
        assert_eq!(
            with_nulls(&json!({"b": {}}), &defaults),
            json!({"b": {"c": null}, "a": null})
        );
        assert_eq!(
            with_nulls(&json!({"x": 1}), &defaults),
            json!({"x": 1, "a": null, "b": null})
        );
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            (0..3).prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop::collection::btree_map("[a-c]", inner, 0..3)
                .prop_map(|map| map.into_iter().collect())
        })
    }

    proptest! {
        #[test]
        fn nothing_over_defaults_is_the_defaults(defaults in tree()) {
            if let Value::Object(defaults) = defaults {
                prop_assert_eq!(over(&Map::new(), &defaults, true), defaults);
            }
        }

        #[test]
        fn once_is_enough(config in tree(), defaults in tree()) {
            if let (Value::Object(config), Value::Object(defaults)) = (config, defaults) {
                let once = over(&config, &defaults, false);
                prop_assert_eq!(over(&once, &defaults, false), once);
            }
        }
    }
}
