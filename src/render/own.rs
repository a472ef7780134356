//! Templates of the user's own: a manifest with Tera in it, and values.

use serde_json::{Value, json};
use tera::Tera;

use crate::error::{Error, Result};
use crate::manifest::excerpt;

/// The text of a template, which sees `Values`.
///
/// # Errors
/// `bad-template`, with the place and its line.
pub fn text(template: &str, origin: &str, values: &Value) -> Result<String> {
    let bad = |error: tera::Error| bad(&error, template, origin);
    let mut tera = Tera::new();
    tera.add_raw_template(origin, template).map_err(bad)?;
    let context = tera::Context::from_serialize(&json!({ "Values": values })).map_err(bad)?;
    tera.render(origin, &context).map_err(bad)
}

fn bad(error: &tera::Error, template: &str, origin: &str) -> Error {
    let bad = Error::usage("bad-template", "the template can't be rendered");
    let report = error.to_string();
    let Some((message, line, column)) = first_mistake(&report) else {
        return bad.on(origin).says(report);
    };
    let text = template.lines().nth(line - 1).unwrap_or_default();
    bad.on(format!("{origin}:{line}:{column}"))
        .says(format!("{message}\n{}", excerpt(text, column - 1)))
}

/// What Tera reports first, and where, both counted from one: several mistakes fill a screen, and
/// some kinds of its errors are a text alone.
fn first_mistake(report: &str) -> Option<(&str, usize, usize)> {
    let (message, rest) = report.split_once('\n')?;
    let place = rest.lines().next()?.trim().strip_prefix("--> ")?;
    let mut numbers = place.rsplitn(3, ':').map(|number| number.parse().ok());
    let (column, line) = (numbers.next()??, numbers.next()??);
    let message = message.strip_prefix("error: ").unwrap_or(message);
    (line > 0 && column > 0).then_some((message, line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_told_with_its_line() {
        for (template, on, says) in [
            (
                "a: 1\nb: {{ Values.a | frob }}\n",
                "a.tera:2:18",
                "Unknown filter `frob`\nb: {{ Values.a | frob }}\n                 ^",
            ),
            ("a: {{ Values.a\n{% if b %}\n", "a.tera:2:1", "Found"),
            ("a: {{ Values.b.c }}\n", "a.tera:1:14", "Field"),
            ("{% if Values.a %}\n", "a.tera:", "Unexpected end of input"),
        ] {
            let error = text(template, "a.tera", &json!({"a": 1})).unwrap_err();
            let (place, why) = (error.on.unwrap(), error.says.unwrap());
            assert!(place.starts_with(on), "{place} {why}");
            assert!(why.starts_with(says), "{why}");
            assert_eq!(why.lines().count(), 3, "{why}");
        }
    }
}
