//! Config maps and secrets as containers and volumes take from them.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The kinds of objects that hold configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Plain.
    ConfigMap,
    /// Base64.
    Secret,
}

impl Kind {
    fn not_found(self, name: &str) -> String {
        match self {
            Self::ConfigMap => format!("configmap {name:?} not found"),
            Self::Secret => format!("secret {name:?} not found"),
        }
    }

    /// What a kubelet calls its keys in volumes.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::ConfigMap => "config",
            Self::Secret => "secret",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
        }
    }
}

/// Where they are found: the objects of one namespace.
pub(crate) trait Sources {
    /// One of them.
    fn get(&self, kind: Kind, name: &str) -> Option<Arc<Value>>;
    /// The namespace.
    fn namespace(&self) -> &str;
}

/// Names and values.
type Entries = Vec<(String, Vec<u8>)>;

/// The entries of an object, in the order of their names; `None` for an optional one that isn't
/// there, in a kubelet's words why for any other.
pub(crate) fn entries(
    sources: &dyn Sources,
    kind: Kind,
    name: &str,
    optional: bool,
) -> Result<Option<Entries>, String> {
    match sources.get(kind, name) {
        Some(object) => Ok(Some(decoded(kind, &object))),
        None if optional => Ok(None),
        None => Err(kind.not_found(name)),
    }
}

fn decoded(kind: Kind, object: &Value) -> Entries {
    let plain = kind == Kind::ConfigMap;
    let data = map(&object["data"]).map(|(key, text)| {
        let bytes = if plain {
            text.as_bytes().to_vec()
        } else {
            base64(text)
        };
        (key.to_owned(), bytes)
    });
    let binary = map(&object["binaryData"]).map(|(key, text)| (key.to_owned(), base64(text)));
    let mut all: Vec<_> = data.chain(binary).collect();
    all.sort();
    all
}

fn map(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default()))
}

fn base64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap_or_default()
}

/// One entry, likewise.
pub(crate) fn entry(
    sources: &dyn Sources,
    kind: Kind,
    reference: &Value,
) -> Result<Option<Vec<u8>>, String> {
    let name = reference["name"].as_str().unwrap_or_default();
    let key = reference["key"].as_str().unwrap_or_default();
    let optional = reference["optional"] == true;
    let Some(entries) = entries(sources, kind, name, optional)? else {
        return Ok(None);
    };
    match entries.into_iter().find(|(found, _)| found == key) {
        Some((_, value)) => Ok(Some(value)),
        None if optional => Ok(None),
        None => Err(format!(
            "couldn't find key {key} in {} {}/{name}",
            kind.word(),
            sources.namespace()
        )),
    }
}

#[cfg(test)]
pub(crate) mod fake {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::{Kind, Sources};

    /// A config map `conf` and a secret `pass`.
    pub(crate) struct Few;

    impl Sources for Few {
        fn get(&self, kind: Kind, name: &str) -> Option<Arc<Value>> {
            let object = match (kind, name) {
                (Kind::ConfigMap, "conf") => json!({
                    "data": {"b": "two", "a": "one", "bad-name!": "x"},
                    "binaryData": {"c": "AAE="},
                }),
                (Kind::Secret, "pass") => json!({"data": {"word": "c2VzYW1l"}}),
                _ => return None,
            };
            Some(Arc::new(object))
        }

        fn namespace(&self) -> &'static str {
            "shop"
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::fake::Few;
    use super::{Kind, entries, entry};

    #[test]
    fn entries_and_what_a_kubelet_says_without_them() {
        let text = |bytes: &str| Ok(Some(bytes.as_bytes().to_vec()));
        let no = |words: &str| Err(words.to_owned());
        let rows = [
            (
                Kind::ConfigMap,
                json!({"name": "conf", "key": "a"}),
                text("one"),
            ),
            (
                Kind::ConfigMap,
                json!({"name": "conf", "key": "c"}),
                text("\0\u{1}"),
            ),
            (
                Kind::Secret,
                json!({"name": "pass", "key": "word"}),
                text("sesame"),
            ),
            (
                Kind::ConfigMap,
                json!({"name": "none", "key": "a"}),
                no("configmap \"none\" not found"),
            ),
            (
                Kind::Secret,
                json!({"name": "none", "key": "a"}),
                no("secret \"none\" not found"),
            ),
            (
                Kind::Secret,
                json!({"name": "pass", "key": "a"}),
                no("couldn't find key a in Secret shop/pass"),
            ),
            (
                Kind::Secret,
                json!({"name": "pass", "key": "a", "optional": true}),
                Ok(None),
            ),
            (
                Kind::Secret,
                json!({"name": "none", "key": "a", "optional": true}),
                Ok(None),
            ),
        ];
        for (kind, reference, expected) in rows {
            assert_eq!(entry(&Few, kind, &reference), expected, "{reference}");
        }
        let all = entries(&Few, Kind::ConfigMap, "conf", false)
            .unwrap()
            .unwrap();
        let names: Vec<_> = all.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "bad-name!", "c"]);
    }
}
