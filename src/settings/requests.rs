//! What is asked of a running application and of its sidecar.

use std::path::PathBuf;

use serde_json::Value;

use crate::cli;
use crate::error::{Error, Result};

/// `daprk invoke`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoke {
    /// Dapr app id of the one that is called.
    pub app_id: String,
    /// Path and query, without a slash before it.
    pub method: String,
    /// HTTP method.
    pub verb: String,
    /// What is sent.
    pub data: Data,
}

/// `daprk publish`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Dapr app id of the one that publishes.
    pub app_id: String,
    /// Name of the pub/sub component.
    pub pubsub: String,
    /// Topic.
    pub topic: String,
    /// Metadata for the component, by key.
    pub metadata: Vec<(String, String)>,
    /// The event.
    pub data: Data,
}

/// `daprk state`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The value of a key.
    Get {
        /// Dapr app id of the one whose key it is.
        app_id: String,
        /// The key, as the app names it.
        key: String,
        /// Name of the component; none for the only one there is.
        store: Option<String>,
    },
    /// All keys of an app, as the store has them.
    Keys {
        /// Dapr app id of the one whose keys they are.
        app_id: String,
        /// Name of the component; none for the only one there is.
        store: Option<String>,
    },
}

/// `daprk forward`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Dapr app id.
    pub app_id: String,
    /// Port of its pod; none for the one that its sidecar calls it on.
    pub remote: Option<u16>,
    /// Port of this machine, 0 for any; none for the same as there, if it is free.
    pub local: Option<u16>,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// Nothing.
    None,
    /// A text.
    Text(String),
    /// What is in a file; `-` is standard input.
    File(PathBuf),
}

pub(super) fn invoke(typed: cli::Invoke) -> Invoke {
    Invoke {
        app_id: typed.app_id,
        method: typed.method.trim_start_matches('/').to_owned(),
        verb: typed.verb.to_ascii_uppercase(),
        data: data(typed.body),
    }
}

pub(super) fn publish(typed: cli::Publish) -> Result<Publish> {
    Ok(Publish {
        app_id: typed.app_id,
        pubsub: typed.pubsub,
        topic: typed.topic,
        metadata: typed.metadata.as_deref().map_or(Ok(Vec::new()), metadata)?,
        data: data(typed.body),
    })
}

pub(super) fn state(typed: cli::State) -> State {
    match typed.action {
        cli::StateAction::Get(typed) => State::Get {
            app_id: typed.app_id,
            key: typed.key,
            store: typed.store,
        },
        cli::StateAction::Keys(typed) => State::Keys {
            app_id: typed.app_id,
            store: typed.store,
        },
    }
}

pub(super) fn forward(typed: cli::Forward) -> Forward {
    Forward {
        app_id: typed.app_id,
        remote: typed.ports.map(|ports| ports.remote),
        local: typed.ports.and_then(|ports| ports.local),
    }
}

fn data(typed: cli::DataArgs) -> Data {
    match (typed.data, typed.data_file) {
        (Some(text), _) => Data::Text(text),
        (None, Some(file)) => Data::File(file),
        (None, None) => Data::None,
    }
}

fn metadata(text: &str) -> Result<Vec<(String, String)>> {
    let refused = |says: String| {
        Error::usage("bad-metadata", "`--metadata` is no JSON object of texts")
            .says(says)
            .hint(r#"--metadata '{"ttlInSeconds": "60"}'"#)
    };
    let object: serde_json::Map<String, Value> =
        serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
    let pair = |(key, value): (String, Value)| match value {
        Value::String(text) => Ok((key, text)),
        Value::Number(_) | Value::Bool(_) => Ok((key, value.to_string())),
        _ => Err(refused(format!("`{key}` is neither a text nor a number"))),
    };
    object.into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::metadata;

    #[test]
    fn metadata_is_an_object_of_texts() {
        let pairs = |text| metadata(text).map_err(|error| error.says.unwrap_or_default());
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            pairs(r#"{"ttlInSeconds": "60", "raw": true, "n": 1}"#),
            Ok(vec![
                pair("ttlInSeconds", "60"),
                pair("raw", "true"),
                pair("n", "1")
            ])
        );
        let nested = pairs(r#"{"a": []}"#).expect_err("a list is no text");
        assert_eq!(nested, "`a` is neither a text nor a number");
        assert!(pairs("[1]").is_err());
        assert!(pairs("ttl=60").is_err());
    }
}
