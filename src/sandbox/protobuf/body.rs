//! From bytes to JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::messages::{Field, Mark, Message, Of, named, of_kind};
use super::wire::{Reader, Wire};

const MAGIC: &[u8] = b"k8s\0";

/// How deep JSON may be nested. What is stored is read again by `serde_json`, which takes 127.
const DEEPEST: usize = 120;

/// The object in a protobuf body, with its `apiVersion` and `kind`. Equal to the JSON that the
/// same client would have sent, without its nulls.
///
/// # Errors
/// It is no such body, is damaged or nested too deep, or is of a type that isn't known here; in
/// words.
pub fn decode(bytes: &[u8]) -> Result<Value, String> {
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| {
        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"
            .to_owned()
    })?;
    let (api_version, kind, raw) = unknown(rest)?;
    let message = of_kind(&api_version, &kind)
        .ok_or_else(|| format!("no kind \"{kind}\" is registered for version \"{api_version}\""))?;
    let mut object = Map::new();
    object.insert("apiVersion".to_owned(), api_version.into());
    object.insert("kind".to_owned(), kind.into());
    Place(message).fill(&mut object, raw, Depth(0))?;
    let object = Value::Object(object);
    if nested(&object) > DEEPEST {
        Err(too_deep())
    } else {
        Ok(object)
    }
}

/// `runtime.Unknown`: version, kind, and the message.
fn unknown(bytes: &[u8]) -> Result<(String, String, &[u8]), String> {
    let (mut of, mut raw) = (&[][..], &[][..]);
    let mut reader = Reader(bytes);
    while let Some((number, wire)) = reader.next()? {
        match number {
            1 => of = wire.bytes()?,
            2 => raw = wire.bytes()?,
            _ => {}
        }
    }
    let (mut version, mut kind) = (String::new(), String::new());
    let mut reader = Reader(of);
    while let Some((number, wire)) = reader.next()? {
        match number {
            1 => version = wire.text()?,
            2 => kind = wire.text()?,
            _ => {}
        }
    }
    Ok((version, kind, raw))
}

/// How many messages are around this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth(usize);

impl Depth {
    fn deeper(self) -> Result<Self, String> {
        if self.0 < DEEPEST {
            Ok(Self(self.0 + 1))
        } else {
            Err(too_deep())
        }
    }
}

fn too_deep() -> String {
    format!("nested deeper than {DEEPEST}")
}

fn nested(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(nested).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(nested).max().unwrap_or(0),
        _ => 0,
    }
}

/// Where a message is read.
pub(super) struct Place(&'static Message);

impl Place {
    /// The message with this name.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        named(name)
            .map(Self)
            .ok_or_else(|| format!("message {name} is not known"))
    }

    /// Its JSON.
    pub(super) fn read(&self, bytes: &[u8], depth: Depth) -> Result<Value, String> {
        let mut fields = Map::new();
        match self.0 {
            Message::Fields(_) => self.fill(&mut fields, bytes, depth)?,
            Message::Same(field) => {
                let mut reader = Reader(bytes);
                while let Some((number, wire)) = reader.next()? {
                    if number == field.number {
                        place(&mut fields, field, wire, depth.deeper()?)?;
                    }
                }
                return Ok(fields.remove("").unwrap_or_else(|| empty(&field.mark)));
            }
        }
        Ok(Value::Object(fields))
    }

    fn fill(
        &self,
        into: &mut Map<String, Value>,
        bytes: &[u8],
        depth: Depth,
    ) -> Result<(), String> {
        let Message::Fields(fields) = self.0 else {
            return Err("a message without names cannot stand for its fields".to_owned());
        };
        let depth = depth.deeper()?;
        let mut reader = Reader(bytes);
        while let Some((number, wire)) = reader.next()? {
            // Fields of a newer client are left out.
            let Ok(at) = fields.binary_search_by_key(&number, |field| field.number) else {
                continue;
            };
            match &fields[at] {
                Field {
                    json: "",
                    of: Of::Message(name),
                    ..
                } => {
                    Self::named(name)?.fill(into, wire.bytes()?, depth)?;
                }
                field => place(into, field, wire, depth)?,
            }
        }
        Ok(())
    }
}

fn empty(mark: &Mark) -> Value {
    match mark {
        Mark::One => Value::Null,
        Mark::List => Value::Array(Vec::new()),
        Mark::Map => Value::Object(Map::new()),
    }
}

fn place(
    into: &mut Map<String, Value>,
    field: &Field,
    wire: Wire,
    depth: Depth,
) -> Result<(), String> {
    match field.mark {
        Mark::One => {
            let value = value(&field.of, wire, depth)?;
            if value.is_null() || (field.omit && zero(&value)) {
                into.shift_remove(field.json);
            } else {
                into.insert(field.json.to_owned(), value);
            }
        }
        Mark::List => push(slot(into, field), &field.of, wire, depth)?,
        Mark::Map => entry(slot(into, field), &field.of, wire.bytes()?, depth)?,
    }
    Ok(())
}

fn slot<'a>(into: &'a mut Map<String, Value>, field: &Field) -> &'a mut Value {
    match into.entry(field.json) {
        Entry::Occupied(slot) => slot.into_mut(),
        Entry::Vacant(slot) => slot.insert(empty(&field.mark)),
    }
}

/// One more element, or several packed numbers.
fn push(list: &mut Value, of: &Of, wire: Wire, depth: Depth) -> Result<(), String> {
    let Value::Array(list) = list else {
        return Err("a field is a list and something else".to_owned());
    };
    match (of, wire) {
        (Of::Integer, Wire::Bytes(packed)) => {
            let mut reader = Reader(packed);
            while !reader.0.is_empty() {
                list.push(reader.varint()?.cast_signed().into());
            }
        }
        _ => list.push(value(of, wire, depth)?),
    }
    Ok(())
}

/// One more entry of a map: a message of a key (1) and a value (2), which are left out when empty.
fn entry(map: &mut Value, of: &Of, bytes: &[u8], depth: Depth) -> Result<(), String> {
    let Value::Object(map) = map else {
        return Err("a field is a map and something else".to_owned());
    };
    let (mut key, mut found) = (String::new(), Wire::Bytes(&[]));
    let mut reader = Reader(bytes);
    while let Some((number, wire)) = reader.next()? {
        match number {
            1 => key = wire.text()?,
            2 => found = wire,
            _ => {}
        }
    }
    map.insert(key, value(of, found, depth)?);
    Ok(())
}

fn value(of: &Of, wire: Wire, depth: Depth) -> Result<Value, String> {
    Ok(match of {
        Of::Text => wire.text()?.into(),
        Of::Boolean => (wire.integer()? != 0).into(),
        Of::Integer => wire.integer()?.into(),
        Of::Double => double(wire)?,
        Of::Bytes => STANDARD.encode(wire.bytes()?).into(),
        Of::Own(own) => own.read(wire.bytes()?, depth)?,
        Of::Message(name) => Place::named(name)?.read(wire.bytes()?, depth)?,
    })
}

/// Whole numbers have no point in Go's JSON.
fn double(wire: Wire) -> Result<Value, String> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let Wire::Fixed64(bits) = wire else {
        return Err("proto: wrong wireType: double expected".to_owned());
    };
    let number = f64::from_bits(bits);
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and within 2^53"
        )]
        return Ok((number as i64).into());
    }
    let number = Number::from_f64(number);
    number
        .map(Value::Number)
        .ok_or_else(|| "json: unsupported value".to_owned())
}

fn zero(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Bool(yes) => !yes,
        Value::Number(number) => number.as_f64() == Some(0.0),
        _ => false,
    }
}
