//! What goes wrong: a file that is no tutorial, a cluster that goes away, two at once, a step that
//! was half done, texts that would act on a terminal.

use std::path::Path;
use std::time::Duration;

use daprk::tutorial;
use serde_json::Value;

use crate::run::Done;
use crate::sandbox::fixture::{Sandbox, eventually};

const LIMIT: Duration = Duration::from_secs(30);

/// A tutorial of one step, in a folder of the sandbox's home.
fn write(sandbox: &Sandbox, step: &str) -> String {
    let folder = sandbox.folder().with_file_name("mine");
    std::fs::create_dir_all(&folder).unwrap();
    let head = "---\ntitle: Mine\nteaches: a thing\nminutes: 1\n---\n# One\n\n## Step\n\n";
    std::fs::write(folder.join("tutorial.md"), format!("{head}{step}")).unwrap();
    folder.display().to_string()
}

fn auto(sandbox: &Sandbox, folder: &str) -> Done {
    let words = format!("tutorial run --dir {folder} --auto -o json");
    sandbox.daprk(&words).run()
}

fn report(done: &Done) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"))
}

#[test]
fn a_file_with_mistakes_is_refused_by_line() {
    let sandbox = Sandbox::new();
    let folder = write(
        &sandbox,
        "```check\npood/a exists\nall pod with =a exists\n```\n\n```run\ndaprk deploy -f none.yaml --name a\n```\n",
    );
    let lint = sandbox
        .daprk(&format!("tutorial lint --dir {folder}"))
        .run()
        .exits(1);
    let lines: Vec<&str> = lint.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            format!("{folder}/tutorial.md:11: `pood` is no kind; did you mean `pod`?"),
            format!(
                "{folder}/tutorial.md:12: `=a` is no label selector, such as `app=cart`: found '=', \
                 expected: !, identifier, or 'end of string'"
            ),
            format!("{folder}/tutorial.md:16: there is no file `none.yaml` beside it"),
        ]
    );
    let run = auto(&sandbox, &folder).exits(2);
    assert!(
        run.stderr.contains("tutorial.md:11: `pood` is no kind"),
        "{run}"
    );
    let none = sandbox
        .daprk("tutorial run --dir nowhere --auto")
        .run()
        .exits(2);
    assert!(none.stderr.contains("nowhere/tutorial.md"), "{none}");
    sandbox
        .daprk("tutorial run nothing --auto")
        .run()
        .exits(2)
        .with_a_short_error();
}

#[test]
fn a_check_that_does_not_hold_fails_the_run() {
    let sandbox = Sandbox::new();
    let folder = write(&sandbox, "```check 1s\nconfigmap/none exists\n```\n");
    let done = auto(&sandbox, &folder).exits(1);
    let report = report(&done);
    let check = &report["steps"][0]["checks"][0];
    assert_eq!(check["holds"], false);
    assert_eq!(check["found"], "there is no ConfigMap none");
    assert_eq!(
        (&report["complete"], &report["counts"]["failed"]),
        (&false.into(), &1.into())
    );
}

#[test]
fn a_command_that_fails_fails_the_run() {
    let sandbox = Sandbox::new();
    let folder = write(&sandbox, "```run\nfalse\n```\n");
    let failed = report(&auto(&sandbox, &folder).exits(1));
    assert_eq!(failed["steps"][0]["error"], "`false` ended with an error");
    let folder = write(&sandbox, "```run fails\nfalse\n```\n");
    auto(&sandbox, &folder).succeeds();
    let folder = write(&sandbox, "```run fails\ntrue\n```\n");
    auto(&sandbox, &folder).exits(1);
}

fn next(sandbox: &Sandbox) -> Option<String> {
    let folder = sandbox
        .folder()
        .with_file_name(".local/state/daprk/tutorials");
    let kept = tutorial::all(Path::new(&folder));
    kept.into_iter().next()?.next
}

#[test]
fn a_cluster_that_goes_away_fails_the_step_and_keeps_the_progress() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let folder = write(&sandbox, "```check\nconfigmap/none exists\n```\n");
    let words = format!("tutorial run --dir {folder} --auto -o json");
    let running = sandbox.daprk(&words).start();
    eventually("it is at the step", LIMIT, || next(&sandbox).is_some());
    sandbox.kill();
    let done = running.end().exits(1);
    let step = &report(&done)["steps"][0];
    let error = step["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("the cluster cannot be reached"),
        "{error}\n{done}"
    );
    assert_eq!(next(&sandbox).as_deref(), Some("Step"));
}

#[test]
fn two_at_once_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let folder = write(&sandbox, "```run\nsleep 12\n```\n");
    let words = format!("tutorial run --dir {folder} --auto");
    let first = sandbox.daprk(&words).start();
    eventually("the first one is at it", LIMIT, || next(&sandbox).is_some());
    let second = sandbox.daprk(&words).run().exits(1);
    let holder = format!("process {}", first.id());
    assert!(second.stderr.contains(&holder), "{second}");
    first.end().succeeds();
}

#[test]
fn a_half_done_step_is_taken_back() {
    let sandbox = Sandbox::new();
    let folder = write(
        &sandbox,
        "```run\ndaprk deploy -f mine.yaml --name mine\nfalse\n```\n\n```makes\nconfigmap/mine\n```\n\n\
         ```undo\ndaprk undeploy mine\n```\n",
    );
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n";
    std::fs::write(Path::new(&folder).join("mine.yaml"), map).unwrap();
    auto(&sandbox, &folder).exits(1);
    // It is the tutorial's own now, and no reason not to begin again.
    auto(&sandbox, &folder).exits(1);
    let reset = format!("tutorial reset --dir {folder} --yes");
    sandbox
        .daprk(&reset)
        .run()
        .succeeds()
        .says("what 1 step made is taken back");
    sandbox
        .daprk("undeploy mine --yes")
        .run()
        .exits(1)
        .says("nothing named");
    sandbox
        .daprk(&reset)
        .run()
        .succeeds()
        .says("what 0 steps made is taken back");
}

#[test]
fn texts_do_not_act_on_a_terminal() {
    let sandbox = Sandbox::new();
    let step = "Clear \u{1b}[2J and \u{202e}turn.\n\n```check 1s\nconfigmap/a {.data.x} is \"\u{1b}[31mred\"\n```\n";
    let folder = write(&sandbox, step);
    let done = sandbox
        .daprk(&format!("tutorial run --dir {folder} --auto"))
        .run()
        .exits(1);
    for text in [&done.stdout, &done.stderr] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
    assert!(done.stderr.contains(r"Clear \x1b[2J"), "{done}");
}
