//! Reading a word, and answers without a person.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;

fn question(danger: Danger) -> Question {
    Question {
        context: vec![
            "  changes   Deployment dapr-operator".to_owned(),
            "a\u{1b}b".to_owned(),
        ],
        prompt: "Take it over as revision 5?".to_owned(),
        danger,
    }
}

/// What is read from these keys, and what they leave on the screen.
fn read(keys: Vec<Key>) -> (Option<String>, String) {
    let mut keys = keys.into_iter();
    let mut screen = String::new();
    let word = read_word(
        || keys.next().ok_or(io::ErrorKind::UnexpectedEof.into()),
        |echo| {
            screen.push_str(echo);
            Ok(())
        },
    );
    (word.unwrap(), screen)
}

fn keys(text: &str) -> Vec<Key> {
    text.chars().map(Key::Char).collect()
}

#[test]
fn a_word_is_read_up_to_enter_with_corrections() {
    let mut typed = keys("dapp");
    typed.extend([Key::Backspace, Key::Char('r'), Key::ArrowLeft, Key::Enter]);
    assert_eq!(
        read(typed),
        (Some("dapr".to_owned()), "dapp\u{8} \u{8}r".to_owned())
    );
    assert_eq!(
        read(vec![Key::Backspace, Key::Enter]),
        (Some(String::new()), String::new())
    );
}

#[test]
fn esc_and_ctrl_d_leave_and_other_control_characters_do_nothing() {
    for last in [Key::Escape, Key::Char('\u{4}')] {
        let mut typed = keys("da\u{1}\u{9b}");
        typed.push(last);
        assert_eq!(read(typed), (None, "da".to_owned()));
    }
}

#[test]
fn ctrl_c_interrupts() {
    let error = read_word(|| Ok(Key::CtrlC), |_| Ok(())).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::Interrupted);
}

#[test]
fn where_nobody_is_there_the_error_says_what_would_have_been_asked() {
    for danger in [Danger::Moderate, Danger::Severe("dapr-system".to_owned())] {
        let error = unanswered(&question(danger));
        assert_eq!(error.exit, Exit::NeedsConfirmation);
        assert_eq!(error.code, "needs-confirmation");
        assert_eq!(error.hint.as_deref(), Some("add `--yes`"));
        assert!(error.message.contains("Take it over as revision 5?"));
        assert!(error.says.unwrap().contains("Deployment dapr-operator"));
    }
}

#[test]
fn yes_leaves_the_question_with_its_answer() {
    let theme = Theme::new(false, true);
    let lines = answered(&question(Danger::Moderate), 80);
    let shown: Vec<String> = lines.iter().map(|line| line.paint(theme)).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
      changes   Deployment dapr-operator
    a\x1bb
    Take it over as revision 5? yes (--yes)
    ");
}

#[test]
fn sentences_above_a_question_break_between_words() {
    let question = Question {
        context: vec![
            "one two three".to_owned(),
            "  a  b".to_owned(),
            "  a  b  ccc d e".to_owned(),
        ],
        prompt: "Go on?".to_owned(),
        danger: Danger::Moderate,
    };
    let theme = Theme::new(false, true);
    let lines = context(&question, 8);
    let shown: Vec<String> = lines.iter().map(|line| line.paint(theme)).collect();
    assert_eq!(
        shown,
        [
            "one two", "three", "  a  b", "  a  b", "     ccc", "     d e"
        ]
    );
}

#[cfg(unix)]
#[test]
fn the_cursor_is_never_hidden() {
    use std::io::Write as _;
    let mut seen = Vec::new();
    let mut kept = cursor::Kept(&mut seen);
    kept.write_all(b"\x1b[?25l").unwrap();
    kept.write_all(b"go on? ").unwrap();
    kept.write_all(b"\x1b[?25h").unwrap();
    assert_eq!(seen, b"go on? ");
}
