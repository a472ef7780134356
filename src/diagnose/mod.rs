//! Pure: a snapshot of the cluster becomes the wait tree and findings.
