//! Values and templates become manifests.

pub mod values;
