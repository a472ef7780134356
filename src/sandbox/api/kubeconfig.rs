//! The file that says to clients where the sandbox is, and gives them their credentials.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::pki::{Credentials, write_private};
use crate::error::Result;
use crate::manifest;

/// The port of last time.
pub(super) fn port(path: &Path) -> Option<u16> {
    let text = std::fs::read_to_string(path).ok()?;
    let documents = manifest::parse_documents(&text, "kubeconfig").ok()?;
    let server = documents.first()?["clusters"][0]["cluster"]["server"].as_str()?;
    server.strip_prefix("https://127.0.0.1:")?.parse().ok()
}

/// Writes it, readable by its owner alone.
pub(super) fn write(path: &Path, port: u16, credentials: &Credentials) -> Result<()> {
    let text = manifest::to_string(&config(port, credentials));
    write_private(path, &text)
}

fn config(port: u16, credentials: &Credentials) -> Value {
    let data = |text: &str| STANDARD.encode(text);
    let context = |name: &str| {
        let of = json!({"cluster": "sandbox", "user": name, "namespace": "default"});
        json!({"name": name, "context": of})
    };
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "sandbox", "cluster": {
            "server": format!("https://127.0.0.1:{port}"),
            "certificate-authority-data": data(&credentials.authority),
        }}],
        // The second is for programs that take no certificate.
        "contexts": [context("sandbox"), context("sandbox-token")],
        "current-context": "sandbox",
        "preferences": {},
        "users": [
            {"name": "sandbox", "user": {
                "client-certificate-data": data(&credentials.client.certificate),
                "client-key-data": data(&credentials.client.key),
            }},
            {"name": "sandbox-token", "user": {"token": credentials.token}},
        ],
    })
}
