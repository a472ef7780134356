//! `/openapi/v3`: what kubectl validates by and explains from.

mod document;
mod index;
mod schema;

pub(super) use index::{Documents, answer};
