//! Messages whose JSON follows a rule of its own.

use jiff::Timestamp;
use serde_json::Value;

use super::body::{Depth, Place};
use super::wire::{Reader, Wire};

/// Which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// RFC 3339 in whole seconds.
    Time,
    /// RFC 3339 in microseconds.
    MicroTime,
    /// Text.
    Quantity,
    /// A number or text.
    IntOrString,
    /// Bytes that are JSON.
    Json,
    /// A boolean or a schema.
    SchemaOrBool,
    /// A schema or a list of them.
    SchemaOrArray,
    /// A schema or a list of texts.
    SchemaOrStrings,
}

const SCHEMA: &str = "apiextensions.k8s.io/v1.JSONSchemaProps";

impl Own {
    /// The rule of a message.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "meta.Time" => Self::Time,
            "meta.MicroTime" => Self::MicroTime,
            "resource.Quantity" => Self::Quantity,
            "intstr.IntOrString" => Self::IntOrString,
            "meta.FieldsV1" | "runtime.RawExtension" | "apiextensions.k8s.io/v1.JSON" => Self::Json,
            "apiextensions.k8s.io/v1.JSONSchemaPropsOrBool" => Self::SchemaOrBool,
            "apiextensions.k8s.io/v1.JSONSchemaPropsOrArray" => Self::SchemaOrArray,
            "apiextensions.k8s.io/v1.JSONSchemaPropsOrStringArray" => Self::SchemaOrStrings,
            _ => return None,
        })
    }

    /// The JSON of such a message. Null where Go has none to write.
    pub(super) fn read(self, bytes: &[u8], depth: Depth) -> Result<Value, String> {
        match self {
            Self::Time => time(bytes, false),
            Self::MicroTime => time(bytes, true),
            Self::Quantity => quantity(bytes),
            Self::IntOrString => int_or_string(bytes),
            Self::Json => json(bytes),
            Self::SchemaOrBool => schema_or_bool(bytes, depth),
            Self::SchemaOrArray | Self::SchemaOrStrings => self.schema_or_list(bytes, depth),
        }
    }

    /// The list wins where there is one.
    fn schema_or_list(self, bytes: &[u8], depth: Depth) -> Result<Value, String> {
        let mut schema = Value::Null;
        let mut list = Vec::new();
        let mut reader = Reader(bytes);
        while let Some((number, wire)) = reader.next()? {
            match (number, self) {
                (1, _) => schema = message(wire, depth)?,
                (2, Self::SchemaOrArray) => list.push(message(wire, depth)?),
                (2, _) => list.push(wire.text()?.into()),
                _ => {}
            }
        }
        Ok(if list.is_empty() { schema } else { list.into() })
    }
}

fn message(wire: Wire, depth: Depth) -> Result<Value, String> {
    Place::named(SCHEMA)?.read(wire.bytes()?, depth)
}

/// The last value of a field.
fn last(bytes: &[u8], number: u64) -> Result<Option<Wire<'_>>, String> {
    let mut reader = Reader(bytes);
    let mut found = None;
    while let Some((at, wire)) = reader.next()? {
        if at == number {
            found = Some(wire);
        }
    }
    Ok(found)
}

fn integer(bytes: &[u8], number: u64) -> Result<i64, String> {
    last(bytes, number)?.map_or(Ok(0), Wire::integer)
}

fn text(bytes: &[u8], number: u64) -> Result<String, String> {
    last(bytes, number)?.map_or(Ok(String::new()), Wire::text)
}

fn time(bytes: &[u8], micro: bool) -> Result<Value, String> {
    let (seconds, nanos) = (integer(bytes, 1)?, integer(bytes, 2)?);
    if (seconds, nanos) == (0, 0) {
        return Ok(Value::Null);
    }
    let (nanos, format) = if micro {
        (nanos, "%Y-%m-%dT%H:%M:%S%.6fZ")
    } else {
        // JSON of a Time has whole seconds alone, and so this has.
        (0, "%Y-%m-%dT%H:%M:%SZ")
    };
    let nanos = i32::try_from(nanos).map_err(|error| error.to_string())?;
    let at = Timestamp::new(seconds, nanos).map_err(|error| error.to_string())?;
    Ok(at.strftime(format).to_string().into())
}

fn quantity(bytes: &[u8]) -> Result<Value, String> {
    let text = text(bytes, 1)?;
    Ok(if text.is_empty() {
        "0".into()
    } else {
        text.into()
    })
}

fn int_or_string(bytes: &[u8]) -> Result<Value, String> {
    match integer(bytes, 1)? {
        0 => Ok(integer(bytes, 2)?.into()),
        1 => Ok(text(bytes, 3)?.into()),
        _ => Err("impossible IntOrString.Type".to_owned()),
    }
}

fn json(bytes: &[u8]) -> Result<Value, String> {
    match last(bytes, 1)? {
        None | Some(Wire::Bytes([])) => Ok(Value::Null),
        Some(wire) => serde_json::from_slice(wire.bytes()?).map_err(|error| error.to_string()),
    }
}

fn schema_or_bool(bytes: &[u8], depth: Depth) -> Result<Value, String> {
    match last(bytes, 2)? {
        Some(wire) => message(wire, depth),
        None => Ok((integer(bytes, 1)? != 0).into()),
    }
}
