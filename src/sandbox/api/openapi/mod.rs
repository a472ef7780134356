//! `/openapi/v3`: what kubectl validates by and explains from; of `/openapi/v2` the frame.

mod document;
mod index;
mod old;
mod schema;

pub(super) use index::{Documents, answer};
pub(super) use old::old;
