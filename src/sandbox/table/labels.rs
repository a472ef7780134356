//! Labels and selectors as text.

use serde_json::Value;

/// `a=1,b=2`, in the order of the text; `<none>` when there are none.
pub(super) fn of_map(labels: &Value) -> String {
    let mut pairs: Vec<String> = pairs(labels).map(|(_, text)| text).collect();
    pairs.sort();
    or_none(pairs.join(","))
}

/// The text itself, or `<none>` for an empty one.
pub(super) fn or_none(text: String) -> String {
    if text.is_empty() {
        "<none>".to_owned()
    } else {
        text
    }
}

/// A `LabelSelector`: `app=web,tier in (a,b),!old`, ordered by keys. Empty when it is.
pub(super) fn of_selector(selector: &Value) -> String {
    let expressions = selector["matchExpressions"].as_array();
    let expressions = expressions.into_iter().flatten().map(expression);
    let mut parts: Vec<(&str, String)> =
        pairs(&selector["matchLabels"]).chain(expressions).collect();
    parts.sort_by_key(|(key, _)| *key);
    let parts: Vec<String> = parts.into_iter().map(|(_, text)| text).collect();
    parts.join(",")
}

fn pairs(labels: &Value) -> impl Iterator<Item = (&str, String)> {
    let labels = labels.as_object().into_iter().flatten();
    labels.map(|(key, value)| {
        let text = format!("{key}={}", value.as_str().unwrap_or_default());
        (key.as_str(), text)
    })
}

fn expression(expression: &Value) -> (&str, String) {
    let key = expression["key"].as_str().unwrap_or_default();
    let text = match expression["operator"].as_str() {
        Some("In") => format!("{key} in ({})", values(expression)),
        Some("NotIn") => format!("{key} notin ({})", values(expression)),
        Some("DoesNotExist") => format!("!{key}"),
        _ => key.to_owned(),
    };
    (key, text)
}

fn values(expression: &Value) -> String {
    let values = expression["values"].as_array().into_iter().flatten();
    let mut values: Vec<&str> = values.filter_map(Value::as_str).collect();
    values.sort_unstable();
    values.join(",")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn selectors_are_written_as_they_would_be_typed() {
        let selector = json!({
            "matchLabels": {"tier": "front", "app": "web"},
            "matchExpressions": [
                {"key": "zone", "operator": "In", "values": ["b", "a"]},
                {"key": "old", "operator": "DoesNotExist"},
                {"key": "env", "operator": "NotIn", "values": ["dev"]},
                {"key": "here", "operator": "Exists"},
            ],
        });
        assert_eq!(
            of_selector(&selector),
            "app=web,env notin (dev),here,!old,tier=front,zone in (a,b)"
        );
        assert_eq!(of_selector(&Value::Null), "");
        assert_eq!(of_map(&json!({"b": "2", "a": "1"})), "a=1,b=2");
        assert_eq!(of_map(&Value::Null), "<none>");
    }
}
