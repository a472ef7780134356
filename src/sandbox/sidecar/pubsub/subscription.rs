//! Who wants what, and where it goes.

use serde_json::{Value, json};

use super::Metadata;

/// A wish of the app, or of whoever deployed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subscription {
    pub pubsub: String,
    pub topic: String,
    pub dead_letter: Option<String>,
    pub metadata: Metadata,
    pub rules: Vec<Rule>,
    /// Whether a Subscription says it, not the app.
    pub declarative: bool,
    pub bulk: bool,
}

/// Where events go, if they match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// An expression; none matches everything.
    pub matching: Option<String>,
    pub path: String,
}

impl Subscription {
    /// An entry of the app's own answer, or the `spec` of a Subscription: the fields are the same.
    pub(super) fn read(value: &Value, declarative: bool) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default();
        let metadata = value["metadata"].as_object().into_iter().flatten();
        Self {
            pubsub: text("pubsubname").into(),
            topic: text("topic").into(),
            dead_letter: Some(text("deadLetterTopic").to_owned()).filter(|topic| !topic.is_empty()),
            metadata: metadata
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect(),
            rules: rules(value),
            declarative,
            bulk: value["bulkSubscribe"]["enabled"] == true,
        }
    }

    /// As `/v1.0/metadata` lists it.
    pub(super) fn describe(&self) -> Value {
        let mut value = json!({"pubsubname": self.pubsub, "topic": self.topic});
        if !self.metadata.is_empty() {
            value["metadata"] = json!(self.metadata);
        }
        let rules = self.rules.iter().map(|rule| match &rule.matching {
            Some(matching) => json!({"match": matching, "path": rule.path}),
            None => json!({"path": rule.path}),
        });
        value["rules"] = rules.collect();
        value["deadLetterTopic"] = self.dead_letter.clone().unwrap_or_default().into();
        value["type"] = if self.declarative {
            "DECLARATIVE"
        } else {
            "PROGRAMMATIC"
        }
        .into();
        value
    }

    /// The path of the first rule that an event matches.
    pub(super) fn path(&self, event: &Value) -> Option<&str> {
        let fits = |rule: &&Rule| match &rule.matching {
            None => true,
            Some(expression) => matches(expression, event) == Some(true),
        };
        self.rules.iter().find(fits).map(|rule| rule.path.as_str())
    }

    /// Expressions that are not understood: they never match.
    pub(super) fn not_understood(&self) -> Vec<&str> {
        let expressions = self
            .rules
            .iter()
            .filter_map(|rule| rule.matching.as_deref());
        expressions
            .filter(|expression| matches(expression, &Value::Null).is_none())
            .collect()
    }
}

fn rules(value: &Value) -> Vec<Rule> {
    let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
    let listed = value["routes"]["rules"].as_array().into_iter().flatten();
    let mut rules: Vec<Rule> = listed
        .map(|rule| Rule {
            matching: Some(text(&rule["match"])).filter(|matching| !matching.is_empty()),
            path: text(&rule["path"]),
        })
        .collect();
    let default = [&value["routes"]["default"], &value["route"]].map(text);
    let default = default.into_iter().find(|path| !path.is_empty());
    rules.extend(default.map(|path| Rule {
        matching: None,
        path,
    }));
    rules
}

/// Comparisons of a field with a text (`event.type == "order.v1"`), joined by `&&` and `||`.
/// None for any other expression: the whole language is for a real daprd.
fn matches(expression: &str, event: &Value) -> Option<bool> {
    let mut any = false;
    for alternative in expression.split("||") {
        let mut all = true;
        for comparison in alternative.split("&&") {
            all &= compare(comparison, event)?;
        }
        any |= all;
    }
    Some(any)
}

fn compare(comparison: &str, event: &Value) -> Option<bool> {
    let (field, equal, text) = match comparison.split_once("==") {
        Some((field, text)) => (field, true, text),
        None => comparison
            .split_once("!=")
            .map(|(field, text)| (field, false, text))?,
    };
    let path = field.trim().strip_prefix("event.")?;
    let plain = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|part| part.is_ascii_alphanumeric() || part == '_')
    };
    if !path.split('.').all(plain) {
        return None;
    }
    let text = text.trim();
    let text = ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))?;
    let found = path.split('.').fold(event, |value, name| &value[name]);
    Some((found.as_str() == Some(text)) == equal)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Subscription, matches};

    #[test]
    fn both_versions_and_the_app_s_own() {
        let rows = [
            json!({"pubsubname": "p", "topic": "t", "route": "/a"}),
            json!({"pubsubname": "p", "topic": "t", "routes": {"default": "/a"}}),
        ];
        for value in rows {
            let subscription = Subscription::read(&value, true);
            assert_eq!(subscription.path(&json!({})), Some("/a"));
            let described = json!({"pubsubname": "p", "topic": "t", "rules": [{"path": "/a"}], "deadLetterTopic": "", "type": "DECLARATIVE"});
            assert_eq!(subscription.describe(), described);
        }
    }

    #[test]
    fn the_first_rule_that_matches() {
        let subscription = Subscription::read(
            &json!({"pubsubname": "p", "topic": "t", "deadLetterTopic": "dead", "routes": {
                "rules": [
                    {"match": "event.type == \"a\"", "path": "/a"},
                    {"match": "size(event.data) > 3", "path": "/never"},
                ],
                "default": "/rest",
            }}),
            false,
        );
        assert_eq!(subscription.path(&json!({"type": "a"})), Some("/a"));
        assert_eq!(subscription.path(&json!({"type": "b"})), Some("/rest"));
        assert_eq!(subscription.not_understood(), ["size(event.data) > 3"]);
        assert_eq!(subscription.dead_letter.as_deref(), Some("dead"));
    }

    #[test]
    fn expressions() {
        let event = json!({"type": "a", "data": {"kind": "x"}});
        let rows = [
            ("event.type == 'a'", Some(true)),
            ("event.type != \"a\"", Some(false)),
            (
                "event.data.kind == \"x\" && event.type == \"b\"",
                Some(false),
            ),
            (
                "event.type == \"b\" || event.data.kind == \"x\"",
                Some(true),
            ),
            ("event.type == a", None),
            ("event.data.n > 3", None),
            ("true", None),
        ];
        for (expression, expected) in rows {
            assert_eq!(matches(expression, &event), expected, "{expression}");
        }
    }
}
