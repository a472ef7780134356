//! YAML as kubectl and helm read it: one wrapper around serde-saphyr.

use serde_json::Value;

use crate::error::{Error, Result};

/// Every document of a YAML text; empty documents are `null`. `origin` names the text in errors.
pub fn parse_documents(text: &str, origin: &str) -> Result<Vec<Value>> {
    let options = serde_saphyr::options! { legacy_octal_numbers: true };
    serde_saphyr::from_multiple_with_options(text, options).map_err(|error| {
        Error::usage("yaml", format!("{origin} is not valid YAML")).says(error.to_string())
    })
}

/// One document; ends with a line feed.
pub fn to_string(value: &Value) -> String {
    let mut text = serde_saphyr::to_string(value).unwrap_or_else(|_| value.to_string());
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
