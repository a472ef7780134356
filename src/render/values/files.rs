//! Values files and `--set` flags become one map, in helm's order.

use std::io;

use serde_json::{Map, Value};

use super::set::{SetKind, apply};
use crate::error::{Error, Result};
use crate::manifest::parse_documents;

/// The values that a user gives, in the order of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// `--values`: paths, URLs, or `-`; whoever reads them knows which.
    pub files: Vec<String>,
    /// `--set`, `--set-string` and `--set-file` expressions.
    pub sets: Vec<(SetKind, String)>,
}

/// What the user gives as one map: all files, the later over the earlier; then every `--set`, then
/// every `--set-string`, then every `--set-file` (helm's `MergeValues`). Maps are merged, all else
/// is replaced. `null` stays: it takes a default away when the defaults come in.
///
/// `read` reads a file, for `--values` and `--set-file`.
///
/// # Errors
/// `cannot-read` and `bad-values` name the file, `bad-yaml` the line, `bad-set` the expression.
pub fn config(inputs: &Inputs, read: &dyn Fn(&str) -> io::Result<String>) -> Result<Value> {
    let mut values = Map::new();
    for file in &inputs.files {
        let text = read(file).map_err(|error| {
            Error::usage("cannot-read", "cannot read the values file")
                .on(file)
                .says(error.to_string())
        })?;
        overlay(&mut values, file_values(&text, file)?);
    }
    let mut values = values.into();
    for kind in [SetKind::Typed, SetKind::String, SetKind::File] {
        for (_, expression) in inputs.sets.iter().filter(|(of, _)| *of == kind) {
            apply(&mut values, expression, kind, read)?;
        }
    }
    Ok(values)
}

/// helm reads no more than the first document, without a word about the others.
fn file_values(text: &str, file: &str) -> Result<Map<String, Value>> {
    let bad = |what: &str| Error::usage("bad-values", what).on(file);
    let mut documents = parse_documents(text, file)?.into_iter();
    match (documents.next(), documents.next()) {
        (None, _) => Ok(Map::new()),
        (Some(Value::Object(map)), None) => Ok(map),
        (Some(_), None) => Err(bad("the values are no map").hint("write them as `name: value`")),
        (Some(_), Some(_)) => Err(bad("the values file holds more than one document")
            .hint("remove the `---`, or give each document as a file of its own")),
    }
}

fn overlay(under: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Object(under)), Value::Object(over)) => overlay(under, over),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use serde_json::{Value, json};

    use super::{Inputs, SetKind, config};

    fn read(path: &str) -> io::Result<String> {
        let text = match path {
            "one.yaml" => "a: {b: 1, c: 2}\nlist: [1, 2]\nmode: 0644\n",
            "two.yaml" => "a: {c: 3, d: null}\nlist: [3]\nmode: {x: yes}\n",
            "empty.yaml" => "# nothing\n",
            "list.yaml" => "- a\n",
            "many.yaml" => "a: 1\n---\nb: 2\n",
            "broken.yaml" => "a: 1\nb: [\n",
            "cert.pem" => "---BEGIN\nx: y\n",
            _ => return Err(io::Error::from(io::ErrorKind::NotFound)),
        };
        Ok(text.to_owned())
    }

    fn inputs(files: &[&str], sets: &[(SetKind, &str)]) -> Inputs {
        Inputs {
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            sets: sets
                .iter()
                .map(|(kind, text)| (*kind, (*text).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn later_files_win_and_flags_win_over_files() {
        use SetKind::{File, String, Typed};
        type Row<'a> = (&'a [&'a str], &'a [(SetKind, &'a str)], Value);
        let rows: &[Row] = &[
            (&[], &[], json!({})),
            (&["empty.yaml"], &[], json!({})),
            (
                &["one.yaml"],
                &[],
                json!({"a": {"b": 1, "c": 2}, "list": [1, 2], "mode": 420}),
            ),
            (
                &["one.yaml", "two.yaml"],
                &[],
                json!({"a": {"b": 1, "c": 3, "d": null}, "list": [3], "mode": {"x": true}}),
            ),
            (
                &["two.yaml", "one.yaml"],
                &[],
                json!({"a": {"c": 2, "d": null, "b": 1}, "list": [1, 2], "mode": 420}),
            ),
            (
                &["one.yaml"],
                &[(Typed, "a=null"), (Typed, "list[1]=5,mode=x")],
                json!({"a": null, "list": [1, 5], "mode": "x"}),
            ),
            (
                &[],
                &[
                    (File, "a=cert.pem"),
                    (String, "a=1,b=1"),
                    (Typed, "a=2,b=2,c=2"),
                ],
                json!({"a": "---BEGIN\nx: y\n", "b": "1", "c": 2}),
            ),
        ];
        for (files, sets, expected) in rows {
            let values = config(&inputs(files, sets), &read).expect("values");
            assert_eq!(&values, expected, "{files:?} {sets:?}");
        }
    }

    #[test]
    fn errors_name_the_file() {
        let rows = [
            ("none.yaml", "cannot-read", "none.yaml"),
            ("list.yaml", "bad-values", "list.yaml"),
            ("many.yaml", "bad-values", "many.yaml"),
            ("broken.yaml", "bad-yaml", "broken.yaml:2:4"),
        ];
        for (file, code, on) in rows {
            let error = config(&inputs(&["one.yaml", file], &[]), &read).expect_err(file);
            assert_eq!((error.code, error.on.as_deref()), (code, Some(on)));
        }
        let unreadable = inputs(&[], &[(SetKind::File, "a=none.pem")]);
        let error = config(&unreadable, &read).expect_err("no file");
        assert_eq!(error.code, "bad-set");
    }
}
