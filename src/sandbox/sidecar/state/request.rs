//! What is asked of a state store, from JSON as a Go program reads it: names of fields in any
//! case, `null` for nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Metadata of a request.
pub(in super::super) type Metadata = BTreeMap<String, String>;

/// How a write is to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Options {
    pub concurrency: String,
    pub consistency: String,
}

impl Options {
    /// Refuses words that no store knows.
    pub(super) fn check(&self) -> Result<(), String> {
        match (self.consistency.as_str(), self.concurrency.as_str()) {
            ("" | "strong" | "eventual", "" | "first-write" | "last-write") => Ok(()),
            ("" | "strong" | "eventual", other) => {
                Err(format!("unrecognized concurrency model '{other}'"))
            }
            (other, _) => Err(format!("unrecognized consistency model '{other}'")),
        }
    }

    pub(super) fn first_write(&self) -> bool {
        self.concurrency == "first-write"
    }
}

/// One value to write.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Set {
    pub key: String,
    pub value: Value,
    pub etag: Option<String>,
    pub metadata: Metadata,
    pub options: Options,
}

/// One key to delete.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Delete {
    pub key: String,
    pub etag: Option<String>,
    pub options: Options,
}

/// Keys to read together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct BulkGet {
    pub keys: Vec<String>,
}

/// One step of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Operation {
    Upsert(Set),
    Delete(Delete),
}

/// Steps that belong together.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Transaction {
    /// Each with its kind, which need not be known.
    pub operations: Vec<(String, Value)>,
}

impl Set {
    /// Values of a body `[{key, value, …}]`.
    pub(in super::super) fn list(body: &Value) -> Result<Vec<Self>, String> {
        match body {
            Value::Null => Ok(Vec::new()),
            Value::Array(items) => items
                .iter()
                .map(|item| Self::read(item, "SetRequest"))
                .collect(),
            other => Err(format!(
                "json: cannot unmarshal {} into Go value of type []state.SetRequest",
                kind(other)
            )),
        }
    }

    fn read(item: &Value, within: &str) -> Result<Self, String> {
        let fields = Fields::of(item, within)?;
        Ok(Self {
            key: fields.text("key")?.unwrap_or_default(),
            value: fields.get("value").cloned().unwrap_or_default(),
            etag: fields.text("etag")?,
            metadata: fields.metadata()?,
            options: fields.options()?,
        })
    }
}

impl BulkGet {
    /// A body `{"keys": […]}`.
    pub(in super::super) fn read(body: &Value) -> Result<Self, String> {
        let fields = Fields::of(body, "BulkGetRequest")?;
        let keys = match fields.get("keys") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(keys)) => keys
                .iter()
                .map(|key| string(key, "BulkGetRequest.keys"))
                .collect::<Result<_, _>>()?,
            Some(other) => return Err(mismatch(other, "BulkGetRequest.keys", "[]string")),
        };
        Ok(Self { keys })
    }
}

impl Transaction {
    /// A body `{"operations": [{"operation", "request"}]}`.
    pub(in super::super) fn read(body: &Value) -> Result<Self, String> {
        let within = "stateTransactionRequestBody";
        let fields = Fields::of(body, within)?;
        let items = match fields.get("operations") {
            None | Some(Value::Null) => &[],
            Some(Value::Array(items)) => items.as_slice(),
            Some(other) => {
                let field = "stateTransactionRequestBody.operations";
                return Err(mismatch(
                    other,
                    field,
                    "[]http.stateTransactionRequestBodyOperation",
                ));
            }
        };
        let read = |item: &Value| {
            let fields = Fields::of(item, "stateTransactionRequestBodyOperation")?;
            let request = fields.get("request").cloned().unwrap_or_default();
            Ok((fields.text("operation")?.unwrap_or_default(), request))
        };
        Ok(Self {
            operations: items.iter().map(read).collect::<Result<_, String>>()?,
        })
    }
}

impl Operation {
    /// A step by its kind; none for a kind that is not known.
    pub(in super::super) fn read(kind: &str, request: &Value) -> Option<Result<Self, String>> {
        match kind {
            "upsert" => Some(Set::read(request, "SetRequest").map(Self::Upsert)),
            "delete" => Some(Set::read(request, "DeleteRequest").map(|set| {
                Self::Delete(Delete {
                    key: set.key,
                    etag: set.etag,
                    options: set.options,
                })
            })),
            _ => None,
        }
    }

    /// Its key, to put the prefix before.
    pub(in super::super) fn key(&mut self) -> &mut String {
        match self {
            Self::Upsert(set) => &mut set.key,
            Self::Delete(delete) => &mut delete.key,
        }
    }
}

/// An object whose names are read in any case.
struct Fields<'a> {
    object: Option<&'a Map<String, Value>>,
    within: &'a str,
}

impl<'a> Fields<'a> {
    fn of(value: &'a Value, within: &'a str) -> Result<Self, String> {
        match value {
            Value::Null => Ok(Self {
                object: None,
                within,
            }),
            Value::Object(object) => Ok(Self {
                object: Some(object),
                within,
            }),
            other => Err(format!(
                "json: cannot unmarshal {} into Go value of type state.{within}",
                kind(other)
            )),
        }
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        let object = self.object?;
        object.get(name).or_else(|| {
            let found = object
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value)
        })
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => string(value, &format!("{}.{name}", self.within)).map(Some),
        }
    }

    fn metadata(&self) -> Result<Metadata, String> {
        let field = format!("{}.metadata", self.within);
        match self.get("metadata") {
            None | Some(Value::Null) => Ok(Metadata::new()),
            Some(Value::Object(fields)) => fields
                .iter()
                .map(|(name, value)| Ok((name.clone(), string(value, &field)?)))
                .collect(),
            Some(other) => Err(mismatch(other, &field, "map[string]string")),
        }
    }

    fn options(&self) -> Result<Options, String> {
        let field = format!("{}.options", self.within);
        let Some(value) = self.get("options") else {
            return Ok(Options::default());
        };
        let fields = Fields::of(value, &field)
            .map_err(|_| mismatch(value, &field, "state.SetStateOption"))?;
        Ok(Options {
            concurrency: fields.text("concurrency")?.unwrap_or_default(),
            consistency: fields.text("consistency")?.unwrap_or_default(),
        })
    }
}

fn string(value: &Value, field: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        other => Err(mismatch(other, field, "string")),
    }
}

fn mismatch(value: &Value, field: &str, wanted: &str) -> String {
    format!(
        "json: cannot unmarshal {} into Go struct field {field} of type {wanted}",
        kind(value)
    )
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{BulkGet, Operation, Options, Set, Transaction};

    #[test]
    fn sets_in_any_case() {
        let body = json!([{"Key": "k", "value": {"a": 1}, "etag": "2", "metadata": {"ttlInSeconds": "5"},
            "options": {"Concurrency": "first-write"}}, {"key": "l", "etag": null}]);
        let sets = Set::list(&body).expect("well");
        assert_eq!(
            (sets[0].key.as_str(), sets[0].etag.as_deref()),
            ("k", Some("2"))
        );
        assert!(sets[0].options.first_write());
        assert_eq!(sets[0].metadata["ttlInSeconds"], "5");
        assert_eq!(sets[1].etag, None);
        assert_eq!(Set::list(&json!(null)), Ok(Vec::new()));
    }

    #[test]
    fn refusals_are_go_s() {
        let rows = [
            (
                json!({}),
                "json: cannot unmarshal object into Go value of type []state.SetRequest",
            ),
            (
                json!([{"key": 1}]),
                "json: cannot unmarshal number into Go struct field SetRequest.key of type string",
            ),
            (
                json!([{"metadata": {"a": 1}}]),
                "json: cannot unmarshal number into Go struct field SetRequest.metadata of type string",
            ),
            (
                json!(["x"]),
                "json: cannot unmarshal string into Go value of type state.SetRequest",
            ),
        ];
        for (body, expected) in rows {
            assert_eq!(Set::list(&body), Err(expected.to_owned()), "{body}");
        }
    }

    #[test]
    fn other_bodies() {
        assert_eq!(
            BulkGet::read(&json!({"keys": ["a"]})).map(|bulk| bulk.keys),
            Ok(vec!["a".to_owned()])
        );
        assert_eq!(
            BulkGet::read(&json!({})).map(|bulk| bulk.keys),
            Ok(Vec::new())
        );
        assert!(BulkGet::read(&json!({"keys": "a"})).is_err());
        let body = json!({"operations": [{"operation": "delete", "request": {"key": "k"}}, {"operation": "x"}]});
        let steps = Transaction::read(&body).expect("well").operations;
        let Some(Ok(mut delete)) = Operation::read(&steps[0].0, &steps[0].1) else {
            panic!("is a delete")
        };
        assert_eq!(delete.key(), "k");
        assert!(Operation::read(&steps[1].0, &steps[1].1).is_none());
    }

    #[test]
    fn words_of_options() {
        let rows = [
            ("", "", None),
            ("first-write", "strong", None),
            ("x", "", Some("unrecognized concurrency model 'x'")),
            ("", "y", Some("unrecognized consistency model 'y'")),
        ];
        for (concurrency, consistency, expected) in rows {
            let options = Options {
                concurrency: concurrency.into(),
                consistency: consistency.into(),
            };
            assert_eq!(options.check().err().as_deref(), expected);
        }
    }
}
