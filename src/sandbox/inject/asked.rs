//! What annotations and the injector's environment ask for.

use serde_json::{Map, Value};

use super::Injection;

/// A pod's wishes: its annotations, and behind them the injector's settings.
pub(super) struct Asked<'a> {
    pub(super) pod: &'a Value,
    pub(super) injection: &'a Injection,
    annotations: Option<&'a Map<String, Value>>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(pod: &'a Value, injection: &'a Injection) -> Self {
        let annotations = pod.pointer("/metadata/annotations");
        Self {
            pod,
            injection,
            annotations: annotations.and_then(Value::as_object),
        }
    }

    /// An annotation by its name after `dapr.io/`. One that is there but empty is not nothing: it
    /// takes the place of the default.
    pub(super) fn given(&self, name: &str) -> Option<&'a str> {
        let key = format!("dapr.io/{name}");
        self.annotations?.get(&key)?.as_str()
    }

    pub(super) fn text(&self, name: &str, default: &'a str) -> &'a str {
        self.given(name).unwrap_or(default)
    }

    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.given(name).map_or(default, truthy)
    }

    /// What is no number counts as not written.
    pub(super) fn number(&self, name: &str, default: i64) -> i64 {
        self.optional_number(name).unwrap_or(default)
    }

    pub(super) fn optional_number(&self, name: &str) -> Option<i64> {
        self.given(name)?.parse().ok()
    }

    /// An address, of which `"''"` is a way to write none.
    pub(super) fn address(&self, name: &str) -> Option<&'a str> {
        let quotes = |c| c == '"' || c == '\'';
        Some(self.given(name)?.trim_matches(quotes).trim())
    }

    /// A variable of the injector; an empty one is as good as none.
    pub(super) fn setting(&self, name: &str) -> Option<&'a str> {
        let value = self.injection.environment.get(name)?;
        (!value.is_empty()).then_some(value)
    }

    pub(super) fn setting_flag(&self, name: &str, default: bool) -> bool {
        self.setting(name).map_or(default, truthy)
    }

    pub(super) fn app_id(&self) -> &'a str {
        app_id(self.pod)
    }

    pub(super) fn namespace(&self) -> &'a str {
        text(self.pod, "/metadata/namespace")
    }

    pub(super) fn trust_domain(&self) -> &'a str {
        self.setting("DAPR_CONTROL_PLANE_TRUST_DOMAIN")
            .unwrap_or("cluster.local")
    }

    pub(super) fn native(&self) -> bool {
        let default = self.setting_flag("NATIVE_SIDECAR_ENABLED", false);
        self.flag("enable-native-sidecar", default)
    }

    /// The protocol as the app is told it: `app-ssl` is folded in, an unknown one is not told.
    pub(super) fn app_protocol(&self) -> Option<&'static str> {
        let ssl = self.flag("app-ssl", false);
        match self.text("app-protocol", "http").to_lowercase().as_str() {
            "http" if ssl => Some("https"),
            "http" | "" => Some("http"),
            "grpc" if ssl => Some("grpcs"),
            "grpc" => Some("grpc"),
            "https" => Some("https"),
            "grpcs" => Some("grpcs"),
            "h2c" => Some("h2c"),
            _ => None,
        }
    }

    /// `name.namespace.svc.domain:port` of a service of the control plane.
    pub(super) fn service(&self, name: &str, port: &str) -> String {
        let namespace = &self.injection.control_plane;
        let domain = self
            .setting("KUBE_CLUSTER_DOMAIN")
            .unwrap_or("cluster.local");
        format!("{name}.{namespace}.svc.{domain}:{port}")
    }
}

/// The id of the app in a pod.
pub(super) fn app_id(pod: &Value) -> &str {
    let annotated = pod
        .pointer("/metadata/annotations/dapr.io~1app-id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if annotated.is_empty() {
        text(pod, "/metadata/name")
    } else {
        annotated
    }
}

pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// What Dapr takes for yes.
pub(super) fn truthy(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    ["y", "yes", "true", "t", "on", "1"].contains(&text.as_str())
}
