//! `--set`, `--set-string` and `--set-file`, with the grammar of helm 3 (its package `strvals`).
//!
//! An expression holds assignments parted by commas: `image.tag=1.18,env[0].name=A,list={a,b}`. A
//! backslash takes the meaning from the character after it: `a\.b=c\,d`. Quotes have no meaning.
//! Later assignments win. A value is a boolean, an integer or `null` where it reads as one, else a
//! text; `null` stays in the values, and takes a default away when the two are merged.
//!
//! Every expression means here what it means to helm, but for these:
//! - an empty name (`a..b=1`, `=1`, `a.`) is an error; helm drops what it stands for;
//! - `a[0].b=` at the end sets an empty text; helm loses it;
//! - `a[0]`, which has no value, makes the list `a` where there is none, and nothing else;
//! - a path has 128 steps at most; helm counts names (30, here too), but no indices.

use std::io;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::manifest::excerpt;

mod parse;
mod place;

use parse::{Assignment, Given, Parser, Word};

/// What a value becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetKind {
    /// `--set`: a boolean, an integer, `null`, or else a text.
    Typed,
    /// `--set-string`: a text.
    String,
    /// `--set-file`: what the file holds, as a text.
    File,
}

impl SetKind {
    /// The flag that it is given by.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Typed => "--set",
            Self::String => "--set-string",
            Self::File => "--set-file",
        }
    }
}

/// What is wrong with an expression, and where: a column counted from 0.
#[derive(Debug)]
struct Fault {
    at: usize,
    what: String,
    hint: String,
}

/// Carries an expression's assignments out on the values; values that are no map give way to one.
///
/// # Errors
/// `bad-set` shows the expression up to the place that is wrong, without the values in it, since
/// they may be secret. The values may be changed in part.
pub fn apply(
    values: &mut Value,
    expression: &str,
    kind: SetKind,
    read_file: &dyn Fn(&str) -> io::Result<String>,
) -> Result<()> {
    let mut parser = Parser::new(expression);
    assign(values, &mut parser, kind, read_file).map_err(|fault| {
        let (line, column) = parser.shown(fault.at, kind != SetKind::File);
        Error::usage("bad-set", format!("bad `{}`: {}", kind.flag(), fault.what))
            .says(excerpt(&line, column))
            .hint(fault.hint)
    })
}

fn assign(
    values: &mut Value,
    parser: &mut Parser,
    kind: SetKind,
    read_file: &dyn Fn(&str) -> io::Result<String>,
) -> Result<(), Fault> {
    let assignments = parser.assignments()?;
    if !values.is_object() {
        *values = Map::new().into();
    }
    for Assignment { steps, given } in &assignments {
        let value = |word: &Word| meaning(word, kind, read_file);
        let value = match given {
            Given::Nothing => None,
            Given::Empty => Some("".into()),
            Given::One(word) => Some(value(word)?),
            Given::List(words) => Some(
                words
                    .iter()
                    .map(value)
                    .collect::<Result<Vec<_>, _>>()?
                    .into(),
            ),
        };
        place::at(values, steps, value)?;
    }
    Ok(())
}

fn meaning(
    word: &Word,
    kind: SetKind,
    read_file: &dyn Fn(&str) -> io::Result<String>,
) -> Result<Value, Fault> {
    match kind {
        SetKind::Typed => Ok(typed(&word.text)),
        SetKind::String => Ok(word.text.as_str().into()),
        SetKind::File => read_file(&word.text)
            .map(Value::from)
            .map_err(|error| Fault {
                at: word.at,
                what: format!("cannot read the file `{}`: {error}", word.text),
                hint: "write `name=path`; a comma in the path is written `\\,`".to_owned(),
            }),
    }
}

/// Fractions and integers that begin with a zero stay texts: `1.10` and `0644` mean themselves.
fn typed(text: &str) -> Value {
    if text.eq_ignore_ascii_case("true") {
        true.into()
    } else if text.eq_ignore_ascii_case("false") {
        false.into()
    } else if text.eq_ignore_ascii_case("null") {
        Value::Null
    } else if text == "0" {
        0.into()
    } else if let (false, Ok(number)) = (text.starts_with('0'), text.parse::<i64>()) {
        number.into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests;
