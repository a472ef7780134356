//! indicatif on a terminal in memory.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use indicatif::InMemoryTerm;
use std::sync::Arc;

/// A terminal, the text it shows live, and the picture.
fn stage(text: &str) -> (InMemoryTerm, Arc<Mutex<String>>, Live) {
    let term = InMemoryTerm::new(8, 20);
    let text = Arc::new(Mutex::new(text.to_owned()));
    let source = Arc::clone(&text);
    let live = Live::new(term.clone(), move || source.lock().unwrap().clone());
    (term, text, live)
}

fn set(text: &Mutex<String>, live: &Live, now: &str) {
    now.clone_into(&mut text.lock().unwrap());
    live.bar.force_draw();
}

#[test]
fn the_picture_is_redrawn_in_place_as_it_grows_and_shrinks() {
    let (term, text, live) = stage("");
    for picture in [
        "one\n  two",
        "one\n  two\n  three",
        "four",
        "",
        "five\n  six",
    ] {
        set(&text, &live, picture);
        assert_eq!(term.contents(), picture);
    }
    live.end();
    assert_eq!(term.contents(), "");
}

#[test]
fn a_line_as_wide_as_the_terminal_takes_one_row() {
    let (term, text, live) = stage("");
    let wide = format!("{}\nb", "a".repeat(20));
    for _ in 0..3 {
        set(&text, &live, &wide);
        assert_eq!(term.contents(), wide);
    }
}

#[test]
fn colours_do_not_count_as_width() {
    let (term, text, live) = stage("");
    for _ in 0..3 {
        set(&text, &live, "\u{1b}[32mabcdefghijklmnopq\u{1b}[0m\nb");
        assert_eq!(term.contents(), "abcdefghijklmnopq\nb");
    }
}

#[test]
fn what_is_said_aside_stays_above_the_picture() {
    let (term, text, live) = stage("");
    set(&text, &live, "running\n  tree");
    live.aside(|| term.write_line("done").unwrap());
    assert_eq!(term.contents(), "done\nrunning\n  tree");
    live.aside(|| term.write_line("done too").unwrap());
    assert_eq!(term.contents(), "done\ndone too\nrunning\n  tree");
    live.end();
    assert_eq!(term.contents(), "done\ndone too");
    live.aside(|| term.write_line("after the end").unwrap());
    assert_eq!(term.contents(), "done\ndone too\nafter the end");
}

#[test]
fn an_ended_picture_does_not_come_back() {
    let (term, text, live) = stage("");
    set(&text, &live, "running");
    live.end();
    live.run_while(true);
    set(&text, &live, "again");
    assert_eq!(term.contents(), "");
}

#[test]
fn lines_end_with_a_line_break_and_not_by_wrapping() {
    let (term, text, live) = stage("");
    set(&text, &live, "one\ntwo");
    let moves = term.moves_since_last_check();
    assert!(moves.contains(r"\r\ntwo"), "{moves}");
    assert!(!moves.contains(&" ".repeat(10)), "{moves}");
}
