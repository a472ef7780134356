//! Label selectors as objects write them.

use serde_json::{Map, Value};

use super::object::{items, map, text};

/// Whether labels are what a `LabelSelector` asks for. One that asks for nothing means all.
pub(super) fn selects(selector: &Value, labels: Option<&Map<String, Value>>) -> bool {
    let label = |key: &str| {
        labels
            .and_then(|labels| labels.get(key))
            .and_then(Value::as_str)
    };
    let exact = map(selector, "/matchLabels").is_none_or(|wanted| {
        wanted
            .iter()
            .all(|(key, value)| label(key) == value.as_str())
    });
    let expressions = items(selector, "/matchExpressions");
    exact
        && expressions
            .iter()
            .all(|one| holds(one, label(text(one, "/key"))))
}

/// Whether a requirement holds for a label.
pub(super) fn holds(expression: &Value, label: Option<&str>) -> bool {
    let among = |label: &str| {
        items(expression, "/values")
            .iter()
            .any(|value| value == label)
    };
    match text(expression, "/operator") {
        "In" => label.is_some_and(among),
        "NotIn" => !label.is_some_and(among),
        "Exists" => label.is_some(),
        "DoesNotExist" => label.is_none(),
        "Gt" => compared(expression, label).is_some_and(|(label, bound)| label > bound),
        "Lt" => compared(expression, label).is_some_and(|(label, bound)| label < bound),
        _ => false,
    }
}

fn compared(expression: &Value, label: Option<&str>) -> Option<(i64, i64)> {
    let bound = items(expression, "/values").first()?.as_str()?;
    Some((label?.parse().ok()?, bound.parse().ok()?))
}

/// Whether an object's labels are what a selector asks for.
pub(super) fn selects_object(selector: &Value, object: &Value) -> bool {
    selects(selector, map(object, "/metadata/labels"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::selects_object;

    #[test]
    fn labels_and_expressions() {
        let object = json!({"metadata": {"labels": {"app": "web", "tier": "3"}}});
        let expression = |operator: &str, key: &str, values: Value| json!({"matchExpressions": [{"key": key, "operator": operator, "values": values}]});
        let rows = [
            (json!({}), true),
            (json!({"matchLabels": {"app": "web"}}), true),
            (json!({"matchLabels": {"app": "web", "x": "y"}}), false),
            (expression("In", "app", json!(["api", "web"])), true),
            (expression("In", "none", json!(["web"])), false),
            (expression("NotIn", "app", json!(["web"])), false),
            (expression("NotIn", "none", json!(["web"])), true),
            (expression("Exists", "app", Value::Null), true),
            (expression("DoesNotExist", "app", Value::Null), false),
            (expression("Gt", "tier", json!(["2"])), true),
            (expression("Lt", "tier", json!(["3"])), false),
            (expression("Near", "app", json!(["web"])), false),
        ];
        for (selector, expected) in rows {
            assert_eq!(selects_object(&selector, &object), expected, "{selector}");
        }
    }
}
