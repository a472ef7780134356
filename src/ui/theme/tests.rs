//! The rows of the table in which anstream, console and supports-color disagree, and the rest.

use super::*;
use unicode_width::UnicodeWidthStr;

/// Variables and their values.
type Vars = &'static [(&'static str, &'static str)];

/// `(environment, is a terminal, coloured)` with `--color=auto`.
const AUTO: &[(Vars, bool, bool)] = &[
    (&[], true, true),
    (&[], false, false),
    (&[("NO_COLOR", "1")], true, false),
    (&[("NO_COLOR", "0")], true, false),
    (&[("NO_COLOR", "")], true, true),
    (&[("NO_COLOR", "")], false, false),
    (&[("CLICOLOR", "0")], true, false),
    (&[("CLICOLOR", "1")], true, true),
    (&[("CLICOLOR", "1")], false, false),
    (&[("CLICOLOR_FORCE", "1")], false, true),
    (&[("CLICOLOR_FORCE", "0")], false, false),
    (&[("CLICOLOR_FORCE", "0")], true, true),
    (&[("CLICOLOR_FORCE", "")], false, false),
    (&[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")], false, true),
    (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true, false),
    (&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], false, true),
    (&[("FORCE_COLOR", "1")], false, false),
    (&[("CI", "true")], true, true),
    (&[("TERM", "dumb")], true, false),
    (&[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], true, true),
    (&[("TERM", "xterm-256color")], true, true),
];

fn lookup(env: &[(&str, &str)], name: &str) -> Option<String> {
    let found = env.iter().find(|(key, _)| *key == name);
    found.map(|(_, value)| (*value).to_owned())
}

#[test]
fn the_flag_beats_no_color_beats_clicolor_beats_term_beats_the_terminal() {
    for (env, is_tty, colored) in AUTO {
        let decide = |choice| wants_color(choice, &|name| lookup(env, name), *is_tty);
        assert_eq!(decide(ColorChoice::Auto), *colored, "{env:?} tty={is_tty}");
        assert!(decide(ColorChoice::Always), "{env:?}");
        assert!(!decide(ColorChoice::Never), "{env:?}");
    }
}

#[test]
fn glyphs_follow_the_locale_as_setlocale_reads_it() {
    let rows: &[(Vars, bool)] = &[
        (&[], false),
        (&[("LANG", "en_US.UTF-8")], true),
        (&[("LANG", "C.utf8")], true),
        (&[("LANG", "C")], false),
        (&[("LANG", "en_US.ISO-8859-1")], false),
        (&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], false),
        (&[("LC_ALL", ""), ("LANG", "en_US.UTF-8")], true),
        (&[("LC_CTYPE", "de_DE.UTF-8"), ("LANG", "C")], true),
        (&[("TERM", "linux"), ("LANG", "en_US.UTF-8")], false),
    ];
    for (env, unicode) in rows {
        assert_eq!(
            wants_unicode(&|name| lookup(env, name)),
            *unicode,
            "{env:?}"
        );
    }
}

#[test]
fn every_state_glyph_is_one_column_wide() {
    for glyphs in [&UNICODE, &ASCII] {
        let states = [
            glyphs.ready,
            glyphs.waiting,
            glyphs.blocked,
            glyphs.hopeless,
        ];
        for glyph in states.iter().chain(glyphs.spinner) {
            assert_eq!(glyph.width(), 1, "{glyph}");
        }
        assert!(glyphs == &UNICODE || format!("{glyphs:?}").is_ascii());
    }
}

#[test]
fn paint_is_reset_behind_and_absent_without_colours() {
    assert_eq!(Theme::new(false, true).paint(Tone::Bad, "x"), "x");
    assert_eq!(Theme::new(true, true).paint(Tone::Plain, "x"), "x");
    assert_eq!(
        Theme::new(true, true).paint(Tone::Good, "x"),
        "\u{1b}[32mx\u{1b}[0m"
    );
}

/// The only test that may call `push`: the crates below keep it for the whole process.
#[test]
fn the_decision_reaches_anstream_and_console() {
    use anstream::ColorChoice::{Always, Never};
    for (stdout, stderr, both) in [
        (true, true, Always),
        (false, true, Never),
        (true, false, Never),
        (false, false, Never),
    ] {
        Colors { stdout, stderr }.push();
        assert_eq!(console::colors_enabled(), stdout);
        assert_eq!(console::colors_enabled_stderr(), stderr);
        assert_eq!(anstream::ColorChoice::global(), both);
    }
}
