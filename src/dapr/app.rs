//! A pod with a sidecar, as a Dapr app.

use super::annotations;
use super::sidecar::sidecar;
use crate::manifest::Object;

/// One replica of a Dapr app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The id it is called by.
    pub app_id: String,
    /// The port that its sidecar calls it on; none for an app that is not called.
    pub app_port: Option<u16>,
    /// Namespace of the pod.
    pub namespace: String,
    /// Name of the pod.
    pub pod: String,
    /// Whether its sidecar is an init container that keeps running.
    pub native: bool,
    /// Version of its sidecar, from the image.
    pub daprd_version: String,
    /// In a sandbox, where images are only names: what really runs, `built-in` or a version.
    pub runs: Option<String>,
    /// When the pod was created (RFC 3339).
    pub created: Option<String>,
}

/// The app that runs in a pod; none without a sidecar.
pub fn app(pod: &Object) -> Option<App> {
    let sidecar = sidecar(pod)?;
    let id = sidecar
        .app_id()
        .or_else(|| pod.annotation(annotations::APP_ID))
        .unwrap_or_else(|| pod.name());
    let created = pod.text("/metadata/creationTimestamp");
    Some(App {
        app_id: id.to_owned(),
        app_port: sidecar.app_port(),
        namespace: pod.namespace().unwrap_or_default().to_owned(),
        pod: pod.name().to_owned(),
        native: sidecar.native,
        daprd_version: sidecar.version().to_owned(),
        runs: pod.annotation(annotations::SIDECAR).map(str::to_owned),
        created: (!created.is_empty()).then(|| created.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{App, app};
    use crate::manifest::Object;

    #[test]
    fn an_app_is_read_from_its_sidecar() {
        let mut pod = Object(json!({
            "metadata": {
                "name": "nodeapp-1", "namespace": "shop", "creationTimestamp": "2026-11-23T08:20:11Z",
                "annotations": {"dapr.io/app-id": "from-annotation"},
            },
            "spec": {
                "containers": [{"name": "node", "image": "node:1"}],
                "initContainers": [{
                    "name": "daprd", "image": "ghcr.io/dapr/daprd:1.18.3",
                    "args": ["/daprd", "--app-id", "nodeapp", "--app-port", "3000"],
                }],
            },
        }));
        let expected = App {
            app_id: "nodeapp".into(),
            app_port: Some(3000),
            namespace: "shop".into(),
            pod: "nodeapp-1".into(),
            native: true,
            daprd_version: "1.18.3".into(),
            runs: None,
            created: Some("2026-11-23T08:20:11Z".into()),
        };
        assert_eq!(app(&pod), Some(expected));
        pod.0["metadata"]["annotations"]["sandbox.daprk.dev/sidecar"] = "built-in".into();
        let runs = app(&pod).expect("has daprd").runs;
        assert_eq!(runs.as_deref(), Some("built-in"));
        pod.0["spec"]["initContainers"][0]["args"] = json!([]);
        assert_eq!(app(&pod).expect("has daprd").app_id, "from-annotation");
        pod.0["spec"]["initContainers"] = json!([]);
        assert_eq!(app(&pod), None);
    }
}
