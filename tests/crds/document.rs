//! A definition as data: read, stripped of its documentation, digested, compared.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The one document of a YAML file.
pub(crate) fn read(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the files in a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names: BTreeSet<String> = entries
        .map(|entry| entry.expect("a readable folder").file_name())
        .map(|name| name.into_string().expect("a name in UTF-8"))
        .collect();
    names.into_iter().collect()
}

/// Without the `description` of any schema. A property that is itself named `description` is a
/// mapping and stays.
pub(crate) fn without_documentation(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(key, value)| key != "description" || !value.is_string())
            .map(|(key, value)| (key, without_documentation(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_documentation).collect(),
        scalar => scalar,
    }
}

/// SHA-256 of the document as JSON without white space, keys sorted, in hex.
pub(crate) fn digest(value: &Value) -> String {
    let mut sorted = value.clone();
    sorted.sort_all_objects();
    let mut hex = String::new();
    for byte in Sha256::digest(sorted.to_string()) {
        write!(hex, "{byte:02x}").expect("writing to a string");
    }
    hex
}

/// Where two documents differ, as JSON pointers; a whole subtree that only one has counts once.
pub(crate) fn differences(ours: &Value, theirs: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", ours, theirs, &mut found);
    found
}

fn compare(at: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => compare(&at, a, b, found),
                    (Some(_), None) => found.push(format!("{at}: only here")),
                    _ => found.push(format!("{at}: missing here")),
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{at}/{index}"), a, b, found);
            }
        }
        _ if ours == theirs => {}
        _ => found.push(format!("{at}: {ours} here, {theirs} there")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{differences, digest, without_documentation};

    #[test]
    fn only_documentation_is_left_out() {
        let schema = json!({
            "description": "words",
            "properties": {"description": {"type": "string", "description": "more words"}},
            "items": [{"description": "again", "type": "object"}],
        });
        let bare = json!({
            "properties": {"description": {"type": "string"}},
            "items": [{"type": "object"}],
        });
        assert_eq!(without_documentation(schema), bare);
    }

    #[test]
    fn the_digest_sees_values_and_the_order_of_lists_but_not_of_keys() {
        let same = digest(&json!({"a": [1, 2], "b": {"c": 1, "d": 2}}));
        // `printf '%s' '{"a":[1,2],"b":{"c":1,"d":2}}' | sha256sum`
        let known = "ca6da15701758618f021768cac3acf6e3eb8242bc6e7a3b345a2c548ff04ce70";
        assert_eq!(same, known);
        assert_eq!(same, digest(&json!({"b": {"d": 2, "c": 1}, "a": [1, 2]})));
        assert_ne!(same, digest(&json!({"a": [2, 1], "b": {"c": 1, "d": 2}})));
        assert_ne!(same, digest(&json!({"a": [1, 2], "b": {"c": 1, "d": "2"}})));
    }

    #[test]
    fn differences_name_the_place() {
        let ours = json!({"a": {"x/y": 1}, "b": [1], "c": 1, "d": [1, {"e": "f"}]});
        let theirs = json!({"a": {"x/y": 2}, "b": [1, 2], "z": 1, "d": [1, {"e": "g"}]});
        let expected = [
            "/a/x~1y: 1 here, 2 there",
            "/b: [1] here, [1,2] there",
            "/c: only here",
            r#"/d/1/e: "f" here, "g" there"#,
            "/z: missing here",
        ];
        assert_eq!(differences(&ours, &theirs), expected);
        assert_eq!(differences(&ours, &ours), Vec::<String>::new());
    }
}
