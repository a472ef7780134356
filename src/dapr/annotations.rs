//! Keys of Dapr's annotations and labels, as its injector and operator read them.

/// `"true"` asks for a sidecar.
pub const ENABLED: &str = "dapr.io/enabled";
/// The app's id; without it the pod's name is used.
pub const APP_ID: &str = "dapr.io/app-id";
/// The port that the app listens on.
pub const APP_PORT: &str = "dapr.io/app-port";
/// Names the Secret whose key `token` a sidecar's callers have to show.
pub const API_TOKEN_SECRET: &str = "dapr.io/api-token-secret";
/// Names the Configuration that the sidecar reads.
pub const CONFIG: &str = "dapr.io/config";
/// Marks the pods of the control plane with the identity that sentry gives them.
pub const CONTROL_PLANE: &str = "dapr.io/control-plane";
/// A label that the injector sets on the pods it has patched.
pub const INJECTED: &str = "dapr.io/sidecar-injected";
/// Ours on a pod whose kubelet waited needlessly: when it had tried last.
pub const WOKEN: &str = "daprk.dev/woken";
/// The sandbox's mark on pods whose programs are its own stand-ins.
pub const BUILT_IN: &str = "sandbox.daprk.dev/built-in";
/// What runs as sidecar in a pod of the sandbox: `built-in`, or the version of a real daprd. On the
/// injector's own pod: what the next one will be.
pub const SIDECAR: &str = "sandbox.daprk.dev/sidecar";
/// Where the sandbox's pods listen: JSON, from container ports to ports of 127.0.0.1.
pub const REAL_PORTS: &str = "sandbox.daprk.dev/ports";
