//! A person at a terminal: on, back, skip, answer, leave, and on again.

use super::named::named;
use crate::programs::has;
use crate::sandbox::fixture::Sandbox;
use crate::terminal::Terminal;

#[test]
fn a_person_goes_on_and_back_skips_and_leaves() {
    let test = "a_person_goes_on_and_back_skips_and_leaves";
    if named(test).is_empty() || !has(test, &["script"]) {
        return;
    }
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::run(&sandbox, "tutorial run hello-kubernetes");
    // On: the command is shown before it runs, and its effect is checked.
    let seen = terminal.sees("Enter runs it");
    assert!(seen.contains("$ daprk init"), "{seen}");
    // There is nothing before the first step.
    assert!(seen.contains("s skips  q leaves"), "{seen}");
    assert!(!sandbox.folder().join("kubeconfig").exists() || seen.contains("1.1  Set up Dapr"));
    terminal.press("\r");
    let seen = terminal.sees("Enter goes on");
    assert!(
        seen.contains("deployment/dapr-operator in dapr-system is healthy"),
        "{seen}"
    );
    terminal.press("\r");
    // Back: the step before is there again, and is skipped.
    let seen = terminal.sees("q leaves");
    assert!(seen.contains("s skips  b back  q leaves"), "{seen}");
    terminal.press("b");
    let seen = terminal.sees("Enter runs it");
    assert!(seen.contains("1.1  Set up Dapr"), "{seen}");
    terminal.press("s");
    let seen = terminal.sees("Enter runs it");
    assert!(seen.contains("1.2  Look at it"), "{seen}");
    terminal.press("\r");
    // A question, answered rightly.
    terminal.sees("How many replicas");
    terminal.press("1\r");
    let seen = terminal.sees("Enter goes on");
    assert!(seen.contains("right: 1"), "{seen}");
    // Leave behind a step: it is done, and does not begin again.
    terminal.press("q");
    terminal.sees("left for later");
    assert_eq!(terminal.end(), Some(0));
    let mut terminal = Terminal::run(&sandbox, "tutorial run hello-kubernetes");
    // Skip a step, leave at the next one.
    let seen = terminal.sees("Enter runs it");
    assert!(seen.contains("2.1  Run the Node app"), "{seen}");
    terminal.press("s");
    let seen = terminal.sees("Enter runs it");
    assert!(seen.contains("2.2  Where is the sidecar?"), "{seen}");
    terminal.press("q");
    terminal.sees("left for later");
    assert_eq!(terminal.end(), Some(0));
    let list = sandbox.daprk("tutorial list -o json").json();
    let far = &list["items"][0];
    assert_eq!(
        (far["done"].as_u64(), far["next"].as_str()),
        (Some(2), Some("Where is the sidecar?"))
    );
    assert_eq!(far["skipped"].as_u64(), Some(1));
    // On again where it was left.
    let mut terminal = Terminal::run(&sandbox, "tutorial run hello-kubernetes");
    let seen = terminal.sees("Enter runs it");
    assert!(
        seen.contains("going on with `Where is the sidecar?`"),
        "{seen}"
    );
    assert!(seen.contains("2.2  Where is the sidecar?"), "{seen}");
    // Ctrl-C is a way to leave, too.
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), Some(130));
}

#[test]
fn a_command_that_was_declined_is_run_again() {
    let test = "a_command_that_was_declined_is_run_again";
    if named(test).is_empty() || !has(test, &["script"]) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let map = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine"}}"#;
    let deploy = sandbox.daprk("deploy -f - --name mine");
    deploy.stdin(map).run().succeeds();
    let folder = sandbox.folder().with_file_name("mine");
    std::fs::create_dir_all(&folder).unwrap();
    let lesson = "---\ntitle: Mine\nteaches: a thing\nminutes: 1\n---\n# One\n\n## Step\n\n\
                ```run\ndaprk undeploy mine\n```\n\n```check 2s\nconfigmap/mine is gone\n```\n";
    std::fs::write(folder.join("tutorial.md"), lesson).unwrap();
    let words = format!("tutorial run --dir {}", folder.display());
    let mut terminal = Terminal::run(&sandbox, &words);
    terminal.sees("Enter runs it");
    terminal.press("\r");
    terminal.sees("[y/N]");
    terminal.press("n");
    terminal.sees("r runs it again");
    terminal.press("r");
    terminal.sees("[y/N]");
    terminal.press("y");
    // It is looked at again by itself.
    terminal.sees("is gone from default");
    terminal.sees("Enter goes on");
    terminal.press("\r");
    assert_eq!(terminal.end(), Some(0));
}
