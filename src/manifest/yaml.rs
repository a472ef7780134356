//! Stand-in for the YAML wrapper that is being written elsewhere.

use serde_json::Value;

use crate::error::{Error, Result};

/// The documents of a text, without the empty ones.
pub fn parse_documents(text: &str, origin: &str) -> Result<Vec<Value>> {
    let options = serde_saphyr::options! { legacy_octal_numbers: true };
    let read: Vec<Value> = serde_saphyr::from_multiple_with_options(text, options)
        .map_err(|error| Error::usage("bad-yaml", error.to_string()).on(origin))?;
    Ok(read.into_iter().filter(|one| !one.is_null()).collect())
}

/// The value as one YAML document.
pub fn to_string(value: &Value) -> String {
    serde_saphyr::to_string(value).expect("a JSON value is representable")
}
