//! Errors as a person reads them.

use super::*;
use crate::ui::theme::Theme;

fn shown(error: &Error, width: usize) -> String {
    let theme = Theme::new(false, true);
    let lines = lines(error, width, true);
    lines.iter().map(|line| line.paint(theme) + "\n").collect()
}

fn not_found() -> Error {
    Error::failed(
        "image-not-found",
        "dapr-operator cannot start: image mirror.example/dapr/operator:1.18.3 not found",
    )
    .on("pod dapr-operator-744655fddf-l5dbm, container dapr-operator")
    .says("failed to resolve reference: manifest unknown (2 tries)")
    .hint("check --image-registry; `daprk images` lists the 6 images that a mirror needs")
    .state("46 of 47 objects stand; the same command goes on from here")
}

#[test]
fn an_error_says_what_on_what_why_what_to_do_and_what_stands() {
    insta::assert_snapshot!(shown(&not_found(), 100), @r"
    error: dapr-operator cannot start: image mirror.example/dapr/operator:1.18.3 not found
      on    pod dapr-operator-744655fddf-l5dbm, container dapr-operator
      says  failed to resolve reference: manifest unknown (2 tries)
      hint  check --image-registry; `daprk images` lists the 6 images that a mirror needs
      state 46 of 47 objects stand; the same command goes on from here
    ");
}

#[test]
fn long_texts_hang_below_their_beginning_and_a_command_stays_whole() {
    insta::assert_snapshot!(shown(&not_found(), 60), @r"
    error: dapr-operator cannot start: image
           mirror.example/dapr/operator:1.18.3 not found
      on    pod dapr-operator-744655fddf-l5dbm, container
            dapr-operator
      says  failed to resolve reference: manifest unknown (2
            tries)
      hint  check --image-registry; `daprk images` lists the 6
            images that a mirror needs
      state 46 of 47 objects stand; the same command goes on
            from here
    ");
    assert!(shown(&not_found(), 80).lines().count() <= 7);
    for line in shown(&not_found(), 80).lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_source_excerpt_is_kept_as_it_is() {
    let error = Error::usage("bad-yaml", "`values.yaml` is not YAML")
        .on("values.yaml:3:7")
        .says("\n2 | global:\n3 | \tha: [\n        ^ never closed\n\n")
        .hint("close the `[`");
    insta::assert_snapshot!(shown(&error, 40), @r"
    error: `values.yaml` is not YAML
      on    values.yaml:3:7
      says  2 | global:
            3 |     ha: [
                    ^ never closed
      hint  close the `[`
    ");
}

#[test]
fn a_server_that_says_much_is_cut_short() {
    let reason = |number: usize| format!("spec.replicas[{number}]: Invalid value: -{number}");
    let reasons: Vec<_> = (0..20).map(reason).collect();
    let error = not_found().says(reasons.join(", "));
    let shown = shown(&error, 80);
    assert!(
        shown.contains("spec.replicas[0]: Invalid value: -0"),
        "{shown}"
    );
    assert!(shown.contains("… (-o json has all of it)\n"), "{shown}");
    assert!(shown.contains("  hint  check --image-registry"), "{shown}");
    for line in shown.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let short = Error::failed("x", "it failed").says(reasons.join(", "));
    assert_eq!(super::lines(&short, 80, true).len(), LONGEST);
    assert!(super::lines(&short, 80, false).len() > LONGEST);
    let set = Error::failed("x", "it failed").says(reasons.join("\n"));
    assert_eq!(super::lines(&set, 80, true).len(), 21);
}

#[test]
fn foreign_text_cannot_drive_the_terminal() {
    let error = Error::failed("x", "bad \u{1b}[31mname")
        .on("pod a\u{202e}b")
        .says("one\u{1b}c\ntwo\u{9b}");
    insta::assert_snapshot!(shown(&error, 80), @r"
    error: bad \x1b[31mname
      on    pod a\u{202e}b
      says  one\x1bc
            two\u{9b}
    ");
}

#[test]
fn only_the_label_is_coloured() {
    let lines = lines(&Error::failed("x", "it failed").hint("try again"), 80, true);
    let painted: Vec<String> = lines
        .iter()
        .map(|line| line.paint(Theme::new(true, true)))
        .collect();
    assert_eq!(
        painted,
        [
            "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m it failed",
            "  \u{1b}[36mhint\u{1b}[0m  try again"
        ]
    );
}
