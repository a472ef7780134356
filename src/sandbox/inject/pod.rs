//! The pod with its sidecar.

use serde_json::Value;

/// What the injector knows beside the pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injection {
    /// Namespace of the control plane.
    pub control_plane: String,
    /// Container environment of the injector's Deployment (`SIDECAR_IMAGE`, …).
    pub environment: std::collections::BTreeMap<String, String>,
    /// `ca.crt` of the trust bundle, PEM.
    pub trust_anchors: String,
    /// Whether `daprsystem` has mTLS on.
    pub mtls: bool,
}

/// The pod with its sidecar, if it asks for one and has none.
pub fn inject(pod: &Value, injection: &Injection) -> Option<Value> {
    todo!("{pod} {injection:?}")
}
