//! Which keys a chart knows, and what a wrong one was meant to be.

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::render::values::kind::{Kind, shape};

/// The keys of a chart: a tree whose leaves say what they take.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Keys {
    children: Vec<(String, Node)>,
}

#[derive(Clone, Debug)]
enum Node {
    /// A map with these keys and no others.
    Keys(Keys),
    Leaf(Kind),
}

impl Keys {
    /// The keys that have defaults, and those (with their kinds) of `keys.yaml`: dotted key → name of the kind.
    pub(in crate::render) fn new(
        defaults: &Map<String, Value>,
        kinds: &Map<String, Value>,
    ) -> Self {
        let mut keys = Self::of(defaults);
        for (path, name) in kinds {
            let kind = name.as_str().and_then(Kind::named);
            keys.insert(
                path,
                kind.expect("keys.yaml names kinds: tests load every chart"),
            );
        }
        keys
    }

    fn of(defaults: &Map<String, Value>) -> Self {
        let node = |default: &Value| match default {
            Value::Object(map) if !map.is_empty() => Node::Keys(Self::of(map)),
            other => Node::Leaf(Kind::of(other)),
        };
        let children = defaults
            .iter()
            .map(|(key, default)| (key.clone(), node(default)));
        Self {
            children: children.collect(),
        }
    }

    fn insert(&mut self, path: &str, kind: Kind) {
        let Some((first, rest)) = path.split_once('.') else {
            *self.child(path) = Node::Leaf(kind);
            return;
        };
        let child = self.child(first);
        if let Node::Leaf(_) = child {
            *child = Node::Keys(Self::default());
        }
        if let Node::Keys(keys) = child {
            keys.insert(rest, kind);
        }
    }

    fn child(&mut self, key: &str) -> &mut Node {
        let at = self
            .children
            .iter()
            .position(|(name, _)| name == key)
            .unwrap_or_else(|| {
                self.children
                    .push((key.to_owned(), Node::Leaf(Kind::Scalar)));
                self.children.len() - 1
            });
        &mut self.children[at].1
    }

    fn get(&self, key: &str) -> Option<&Node> {
        self.children
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, node)| node)
    }

    /// Refuses keys that are not there, and values of the wrong kind.
    pub(in crate::render) fn check(&self, config: &Map<String, Value>) -> Result<()> {
        let mut unknown = Vec::new();
        self.check_below("", config, &mut unknown)?;
        match unknown.split_first() {
            None => Ok(()),
            Some((first, others)) => Err(self.unknown(first, others)),
        }
    }

    fn check_below(
        &self,
        prefix: &str,
        config: &Map<String, Value>,
        unknown: &mut Vec<String>,
    ) -> Result<()> {
        for (key, value) in config {
            let path = join(prefix, key);
            match (self.get(key), value) {
                (None, _) => unknown.push(path),
                (Some(Node::Keys(keys)), Value::Object(map)) => {
                    keys.check_below(&path, map, unknown)?;
                }
                // helm's subcharts keep their copy of a global, and their own defaults.
                (Some(Node::Keys(_)), Value::Null)
                    if path.starts_with("global") || prefix.is_empty() => {}
                (Some(Node::Keys(keys)), _) if !keys.children.is_empty() => {
                    return Err(wrong_kind(&path, "a map", value));
                }
                (Some(Node::Leaf(kind)), value) if !kind.takes(value) => {
                    return Err(wrong_kind(&path, kind.shown(), value));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn unknown(&self, path: &str, others: &[String]) -> Error {
        let error = Error::usage(
            "unknown-value",
            format!("no template reads the value `{path}`"),
        );
        let error = match others {
            [] => error,
            _ => error.says(format!("nor `{}`", others.join("`, `"))),
        };
        match self.nearest(path) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("see README for the chart's values"),
        }
    }

    /// The key that was probably meant: a sibling spelt alike, else the same name elsewhere, else a path spelt alike.
    fn nearest(&self, path: &str) -> Option<String> {
        let all = self.paths("");
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let siblings = all
            .iter()
            .filter(|one| one.rsplit_once('.').map_or("", |(up, _)| up) == parent);
        let alike = |one: &&String| {
            let other = one.rsplit('.').next().unwrap_or_default();
            let distance = strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase());
            (distance <= 1 + name.len() / 4).then_some(distance)
        };
        let sibling = siblings.filter_map(|one| Some((alike(&one)?, one))).min();
        let elsewhere = || all.iter().find(|one| one.rsplit('.').next() == Some(name));
        let close = || {
            let scored = all
                .iter()
                .map(|one| (strsim::normalized_damerau_levenshtein(path, one), one));
            scored
                .filter(|(score, _)| *score > 0.7)
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, one)| one)
        };
        sibling
            .map(|(_, one)| one)
            .or_else(elsewhere)
            .or_else(close)
            .cloned()
    }

    fn paths(&self, prefix: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for (key, node) in &self.children {
            let path = join(prefix, key);
            if let Node::Keys(keys) = node {
                paths.extend(keys.paths(&path));
            }
            paths.push(path);
        }
        paths
    }
}

fn join(prefix: &str, key: &str) -> String {
    if prefix.is_empty() {
        key.to_owned()
    } else {
        format!("{prefix}.{key}")
    }
}

fn wrong_kind(path: &str, wanted: &str, value: &Value) -> Error {
    let message = format!("`{path}` takes {wanted}, not {}", shape(value));
    Error::usage("bad-value", message)
}
