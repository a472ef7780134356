//! What stands above a tutorial between two lines `---`.

use serde_json::Value;

use super::parse::Wrong;
use crate::manifest;

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
        let example = "---\ntitle: …\nteaches: …\nminutes: 10\n---";
        wrong.push(Wrong::at(
            1,
            format!("the file begins with `{}`", example.replace('\n', " / ")),
        ));
        return front;
    };
    let documents = manifest::parse_documents(text, "the head of the tutorial");
    let value = match documents {
        Ok(documents) => documents.into_iter().next().unwrap_or_default(),
        Err(error) => {
            let says = error.says.unwrap_or_default();
            wrong.push(Wrong::at(2, format!("{} {says}", error.message)));
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
            let text = value.as_str().map(str::to_owned);
            text.ok_or_else(|| format!("`{key}` is a text"))
        };
        match key {
            "title" => self.title = text()?,
            "teaches" => self.teaches = text()?,
            "minutes" => {
                let number = value.as_u64().filter(|number| *number > 0);
                self.minutes = number.ok_or("`minutes` is a number above 0")?;
            }
            other => {
                return Err(format!(
                    "`{other}` is not known here: title, teaches, minutes"
                ));
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
                wrong.push(Wrong::at(1, format!("`{key}:` is missing above")));
            }
        }
    }
}
