//! The HTTP API of a sidecar, as far as its paths name components.
//!
//! A wrong name reaches no component, and so no metric of components: it shows as a request that was answered with an
//! error.

use super::resource::KUBERNETES_STORE;

/// A building block whose paths name a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// As it stands in paths: `publish`.
    pub path: &'static str,
    /// What serves it, in words: `pub/sub component`.
    pub words: &'static str,
    /// How the types of such components begin: `pubsub.`.
    pub category: &'static str,
}

const BLOCKS: [Block; 8] = [
    block("state", "state store", "state."),
    block("publish", "pub/sub component", "pubsub."),
    block("bindings", "binding", "bindings."),
    block("secrets", "secret store", "secretstores."),
    block("configuration", "configuration store", "configuration."),
    block("lock", "lock store", "lock."),
    block("crypto", "cryptography component", "crypto."),
    block("conversation", "conversation component", "conversation."),
];

const fn block(path: &'static str, words: &'static str, category: &'static str) -> Block {
    Block {
        path,
        words,
        category,
    }
}

/// The block whose paths begin so: `publish`.
pub fn block_at(path: &str) -> Option<&'static Block> {
    BLOCKS.iter().find(|block| block.path == path)
}

/// The block and the component that a path is for: `/v1.0/state/NAME/key`. The secret store that every sidecar has is
/// none, nor is what stands for a name: `/v1.0/state/{storeName}`.
pub fn component_in(path: &str) -> Option<(&'static Block, &str)> {
    let mut parts = path.trim_start_matches('/').split(['/', '?']);
    let version = parts.next()?;
    let first = parts.next()?;
    let name = parts.next()?;
    let block = block_at(first)?;
    let is_built_in = block.category == "secretstores." && name == KUBERNETES_STORE;
    let is_name = !name.is_empty() && !name.starts_with('{') && !is_built_in;
    (version.starts_with("v1.") && is_name).then_some((block, name))
}

#[cfg(test)]
mod tests {
    use super::component_in;

    #[test]
    fn the_component_in_a_path() {
        let rows = [
            (
                "/v1.0/state/statestore",
                Some(("state store", "statestore")),
            ),
            (
                "/v1.0/state/statestore/order?x=1",
                Some(("state store", "statestore")),
            ),
            (
                "v1.0/publish/pubsub/orders",
                Some(("pub/sub component", "pubsub")),
            ),
            ("/v1.0-alpha1/lock/locks", Some(("lock store", "locks"))),
            ("/v1.0/secrets/vault/key", Some(("secret store", "vault"))),
            ("/v1.0/secrets/kubernetes/key", None),
            ("/v1.0/state/{storeName}", None),
            ("/v1.0/state/", None),
            ("/v1.0/invoke/cart/method/state/x", None),
            ("/v1.0/healthz", None),
            ("/x/state/statestore", None),
            ("", None),
        ];
        for (path, expected) in rows {
            let found = component_in(path).map(|(block, name)| (block.words, name));
            assert_eq!(found, expected, "{path}");
        }
    }
}
