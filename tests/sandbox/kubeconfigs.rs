//! Kubeconfigs as clouds and companies have them; the cluster that they lead to is a sandbox.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use daprk::manifest::parse_documents;
use serde_json::{Value, json};

use super::fixture::Sandbox;
use crate::run::Run;

/// Is never to be printed.
const TOKEN: &str = "SEKRET-TOKEN";

struct Led {
    sandbox: Sandbox,
    config: Value,
}

impl Led {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.daprk("sandbox start").run().succeeds();
        let text = fs::read_to_string(sandbox.folder().join("kubeconfig")).unwrap();
        let config = parse_documents(&text, "kubeconfig").unwrap().remove(0);
        Self { sandbox, config }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.sandbox.folder().with_file_name(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// `list -k` by a kubeconfig.
    fn list(&self, config: &str) -> Run {
        let path = self.file("config", config);
        let words = format!("list -k -vv --kubeconfig {}", path.display());
        self.sandbox.daprk(&words)
    }

    /// `list -k` as somebody whom a plug-in lets in: a script, or none where its text is empty.
    fn plugged(&self, script: &str) -> Run {
        let command = self.sandbox.folder().with_file_name("plug-in");
        if !script.is_empty() {
            self.file("plug-in", &format!("#!/bin/sh\n{script}\n"));
            fs::set_permissions(&command, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut config = self.config.clone();
        config["users"][0]["user"] = json!({"exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": command,
            "interactiveMode": "Never",
            "installHint": "fetch the plug-in of your cloud",
        }});
        self.list(&config.to_string())
    }
}

fn credential(token: &str) -> String {
    json!({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": token}})
        .to_string()
}

#[test]
fn a_plug_in_gives_the_credentials_and_none_of_its_secrets_are_shown() {
    let led = Led::new();
    led.plugged("")
        .run()
        .exits(3)
        .says("plug-in`")
        .says("hint  fetch the plug-in of your cloud");
    let token = led.config["users"][1]["user"]["token"].as_str().unwrap();
    led.plugged(&format!("echo '{}'", credential(token)))
        .run()
        .succeeds();
    led.plugged("exec sleep 60 # --timeout")
        .env("DAPRK_TIMEOUT", "1s")
        .run()
        .exits(4)
        .says("the kubeconfig's plug-in was not done within 1 s")
        .says("plug-in`")
        .says("--timeout gives it more time")
        .with_a_short_error();
    let given = credential(TOKEN);
    let rows = [
        (
            format!("echo '{given}'; echo log in first >&2; exit 1"),
            "the kubeconfig's plug-in failed (exit status: 1): log in first",
        ),
        (
            format!("echo '{}'", &given[..given.len() - 4]),
            "the kubeconfig's plug-in answered something else than an ExecCredential",
        ),
        (
            format!("echo '{given}'"),
            "the cluster does not accept these credentials",
        ),
    ];
    for (script, says) in rows {
        let refused = led.plugged(&script).run().exits(3).says(says);
        assert!(!refused.stderr.contains(TOKEN), "{refused}");
    }
}

#[test]
fn a_plug_in_runs_once() {
    let led = Led::new();
    let runs = led.sandbox.folder().with_file_name("runs");
    let status = |ends: &str| {
        let token = &led.config["users"][1]["user"]["token"];
        json!({"status": {"token": token, "expirationTimestamp": ends}})
    };
    for ends in ["2999-01-01T00:00:00Z", ""] {
        let mut given = status(ends);
        if ends.is_empty() {
            given["status"]["expirationTimestamp"] = Value::Null;
        }
        let script = format!("echo >>{}; echo '{given}'", runs.display());
        led.plugged(&script).run().succeeds();
        assert_eq!(fs::read(&runs).unwrap(), b"\n", "{ends}");
        fs::remove_file(&runs).unwrap();
    }
}

#[test]
fn a_kubeconfig_that_cannot_be_read_keeps_its_secrets() {
    let led = Led::new();
    let rows = [
        format!("apiVersion: v1\nusers:\n- name: a\n  user:\n    token: {TOKEN}: x\n"),
        format!("apiVersion: v1\nusers:\n- name: a\n  user: \"{TOKEN}\"\n"),
    ];
    for text in rows {
        let refused = led.list(&text).run().exits(3).says("line ");
        assert!(!refused.stderr.contains(TOKEN), "{refused}");
        refused.with_a_short_error();
    }
}

#[test]
fn a_proxy_of_the_environment_is_not_for_this_machine() {
    let led = Led::new();
    let nowhere = "http://127.0.0.1:9";
    let behind = |run: Run| run.env("HTTPS_PROXY", nowhere).env("https_proxy", nowhere);
    behind(led.sandbox.daprk("list")).run().succeeds();
    behind(led.list(&led.config.to_string())).run().succeeds();
    let mut config = led.config.clone();
    config["clusters"][0]["cluster"]["proxy-url"] = nowhere.into();
    led.list(&config.to_string()).run().exits(3);
}
