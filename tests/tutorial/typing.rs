//! What a person types: keys that are none, long lines, and the terminal as it is left.

use std::path::Path;
use std::time::Duration;

use super::stuck::{folder, run};

/// Keys that come within this time may be taken for something that is pasted.
const APART: Duration = Duration::from_secs(1);
/// A condition that does not hold.
const RED: [&str; 1] = ["```check 1s\nconfigmap/none exists\n```\n"];
/// A command before which a key is waited for.
const WAIT: [&str; 1] = ["```run\necho ran\n```\n"];

#[test]
fn a_key_that_is_none_of_those_named_does_nothing() {
    let test = "a_key_that_is_none_of_those_named_does_nothing";
    let Some((_sandbox, mut terminal)) = run(test, &WAIT) else {
        return;
    };
    terminal.sees("Enter runs it");
    // F2 and Ctrl-Right end in a letter that is a key; so does nothing of this.
    for key in ["\u{1b}OQ", "\u{1b}[1;5B", "\u{1b}[A", "x", "\t", "\u{1b}"] {
        terminal.press(key);
        std::thread::sleep(APART);
    }
    terminal.press("\r");
    terminal.sees("ran");
    terminal.sees("Enter goes on");
    terminal.press("\r");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn the_end_of_the_input_leaves() {
    let Some((_sandbox, mut terminal)) = run("the_end_of_the_input_leaves", &WAIT) else {
        return;
    };
    terminal.sees("Enter runs it");
    terminal.press("\u{4}");
    terminal.sees("left for later");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn the_second_ctrl_c_leaves_the_terminal_as_it_was() {
    let test = "the_second_ctrl_c_leaves_the_terminal_as_it_was";
    let steps = ["```check 60s\nconfigmap/none exists\n```\n"];
    let Some((_sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter ends the wait");
    terminal.press("\u{3}");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), Some(130));
}

#[test]
fn a_line_that_is_longer_than_the_screen_is_corrected_in_its_row() {
    let test = "a_line_that_is_longer_than_the_screen_is_corrected_in_its_row";
    let Some((_sandbox, mut terminal)) = run(test, &RED) else {
        return;
    };
    terminal.sees("c own command");
    terminal.press("c");
    terminal.sees("$");
    terminal.press(&("w".repeat(200) + "."));
    terminal.sees("w.");
    terminal.press(&("\u{7f}".repeat(201) + "echo mine"));
    terminal.sees("$ echo mine");
    let screen = terminal.screen();
    assert!(!screen.contains("ww"), "{screen}");
    terminal.press("\r");
    terminal.sees("mine");
    terminal.sees("Enter looks again");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(1));
}

#[test]
fn a_program_of_ones_own_is_typed_to() {
    let test = "a_program_of_ones_own_is_typed_to";
    let Some((sandbox, mut terminal)) = run(test, &RED) else {
        return;
    };
    terminal.sees("c own command");
    terminal.press("c");
    terminal.sees("$");
    terminal.press("cat >typed; echo written\r");
    terminal.sees("written\n");
    terminal.press("words\r");
    terminal.sees("words");
    terminal.press("\u{4}");
    terminal.sees("written");
    terminal.sees("Enter looks again");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(1));
    let typed = std::fs::read_to_string(Path::new(&folder(&sandbox)).join("typed"));
    assert_eq!(typed.unwrap(), "words\n");
}

#[test]
fn words_that_are_longer_than_the_screen_are_shown_to_their_end() {
    let test = "words_that_are_longer_than_the_screen_are_shown_to_their_end";
    let words: Vec<String> = (100..118)
        .map(|number| format!("`{}{number}`\n\n", "w".repeat(100)))
        .collect();
    let words = words.concat();
    let Some((_sandbox, mut terminal)) = run(test, &[words.as_str()]) else {
        return;
    };
    let mut all = String::new();
    for keys in ["shows more", "shows more", "Enter goes on"] {
        all += &terminal.sees(keys);
        terminal.press("\r");
    }
    for number in 100..118 {
        assert!(all.contains(&format!("w{number}")), "{number}: {all}");
    }
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn ctrl_c_ends_a_command_of_ones_own_and_not_the_tutorial() {
    let test = "ctrl_c_ends_a_command_of_ones_own_and_not_the_tutorial";
    let Some((_sandbox, mut terminal)) = run(test, &RED) else {
        return;
    };
    terminal.sees("c own command");
    terminal.press("c");
    terminal.sees("$");
    terminal.press("$ echo begun; sleep 60\r");
    terminal.sees("begun\n");
    terminal.press("\u{3}");
    terminal.sees("Enter looks again");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(1));
}

#[test]
fn a_program_may_have_the_whole_screen() {
    let test = "a_program_may_have_the_whole_screen";
    let Some((_sandbox, mut terminal)) = run(test, &RED) else {
        return;
    };
    terminal.sees("c own command");
    terminal.press("c");
    terminal.sees("$");
    terminal.press("tput smcup; seq 100 150; read -r line; tput rmcup; echo read $line\r");
    let seen = terminal.sees("149\n150\n");
    assert!(!seen.contains("shows more"), "{seen}");
    terminal.press("it\r");
    terminal.sees("read it");
    terminal.sees("Enter looks again");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(1));
}

#[test]
fn what_is_pasted_is_no_key() {
    let Some((_sandbox, mut terminal)) = run("what_is_pasted_is_no_key", &WAIT) else {
        return;
    };
    terminal.sees("Enter runs it");
    terminal.press("q and b\r");
    std::thread::sleep(APART);
    terminal.press("\r");
    terminal.sees("ran");
    terminal.sees("Enter goes on");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn at_a_question_the_keys_are_what_they_always_are() {
    let test = "at_a_question_the_keys_are_what_they_always_are";
    let steps = [
        "Begin.\n",
        "```question\nWhich namespace is it?\nanswer: all namespace {.items[0].metadata.name}\n```\n",
    ];
    let Some((_sandbox, mut terminal)) = run(test, &steps) else {
        return;
    };
    terminal.sees("Enter goes on");
    terminal.press("\r");
    terminal.sees("b goes back, q leaves");
    terminal.press("?\r");
    let seen = terminal.sees("b goes back, q leaves");
    assert!(seen.contains("hint: look at"), "{seen}");
    terminal.press("b\r");
    terminal.sees("1.1  Step 1");
    terminal.sees("Enter goes on");
    terminal.press("\r");
    terminal.sees("b goes back, q leaves");
    terminal.press("q\r");
    terminal.sees("left for later");
    assert_eq!(terminal.end(), Some(0));
}
