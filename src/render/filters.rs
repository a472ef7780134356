//! What templates can call, besides what Tera brings.
//!
//! | filter | what it makes of a value |
//! |---|---|
//! | `bare` | what YAML reads where the value stands bare behind a key |
//! | `text` | the same, but always a string; over a map, of all its values |
//! | `in_quotes` | what YAML reads where the value stands between double quotes |
//! | `to_yaml` | any value, on one line |
//! | `quote` | the value as a string, as it is |
//! | `b64enc` | Base64 |
//! | `tpl(of="part", key="global.x")` | the text (or map of texts) with its look-ups replaced |
//! | `entries` | a map as a list of `{name, value}`, by name |
//!
//! `refuse(key="a.b", message="…")` ends the rendering with an error about the user's value.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use tera::{Kwargs, State, Tera, TeraResult};

use crate::error::Error;
use crate::render::engine::{Context, wrong_template};
use crate::render::text;

type Filter = fn(&Context, &Value, &Kwargs) -> Result<Value, Error>;

const FILTERS: [(&str, Filter); 8] = [
    ("bare", bare),
    ("text", as_text),
    ("in_quotes", in_quotes),
    ("to_yaml", |_, value, _| Ok(value.to_string().into())),
    ("quote", quote),
    ("b64enc", b64enc),
    ("tpl", tpl),
    ("entries", entries),
];

/// Makes the filters and functions known to the engine.
pub(super) fn register(tera: &mut Tera, context: &Arc<Context>) {
    for (name, filter) in FILTERS {
        let context = Arc::clone(context);
        let call =
            move |value: &tera::Value, kwargs: Kwargs, _: &State| -> TeraResult<tera::Value> {
                let value = serde_json::to_value(value).map_err(tera::Error::message)?;
                match filter(&context, &value, &kwargs) {
                    Ok(value) => Ok(tera::Value::from_serializable(&value)),
                    Err(error) => Err(context.refuse(error)),
                }
            };
        tera.register_filter(name, call);
    }
    let context = Arc::clone(context);
    let refuse = move |kwargs: Kwargs, _: &State| -> TeraResult<bool> {
        let (key, message) = (argument(&kwargs, "key")?, argument(&kwargs, "message")?);
        Err(context.refuse(Error::usage("bad-value", format!("`{key}` {message}"))))
    };
    tera.register_function("refuse", refuse);
}

fn argument(kwargs: &Kwargs, name: &str) -> TeraResult<String> {
    kwargs.must_get::<&str>(name).map(str::to_owned)
}

fn bare(context: &Context, value: &Value, _: &Kwargs) -> Result<Value, Error> {
    let shown = shown(value)?;
    let read = text::bare(&shown).ok_or_else(|| context.unreadable(&shown))?;
    Ok(read.to_string().into())
}

fn as_text(context: &Context, value: &Value, _: &Kwargs) -> Result<Value, Error> {
    if let Value::Object(map) = value {
        let read = map
            .iter()
            .map(|(key, value)| Ok((key.clone(), string(context, value)?)));
        return read
            .collect::<Result<Map<_, _>, Error>>()
            .map(Value::Object);
    }
    Ok(string(context, value)?.to_string().into())
}

/// The string that YAML reads; `null` for no text at all.
fn string(context: &Context, value: &Value) -> Result<Value, Error> {
    let shown = shown(value)?;
    match text::bare(&shown) {
        Some(Value::String(read)) => Ok(read.into()),
        Some(_) if shown.trim().is_empty() => Ok(Value::Null),
        Some(_) => Ok(shown.trim().into()),
        None => Err(context.unreadable(&shown)),
    }
}

fn in_quotes(context: &Context, value: &Value, _: &Kwargs) -> Result<Value, Error> {
    let shown = shown(value)?;
    let read = text::between_quotes(&shown).ok_or_else(|| context.unreadable(&shown))?;
    Ok(json!(read).to_string().into())
}

fn quote(_: &Context, value: &Value, _: &Kwargs) -> Result<Value, Error> {
    Ok(json!(shown(value)?).to_string().into())
}

fn b64enc(_: &Context, value: &Value, _: &Kwargs) -> Result<Value, Error> {
    Ok(STANDARD.encode(shown(value)?).into())
}

fn tpl(context: &Context, value: &Value, kwargs: &Kwargs) -> Result<Value, Error> {
    let name = |name| argument(kwargs, name).map_err(|error| wrong_template(&error));
    let (of, key) = (name("of")?, name("key")?);
    let look_up = |value: &Value, key: &str| -> Result<Value, Error> {
        Ok(context.look_up(&shown(value)?, &of, key)?.into())
    };
    let Value::Object(map) = value else {
        return look_up(value, &key);
    };
    let read = map
        .iter()
        .map(|(child, value)| Ok((child.clone(), look_up(value, &format!("{key}.{child}"))?)));
    read.collect::<Result<Map<_, _>, Error>>()
        .map(Value::Object)
}

/// Go's templates go through a map by key.
fn entries(_: &Context, value: &Value, _: &Kwargs) -> Result<Value, Error> {
    let mut entries: Vec<_> = match value {
        Value::Null => Vec::new(),
        Value::Object(map) => map.iter().collect(),
        _ => return Err(wrong_template(&"entries of what is no map")),
    };
    entries.sort_by_key(|(name, _)| *name);
    Ok(entries
        .into_iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect())
}

fn shown(value: &Value) -> Result<String, Error> {
    text::shown(value).ok_or_else(|| wrong_template(&"a list or a map where a text is to stand"))
}
