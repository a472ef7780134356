//! Values and templates become manifests.
