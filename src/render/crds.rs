//! Dapr's custom resource definitions.

use crate::manifest::{Object, parse_documents};
use crate::render::bundle;

/// The custom resource definitions, ordered by file name. As with helm they belong to no release.
///
/// The conversion webhook of `subscriptions.dapr.io` names the namespace that its file names; Dapr's operator sets the
/// real one in the cluster.
pub fn crds() -> Vec<Object> {
    bundle::files("crds")
        .into_iter()
        .flat_map(|(name, text)| {
            parse_documents(text, name).expect("embedded definitions are YAML: a test reads them")
        })
        .map(Object)
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_definition_is_one() {
        let definitions = super::crds();
        assert_eq!(definitions.len(), 7);
        for object in definitions {
            assert_eq!(
                object.kind(),
                "CustomResourceDefinition",
                "{}",
                object.name()
            );
        }
    }
}
