//! Candidates for shell completion: contexts, namespaces, app ids, pods.
