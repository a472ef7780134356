//! Label selectors, in their whole grammar.

use serde_json::Value;

use super::names;

/// One part of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    Absent,
    Greater,
    Less,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    End,
    Word(String),
    Sign(&'static str),
}

const SIGNS: [&str; 9] = ["==", "!=", "=", "!", ">", "<", "(", ")", ","];

/// Reads `a=b,c in (d,e),!f`.
pub(super) fn parse_labels(text: &str) -> Result<Vec<Requirement>, String> {
    let mut parser = Parser {
        tokens: tokens(text),
        at: 0,
    };
    parser
        .requirements()
        .map_err(|words| format!("unable to parse requirement: {words}"))
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        let length = sign.map_or_else(|| word_length(rest), |sign| sign.len());
        let word = || Token::Word(rest[..length].to_owned());
        tokens.push(sign.map_or_else(word, |sign| Token::Sign(sign)));
        rest = rest[length..].trim_start();
    }
    tokens
}

fn word_length(text: &str) -> usize {
    let end = |letter: char| letter.is_whitespace() || "=!><(),".contains(letter);
    text.find(end).unwrap_or(text.len())
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Token {
        self.tokens.get(self.at).cloned().unwrap_or(Token::End)
    }

    fn take(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn requirements(&mut self) -> Result<Vec<Requirement>, String> {
        let mut found = Vec::new();
        loop {
            match self.peek() {
                Token::End => return Ok(found),
                Token::Word(_) | Token::Sign("!") => found.push(self.requirement()?),
                other @ Token::Sign(_) => {
                    return Err(expected(&other, "!, identifier, or 'end of string'"));
                }
            }
            match self.take() {
                Token::End => return Ok(found),
                Token::Sign(",") if !matches!(self.peek(), Token::Word(_) | Token::Sign("!")) => {
                    return Err(expected(&self.peek(), "identifier after ','"));
                }
                Token::Sign(",") => {}
                other => return Err(expected(&other, "',' or 'end of string'")),
            }
        }
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let absent = self.peek() == Token::Sign("!");
        self.at += usize::from(absent);
        let key = self.word()?;
        checked("key", &key, &names::qualified(&key))?;
        let operator = if absent {
            Operator::Absent
        } else {
            Operator::Exists
        };
        if absent || matches!(self.peek(), Token::End | Token::Sign(",")) {
            let values = Vec::new();
            return Ok(Requirement {
                key,
                operator,
                values,
            });
        }
        let (operator, values) = self.comparison()?;
        for value in &values {
            checked("value", value, &names::label_value(value))?;
        }
        Ok(Requirement {
            key,
            operator,
            values,
        })
    }

    fn comparison(&mut self) -> Result<(Operator, Vec<String>), String> {
        let operator = self.take();
        let set = match &operator {
            Token::Word(word) if word == "in" => Some(Operator::In),
            Token::Word(word) if word == "notin" => Some(Operator::NotIn),
            _ => None,
        };
        if let Some(set) = set {
            return Ok((set, self.list()?));
        }
        let operator = match operator {
            Token::Sign("=" | "==") => Operator::In,
            Token::Sign("!=") => Operator::NotIn,
            Token::Sign(">") => Operator::Greater,
            Token::Sign("<") => Operator::Less,
            other => return Err(expected(&other, "in, notin, =, ==, !=, gt, lt")),
        };
        let value = match self.peek() {
            Token::Word(_) | Token::End | Token::Sign(",") => self.value(),
            other @ Token::Sign(_) => return Err(expected(&other, "identifier")),
        };
        let numeric = matches!(operator, Operator::Greater | Operator::Less);
        if numeric && value.parse::<i64>().is_err() {
            return Err(format!(
                "values[0][]: Invalid value: \"{value}\": for 'Gt', 'Lt' operators, the value must be an integer"
            ));
        }
        Ok((operator, vec![value]))
    }

    fn word(&mut self) -> Result<String, String> {
        match self.take() {
            Token::Word(word) => Ok(word),
            other => Err(expected(&other, "identifier")),
        }
    }

    fn value(&mut self) -> String {
        match self.peek() {
            Token::Word(word) => {
                self.at += 1;
                word
            }
            _ => String::new(),
        }
    }

    fn list(&mut self) -> Result<Vec<String>, String> {
        match self.take() {
            Token::Sign("(") => {}
            other => return Err(expected(&other, "'('")),
        }
        let mut values = Vec::new();
        loop {
            values.push(self.value());
            match self.take() {
                Token::Sign(",") => {}
                Token::Sign(")") => return Ok(values),
                other => return Err(expected(&other, "',' or ')'")),
            }
        }
    }
}

fn expected(found: &Token, what: &str) -> String {
    let found = match found {
        Token::End => "",
        Token::Word(word) => word,
        Token::Sign(sign) => sign,
    };
    format!("found '{found}', expected: {what}")
}

fn checked(what: &str, text: &str, complaints: &[String]) -> Result<(), String> {
    if complaints.is_empty() {
        return Ok(());
    }
    let field = if what == "key" {
        "key".to_owned()
    } else {
        "values[0][]".to_owned()
    };
    Err(format!(
        "{field}: Invalid value: \"{text}\": {}",
        complaints.join("; ")
    ))
}

/// `matchLabels` and `matchExpressions` of an object.
pub(super) fn of_selector(selector: &Value) -> Vec<Requirement> {
    let labels = selector["matchLabels"].as_object().into_iter().flatten();
    let equal = labels.map(|(key, value)| Requirement {
        key: key.clone(),
        operator: Operator::In,
        values: vec![value.as_str().unwrap_or_default().to_owned()],
    });
    let expressions = selector["matchExpressions"]
        .as_array()
        .into_iter()
        .flatten();
    equal.chain(expressions.filter_map(expression)).collect()
}

fn expression(expression: &Value) -> Option<Requirement> {
    let operator = match expression["operator"].as_str()? {
        "In" => Operator::In,
        "NotIn" => Operator::NotIn,
        "Exists" => Operator::Exists,
        "DoesNotExist" => Operator::Absent,
        _ => return None,
    };
    let values = expression["values"].as_array().into_iter().flatten();
    Some(Requirement {
        key: expression["key"].as_str()?.to_owned(),
        operator,
        values: values
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    })
}

impl Requirement {
    /// Whether these labels are meant.
    pub(super) fn matches(&self, labels: &Value) -> bool {
        let label = labels.get(&self.key).and_then(Value::as_str);
        let among = |label: &str| self.values.iter().any(|value| value == label);
        match self.operator {
            Operator::In => label.is_some_and(among),
            Operator::NotIn => !label.is_some_and(among),
            Operator::Exists => label.is_some(),
            Operator::Absent => label.is_none(),
            Operator::Greater => self.compare(label).is_some_and(std::cmp::Ordering::is_gt),
            Operator::Less => self.compare(label).is_some_and(std::cmp::Ordering::is_lt),
        }
    }

    fn compare(&self, label: Option<&str>) -> Option<std::cmp::Ordering> {
        let bound: i64 = self.values.first()?.parse().ok()?;
        let label: i64 = label?.parse().ok()?;
        Some(label.cmp(&bound))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn label_selectors_mean_what_they_say() {
        let labels = json!({"app": "web", "tier": "front", "n": "5", "empty": ""});
        let rows = [
            ("", true),
            ("app=web", true),
            ("app==web,tier!=back", true),
            ("app = web , tier in (front, back)", true),
            ("tier notin (front)", false),
            ("other notin (x)", true),
            ("app,!other", true),
            ("! app", false),
            ("other", false),
            ("n>4,n<6", true),
            ("n>5", false),
            ("empty=", true),
            ("other!=x", true),
            ("in in (in)", false),
        ];
        for (text, expected) in rows {
            let requirements = parse_labels(text).unwrap();
            let found = requirements
                .iter()
                .all(|requirement| requirement.matches(&labels));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_selector_is_refused_in_words() {
        let rows = [
            ("app=web,", "found '', expected: identifier after ','"),
            (
                "=web",
                "found '=', expected: !, identifier, or 'end of string'",
            ),
            ("a b", "found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ("a in b", "found 'b', expected: '('"),
            ("a in (b", "found '', expected: ',' or ')'"),
            ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ];
        for (text, words) in rows {
            let expected = format!("unable to parse requirement: {words}");
            assert_eq!(parse_labels(text).unwrap_err(), expected, "{text}");
        }
        assert!(
            parse_labels("a=b@")
                .unwrap_err()
                .contains("a valid label must be")
        );
    }

    #[test]
    fn selectors_of_objects() {
        let selector = json!({
            "matchLabels": {"app": "web"},
            "matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["back"]}],
        });
        let requirements = of_selector(&selector);
        let all = |labels: Value| requirements.iter().all(|one| one.matches(&labels));
        assert!(all(json!({"app": "web"})));
        assert!(!all(json!({"app": "web", "tier": "back"})));
    }
}
