//! What stands above a tutorial between two lines `---`.

use serde_json::Value;

use super::parse::Wrong;
use crate::manifest;

/// What stands there, with an example of each.
const KEYS: [(&str, &str); 3] = [
    ("title", "title: Two carts"),
    (
        "teaches",
        "teaches: run an app twice and see which one answers",
    ),
    ("minutes", "minutes: 10"),
];

/// What it says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    pub(super) title: String,
    pub(super) teaches: String,
    pub(super) minutes: u64,
}

/// What stands below it, and the line that this begins in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Body<'t> {
    pub(super) text: &'t str,
    pub(super) line: usize,
}

/// Splits a file; what stands above may be missing.
pub(super) fn split(text: &str) -> (Option<&str>, Body<'_>) {
    let whole = Body { text, line: 1 };
    let Some(rest) = text.strip_prefix("---\n") else {
        return (None, whole);
    };
    let Some(end) = rest.find("\n---\n") else {
        return (None, whole);
    };
    let (front, body) = (&rest[..=end], &rest[end + 5..]);
    let line = 3 + front.lines().count();
    (Some(front), Body { text: body, line })
}

/// Reads it; what is wrong is added.
pub(super) fn read(text: Option<&str>, wrong: &mut Vec<Wrong>) -> Front {
    let mut front = Front::default();
    let Some(text) = text else {
        let lines = KEYS.map(|(_, example)| format!("`{example}`"));
        let words = format!(
            "the file has to begin with a head: a line `---`, the lines {}, and a line `---`",
            lines.join(", ")
        );
        wrong.push(Wrong::at(1, words));
        return front;
    };
    let documents = manifest::parse_documents(text, "the head of the tutorial");
    let value = match documents {
        Ok(documents) => documents.into_iter().next().unwrap_or_default(),
        Err(error) => {
            let says = error.says.unwrap_or_default();
            wrong.push(Wrong::at(2, format!("{}: {says}", error.message)));
            return front;
        }
    };
    for (key, value) in value.as_object().into_iter().flatten() {
        // The head has no nested keys.
        let line = text.lines().position(|line| line.starts_with(key.as_str()));
        let line = line.unwrap_or(0) + 2;
        if let Err(words) = front.put(key, value) {
            wrong.push(Wrong::at(line, words));
        }
    }
    front.complete(wrong);
    front
}

impl Front {
    fn put(&mut self, key: &str, value: &Value) -> Result<(), String> {
        let text = || {
            let text = value.as_str().filter(|text| !text.trim().is_empty());
            text.map(str::to_owned).ok_or_else(|| no_text(key, value))
        };
        match key {
            "title" => self.title = text()?,
            "teaches" => self.teaches = text()?,
            "minutes" => {
                let number = value.as_u64().filter(|number| *number > 0);
                self.minutes = number.ok_or_else(|| {
                    format!(
                        "`minutes` is to be a whole number above 0, such as `{}`",
                        example("minutes")
                    )
                })?;
            }
            other => {
                let keys = KEYS.map(|(key, _)| key);
                return Err(format!("`{other}` is not known here: {}", keys.join(", ")));
            }
        }
        Ok(())
    }

    fn complete(&self, wrong: &mut Vec<Wrong>) {
        let keys = [
            ("title", self.title.is_empty()),
            ("teaches", self.teaches.is_empty()),
            ("minutes", self.minutes == 0),
        ];
        let missing = keys.iter().filter(|(_, missing)| *missing);
        for (key, _) in missing {
            let told = wrong
                .iter()
                .any(|it| it.words.contains(&format!("`{key}`")));
            if !told {
                let words = format!("`{key}:` is missing above: `{}`", example(key));
                wrong.push(Wrong::at(1, words));
            }
        }
    }
}

fn example(key: &str) -> &'static str {
    KEYS.iter()
        .find(|(known, _)| *known == key)
        .map_or("", |(_, example)| example)
}

/// What is to stand where no text does. YAML takes a number, `yes`, and what is in brackets for
/// something else, unless it stands in quotes.
fn no_text(key: &str, value: &Value) -> String {
    let read = match value {
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(value) => format!("the value {value}"),
        _ => return format!("`{key}` is to be a text, such as `{}`", example(key)),
    };
    format!("`{key}` is to be a text, and YAML reads {read} there: put it in quotes")
}
