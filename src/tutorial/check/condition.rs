//! What can be asked of a value.

use serde_json::Value as Json;

/// What must be so.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// It is there.
    Exists,
    /// It is not there.
    Gone,
    /// An object is ready, by the rules of its kind.
    Healthy,
    /// An object is there and is not ready.
    Unhealthy,
    /// It is exactly this.
    Is(String),
    /// It is there and something else.
    IsNot(String),
    /// A text has this in it; a list has an element that is this.
    Has(String),
    /// Whose it is, is there, and it is not so that it [`Condition::Has`] this.
    HasNo(String),
    /// A number that is not smaller.
    AtLeast(f64),
    /// A number that is larger than the smallest at an earlier look: an app that is made anew counts from its start.
    Grows,
}

/// What was found at a look.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The values; one where no path asks for several.
    Values(Vec<Json>),
    /// An object, and how it is.
    Object {
        /// The values.
        values: Vec<Json>,
        /// Why it is not ready; none if it is.
        unready: Option<String>,
    },
    /// It is not there: why, in words.
    Nothing(String),
}

impl Found {
    /// The values.
    pub fn values(&self) -> &[Json] {
        match self {
            Self::Values(values) | Self::Object { values, .. } => values,
            Self::Nothing(_) => &[],
        }
    }

    /// As one text; of several values with commas.
    pub fn text(&self) -> String {
        let texts: Vec<String> = self.values().iter().map(text_of).collect();
        texts.join(", ")
    }

    /// What is there in place of what was expected.
    fn told(&self) -> String {
        match self {
            Self::Nothing(why) => why.clone(),
            found if found.values().is_empty() => "there is no such field".to_owned(),
            found => format!("it is {}", short(&found.text())),
        }
    }
}

fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The end of a text counts in a log; a whole object would fill the screen.
fn short(text: &str) -> String {
    const LONGEST: usize = 200;
    let lines: Vec<&str> = text.trim().lines().collect();
    let last = lines.last().copied().unwrap_or_default();
    let letters = last.chars().count();
    let cut: String = last.chars().take(LONGEST).collect();
    let after = if letters > LONGEST { " …" } else { "" };
    if lines.len() > 1 {
        format!("{} lines, the last: {cut}{after}", lines.len())
    } else if cut.is_empty() {
        "empty".to_owned()
    } else {
        format!("{cut}{after}")
    }
}

impl Condition {
    /// Whether it is so; else what is found in its place. `first` is the smallest
    /// number so far, which is kept there from look to look.
    pub fn holds(&self, found: &Found, first: &mut Option<f64>) -> Result<(), String> {
        let is_there = !found.values().is_empty();
        let holds = match self {
            Self::Exists => is_there,
            Self::Gone => return gone(found),
            Self::Healthy => return healthy(found),
            Self::Unhealthy => matches!(
                found,
                Found::Object {
                    unready: Some(_),
                    ..
                }
            ),
            Self::Is(text) => is_there && found.text() == *text,
            Self::IsNot(text) => is_there && found.text() != *text,
            Self::Has(text) => has(found, text),
            Self::HasNo(text) => !matches!(found, Found::Nothing(_)) && !has(found, text),
            Self::AtLeast(least) => number(found).is_some_and(|number| number >= *least),
            Self::Grows => return grows(found, first),
        };
        match (holds, self) {
            (true, _) => Ok(()),
            (false, Self::Unhealthy) if is_there => Err("it is healthy".to_owned()),
            _ => Err(found.told()),
        }
    }
}

fn gone(found: &Found) -> Result<(), String> {
    match found {
        Found::Nothing(_) => Ok(()),
        found if found.values().is_empty() => Ok(()),
        _ => Err("it is still there".to_owned()),
    }
}

fn healthy(found: &Found) -> Result<(), String> {
    match found {
        Found::Object { unready: None, .. } => Ok(()),
        Found::Object {
            unready: Some(reason),
            ..
        } => Err(reason.clone()),
        Found::Nothing(why) => Err(why.clone()),
        Found::Values(_) => Err("only an object can be healthy".to_owned()),
    }
}

fn has(found: &Found, text: &str) -> bool {
    match found.values() {
        [Json::String(whole)] => whole.contains(text),
        [Json::Array(items)] => items.iter().any(|item| text_of(item) == text),
        [whole] => text_of(whole).contains(text),
        several => several.iter().any(|one| text_of(one) == text),
    }
}

fn number(found: &Found) -> Option<f64> {
    match found.values() {
        [Json::Number(number)] => number.as_f64(),
        [Json::String(text)] => text.trim().parse().ok(),
        _ => None,
    }
}

fn grows(found: &Found, first: &mut Option<f64>) -> Result<(), String> {
    let Some(now) = number(found) else {
        return Err(found.told());
    };
    match *first.get_or_insert(now) {
        before if now > before => Ok(()),
        before => {
            *first = Some(before.min(now));
            Err(format!("it was {before} and is {now}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(values: &Json) -> Found {
        Found::Values(values.as_array().unwrap().clone())
    }

    #[test]
    fn conditions_are_judged() {
        let nothing = || Found::Nothing("there is none".to_owned());
        let object = |unready: Option<&str>| Found::Object {
            values: vec![json!({"a": 1})],
            unready: unready.map(str::to_owned),
        };
        let text = |text: &str| text.to_owned();
        let wrong = |words: &str| Err(words.to_owned());
        let rows = [
            (Condition::Exists, object(None), Ok(())),
            (Condition::Exists, nothing(), wrong("there is none")),
            (
                Condition::Exists,
                values(&json!([])),
                wrong("there is no such field"),
            ),
            (Condition::Gone, nothing(), Ok(())),
            (Condition::Gone, object(None), wrong("it is still there")),
            (Condition::Healthy, object(None), Ok(())),
            (
                Condition::Healthy,
                object(Some("0 of 1 ready")),
                wrong("0 of 1 ready"),
            ),
            (Condition::Healthy, nothing(), wrong("there is none")),
            (Condition::Unhealthy, object(Some("0 of 1 ready")), Ok(())),
            (Condition::Unhealthy, object(None), wrong("it is healthy")),
            (Condition::Unhealthy, nothing(), wrong("there is none")),
            (Condition::Is(text("2")), values(&json!([2])), Ok(())),
            (
                Condition::Is(text("a, b")),
                values(&json!(["a", "b"])),
                Ok(()),
            ),
            (
                Condition::Is(text("2")),
                values(&json!([3])),
                wrong("it is 3"),
            ),
            (Condition::Is(text("")), nothing(), wrong("there is none")),
            (Condition::IsNot(text("2")), values(&json!([3])), Ok(())),
            (
                Condition::IsNot(text("2")),
                nothing(),
                wrong("there is none"),
            ),
            (
                Condition::Has(text("b c")),
                values(&json!(["a b c"])),
                Ok(()),
            ),
            (
                Condition::Has(text("x")),
                values(&json!(["a\nb"])),
                wrong("it is 2 lines, the last: b"),
            ),
            (
                Condition::Has(text("a")),
                values(&json!([["a", "ab"]])),
                Ok(()),
            ),
            (
                Condition::Has(text("a")),
                values(&json!(["ab", "ac"])),
                wrong("it is ab, ac"),
            ),
            (
                Condition::HasNo(text("x")),
                values(&json!(["ab", "ac"])),
                Ok(()),
            ),
            (Condition::HasNo(text("x")), values(&json!([])), Ok(())),
            (
                Condition::HasNo(text("x")),
                nothing(),
                wrong("there is none"),
            ),
            (Condition::AtLeast(2.0), values(&json!(["2"])), Ok(())),
            (
                Condition::AtLeast(2.0),
                values(&json!([1])),
                wrong("it is 1"),
            ),
            (
                Condition::AtLeast(2.0),
                values(&json!(["x"])),
                wrong("it is x"),
            ),
        ];
        for (condition, found, expected) in rows {
            let holds = condition.holds(&found, &mut None);
            assert_eq!(holds, expected, "{condition:?} of {found:?}");
        }
    }

    #[test]
    fn growth_takes_two_looks() {
        let mut first = None;
        let mut look = |now: i64| Condition::Grows.holds(&values(&json!([now])), &mut first);
        assert_eq!(look(3), Err("it was 3 and is 3".to_owned()));
        assert_eq!(look(2), Err("it was 3 and is 2".to_owned()));
        assert_eq!(look(2), Err("it was 2 and is 2".to_owned()));
        assert_eq!(look(3), Ok(()));
    }

    #[test]
    fn what_is_found_is_told_shortly() {
        assert_eq!(short(""), "empty");
        assert_eq!(short("a\nb\n"), "2 lines, the last: b");
        assert_eq!(short(&"é".repeat(300)).chars().count(), 202);
    }
}
