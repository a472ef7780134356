//! Templates of the user's own: a manifest with Tera in it, and values.

use serde_json::{Value, json};
use tera::Tera;

use crate::error::{Error, Result};

/// The text of a template, which sees `Values`.
///
/// # Errors
/// `bad-template`, with the place that Tera shows.
pub fn text(template: &str, origin: &str, values: &Value) -> Result<String> {
    let bad = |error: tera::Error| {
        Error::usage("bad-template", "the template can't be rendered")
            .on(origin)
            .says(error.to_string())
    };
    let mut tera = Tera::new();
    tera.add_raw_template(origin, template).map_err(bad)?;
    let context = tera::Context::from_serialize(&json!({ "Values": values })).map_err(bad)?;
    tera.render(origin, &context).map_err(bad)
}
