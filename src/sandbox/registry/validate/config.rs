//! `ConfigMap`s and Secrets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::checks::complain;
use crate::sandbox::registry::fields::text;
use crate::sandbox::registry::names;
use crate::sandbox::registry::refusals::Wrong;

/// All values of one object together.
const LARGEST: usize = 1 << 20;

fn entries(data: &Value) -> impl Iterator<Item = (&String, &str)> {
    let map = data.as_object().into_iter().flatten();
    map.map(|(key, value)| (key, value.as_str().unwrap_or_default()))
}

fn keys(data: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    for (key, _) in entries(data) {
        let field = format!("{at}[{key}]");
        complain(&key.as_str().into(), &field, &names::config_key(key), wrong);
    }
}

fn decoded(text: &str) -> usize {
    STANDARD
        .decode(text)
        .map_or(text.len(), |bytes| bytes.len())
}

pub(super) fn map(object: &Value, wrong: &mut Vec<Wrong>) {
    let (data, binary) = (&object["data"], &object["binaryData"]);
    keys(data, "data", wrong);
    keys(binary, "binaryData", wrong);
    for (key, _) in entries(data).filter(|(key, _)| binary.get(*key).is_some()) {
        let words = "duplicate of key present in binaryData";
        wrong.push(Wrong::invalid(
            format!("data[{key}]"),
            &key.as_str().into(),
            words,
        ));
    }
    let plain: usize = entries(data).map(|(_, text)| text.len()).sum();
    let coded: usize = entries(binary).map(|(_, text)| decoded(text)).sum();
    if plain + coded > LARGEST {
        wrong.push(Wrong::too_long("[]", LARGEST));
    }
}

/// What Secrets of some types have to hold.
const KEYS: [(&str, &[&str]); 4] = [
    ("kubernetes.io/tls", &["tls.crt", "tls.key"]),
    ("kubernetes.io/dockerconfigjson", &[".dockerconfigjson"]),
    ("kubernetes.io/dockercfg", &[".dockercfg"]),
    ("kubernetes.io/ssh-auth", &["ssh-privatekey"]),
];

pub(super) fn secret(object: &Value, wrong: &mut Vec<Wrong>) {
    let data = &object["data"];
    keys(data, "data", wrong);
    if entries(data).map(|(_, text)| decoded(text)).sum::<usize>() > LARGEST {
        wrong.push(Wrong::too_long("data", LARGEST));
    }
    let needed = KEYS.iter().filter(|(of, _)| *of == text(object, "/type"));
    for key in needed.flat_map(|(_, keys)| *keys) {
        if data.get(key).is_none() {
            wrong.push(Wrong::required(format!("data[{key}]"), ""));
        }
    }
}
