//! The custom resource definitions are Dapr 1.18.3's own, less the documentation in them.

mod document;
mod schemas;
