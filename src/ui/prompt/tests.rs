//! How a question looks, and answers without a person.
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

#[test]
fn the_answer_stands_in_a_row_of_its_own_where_the_question_has_no_room() {
    let rows_of = |prompt: &str, danger| {
        let question = Question {
            context: Vec::new(),
            prompt: prompt.to_owned(),
            danger,
        };
        let (rows, last) = rows(&question, 20);
        (rows.join("|"), last)
    };
    let severe = || Danger::Severe("a".to_owned());
    for (prompt, danger, above, last) in [
        ("Go on?", Danger::Moderate, "", "Go on?"),
        ("Remove it all?", Danger::Moderate, "Remove it", "all?"),
        ("Remove it all?", severe(), "Remove it|all?", ""),
        (
            "Remove aaa.bbb.ccc.ddd?",
            Danger::Moderate,
            "Remove|aaa.bbb.ccc.ddd?",
            "",
        ),
    ] {
        let expected = (above.to_owned(), last.to_owned());
        assert_eq!(rows_of(prompt, danger), expected, "{prompt}");
    }
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
