//! Values in Go's words, as refusals of a real API server have them.

use serde_json::Value;

/// A value as Go's `%+v` shows it: `map[data:map[c:3]]`.
pub fn go_text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let items: Vec<_> = list.iter().map(go_text).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let entry = |(key, value): (&String, &Value)| format!("{key}:{}", go_text(value));
            let entries: Vec<_> = entries.into_iter().map(entry).collect();
            format!("map[{}]", entries.join(" "))
        }
        other => other.to_string(),
    }
}

/// What Go's JSON calls a value in its refusals.
pub fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::go_text;

    #[test]
    fn values_are_shown_as_go_shows_them() {
        let value = json!({"b": [1, "x y", {}], "a": null, "c": 1.5});
        assert_eq!(go_text(&value), "map[a:<nil> b:[1 x y map[]] c:1.5]");
    }
}
