//! Tables of path and check, and how they are run.

use serde_json::Value;

use super::checks;
use crate::sandbox::registry::refusals::Wrong;

/// A path (`ports[].name`: of each element) and what has to hold there. A rule says nothing of what
/// lies in something that isn't there.
pub(super) struct Rule(pub(super) &'static str, pub(super) Check);

/// What has to hold.
pub(super) enum Check {
    /// Something has to be there; what the refusal says beside that.
    Required(&'static str),
    /// A number that is not smaller.
    AtLeast(i64),
    /// A number from one to another.
    Between(i64, i64),
    /// A number that has to be there, as [`Check::Between`].
    Port,
    /// One of these words, or nothing.
    OneOf(&'static [&'static str]),
    /// An RFC 1123 label that has to be there.
    Label,
    /// An IANA service name, or nothing.
    PortName,
    /// No two elements of a list have the same there.
    Unique(&'static str),
    /// Anything else: the value, its path, and where to complain.
    By(fn(&Value, &str, &mut Vec<Wrong>)),
}

/// Runs a table on what stands at a path of an object.
pub(super) fn run(rules: &[Rule], value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    for Rule(path, check) in rules {
        visit(value, path, at, &mut |found, at| {
            apply(check, found, at, wrong);
        });
    }
}

/// Calls for each place that a path means; for its last field also where that is absent.
fn visit(value: &Value, path: &str, at: &str, then: &mut dyn FnMut(&Value, &str)) {
    if path.is_empty() {
        return then(value, at);
    }
    let (field, rest) = path.split_once('.').unwrap_or((path, ""));
    let name = field.trim_end_matches("[]");
    let place = join(at, name);
    let found = value.get(name).unwrap_or(&Value::Null);
    if name == field {
        if rest.is_empty() || !found.is_null() {
            visit(found, rest, &place, then);
        }
        return;
    }
    for (index, element) in found.as_array().into_iter().flatten().enumerate() {
        visit(element, rest, &format!("{place}[{index}]"), then);
    }
}

/// `spec` and `replicas` → `spec.replicas`
pub(super) fn join(at: &str, field: &str) -> String {
    if at.is_empty() {
        field.to_owned()
    } else {
        format!("{at}.{field}")
    }
}

fn apply(check: &Check, value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    match check {
        Check::Required(detail) if is_nothing(value) => wrong.push(Wrong::required(at, detail)),
        Check::Label => checks::label(value, at, wrong),
        Check::Port if is_nothing(value) || value == 0 => wrong.push(Wrong::required(at, "")),
        Check::By(check) => check(value, at, wrong),
        _ if is_nothing(value) => {}
        Check::Port => checks::between(value, 1, 65535, at, wrong),
        Check::AtLeast(least) => checks::at_least(value, *least, at, wrong),
        Check::Between(low, high) => checks::between(value, *low, *high, at, wrong),
        Check::OneOf(words) if !words.iter().any(|word| value == word) => {
            wrong.push(Wrong::unsupported(at, value, words));
        }
        Check::PortName => checks::port_name(value, at, wrong),
        Check::Unique(field) => checks::unique(value, field, at, wrong),
        Check::Required(_) | Check::OneOf(_) => {}
    }
}

/// Absent, or as good as.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
