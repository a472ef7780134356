//! From an assignment to the place in the values.

use serde_json::{Map, Value};

use super::Fault;
use super::parse::{Step, To};

/// The greatest index, as helm limits it (`MaxIndex`).
const MAX_INDEX: usize = 65_536;

/// Puts the value where the steps lead, and makes the maps and lists on the way. No value makes no
/// more than the first list.
pub(super) fn at(here: &mut Value, steps: &[Step], value: Option<Value>) -> Result<(), Fault> {
    match (steps.split_first(), value) {
        (None, None) => Ok(()),
        (None, Some(value)) => {
            *here = value;
            Ok(())
        }
        (Some((step, rest)), value) => match &step.to {
            To::Name(name) => below_name(here, name, rest, value),
            To::Index(index) => below_index(here, step.at, *index, rest, value),
        },
    }
}

fn below_name(
    here: &mut Value,
    name: &str,
    rest: &[Step],
    value: Option<Value>,
) -> Result<(), Fault> {
    let Value::Object(map) = here else {
        unreachable!("the root is a map, and all else was made one by the step before")
    };
    let Some(next) = rest.first() else {
        // A step by name ends in a value: the parser sees to that.
        map.insert(name.to_owned(), value.unwrap_or_default());
        return Ok(());
    };
    let there = map.entry(name).or_insert_with(|| empty(next));
    if matches!(
        (&next.to, &*there),
        (To::Name(_), Value::Object(_)) | (To::Index(_), Value::Array(_))
    ) {
        at(there, rest, value)
    } else {
        Err(other_type(next, &format!("`{name}`"), there))
    }
}

fn below_index(
    here: &mut Value,
    column: usize,
    index: usize,
    rest: &[Step],
    value: Option<Value>,
) -> Result<(), Fault> {
    let Value::Array(list) = here else {
        unreachable!("made a list by the step before")
    };
    if value.is_none() {
        return Ok(());
    }
    if index > MAX_INDEX {
        return Err(Fault {
            at: column,
            what: format!("the index {index} is greater than {MAX_INDEX}"),
            hint: "indices count from 0; put a long list into a values file".to_owned(),
        });
    }
    if list.len() <= index {
        list.resize(index + 1, Value::Null);
    }
    let there = &mut list[index];
    match rest.first() {
        None => {}
        Some(Step {
            to: To::Name(_), ..
        }) if there.is_object() => {}
        // A map takes the place of any other item: helm does that, though only here.
        Some(Step {
            to: To::Index(_), ..
        }) if there.is_array() => {}
        Some(next) if matches!(next.to, To::Name(_)) || there.is_null() => *there = empty(next),
        Some(next) => return Err(other_type(next, &format!("item {index}"), there)),
    }
    at(there, rest, value)
}

/// What a step needs to stand in.
fn empty(step: &Step) -> Value {
    match step.to {
        To::Name(_) => Map::new().into(),
        To::Index(_) => Value::Array(Vec::new()),
    }
}

fn other_type(step: &Step, what: &str, found: &Value) -> Fault {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    };
    let wanted = match step.to {
        To::Name(_) => "a map",
        To::Index(_) => "a list",
    };
    Fault {
        at: step.at,
        what: format!("{what} is {found}, not {wanted}"),
        hint: "a values file or an earlier assignment made it so".to_owned(),
    }
}
