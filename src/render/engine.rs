//! Tera, set up for manifests.

use std::fmt::Display;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};
use tera::Tera;

use crate::error::{Error, Result};
use crate::manifest::{Object, parse_documents};
use crate::render::values::lookup::{self, Sight};
use crate::render::{filters, text};

/// What templates see.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) values: Value,
    pub(super) release: Value,
    pub(super) chart: Value,
    pub(super) live: Value,
    /// Those that look-ups in values may be made for; empty in a chart without subcharts.
    pub(super) parts: Vec<Part>,
}

/// A part of a chart, whose look-ups see its own values, with the globals.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) chart: Value,
    pub(super) values: Value,
}

/// The templates of a chart and what they see.
pub(super) struct Engine {
    chart: String,
    files: Vec<(&'static str, &'static str)>,
    context: Arc<Context>,
}

/// What filters see.
pub(super) struct Context {
    scope: Scope,
    /// The error of a filter, which Tera would make a mere text.
    refusal: Mutex<Option<Error>>,
}

impl Engine {
    /// Reads the templates among the files of a chart.
    pub(super) fn new(chart: &str, files: Vec<(&'static str, &'static str)>, scope: Scope) -> Self {
        Self {
            chart: chart.to_owned(),
            files,
            context: Arc::new(Context {
                scope,
                refusal: Mutex::new(None),
            }),
        }
    }

    /// The objects of all templates, in order.
    pub(super) fn objects(&self) -> Result<Vec<Object>> {
        let mut tera = Tera::new();
        filters::register(&mut tera, &self.context);
        let templates = self
            .files
            .iter()
            .filter(|(name, _)| Path::new(name).extension() == Some("tera".as_ref()));
        tera.add_raw_templates(templates.copied())
            .map_err(|error| Error::bug(error.to_string()))?;
        let context = self.context.scope.for_tera()?;
        let mut objects = Vec::new();
        for (name, _) in self
            .files
            .iter()
            .filter(|(name, _)| name.ends_with(".yaml.tera"))
        {
            let text = tera
                .render(name, &context)
                .map_err(|error| self.context.taken(&error))?;
            objects.extend(self.read(name, &text)?);
        }
        Ok(objects)
    }

    fn read(&self, name: &str, text: &str) -> Result<Vec<Object>> {
        let origin = format!("{}/{name}", self.chart);
        let documents = parse_documents(text, &origin)?;
        Ok(documents.into_iter().map(Object).collect())
    }
}

impl Scope {
    fn for_tera(&self) -> Result<tera::Context> {
        let all = json!({
            "Values": whole(&self.values),
            "Release": self.release,
            "Chart": self.chart,
            "Live": self.live,
        });
        tera::Context::from_serialize(&all).map_err(|error| Error::bug(error.to_string()))
    }
}

impl Context {
    /// Replaces the look-ups in a text, as seen from a part.
    pub(super) fn look_up(&self, text: &str, of: &str, key: &str) -> Result<String> {
        let part = self.scope.parts.iter().find(|part| part.name == of);
        let sight = Sight {
            release: &self.scope.release,
            chart: part.map_or(&self.scope.chart, |part| &part.chart),
            values: part.map_or(&self.scope.values, |part| &part.values),
        };
        lookup::evaluate(text, key, &sight)
    }

    /// Keeps the error, and ends the rendering.
    pub(super) fn refuse(&self, error: Error) -> tera::Error {
        let message = tera::Error::message(error.to_string());
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        message
    }

    /// The error for a text that YAML cannot read where it is to stand; it names the keys that the text comes from.
    pub(super) fn unreadable(&self, text: &str) -> Error {
        let mut keys = Vec::new();
        keys_within(&self.scope.values, "", text, &mut keys);
        let keys = if keys.is_empty() {
            "a value".to_owned()
        } else {
            format!("`{}`", keys.join("`, `"))
        };
        Error::usage(
            "bad-value",
            format!("{keys} cannot stand in the manifest as it is"),
        )
        .says("the chart prints it into YAML without quoting it")
        .hint("leave out line breaks, `\"`, `\\`, `: ` and ` #`, or quote them as YAML does")
    }

    /// The error behind a failed rendering.
    fn taken(&self, error: &tera::Error) -> Error {
        let refusal = self
            .refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        refusal.unwrap_or_else(|| wrong_template(error))
    }
}

/// The error for a mistake in a template.
pub(super) fn wrong_template(error: &dyn Display) -> Error {
    Error::bug(format!("a template is wrong: {error}"))
}

/// Whole floats become integers: to Go they print alike, to Tera they do not.
fn whole(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let text = text::shown(value).unwrap_or_default();
            text.parse::<i64>()
                .map_or_else(|_| value.clone(), Value::from)
        }
        Value::Array(items) => items.iter().map(whole).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), whole(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// Keys whose own text is no plain word and stands in `text`.
fn keys_within(value: &Value, path: &str, text: &str, keys: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                keys_within(child, &path, text, keys);
            }
        }
        Value::String(own) if !own.is_empty() && text.contains(own.as_str()) => {
            let odd = |one: char| !one.is_alphanumeric() && !"._/-".contains(one);
            if own.contains(odd) {
                keys.push(path.to_owned());
            }
        }
        _ => {}
    }
}
