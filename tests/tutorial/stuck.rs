//! Where a step does not go on as it should: a person sees what is waited for, and is asked.

use std::path::Path;

use super::named::named;
use crate::programs::has;
use crate::sandbox::fixture::Sandbox;
use crate::terminal::Terminal;

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n";

/// A sandbox with a tutorial of these steps, and a terminal that it runs in.
pub(super) fn run(test: &str, steps: &[&str]) -> Option<(Sandbox, Terminal)> {
    if named(test).is_empty() || !has(test, &["script"]) {
        return None;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let folder = folder(&sandbox);
    std::fs::create_dir_all(&folder).unwrap();
    let mut lesson = "---\ntitle: Mine\nteaches: a thing\nminutes: 1\n---\n# One\n\n".to_owned();
    for (step, number) in steps.iter().zip(1_u32..) {
        lesson += ["## Step ", &number.to_string(), "\n\n", step, "\n"]
            .concat()
            .as_str();
    }
    std::fs::write(Path::new(&folder).join("tutorial.md"), lesson).unwrap();
    std::fs::write(Path::new(&folder).join("mine.yaml"), MAP).unwrap();
    let terminal = Terminal::run(&sandbox, &format!("tutorial run --dir {folder}"));
    Some((sandbox, terminal))
}

pub(super) fn folder(sandbox: &Sandbox) -> String {
    let folder = sandbox.folder().with_file_name("mine");
    folder.display().to_string()
}

#[test]
fn a_wait_is_shown_and_a_key_ends_it() {
    let steps = ["```check 60s\nconfigmap/none exists\n```\n"];
    let Some((_sandbox, mut terminal)) = run("a_wait_is_shown_and_a_key_ends_it", &steps) else {
        return;
    };
    let seen = terminal.sees("Enter ends the wait");
    let waiting = "s  configmap/none exists: there is no ConfigMap none";
    assert!(seen.contains(waiting), "{seen}");
    terminal.press("\r");
    let seen = terminal.sees("Enter looks again");
    assert!(seen.contains("✖ configmap/none exists"), "{seen}");
    // A command of one's own is no reason to wait again.
    terminal.press("c");
    terminal.sees("$");
    terminal.press("echo mine\r");
    let seen = terminal.sees("Enter looks again");
    assert!(!seen.contains("ends the wait"), "{seen}");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(1));
}

#[test]
fn what_is_typed_while_nobody_asks_does_not_count() {
    let test = "what_is_typed_while_nobody_asks_does_not_count";
    let steps = [
        "```run\necho be''gun; sleep 1; echo slept\n```\n",
        "Read.\n",
    ];
    let Some((_sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter runs it");
    terminal.press("\r");
    terminal.sees("begun");
    terminal.press("qqq");
    terminal.sees("slept");
    let seen = terminal.sees("Enter goes on");
    assert!(!seen.contains("qqq"), "{seen}");
    terminal.press("\r");
    terminal.sees("1.2  Step 2");
    terminal.sees("Enter goes on");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn only_the_command_before_the_check_is_run_again() {
    let test = "only_the_command_before_the_check_is_run_again";
    let steps = [
        "```run\necho one >>ran\n```\n\n```check 1s\nconfigmap/none exists\n```\n\n\
         ```run fails\necho two >>ran; false\n```\n",
    ];
    let Some((sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter runs it");
    terminal.press("\r");
    terminal.sees("r runs it again");
    terminal.press("r");
    terminal.sees("r runs it again");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(1));
    let ran = std::fs::read_to_string(Path::new(&folder(&sandbox)).join("ran"));
    assert_eq!(ran.unwrap(), "one\none\n");
}

#[test]
fn a_command_that_fails_is_told_and_asked_about() {
    let test = "a_command_that_fails_is_told_and_asked_about";
    let steps = ["```run\nfalse\n```\n\nRead on.\n"];
    let Some((_sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter runs it");
    terminal.press("\r");
    let seen = terminal.sees("Enter/r runs it again");
    let told = "that command ended with an error (exit status 1)";
    assert!(seen.contains(told), "{seen}");
    assert!(!seen.contains("Read on"), "{seen}");
    terminal.press("r");
    terminal.sees("g goes on");
    terminal.press("g");
    let seen = terminal.sees("Enter goes on");
    assert!(seen.contains("Read on"), "{seen}");
    terminal.press("\r");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn back_at_a_step_whose_work_is_gone_one_can_go_on() {
    let test = "back_at_a_step_whose_work_is_gone_one_can_go_on";
    let steps = [
        "```run\ndaprk deploy -f mine.yaml --name mine\n```\n\n\
         ```check 1s\nconfigmap/mine exists\n```\n\nRead on.\n",
        "```run\necho 2\n```\n",
    ];
    let Some((sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter runs it");
    terminal.press("\r");
    terminal.sees("Enter goes on");
    terminal.press("\r");
    terminal.sees("1.2  Step 2");
    terminal.sees("Enter runs it");
    // The learner has mended the file: what the step begins with does not come again.
    let other = MAP.replace("mine", "other");
    let file = Path::new(&folder(&sandbox)).join("mine.yaml");
    std::fs::write(file, other).unwrap();
    terminal.press("b");
    terminal.sees("Enter runs it");
    terminal.press("\r");
    let seen = terminal.sees("g goes on");
    assert!(seen.contains("step 1.1 was done before"), "{seen}");
    assert!(seen.contains("r runs it again"), "{seen}");
    terminal.press("g");
    let seen = terminal.sees("Enter goes on");
    assert!(seen.contains("Read on"), "{seen}");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn what_a_command_writes_is_shown_a_screen_at_a_time() {
    let test = "what_a_command_writes_is_shown_a_screen_at_a_time";
    let steps = ["```run\nseq 100 149\n```\n"];
    let Some((_sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter runs it");
    let mut all = String::new();
    for keys in ["Enter shows more", "Enter shows more", "Enter goes on"] {
        terminal.press("\r");
        all += &terminal.sees(keys);
    }
    for number in 100..150 {
        assert!(all.contains(&number.to_string()), "{number}: {all}");
    }
    terminal.press("\r");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn a_note_before_the_first_screen_is_not_lost() {
    let test = "a_note_before_the_first_screen_is_not_lost";
    let paragraphs = "A paragraph.\n\n".repeat(8);
    let steps = [paragraphs.as_str(), paragraphs.as_str()];
    let Some((_sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    let seen = terminal.sees("Enter");
    assert!(seen.contains("its files are in"), "{seen}");
    // The terminal looks whether something has left the screen.
    terminal.press("\r");
    terminal.sees("q leaves");
    terminal.press("q");
    terminal.end();
}

#[test]
fn a_question_says_how_and_lets_one_try_again() {
    let test = "a_question_says_how_and_lets_one_try_again";
    let steps = ["```run\ndaprk deploy -f mine.yaml --name mine\n```\n\n\
         ```question\nWhat is it called?\nanswer: configmap/mine {.metadata.name}\n```\n"];
    let Some((_sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter runs it");
    terminal.press("\r");
    terminal.sees("What is it called?");
    terminal.sees("Type a word");
    terminal.press("yours\r");
    let seen = terminal.sees("Enter shows the answer");
    assert!(
        seen.contains("not right, one more try: look at ConfigMap mine")
            && !seen.contains("it is mine"),
        "{seen}"
    );
    // A command is no answer.
    terminal.press("daprk sandbox status\r");
    let seen = terminal.sees("Enter shows the answer");
    assert!(!seen.contains("not right"), "{seen}");
    terminal.press("theirs\r");
    terminal.sees("it is mine");
    terminal.sees("Enter goes on");
    terminal.press("\r");
    assert_eq!(terminal.end(), Some(0));
}
