//! Reads checks.

use super::words::{Word, split};
use super::{Check, Condition, Of, Subject, Value};
use crate::manifest::{JsonPath, Kind, nearest};
use crate::sandbox::registry::Selection;

/// Words after a value that begin a condition.
const CONDITIONS: [&str; 4] = ["exists", "is", "has", "grows"];
/// What a condition looks like.
const ALL: &str = "exists, is gone, is healthy, is not healthy, is TEXT, is not TEXT, has TEXT, has no TEXT, \
                   is at least NUMBER, grows";

impl Check {
    /// Reads a line of a check.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str, line: usize) -> Result<Self, String> {
        let words = split(text)?;
        let is_condition =
            |word: &Word| matches!(word, Word::Bare(word) if CONDITIONS.contains(&word.as_str()));
        let at = words.iter().position(is_condition);
        let at = at.ok_or_else(|| format!("there is no condition: {ALL}"))?;
        let (value, condition) = words.split_at(at);
        let (value, condition) = (Value::of_words(value)?, condition_of(condition)?);
        can_hold(&value, &condition)?;
        Ok(Self {
            text: text.trim().to_owned(),
            line,
            value,
            condition,
        })
    }
}

impl Value {
    /// Reads what is looked at.
    ///
    /// # Errors
    /// As those of [`Check::parse`].
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::of_words(&split(text)?)
    }

    fn of_words(words: &[Word]) -> Result<Self, String> {
        let (words, path) = match words {
            [words @ .., Word::Path(path)] => (words, Some(path_of(path)?)),
            words => (words, None),
        };
        let (words, count) = match words {
            [count, of, words @ ..] if count.text() == "count" && of.text() == "of" => {
                (words, true)
            }
            words => (words, false),
        };
        Ok(Self {
            subject: Subject::of_words(words)?,
            path,
            count,
        })
    }
}

fn path_of(text: &str) -> Result<JsonPath, String> {
    let wrong = || format!("`{{{text}}}` is no JSONPath, such as {{.spec.replicas}}");
    JsonPath::parse(text)
        .filter(|_| text.starts_with(['.', '[']))
        .ok_or_else(wrong)
}

impl Subject {
    /// Reads whose a value is.
    ///
    /// # Errors
    /// As those of [`Check::parse`].
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::of_words(&split(text)?)
    }

    fn of_words(words: &[Word]) -> Result<Self, String> {
        let texts: Vec<&str> = words.iter().map(Word::text).collect();
        let (texts, namespace) = match texts.as_slice() {
            [texts @ .., "in", namespace] => (texts, Some((*namespace).to_owned())),
            texts => (texts, None),
        };
        Ok(Self {
            of: of(texts)?,
            namespace,
        })
    }
}

fn of(words: &[&str]) -> Result<Of, String> {
    let own = |text: &str| text.to_owned();
    Ok(match words {
        ["sidecar", "of", app] => Of::Sidecar { app: own(app) },
        ["answer", "of", app, path] => Of::Answer {
            app: own(app),
            path: own(path.trim_start_matches('/')),
        },
        ["state", "of", app, key] => Of::State {
            app: own(app),
            key: own(key),
        },
        ["log", "of", app] => Of::Log {
            app: own(app),
            container: None,
        },
        ["log", "of", app, container] => Of::Log {
            app: own(app),
            container: Some(own(container)),
        },
        ["metrics", "of", app, name] => Of::Metrics {
            app: own(app),
            name: own(name),
        },
        ["redis", "of", component, key] => Of::Redis {
            component: own(component),
            key: own(key),
        },
        ["all", kind] => Of::All {
            kind: kind_of(kind)?,
            labels: String::new(),
        },
        ["all", kind, "with", labels] => Of::All {
            kind: kind_of(kind)?,
            labels: selector_of(labels)?,
        },
        [object] if object.contains('/') => object_of(object)?,
        [] => return Err("nothing is named to look at, such as `deployment/cart`".to_owned()),
        words => {
            return Err(format!(
                "`{}` is nothing that can be looked at: KIND/NAME, all KIND, sidecar of APP, \
                 answer of APP PATH, state of APP KEY, log of APP, metrics of APP NAME, redis of COMPONENT KEY",
                words.join(" ")
            ));
        }
    })
}

/// A selector, as the API would read it: at a look it is too late to say that it cannot.
fn selector_of(text: &str) -> Result<String, String> {
    match Selection::parse(text, "") {
        Ok(_) => Ok(text.to_owned()),
        Err(refused) => {
            let why = refused.message;
            let why = why.trim_start_matches("unable to parse requirement: ");
            Err(format!(
                "`{text}` is no label selector, such as `app=cart`: {why}"
            ))
        }
    }
}

fn object_of(text: &str) -> Result<Of, String> {
    let (kind, name) = text.split_once('/').unwrap_or_default();
    if name.is_empty() {
        return Err(format!(
            "`{text}` has no name: KIND/NAME, such as `{text}cart`"
        ));
    }
    Ok(Of::Object {
        kind: kind_of(kind)?,
        name: name.to_owned(),
    })
}

fn kind_of(name: &str) -> Result<Kind, String> {
    Kind::named(name).map_err(|near| match near {
        Some(near) => format!("`{name}` is no kind; did you mean `{near}`?"),
        None => format!("`{name}` is no kind that daprk knows, such as `deployment`"),
    })
}

fn condition_of(words: &[Word]) -> Result<Condition, String> {
    use Word::{Bare, Quoted};
    let bare = |word: &Word| matches!(word, Bare(_)).then(|| word.text().to_owned());
    let texts: Vec<Option<String>> = words.iter().map(bare).collect();
    let texts: Vec<&str> = texts
        .iter()
        .map(|text| text.as_deref().unwrap_or(""))
        .collect();
    let value = |word: &Word| word.text().to_owned();
    let condition = match (texts.as_slice(), words) {
        (["exists"], _) => Condition::Exists,
        (["is", "gone"], _) => Condition::Gone,
        (["is", "healthy"], _) => Condition::Healthy,
        (["is", "not", "healthy"], _) => Condition::Unhealthy,
        (["grows"], _) => Condition::Grows,
        (["is", "at", "least", number], _) => Condition::AtLeast(number_of(number)?),
        (["is", "not", _], [_, _, word]) => Condition::IsNot(value(word)),
        (["has", "no", _], [_, _, word]) => Condition::HasNo(value(word)),
        (["is", _], [_, word @ (Bare(_) | Quoted(_))]) => Condition::Is(value(word)),
        (["has", _], [_, word @ (Bare(_) | Quoted(_))]) => Condition::Has(value(word)),
        _ => {
            let words: Vec<_> = words.iter().map(Word::text).collect();
            return Err(format!(
                "`{}` is no condition: {ALL}; a TEXT with blanks stands in \"quotes\"",
                words.join(" ")
            ));
        }
    };
    Ok(condition)
}

/// Refuses a condition that this value can never fulfil.
fn can_hold(value: &Value, condition: &Condition) -> Result<(), String> {
    let is_whole = value.path.is_none() && !value.count;
    let is_object = matches!(value.subject.of, Of::Object { .. });
    let compared = match condition {
        Condition::Healthy | Condition::Unhealthy if !(is_whole && is_object) => {
            return Err("only an object can be healthy: KIND/NAME".to_owned());
        }
        Condition::Is(text) | Condition::IsNot(text) => Some(text.as_str()),
        Condition::AtLeast(_) | Condition::Grows => Some(""),
        _ => None,
    };
    let is_many = matches!(value.subject.of, Of::All { .. });
    let Some(text) = compared.filter(|_| is_whole && (is_object || is_many)) else {
        return Ok(());
    };
    let near = nearest(text, ["healthy", "gone"].into_iter()).filter(|_| is_object);
    Err(match near {
        Some(near) => format!("`{text}` is no condition of an object; did you mean `{near}`?"),
        None => format!(
            "{} is compared as a whole; a JSONPath names a part of it: {{.spec.replicas}}",
            value.subject
        ),
    })
}

fn number_of(text: &str) -> Result<f64, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is no number, such as in `is at least 3`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match Check::parse(text, 1) {
            Ok(Check {
                value, condition, ..
            }) => {
                let count = if value.count { "count of " } else { "" };
                let path = if value.path.is_some() { " {…}" } else { "" };
                format!("{count}{}{path}: {condition:?}", value.subject)
            }
            Err(words) => words,
        }
    }

    #[test]
    fn checks_are_read() {
        insta::assert_snapshot!([
            "deployment/nodeapp is healthy",
            "deployment/dapr-operator in dapr-system exists",
            "deployment/nodeapp is not healthy",
            "component/statestore is gone",
            "deployment/nodeapp {.spec.replicas} is 2",
            "pod/a {.metadata.annotations['dapr.io/enabled']} is not \"true\"",
            "answer of nodeapp /order {.orderId} grows",
            "answer of nodeapp order has \"orderId\"",
            "sidecar of nodeapp {.components[*].name} has statestore",
            "sidecar of nodeapp {.components[*].name} has no state-store",
            "state of nodeapp order {.orderId} is at least 3",
            "log of nodeapp has \"Got a new order\"",
            "log of nodeapp daprd has \"is healthy\"",
            "metrics of nodeapp dapr_http_server_request_count {.sum} grows",
            "redis of statestore nodeapp||order exists",
            "count of all pod with app=node in default {.items[*]} is 1",
        ].map(told).join("\n"), @r#"
        Deployment nodeapp: Healthy
        Deployment dapr-operator in dapr-system: Exists
        Deployment nodeapp: Unhealthy
        Component statestore: Gone
        Deployment nodeapp {…}: Is("2")
        Pod a {…}: IsNot("true")
        the answer of nodeapp to /order {…}: Grows
        the answer of nodeapp to /order: Has("orderId")
        the sidecar of nodeapp {…}: Has("statestore")
        the sidecar of nodeapp {…}: HasNo("state-store")
        the state of nodeapp under order {…}: AtLeast(3.0)
        the log of nodeapp: Has("Got a new order")
        the log of nodeapp: Has("is healthy")
        the metric dapr_http_server_request_count of nodeapp {…}: Grows
        the key nodeapp||order of Redis: Exists
        count of all objects of kind Pod in default {…}: Is("1")
        "#);
    }

    #[test]
    fn what_is_wrong_is_told() {
        insta::assert_snapshot!([
            "",
            "deployment/nodeapp",
            "deployment/ exists",
            "deploymnt/nodeapp exists",
            "xyz/a exists",
            "nodeapp is healthy",
            "deployment/a is",
            "deployment/a is so healthy",
            "deployment/a {spec} is 1",
            "deployment/a {.spec is 1",
            "deployment/a is at least many",
            "all pod with app= exists",
            "all pod with =cart exists",
            "all pod with \"app in cart\" exists",
            "all pod with a=b,, exists",
            "deployment/a is helthy",
            "deployment/a is not helthy",
            "deployment/a is gon",
            "deployment/a is 3",
            "deployment/a in b grows",
            "deployment/a is at least 3",
            "all pod is 3",
            "log of a is healthy",
            "deployment/a {.spec} is healthy",
            "log of nodeapp has Got a new order",
        ].map(told).join("\n"), @r#"
        there is no condition: exists, is gone, is healthy, is not healthy, is TEXT, is not TEXT, has TEXT, has no TEXT, is at least NUMBER, grows
        there is no condition: exists, is gone, is healthy, is not healthy, is TEXT, is not TEXT, has TEXT, has no TEXT, is at least NUMBER, grows
        `deployment/` has no name: KIND/NAME, such as `deployment/cart`
        `deploymnt` is no kind; did you mean `deployment`?
        `xyz` is no kind that daprk knows, such as `deployment`
        `nodeapp` is nothing that can be looked at: KIND/NAME, all KIND, sidecar of APP, answer of APP PATH, state of APP KEY, log of APP, metrics of APP NAME, redis of COMPONENT KEY
        `is` is no condition: exists, is gone, is healthy, is not healthy, is TEXT, is not TEXT, has TEXT, has no TEXT, is at least NUMBER, grows; a TEXT with blanks stands in "quotes"
        `is so healthy` is no condition: exists, is gone, is healthy, is not healthy, is TEXT, is not TEXT, has TEXT, has no TEXT, is at least NUMBER, grows; a TEXT with blanks stands in "quotes"
        `{spec}` is no JSONPath, such as {.spec.replicas}
        a brace ({) is not closed
        `many` is no number, such as in `is at least 3`
        all objects of kind Pod: Exists
        `=cart` is no label selector, such as `app=cart`: found '=', expected: !, identifier, or 'end of string'
        `app in cart` is no label selector, such as `app=cart`: found 'cart', expected: '('
        `a=b,,` is no label selector, such as `app=cart`: found ',', expected: identifier after ','
        `helthy` is no condition of an object; did you mean `healthy`?
        `helthy` is no condition of an object; did you mean `healthy`?
        `gon` is no condition of an object; did you mean `gone`?
        Deployment a is compared as a whole; a JSONPath names a part of it: {.spec.replicas}
        Deployment a in b is compared as a whole; a JSONPath names a part of it: {.spec.replicas}
        Deployment a is compared as a whole; a JSONPath names a part of it: {.spec.replicas}
        all objects of kind Pod is compared as a whole; a JSONPath names a part of it: {.spec.replicas}
        only an object can be healthy: KIND/NAME
        only an object can be healthy: KIND/NAME
        `has Got a new order` is no condition: exists, is gone, is healthy, is not healthy, is TEXT, is not TEXT, has TEXT, has no TEXT, is at least NUMBER, grows; a TEXT with blanks stands in "quotes"
        "#);
    }
}
