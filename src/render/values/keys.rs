//! Which keys a chart knows, and what a wrong one was meant to be.

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::render::values::kind::{Kind, shape};

/// The keys of a chart.
#[derive(Clone, Debug)]
pub(in crate::render) struct Keys {
    tree: Tree,
    /// Whether `null` restores the defaults of `global`.
    globals_restored: bool,
}

/// The keys of a map.
#[derive(Clone, Debug, Default)]
struct Tree(Vec<(String, Node)>);

#[derive(Clone, Debug)]
enum Node {
    /// A map with these keys and no others.
    Keys(Tree),
    Leaf {
        kind: Kind,
        nullable: bool,
    },
}

impl Keys {
    /// The keys that have defaults, and those of `keys.yaml`: dotted key → kind, or `<kind>, not null`.
    pub(in crate::render) fn new(
        defaults: &Map<String, Value>,
        kinds: &Map<String, Value>,
        globals_restored: bool,
    ) -> Self {
        let mut tree = Tree::of(defaults);
        for (path, name) in kinds {
            let leaf = name.as_str().and_then(Node::named);
            tree.insert(path, leaf.expect("a kind: tests load every chart"));
        }
        Self {
            tree,
            globals_restored,
        }
    }

    /// Refuses keys that are not there, and values of the wrong kind.
    pub(in crate::render) fn check(&self, config: &Map<String, Value>) -> Result<()> {
        let mut unknown = Vec::new();
        self.check_below(&self.tree, "", config, &mut unknown)?;
        match unknown.split_first() {
            None => Ok(()),
            Some((first, others)) => Err(self.unknown(first, others)),
        }
    }

    /// Takes the keys away that are not there, and names them.
    pub(in crate::render) fn drop_unknown(&self, config: &mut Map<String, Value>) -> Vec<String> {
        let mut dropped = Vec::new();
        self.tree.drop_unknown("", config, &mut dropped);
        dropped
    }

    fn check_below(
        &self,
        tree: &Tree,
        prefix: &str,
        config: &Map<String, Value>,
        unknown: &mut Vec<String>,
    ) -> Result<()> {
        for (key, value) in config {
            let path = join(prefix, key);
            match (tree.get(key), value) {
                (None, _) => unknown.push(path),
                (Some(Node::Keys(tree)), Value::Object(map)) => {
                    self.check_below(tree, &path, map, unknown)?;
                }
                (Some(node), value) => self.check_value(&path, node, value)?,
            }
        }
        Ok(())
    }

    fn check_value(&self, path: &str, node: &Node, value: &Value) -> Result<()> {
        let (kind, nullable) = match node {
            Node::Keys(_) => (Kind::Map, false),
            Node::Leaf { kind, nullable } => (*kind, *nullable),
        };
        let refused = |wanted: &str| {
            let message = format!("`{path}` {wanted}");
            Err(Error::usage("bad-value", message))
        };
        match value {
            Value::Null if nullable || self.restores(path) => Ok(()),
            Value::Null => refused("cannot be null: templates need it"),
            value if kind.takes(value) => Ok(()),
            value => refused(&format!("takes {}, not {}", kind.shown(), shape(value))),
        }
    }

    fn restores(&self, path: &str) -> bool {
        self.globals_restored && path.split('.').next() == Some("global")
    }

    fn unknown(&self, path: &str, others: &[String]) -> Error {
        let message = format!("no template reads the value `{path}`");
        let error = Error::usage("unknown-value", message);
        let error = match others {
            [] => error,
            _ => error.says(format!("nor `{}`", others.join("`, `"))),
        };
        match nearest(path, &self.tree.paths("")) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(self.tree.around(path)),
        }
    }
}

impl Node {
    fn named(name: &str) -> Option<Self> {
        let (name, nullable) = match name.strip_suffix(", not null") {
            Some(name) => (name, false),
            None => (name, true),
        };
        let kind = Kind::named(name)?;
        Some(Self::Leaf { kind, nullable })
    }

    fn of(default: &Value) -> Self {
        match default {
            Value::Object(map) if !map.is_empty() => Self::Keys(Tree::of(map)),
            other => Self::Leaf {
                kind: Kind::of(other),
                nullable: true,
            },
        }
    }
}

impl Tree {
    fn of(defaults: &Map<String, Value>) -> Self {
        let children = defaults
            .iter()
            .map(|(key, default)| (key.clone(), Node::of(default)));
        Self(children.collect())
    }

    fn insert(&mut self, path: &str, leaf: Node) {
        let Some((first, rest)) = path.split_once('.') else {
            *self.entry(path) = leaf;
            return;
        };
        let node = self.entry(first);
        if let Node::Leaf { .. } = node {
            *node = Node::Keys(Self::default());
        }
        if let Node::Keys(tree) = node {
            tree.insert(rest, leaf);
        }
    }

    fn drop_unknown(
        &self,
        prefix: &str,
        config: &mut Map<String, Value>,
        dropped: &mut Vec<String>,
    ) {
        config.retain(|key, value| {
            let path = join(prefix, key);
            match (self.get(key), value) {
                (None, _) => {
                    dropped.push(path);
                    return false;
                }
                (Some(Node::Keys(below)), Value::Object(map)) => {
                    below.drop_unknown(&path, map, dropped);
                }
                _ => {}
            }
            true
        });
    }

    fn get(&self, key: &str) -> Option<&Node> {
        let child = self.0.iter().find(|(name, _)| name == key)?;
        Some(&child.1)
    }

    fn entry(&mut self, key: &str) -> &mut Node {
        let at = self.0.iter().position(|(name, _)| name == key);
        let at = at.unwrap_or_else(|| {
            self.0.push((key.to_owned(), Node::of(&Value::Null)));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// The keys beside a key that is not there.
    fn around(&self, path: &str) -> String {
        let (mut tree, mut place) = (self, String::from("at the top"));
        let mut at = String::new();
        for name in path.split('.') {
            at = join(&at, name);
            if let Some(Node::Keys(below)) = tree.get(name) {
                (tree, place) = (below, format!("in `{at}`"));
            }
        }
        let names: Vec<_> = tree.0.iter().map(|(name, _)| name.as_str()).collect();
        format!("the keys {place} are `{}`", names.join("`, `"))
    }

    /// All dotted keys, of maps too.
    fn paths(&self, prefix: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for (key, node) in &self.0 {
            let path = join(prefix, key);
            if let Node::Keys(tree) = node {
                paths.extend(tree.paths(&path));
            }
            paths.push(path);
        }
        paths
    }
}

/// The key that was probably meant: a sibling spelt alike, else the same name elsewhere, else a path spelt alike.
fn nearest(path: &str, all: &[String]) -> Option<String> {
    let (parent, name) = split(path);
    let alike = |one: &String| {
        let (above, other) = split(one);
        let distance = strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase());
        (above == parent && distance <= 1 + name.len() / 4).then_some(distance)
    };
    let sibling = all.iter().filter_map(|one| Some((alike(one)?, one))).min();
    let elsewhere = || all.iter().find(|one| split(one).1 == name);
    sibling
        .map(|(_, one)| one)
        .or_else(elsewhere)
        .or_else(|| spelt_alike(path, all))
        .cloned()
}

fn spelt_alike<'a>(path: &str, all: &'a [String]) -> Option<&'a String> {
    let score = |one: &String| strsim::normalized_damerau_levenshtein(path, one);
    let below = |one: &&String| !path.starts_with(&format!("{one}."));
    let scored = all.iter().filter(below).map(|one| (score(one), one));
    let best = scored
        .filter(|(score, _)| *score > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, one)| one)
}

/// What stands before the last dot, and after it.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

fn join(prefix: &str, key: &str) -> String {
    if prefix.is_empty() {
        key.to_owned()
    } else {
        format!("{prefix}.{key}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Keys;

    fn keys() -> Keys {
        let defaults = json!({
            "global": {"ha": {"enabled": false, "replicaCount": 3}, "labels": {}, "logAsJson": false},
            "operator": {"logLevel": "info", "image": {"name": "operator"}, "extraEnvVars": {}},
        });
        let kinds = json!({
            "global.extra.sentry": "list",
            "operator.extraEnvVars": "map of scalars",
            "operator.image.name": "string, not null",
        });
        let map = |value: Value| value.as_object().expect("a map").clone();
        Keys::new(&map(defaults), &map(kinds), true)
    }

    #[test]
    fn a_wrong_key_is_named_with_the_nearest() {
        let rows = [
            (
                json!({"global": {"logAsJSON": true}}),
                "did you mean `global.logAsJson`?",
            ),
            (
                json!({"global": {"ha": {"replicas": 3}}}),
                "did you mean `global.ha.replicaCount`?",
            ),
            (
                json!({"logLevel": "debug"}),
                "did you mean `operator.logLevel`?",
            ),
            (
                json!({"operator": {"global": {}}}),
                "did you mean `global`?",
            ),
            (json!({"globl": {"labels": {}}}), "did you mean `global`?"),
            (
                json!({"operator": {"extraEnvVar": {}}}),
                "did you mean `operator.extraEnvVars`?",
            ),
            (
                json!({"nothing": {"like": "it"}}),
                "the keys at the top are `global`, `operator`",
            ),
            (
                json!({"global": {"ha": {"q": 1}}}),
                "the keys in `global.ha` are `enabled`, `replicaCount`",
            ),
        ];
        for (config, hint) in rows {
            let error = keys()
                .check(config.as_object().expect("a map"))
                .expect_err("an unknown key");
            assert_eq!(
                (error.code, error.hint.as_deref()),
                ("unknown-value", Some(hint)),
                "{config}"
            );
        }
    }

    #[test]
    fn several_wrong_keys_are_named_together() {
        let config = json!({"a": 1, "global": {"b": 2}});
        let error = keys()
            .check(config.as_object().expect("a map"))
            .expect_err("unknown keys");
        assert_eq!(error.message, "no template reads the value `a`");
        assert_eq!(error.says.as_deref(), Some("nor `global.b`"));
    }

    #[test]
    fn what_is_dropped_is_what_would_be_refused() {
        let mut config = json!({
            "a": {"b": 1},
            "dotted.key": 1,
            "global": {"logAsJSON": true, "ha": {"enabled": true, "q": null}, "labels": {"x": 1}},
            "operator": {"global": {}, "logLevel": "debug", "extraEnvVars": {"A": 1}},
        });
        let map = config.as_object_mut().expect("a map");
        let dropped = keys().drop_unknown(map);
        assert_eq!(
            dropped,
            [
                "a",
                "dotted.key",
                "global.logAsJSON",
                "global.ha.q",
                "operator.global"
            ]
        );
        assert_eq!(keys().check(map), Ok(()));
        assert!(keys().drop_unknown(map).is_empty());
        let kept = json!({
            "global": {"ha": {"enabled": true}, "labels": {"x": 1}},
            "operator": {"logLevel": "debug", "extraEnvVars": {"A": 1}},
        });
        assert_eq!(config, kept);
    }

    #[test]
    fn open_maps_take_any_key() {
        let config = json!({
            "global": {"labels": {"a": {"b": 1}}, "extra": {"sentry": []}, "ha": null},
            "operator": {"extraEnvVars": {"A": 1, "B": "x", "C": null}, "logLevel": null},
        });
        assert_eq!(keys().check(config.as_object().expect("a map")), Ok(()));
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused() {
        let rows = [
            (
                json!({"global": {"ha": {"enabled": "true"}}}),
                "`global.ha.enabled` takes `true` or `false`, not a string",
            ),
            (
                json!({"global": {"ha": []}}),
                "`global.ha` takes a map, not a list",
            ),
            (
                json!({"global": {"extra": {"sentry": {}}}}),
                "`global.extra.sentry` takes a list, not a map",
            ),
            (
                json!({"operator": {"image": null}}),
                "`operator.image` cannot be null: templates need it",
            ),
            (
                json!({"operator": {"image": {"name": null}}}),
                "`operator.image.name` cannot be null: templates need it",
            ),
        ];
        for (config, message) in rows {
            let error = keys()
                .check(config.as_object().expect("a map"))
                .expect_err("a wrong kind");
            assert_eq!(error.message, message);
        }
    }
}
