//! Completion: the static scripts, the dynamic ones, and candidates.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use clap_complete::aot::{Bash, Fish, Generator, PowerShell, Zsh, generate};
use daprk::cli::command;
use daprk::complete::{Lookup, attach, script, typed};
use daprk::settings::{Common, Shell};

use super::golden::assert_golden;

fn kept(shell: impl Generator, file: &str) {
    let mut text = Vec::new();
    generate(shell, &mut command("daprk"), "daprk", &mut text);
    assert_golden(
        &format!("completions/{file}"),
        &String::from_utf8(text).expect("UTF-8"),
    );
}

#[test]
fn static_scripts_are_current() {
    kept(Bash, "daprk.bash");
    kept(Zsh, "_daprk");
    kept(Fish, "daprk.fish");
    kept(PowerShell, "_daprk.ps1");
}

#[test]
fn dynamic_scripts_ask_daprk() {
    for shell in [
        Shell::Bash,
        Shell::Zsh,
        Shell::Fish,
        Shell::PowerShell,
        Shell::Elvish,
    ] {
        let text = script(shell, "daprk").expect("a script");
        assert!(text.contains("DAPRK_COMPLETE"), "{shell:?}: {text}");
        assert!(text.contains("daprk"), "{shell:?}");
    }
}

/// Answers with what it was asked.
struct Echo;

fn echo(what: &str, common: &Common) -> Vec<String> {
    let place = common.namespace.as_deref().unwrap_or("default");
    let context = common.context.as_deref().unwrap_or("current");
    vec![format!("{what}-{place}-{context}")]
}

impl Lookup for Echo {
    fn contexts(&self, _: &Common) -> Vec<String> {
        ["kind-dev", "aks", "kind-dev"].map(str::to_owned).to_vec()
    }

    fn namespaces(&self, common: &Common) -> Vec<String> {
        echo("namespace", common)
    }

    fn app_ids(&self, common: &Common) -> Vec<String> {
        echo("app", common)
    }

    fn pods(&self, common: &Common) -> Vec<String> {
        echo("pod", common)
    }

    fn releases(&self, common: &Common) -> Vec<String> {
        echo("release", common)
    }
}

/// What could stand at the end of `line`, flags left out where values can stand.
fn candidates(line: &str) -> Vec<String> {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let common = Arc::new(typed(&words));
    let lookup: Arc<dyn Lookup> = Arc::new(Echo);
    let mut command = attach(command("daprk"), &lookup, &common);
    let index = words.len() - 1;
    let args: Vec<OsString> = words.into_iter().map(Into::into).collect();
    let found =
        clap_complete::engine::complete(&mut command, args, index, None::<&std::path::Path>);
    let found = found.expect("candidates");
    found
        .iter()
        .map(|candidate| candidate.get_value().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn values() {
    let rows: [(&str, &[&str]); 15] = [
        ("daprk status -k --context ", &["aks", "kind-dev"]),
        ("daprk --context k", &["kind-dev"]),
        ("daprk status -k -n ", &["namespace-default-current"]),
        (
            "daprk status -k --context dev -n ",
            &["namespace-default-dev"],
        ),
        ("daprk logs -k -n shop -a ", &["app-shop-current"]),
        ("daprk logs -k -n shop --app-id ", &["app-shop-current"]),
        ("daprk -k -n shop logs -a app-s", &["app-shop-current"]),
        ("daprk logs -k -p ", &["pod-default-current"]),
        ("daprk logs -a ", &["app-default-current"]),
        ("daprk logs -n ", &["namespace-default-current"]),
        ("daprk undeploy re", &["release-default-current"]),
        ("daprk undeploy -k re", &["release-default-current"]),
        ("daprk deploy -k -f x --name ", &["release-default-current"]),
        ("daprk deploy -k hello", &["hello-kubernetes"]),
        ("daprk template re", &["redis"]),
    ];
    for (line, wanted) in rows {
        assert_eq!(candidates(line), wanted, "{line}");
    }
}

#[test]
fn words() {
    assert_eq!(candidates("daprk und"), ["undeploy"]);
    assert_eq!(
        candidates("daprk init --enable-"),
        ["--enable-mtls", "--enable-ha"]
    );
    assert_eq!(candidates("daprk status -o y"), ["yaml"]);
    assert!(
        candidates("daprk init --s")
            .iter()
            .all(|flag| flag.starts_with("--set"))
    );
    assert_eq!(candidates("daprk completion z"), ["zsh"]);
}

#[test]
fn contexts_of_another_kubeconfig() {
    let common = typed(&["daprk", "--kubeconfig", "other"].map(str::to_owned));
    assert_eq!(common.kubeconfig, Some(PathBuf::from("other")));
}
