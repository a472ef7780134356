//! Whether a custom resource is what its schema says.

use serde_json::{Map, Number, Value};

use super::field_error::FieldError;

/// What is wrong with an object, in the API server's words.
pub fn validate(schema: &Value, object: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    check(schema, object, "", &mut errors);
    errors
}

fn check(schema: &Value, value: &Value, path: &str, errors: &mut Vec<FieldError>) {
    if value.is_null() && schema["nullable"] == true {
        return;
    }
    combined(schema, value, path, errors);
    if let Some(error) = wrong_type(schema, value, path) {
        errors.push(error);
        return;
    }
    let allowed = schema["enum"].as_array();
    if let Some(allowed) = allowed.filter(|allowed| !allowed.contains(value)) {
        errors.push(FieldError::unsupported(path, value, allowed));
    }
    match value {
        Value::Object(fields) => object(schema, fields, path, errors),
        Value::Array(items) => array(schema, items, path, errors),
        Value::String(string) => text(schema, string, path, errors),
        Value::Number(amount) => number(schema, amount, path, errors),
        Value::Null | Value::Bool(_) => {}
    }
}

/// What JSON schemas call it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn wrong_type(schema: &Value, value: &Value, path: &str) -> Option<FieldError> {
    if schema["x-kubernetes-int-or-string"] == true {
        let fits = matches!(kind(value), "integer" | "string");
        return (!fits).then(|| FieldError::wrong_type(path, "integer,string", kind(value)));
    }
    let wanted = schema["type"].as_str()?;
    let fits = match (wanted, value) {
        ("number", Value::Number(_)) => true,
        ("integer", Value::Number(number)) => {
            number.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => kind(value) == wanted,
    };
    if !fits {
        return Some(FieldError::wrong_type(path, wanted, kind(value)));
    }
    let odd_time = schema["format"] == "date-time"
        && value
            .as_str()
            .is_some_and(|text| text.parse::<jiff::Timestamp>().is_err());
    odd_time.then(|| {
        let shown = value.as_str().unwrap_or_default();
        let detail = format!("{path} in body must be of type date-time: {shown:?}");
        FieldError::invalid(path, value, &detail)
    })
}

fn object(schema: &Value, fields: &Map<String, Value>, path: &str, errors: &mut Vec<FieldError>) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if !fields.contains_key(name) {
            errors.push(FieldError::required(&below(name)));
        }
    }
    if schema["x-kubernetes-embedded-resource"] == true {
        for name in ["apiVersion", "kind"]
            .into_iter()
            .filter(|name| !fields.contains_key(*name))
        {
            errors.push(FieldError::required(&below(name)));
        }
    }
    let others = schema
        .get("additionalProperties")
        .filter(|of| of.is_object());
    for (name, value) in fields {
        if let Some(schema) = schema["properties"].get(name).or(others) {
            check(schema, value, &below(name), errors);
        }
    }
    let size = fields.len() as u64;
    if schema["minProperties"]
        .as_u64()
        .is_some_and(|least| size < least)
    {
        let least = &schema["minProperties"];
        let detail = format!("{path} in body should have at least {least} properties");
        errors.push(FieldError::invalid(path, &size.into(), &detail));
    }
    if let Some(most) = schema["maxProperties"].as_u64().filter(|most| size > *most) {
        errors.push(FieldError::too_many(path, size, most));
    }
}

fn array(schema: &Value, items: &[Value], path: &str, errors: &mut Vec<FieldError>) {
    if let Some(of) = schema.get("items") {
        for (index, item) in items.iter().enumerate() {
            check(of, item, &format!("{path}[{index}]"), errors);
        }
    }
    let size = items.len() as u64;
    if schema["minItems"]
        .as_u64()
        .is_some_and(|least| size < least)
    {
        let detail = format!(
            "{path} in body should have at least {} items",
            schema["minItems"]
        );
        errors.push(FieldError::invalid(path, &size.into(), &detail));
    }
    if let Some(most) = schema["maxItems"].as_u64().filter(|most| size > *most) {
        errors.push(FieldError::too_many(path, size, most));
    }
    duplicates(schema, items, path, errors);
}

/// Elements of sets and of lists with keys that are there twice.
fn duplicates(schema: &Value, items: &[Value], path: &str, errors: &mut Vec<FieldError>) {
    let id = |item: &Value| match schema["x-kubernetes-list-type"].as_str() {
        Some("set") => Some(item.clone()),
        Some("map") => {
            let keys = schema["x-kubernetes-list-map-keys"].as_array()?.iter();
            let keys = keys.filter_map(Value::as_str);
            let key = |key: &str| Some((key.to_owned(), item.get(key)?.clone()));
            Some(Value::Object(keys.filter_map(key).collect()))
        }
        _ => None,
    };
    let ids: Vec<Option<Value>> = items.iter().map(id).collect();
    for (index, id) in ids.iter().enumerate() {
        if let Some(id) = id.as_ref().filter(|_| ids[..index].contains(id)) {
            errors.push(FieldError::duplicate(&format!("{path}[{index}]"), id));
        }
    }
}

fn text(schema: &Value, text: &str, path: &str, errors: &mut Vec<FieldError>) {
    let size = text.chars().count() as u64;
    if let Some(most) = schema["maxLength"].as_u64().filter(|most| size > *most) {
        errors.push(FieldError::too_long(path, most));
    }
    if schema["minLength"]
        .as_u64()
        .is_some_and(|least| size < least)
    {
        let detail = format!(
            "{path} in body should be at least {} chars long",
            schema["minLength"]
        );
        errors.push(FieldError::invalid(path, &text.into(), &detail));
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        // A pattern that cannot be read is refused with its definition.
        let fits = regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text));
        if !fits {
            let detail = format!("{path} in body should match '{pattern}'");
            errors.push(FieldError::invalid(path, &text.into(), &detail));
        }
    }
}

fn number(schema: &Value, number: &Number, path: &str, errors: &mut Vec<FieldError>) {
    let value = number.as_f64().unwrap_or_default();
    let mut wrong = |words: String| {
        let detail = format!("{path} in body should be {words}");
        errors.push(FieldError::invalid(path, &number.clone().into(), &detail));
    };
    if let Some(most) = schema["maximum"].as_f64() {
        match schema["exclusiveMaximum"] == true {
            true if value >= most => wrong(format!("less than {}", schema["maximum"])),
            false if value > most => {
                wrong(format!("less than or equal to {}", schema["maximum"]));
            }
            _ => {}
        }
    }
    if let Some(least) = schema["minimum"].as_f64() {
        match schema["exclusiveMinimum"] == true {
            true if value <= least => wrong(format!("greater than {}", schema["minimum"])),
            false if value < least => {
                wrong(format!("greater than or equal to {}", schema["minimum"]));
            }
            _ => {}
        }
    }
    if let Some(factor) = schema["multipleOf"].as_f64().filter(|factor| *factor > 0.0) {
        if (value / factor).fract() != 0.0 {
            wrong(format!("a multiple of {}", schema["multipleOf"]));
        }
    }
}

/// `allOf`, `anyOf`, `oneOf`, `not`.
fn combined(schema: &Value, value: &Value, path: &str, errors: &mut Vec<FieldError>) {
    let results = |name: &str| -> Vec<Vec<FieldError>> {
        let schemas = schema[name].as_array().into_iter().flatten();
        let result = |schema: &Value| {
            let mut errors = Vec::new();
            check(schema, value, path, &mut errors);
            errors
        };
        schemas.map(result).collect()
    };
    let mut wrong = |words: String, inner: Vec<FieldError>| {
        let shown = if path.is_empty() { "<nil>" } else { path };
        errors.push(FieldError::invalid(
            "",
            &"".into(),
            &format!("{shown:?} {words}"),
        ));
        errors.extend(inner);
    };
    let fewest = |results: Vec<Vec<FieldError>>| {
        results.into_iter().min_by_key(Vec::len).unwrap_or_default()
    };

    let any = results("anyOf");
    if !any.is_empty() && any.iter().all(|errors| !errors.is_empty()) {
        wrong(
            "must validate at least one schema (anyOf)".into(),
            fewest(any),
        );
    }
    let one = results("oneOf");
    let valid = one.iter().filter(|errors| errors.is_empty()).count();
    if !one.is_empty() && valid != 1 {
        let found = match valid {
            0 => "Found none valid".to_owned(),
            valid => format!("Found {valid} valid alternatives"),
        };
        let inner = if valid == 0 { fewest(one) } else { Vec::new() };
        wrong(
            format!("must validate one and only one schema (oneOf). {found}"),
            inner,
        );
    }
    let all = results("allOf");
    let failed = all.iter().filter(|errors| !errors.is_empty()).count();
    if failed > 0 {
        let none = if failed == all.len() {
            ". None validated"
        } else {
            ""
        };
        let words = format!("must validate all the schemas (allOf){none}");
        wrong(words, all.into_iter().flatten().collect());
    }
    if let Some(not) = schema.get("not").filter(|not| not.is_object()) {
        let mut inner = Vec::new();
        check(not, value, path, &mut inner);
        if inner.is_empty() {
            wrong("must not validate the schema (not)".into(), inner);
        }
    }
}
