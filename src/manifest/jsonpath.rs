//! `JSONPath` as Kubernetes has it: `.spec.hosts[0]`, `.status.conditions[?(@.type=="Ready")].status`.
//!
//! Source: <https://kubernetes.io/docs/reference/kubectl/jsonpath/>, without `range` and text.

use std::cmp::Ordering;

use serde_json::Value;

/// A path that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPath(Vec<Step>);

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Field(String),
    /// `*` and `[*]`
    Every,
    /// `[1]`, `[-1]`
    Index(i64),
    /// `[1:3]`; from the start, to the end where a side is left out.
    Slice(Option<i64>, Option<i64>),
    /// `[?(@.a)]`
    Has(JsonPath),
    /// `[?(@.a=="b")]`
    Where(JsonPath, Operator, Value),
    /// `..`
    Deep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

const OPERATORS: [(&str, Operator); 6] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl JsonPath {
    /// Reads a path. `None` when it isn't one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let mut steps = Vec::new();
        while !rest.is_empty() {
            rest = step(rest, &mut steps)?;
        }
        Some(Self(steps))
    }

    /// What is there, in order. `None` when it cannot be asked: an index of what is no list, or
    /// beyond its end.
    pub fn find<'a>(&self, value: &'a Value) -> Option<Vec<&'a Value>> {
        let start = vec![value];
        self.0
            .iter()
            .try_fold(start, |found, step| step.take(found))
    }
}

/// Reads a step off the front; what is left.
fn step<'t>(text: &'t str, steps: &mut Vec<Step>) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix('[') {
        let end = closing(rest)?;
        steps.push(bracket(rest[..end].trim())?);
        return Some(&rest[end + 1..]);
    }
    if let Some(rest) = text.strip_prefix("..") {
        steps.push(Step::Deep);
        return field(rest, steps);
    }
    field(text.strip_prefix('.')?, steps)
}

/// A name up to the next dot or bracket; `\.` is a dot in it. `.` alone is the object itself.
fn field<'t>(text: &'t str, steps: &mut Vec<Step>) -> Option<&'t str> {
    let mut name = String::new();
    let mut letters = text.char_indices();
    let mut end = text.len();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => name.push(letters.next()?.1),
            '.' | '[' => {
                end = at;
                break;
            }
            letter => name.push(letter),
        }
    }
    match name.as_str() {
        "" => {}
        "*" => steps.push(Step::Every),
        _ => steps.push(Step::Field(name)),
    }
    Some(&text[end..])
}

/// Where the bracket ends: not within quotes or another bracket.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0, None, false);
    for (at, letter) in text.char_indices() {
        match (letter, quote) {
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            (letter, Some(open)) if letter == open => quote = None,
            ('\'' | '"', None) => quote = Some(letter),
            ('[', None) => depth += 1,
            (']', None) if depth == 0 => return Some(at),
            (']', None) => depth -= 1,
            // Other letters, and all that is quoted.
            _ => {}
        }
    }
    None
}

fn bracket(text: &str) -> Option<Step> {
    if text == "*" {
        return Some(Step::Every);
    }
    if let Some(filter) = text
        .strip_prefix("?(")
        .and_then(|text| text.strip_suffix(')'))
    {
        return condition(filter);
    }
    if let Some(Value::String(name)) = quoted(text) {
        return Some(Step::Field(name));
    }
    match text.split_once(':') {
        Some((from, to)) => Some(Step::Slice(side(from)?, side(to)?)),
        None => text.parse().ok().map(Step::Index),
    }
}

/// An index; the inner `None` when it is left out.
#[expect(clippy::option_option, reason = "no index is not a wrong one")]
fn side(text: &str) -> Option<Option<i64>> {
    match text.trim() {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    }
}

fn condition(text: &str) -> Option<Step> {
    let found = OPERATORS
        .iter()
        .filter_map(|(sign, of)| Some((text.find(sign)?, *sign, *of)));
    // Of two that begin at one place the longer stands first in the list.
    let first = found.min_by_key(|(at, sign, _)| (*at, 2 - sign.len()));
    let path = |text: &str| JsonPath::parse(text.trim().strip_prefix('@')?);
    match first {
        None => path(text).map(Step::Has),
        Some((at, sign, of)) => {
            let right = text[at + sign.len()..].trim();
            let right = quoted(right).or_else(|| serde_json::from_str(right).ok())?;
            Some(Step::Where(path(&text[..at])?, of, right))
        }
    }
}

fn quoted(text: &str) -> Option<Value> {
    let inner = |quote: char| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        // Else it ended before: `"a" && @.b=="c"`.
        is_within(inner, quote).then_some(inner)
    };
    let inner = inner('\'').or_else(|| inner('"'))?;
    Some(inner.replace("\\\"", "\"").replace("\\'", "'").into())
}

/// Whether no quote ends within this.
fn is_within(text: &str, quote: char) -> bool {
    let mut escaped = false;
    text.chars().all(|letter| {
        let ends = letter == quote && !escaped;
        escaped = letter == '\\' && !escaped;
        !ends
    })
}

impl Step {
    fn take<'a>(&self, from: Vec<&'a Value>) -> Option<Vec<&'a Value>> {
        let mut found = Vec::new();
        for value in from {
            match self {
                Self::Field(name) => found.extend(value.get(name)),
                Self::Every => found.extend(children(value)),
                Self::Deep => deep(value, &mut found),
                _ if value.is_null() => {}
                _ => found.extend(self.of_list(value.as_array()?)?),
            }
        }
        Some(found)
    }

    fn of_list<'a>(&self, items: &'a [Value]) -> Option<Vec<&'a Value>> {
        match self {
            Self::Index(at) => Some(vec![items.get(place(*at, items.len())?)?]),
            Self::Slice(from, to) => {
                let from = from.map_or(Some(0), |at| place(at, items.len()))?;
                let to = to.map_or(Some(items.len()), |at| place(at, items.len()))?;
                Some(items.get(from..to)?.iter().collect())
            }
            Self::Has(path) => {
                let has = |item: &&Value| path.find(item).is_some_and(|found| !found.is_empty());
                Some(items.iter().filter(has).collect())
            }
            Self::Where(path, operator, right) => matching(items, path, *operator, right),
            _ => None,
        }
    }
}

/// From the end where it is negative.
fn place(at: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    usize::try_from(if at < 0 { at + len } else { at }).ok()
}

fn matching<'a>(
    items: &'a [Value],
    path: &JsonPath,
    operator: Operator,
    right: &Value,
) -> Option<Vec<&'a Value>> {
    let mut found = Vec::new();
    for item in items {
        match path.find(item)?.as_slice() {
            [] => {}
            [left] => found.extend(operator.holds(left, right).then_some(item)),
            _ => return None,
        }
    }
    Some(found)
}

impl Operator {
    fn holds(self, left: &Value, right: &Value) -> bool {
        let Some(order) = compare(left, right) else {
            return false;
        };
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Only values of one type can be compared.
fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        _ => None,
    }
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        _ => Vec::new(),
    }
}

/// It and all below it that have something below them.
fn deep<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    let children = children(value);
    if !children.is_empty() {
        found.push(value);
    }
    for child in children {
        deep(child, found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_find_what_they_name() {
        let object = json!({
            "metadata": {"annotations": {"example.com/a.b": "x"}},
            "spec": {"ports": [{"name": "http", "port": 80}, {"name": "tls", "port": 443}]},
            "list": [1, 2, 3],
        });
        let rows = [
            (".spec.ports[0].name", Some(json!(["http"]))),
            (".spec.ports[-1].name", Some(json!(["tls"]))),
            (".spec.ports[*].port", Some(json!([80, 443]))),
            (".spec.ports[5].port", None),
            (".spec[0]", None),
            (".list[1:]", Some(json!([2, 3]))),
            (".list[0:2]", Some(json!([1, 2]))),
            (".nothing.here", Some(json!([]))),
            (".nothing[0].x", Some(json!([]))),
            (
                ".metadata.annotations.example\\.com/a\\.b",
                Some(json!(["x"])),
            ),
            (
                ".metadata.annotations['example.com/a.b']",
                Some(json!(["x"])),
            ),
            (r#".spec.ports[?(@.name=="tls")].port"#, Some(json!([443]))),
            (".spec.ports[?(@.name == 'tls')].port", Some(json!([443]))),
            (".spec.ports[?(@.port>100)].name", Some(json!(["tls"]))),
            (".spec.ports[?(@.port<=80)].name", Some(json!(["http"]))),
            (".spec.ports[?(@.name!='tls')].port", Some(json!([80]))),
            (".spec.ports[?(@.none)].port", Some(json!([]))),
            ("..port", Some(json!([80, 443]))),
        ];
        for (path, expected) in rows {
            let found = JsonPath::parse(path)
                .unwrap()
                .find(&object)
                .map(|found| json!(found));
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_none() {
        for text in [
            "spec",
            ".a[",
            ".a[x]",
            ".a[?(b==1)]",
            ".a[?(@.b==)]",
            r#".a[?(@.b=="x" && @.c=="y")]"#,
            r#".a[?(@.b=="x"y")]"#,
            ".a[1:x]",
        ] {
            assert_eq!(JsonPath::parse(text), None, "{text}");
        }
    }
}
