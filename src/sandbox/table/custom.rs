//! The columns that a `CustomResourceDefinition` asks for.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::cell::View;
use super::columns::Column;
use super::duration::since;
use crate::manifest::JsonPath;

/// A column beside the name.
struct Asked {
    column: Column,
    path: JsonPath,
}

/// Name, and those of the version; Age where the definition asks for none.
pub(super) fn columns(api_version: &str, definition: &Value) -> Vec<Column> {
    let name = column(&json!({"name": "Name", "type": "string", "format": "name"}));
    let asked = asked(api_version, definition).into_iter();
    std::iter::once(name)
        .chain(asked.map(|asked| asked.column))
        .collect()
}

/// The cells of an object.
pub(super) fn row(view: View, api_version: &str, definition: &Value) -> Vec<Value> {
    let asked = asked(api_version, definition);
    let cells = asked.iter().map(|asked| asked.cell(view));
    std::iter::once(view.text("/metadata/name").into())
        .chain(cells)
        .collect()
}

/// Of the version in `api_version`. None at all when one of the paths can't be read, as an API
/// server has it.
fn asked(api_version: &str, definition: &Value) -> Vec<Asked> {
    let version = api_version.rsplit('/').next().unwrap_or_default();
    let versions = definition["spec"]["versions"].as_array();
    let version = versions
        .into_iter()
        .flatten()
        .find(|of| of["name"] == version);
    let columns = version.map_or(&Value::Null, |of| &of["additionalPrinterColumns"]);
    let asked: Option<Vec<Asked>> = match columns.as_array() {
        Some(columns) if !columns.is_empty() => columns.iter().map(ask).collect(),
        _ => {
            let path = ".metadata.creationTimestamp";
            ask(&json!({"name": "Age", "type": "date", "jsonPath": path})).map(|age| vec![age])
        }
    };
    asked.unwrap_or_default()
}

fn ask(asked: &Value) -> Option<Asked> {
    let path = JsonPath::parse(asked["jsonPath"].as_str()?)?;
    Some(Asked {
        column: column(asked),
        path,
    })
}

fn column(asked: &Value) -> Column {
    let text = |field: &str| asked[field].as_str().unwrap_or_default().to_owned();
    Column {
        name: text("name"),
        of: text("type"),
        format: text("format"),
        priority: asked["priority"].as_i64().unwrap_or_default(),
    }
}

impl Asked {
    /// The first that the path finds; null when there is none or it is of another type.
    fn cell(&self, view: View) -> Value {
        let found = self.path.find(view.object);
        let Some(value) = found.and_then(|found| found.first().copied()) else {
            return Value::Null;
        };
        match self.column.of.as_str() {
            "string" => text(value).into(),
            "integer" => integer(value),
            "number" => number(value),
            "boolean" => value.as_bool().map_or(Value::Null, Value::from),
            "date" => date(value, view.now),
            _ => Value::Null,
        }
    }
}

/// Text of any value: an object or list as JSON with its keys in order.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::String(text) => text.clone(),
        other => escaped(&sorted(other).to_string()),
    }
}

/// As Go writes JSON: fit for HTML.
fn escaped(json: &str) -> String {
    let json = json.replace('<', "\\u003c").replace('>', "\\u003e");
    json.replace('&', "\\u0026")
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| key.as_str());
            let fields = fields
                .into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an API server cuts the fraction off too"
)]
fn integer(value: &Value) -> Value {
    match value.as_i64() {
        Some(whole) => whole.into(),
        None => value
            .as_f64()
            .map_or(Value::Null, |number| (number as i64).into()),
    }
}

/// Without a point where it is whole.
fn number(value: &Value) -> Value {
    match value.as_f64() {
        Some(number) if number.fract() == 0.0 => integer(value),
        Some(number) => number.into(),
        None => Value::Null,
    }
}

fn date(value: &Value, now: Timestamp) -> Value {
    match value.as_str() {
        None => Value::Null,
        Some("") => "<unknown>".into(),
        Some(text) => match since(text, now) {
            unknown if unknown == "<unknown>" => "<invalid>".into(),
            age => age.into(),
        },
    }
}
