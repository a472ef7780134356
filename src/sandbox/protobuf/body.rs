//! From bytes to JSON.

use serde_json::Value;

/// The object in a protobuf body, with its `apiVersion` and `kind`.
///
/// # Errors
/// It is no such body, is damaged or nested too deep, or is of a type that isn't known here; in
/// words.
pub fn decode(bytes: &[u8]) -> Result<Value, String> {
    todo!("{bytes:?}")
}
