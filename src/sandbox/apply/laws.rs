//! Laws of server-side apply, whatever is applied.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ApplyError, Writer, apply};
use crate::sandbox::schema::{builtin, drop_unknown};

/// Who applies which keys with which values, and whether by force.
type Step = (usize, BTreeMap<u8, u8>, bool);

/// What should be there: of each key its value and who owns it.
type Model = BTreeMap<u8, (u8, Vec<usize>)>;

fn config(keys: &BTreeMap<u8, u8>) -> Value {
    let data = keys
        .iter()
        .map(|(key, value)| (format!("k{key}"), value.to_string()));
    let data: BTreeMap<String, String> = data.collect();
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": data})
}

/// Whether it is a conflict; the model is as it should be afterwards.
fn step(model: &mut Model, (who, keys, force): &Step) -> bool {
    let others = |owners: &[usize]| owners.iter().any(|owner| owner != who);
    let conflict = |(key, value): (&u8, &u8)| {
        model
            .get(key)
            .is_some_and(|(known, owners)| known != value && others(owners))
    };
    if !force && keys.iter().any(conflict) {
        return true;
    }
    for (value, owners) in model.values_mut() {
        let _ = value;
        owners.retain(|owner| owner != who);
    }
    for (key, value) in keys {
        let entry = model.entry(*key).or_insert_with(|| (*value, Vec::new()));
        if entry.0 != *value {
            *entry = (*value, Vec::new());
        }
        entry.1.push(*who);
    }
    model.retain(|_, (_, owners)| !owners.is_empty());
    false
}

fn owners(object: &Value, key: u8) -> Vec<usize> {
    let entries = object["metadata"]["managedFields"]
        .as_array()
        .into_iter()
        .flatten();
    let owns = |entry: &&Value| {
        let field = format!("f:k{key}");
        entry["fieldsV1"]["f:data"].get(&field).is_some()
    };
    let mut owners: Vec<usize> = entries
        .filter(owns)
        .map(|entry| entry["manager"].as_str().unwrap().parse().unwrap())
        .collect();
    owners.sort_unstable();
    owners
}

proptest! {
    #[test]
    fn what_is_there_is_what_somebody_applied(
        steps in prop::collection::vec(
            (0..3_usize, prop::collection::btree_map(0..4_u8, 0..2_u8, 0..4), any::<bool>()),
            1..12,
        )
    ) {
        let of = builtin("v1", "ConfigMap").unwrap();
        let mut model = Model::new();
        let mut live: Option<Value> = None;
        for (time, wanted) in steps.iter().enumerate() {
            let writer = Writer {
                manager: wanted.0.to_string(),
                api_version: "v1".into(),
                subresource: String::new(),
                time: format!("2026-01-01T00:00:{time:02}Z"),
            };
            let conflict = step(&mut model, wanted);
            let applied = config(&wanted.1);
            match apply(&of, live.as_ref(), &applied, &writer, wanted.2) {
                Err(ApplyError::Conflicts(_)) => prop_assert!(conflict),
                Err(other) => prop_assert!(false, "{:?}", other),
                Ok(mut object) => {
                    prop_assert!(!conflict);
                    drop_unknown(&of, &mut object);
                    let again = apply(&of, Some(&object), &applied, &writer, false).unwrap();
                    prop_assert_eq!(&again["metadata"], &object["metadata"]);
                    live = Some(object);
                }
            }
            let Some(live) = &live else { continue };
            for key in 0..4_u8 {
                let value = live["data"].get(format!("k{key}")).and_then(Value::as_str);
                let there = value.map(|value| value.parse::<u8>().unwrap());
                let wanted = model.get(&key).cloned();
                prop_assert_eq!(there, wanted.as_ref().map(|(value, _)| *value));
                let mut wanted = wanted.map(|(_, owners)| owners).unwrap_or_default();
                wanted.sort_unstable();
                prop_assert_eq!(owners(live, key), wanted);
            }
        }
    }
}
