//! Sets of field paths, as `FieldsV1` writes them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// One step of a path. The order is structured-merge-diff's: fields, keys, values, indices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// `f:name`: a field of a map.
    Field(String),
    /// `k:{…}`: the list element with these key fields.
    Key(BTreeMap<String, Literal>),
    /// `v:…`: the element of a set.
    Element(Literal),
    /// `i:n`: a place in a list.
    Index(usize),
}

impl Step {
    /// The step that a `FieldsV1` key stands for; `None` for one that a later Kubernetes may
    /// define (the API server drops those, too) and for `.`.
    fn parse(key: &str) -> Option<Self> {
        let (kind, content) = key.split_once(':')?;
        Some(match kind {
            "f" => Self::Field(content.to_owned()),
            "k" => Self::Key(
                serde_json::from_str::<Map<String, Value>>(content)
                    .ok()?
                    .iter()
                    .map(|(name, value)| (name.clone(), Literal::of(value)))
                    .collect(),
            ),
            "v" => Self::Element(Literal::of(&serde_json::from_str(content).ok()?)),
            "i" => Self::Index(content.parse().ok()?),
            _ => return None,
        })
    }

    /// As a `FieldsV1` key.
    fn encode(&self) -> String {
        match self {
            Self::Field(name) => format!("f:{name}"),
            Self::Key(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
                    .collect();
                format!("k:{{{}}}", fields.join(","))
            }
            Self::Element(value) => format!("v:{value}"),
            Self::Index(index) => format!("i:{index}"),
        }
    }

    /// What stands there in an object, if the object names it.
    fn find<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        match self {
            Self::Field(name) => value.get(name),
            Self::Key(fields) => value
                .as_array()?
                .iter()
                .find(|element| fields.iter().all(|(name, key)| has_key(element, name, key))),
            Self::Element(wanted) => value
                .as_array()?
                .iter()
                .find(|element| Literal::of(element) == *wanted),
            Self::Index(index) => value.get(index),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Key(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                write!(f, "[{}]", fields.join(","))
            }
            Self::Element(value) => write!(f, "[={value}]"),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// Whether a list element carries this key field. A port without `protocol` is a TCP port: the
/// one key field of the built-in kinds that has a default.
fn has_key(element: &Value, name: &str, key: &Literal) -> bool {
    match element.get(name) {
        Some(value) => Literal::of(value) == *key,
        None => name == "protocol" && key.0 == "\"TCP\"",
    }
}

/// A scalar in a path: compact JSON in which `1.0` and `1` are one number, as they are to the API
/// server. Numbers come first, by value, then texts, then the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal(String);

impl Literal {
    pub(crate) fn of(value: &Value) -> Self {
        Self(match value.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            Some(number) if value.is_f64() && number.fract() == 0.0 && number.abs() < 9e15 => {
                (number as i64).to_string()
            }
            _ => value.to_string(),
        })
    }

    /// Its place in the order; a text without its last quote, so that `a` comes before `a b`.
    fn place(&self) -> (u8, f64, &str) {
        match self.0.strip_prefix('"') {
            Some(text) => (1, 0.0, text.strip_suffix('"').unwrap_or(text)),
            None => match self.0.parse() {
                Ok(number) => (0, number, &self.0),
                Err(_) => (2, 0.0, &self.0),
            },
        }
    }
}

impl Ord for Literal {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((kind, number, text), (their_kind, their_number, theirs)) =
            (self.place(), other.place());
        kind.cmp(&their_kind)
            .then(number.total_cmp(&their_number))
            .then_with(|| text.cmp(theirs))
    }
}

impl PartialOrd for Literal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Literal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A set of field paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(BTreeMap<Step, Node>);

/// What a set knows of one path and those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Node {
    /// Whether the path itself is in the set.
    member: bool,
    below: FieldSet,
}

impl FieldSet {
    /// Reads a `fieldsV1`. What is malformed or of an unknown kind is left out.
    pub fn parse(fields: &Value) -> Self {
        let steps = fields.as_object().into_iter().flatten();
        let mut set = Self::default();
        for (key, value) in steps {
            if let Some(step) = Step::parse(key) {
                set.0.entry(step).or_default().add(&Node::parse(value));
            }
        }
        set
    }

    /// As a `fieldsV1`, in the API server's order.
    pub fn encode(&self) -> Value {
        Value::Object(self.encode_map())
    }

    fn encode_map(&self) -> Map<String, Value> {
        self.0
            .iter()
            .map(|(step, node)| (step.encode(), node.encode()))
            .collect()
    }

    /// Whether it holds no path at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paths of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all = self.clone();
        for (step, theirs) in &other.0 {
            all.0.entry(step.clone()).or_default().add(theirs);
        }
        all
    }

    /// The paths of this one that the other doesn't hold.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let rest = self.0.iter().filter_map(|(step, ours)| {
            let rest = match other.0.get(step) {
                Some(theirs) => Node {
                    member: ours.member && !theirs.member,
                    below: ours.below.difference(&theirs.below),
                },
                None => ours.clone(),
            };
            (rest.member || !rest.below.is_empty()).then(|| (step.clone(), rest))
        });
        Self(rest.collect())
    }

    /// Every path as the API server prints it in conflicts:
    /// `.spec.template.spec.containers[name="x"].image`.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.walk("", &mut |path| paths.push(path));
        paths
    }

    /// The members of one level come before what is below any of them.
    fn walk(&self, prefix: &str, visit: &mut dyn FnMut(String)) {
        for (step, _) in self.0.iter().filter(|(_, node)| node.member) {
            visit(format!("{prefix}{step}"));
        }
        for (step, node) in self.0.iter().filter(|(_, node)| !node.below.is_empty()) {
            node.below.walk(&format!("{prefix}{step}"), visit);
        }
    }

    /// Adds a path; the empty one is nobody's.
    pub(crate) fn insert(&mut self, path: &[Step]) {
        match path {
            [] => {}
            [last] => self.0.entry(last.clone()).or_default().member = true,
            [first, rest @ ..] => self.0.entry(first.clone()).or_default().below.insert(rest),
        }
    }

    /// The paths of both.
    #[must_use]
    pub(crate) fn intersection(&self, other: &Self) -> Self {
        let both = self.0.iter().filter_map(|(step, ours)| {
            let theirs = other.0.get(step)?;
            let both = Node {
                member: ours.member && theirs.member,
                below: ours.below.intersection(&theirs.below),
            };
            (both.member || !both.below.is_empty()).then(|| (step.clone(), both))
        });
        Self(both.collect())
    }

    /// Whether the path of this one step is in it.
    pub(crate) fn has(&self, step: &Step) -> bool {
        self.0.get(step).is_some_and(|node| node.member)
    }

    /// The paths below a step.
    pub(crate) fn below(&self, step: &Step) -> Option<&Self> {
        let below = &self.0.get(step)?.below;
        (!below.is_empty()).then_some(below)
    }

    /// Each first step, whether it is itself a path of the set, and the paths below it.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (&Step, bool, &Self)> {
        let steps = self.0.iter();
        steps.map(|(step, node)| (step, node.member, &node.below))
    }

    /// Of what [`FieldSet::steps`] tells.
    pub(crate) fn from_steps(steps: impl Iterator<Item = (Step, bool, Self)>) -> Self {
        let nodes = steps.map(|(step, member, below)| (step, Node { member, below }));
        Self(nodes.collect())
    }

    /// The paths that `value` names.
    #[must_use]
    pub fn named_in(&self, value: &Value) -> Self {
        let named = self.0.iter().filter_map(|(step, node)| {
            let below = node.below.named_in(step.find(value)?);
            let node = Node { below, ..*node };
            (node.member || !node.below.is_empty()).then(|| (step.clone(), node))
        });
        Self(named.collect())
    }

    /// The paths that `value` doesn't name. Of a missing subtree only its root is given.
    pub(super) fn missing_in(&self, value: &Value, prefix: &str, missing: &mut Vec<String>) {
        for (step, node) in &self.0 {
            let path = format!("{prefix}{step}");
            match step.find(value) {
                Some(found) => node.below.missing_in(found, &path, missing),
                None if node.member => missing.push(path),
                None => node.below.walk(&path, &mut |path| missing.push(path)),
            }
        }
    }
}

impl Node {
    /// A path is a member when it says so (`.`) or when nothing is below it.
    fn parse(value: &Value) -> Self {
        let below = FieldSet::parse(value);
        Self {
            member: value.get(".").is_some() || below.is_empty(),
            below,
        }
    }

    fn add(&mut self, other: &Self) {
        self.member |= other.member;
        self.below = self.below.union(&other.below);
    }

    fn encode(&self) -> Value {
        let mut map = Map::new();
        if self.member && !self.below.is_empty() {
            map.insert(".".into(), json!({}));
        }
        map.extend(self.below.encode_map());
        Value::Object(map)
    }
}
