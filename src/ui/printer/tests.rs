//! The whole of it on streams in memory.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::error::Exit;
use crate::event::{Column, Danger, Row, Table};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A stream that can be read after it was given away.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tape {
    /// What was written since the last look.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

/// A reader that has gone away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A clock that stands until it is turned.
struct Turned {
    began: Instant,
    seconds: AtomicU64,
}

impl Clock for Turned {
    fn now(&self) -> Instant {
        self.began + Duration::from_secs(self.seconds.load(Ordering::Relaxed))
    }

    fn timestamp(&self) -> String {
        "2026-11-23T08:20:11.123Z".to_owned()
    }
}

struct Stage {
    ui: Ui,
    out: Tape,
    err: Tape,
    clock: Arc<Turned>,
}

fn options(format: Format) -> UiOptions {
    UiOptions {
        color: ColorChoice::Never,
        quiet: false,
        verbose: 0,
        progress: true,
        next: true,
        assume_yes: false,
        raw: false,
        format,
        to_yaml: |value| format!("yaml: {value}\n"),
    }
}

/// A [`Ui`] whose streams are files, or with `stdout_tty` whose standard output is a terminal.
fn staged(options: UiOptions, stdout_tty: bool) -> Stage {
    staged_on(options, stdout_tty, None)
}

fn staged_on(options: UiOptions, stdout_tty: bool, size: Option<(usize, usize)>) -> Stage {
    let (out, err) = (Tape::default(), Tape::default());
    let clock = Arc::new(Turned {
        began: Instant::now(),
        seconds: AtomicU64::new(0),
    });
    let streams = Streams {
        out: Mutex::new(Box::new(out.clone())),
        err: Mutex::new(Box::new(err.clone())),
        stdin_tty: false,
        stdout_tty,
        stderr_tty: false,
        size: Arc::new(move || size),
    };
    let ui = Ui::within(
        options,
        Surroundings {
            streams,
            clock: Arc::<Turned>::clone(&clock),
            env: |name| (name == "LANG").then(|| "C.UTF-8".to_owned()),
        },
    );
    Stage {
        ui,
        out,
        err,
        clock,
    }
}

fn table(rows: Vec<Row>) -> Outcome {
    let column = |title| Column { title, wide: false };
    Outcome {
        body: Body::Table(Table {
            kind: "StatusList",
            columns: vec![column("NAME"), column("STATUS")],
            rows,
            empty: "no Dapr in dapr-system".to_owned(),
        }),
        exit: Exit::Done,
        remarks: vec!["`daprk check -k` says why".to_owned()],
    }
}

fn row() -> Row {
    Row {
        cells: vec!["dapr-operator".to_owned(), "Running".to_owned()],
        name: "deployment/dapr-operator".to_owned(),
        item: json!({"name": "dapr-operator"}),
    }
}

fn question() -> Question {
    Question {
        context: vec!["  changes   Deployment dapr-operator".to_owned()],
        prompt: "Take it over?".to_owned(),
        danger: Danger::Severe("dapr-system".to_owned()),
    }
}

#[test]
fn data_is_on_standard_output_and_everything_else_on_standard_error() {
    let stage = staged(options(Format::Human), false);
    stage.ui.print(&table(vec![row()])).unwrap();
    assert_eq!(
        stage.out.take(),
        "NAME           STATUS\ndapr-operator  Running\n"
    );
    assert_eq!(stage.err.take(), "`daprk check -k` says why\n");

    stage.ui.emit(Event::Note {
        message: "a note".to_owned(),
    });
    stage.ui.fail(&Error::failed("x", "it failed"));
    assert_eq!(stage.err.take(), "note: a note\nerror: it failed\n");
    assert_eq!(stage.out.take(), "");
}

#[test]
fn an_empty_table_says_so_on_standard_error() {
    let stage = staged(options(Format::Human), false);
    stage.ui.print(&table(Vec::new())).unwrap();
    assert_eq!(stage.out.take(), "");
    assert_eq!(
        stage.err.take(),
        "no Dapr in dapr-system\n`daprk check -k` says why\n"
    );
}

#[test]
fn quiet_leaves_data_warnings_and_errors() {
    let quiet = UiOptions {
        quiet: true,
        ..options(Format::Human)
    };
    let stage = staged(quiet, false);
    stage.ui.print(&table(vec![row()])).unwrap();
    stage.ui.emit(Event::PhaseStarted {
        phase: "sentry".to_owned(),
    });
    stage.ui.emit(Event::Warning {
        message: "careful".to_owned(),
    });
    stage.ui.fail(&Error::failed("x", "it failed"));
    assert_eq!(
        stage.out.take(),
        "NAME           STATUS\ndapr-operator  Running\n"
    );
    assert_eq!(stage.err.take(), "warning: careful\nerror: it failed\n");
}

#[test]
fn with_json_standard_error_holds_json_lines_and_nothing_else() {
    let stage = staged(options(Format::Json), false);
    stage.ui.emit(Event::PhaseStarted {
        phase: "sentry".to_owned(),
    });
    stage.ui.print(&table(Vec::new())).unwrap();
    stage.ui.fail(&stage.ui.ask(&question()).unwrap_err());
    let list: Value = serde_json::from_str(&stage.out.take()).unwrap();
    assert_eq!(
        list,
        json!({"apiVersion": "daprk/v1", "kind": "StatusList", "items": []})
    );
    let lines = stage.err.take();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["v"], 1);
        assert_eq!(line["ts"], "2026-11-23T08:20:11.123Z");
    }
    insta::assert_snapshot!(lines, @r#"
    {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"phase-started","phase":"sentry"}
    {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"note","message":"no Dapr in dapr-system"}
    {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"note","message":"`daprk check -k` says why"}
    {"v":1,"ts":"2026-11-23T08:20:11.123Z","type":"error","code":"needs-confirmation","message":"needs confirmation: Take it over?","says":"  changes   Deployment dapr-operator","hint":"add `--yes`","exitCode":5}
    "#);
}

#[test]
fn a_question_needs_a_person_or_yes() {
    let error = staged(options(Format::Human), false)
        .ui
        .ask(&question())
        .unwrap_err();
    assert_eq!(
        (error.exit, error.code),
        (Exit::NeedsConfirmation, "needs-confirmation")
    );
    for format in [Format::Human, Format::Yaml, Format::Json] {
        let yes = UiOptions {
            assume_yes: true,
            ..options(format)
        };
        let stage = staged(yes, false);
        assert_eq!(stage.ui.ask(&question()), Ok(true));
        assert!(stage.err.take().contains("Take it over?"));
    }
}

#[test]
fn log_lines_are_made_harmless_for_a_terminal_only_and_not_with_raw() {
    let line = b"\x1b[31mred\x1b[0m\tx\xff";
    let harmless = "\\x1b[31mred\\x1b[0m\tx\u{fffd}\n";
    for (tty, raw, shown) in [
        (true, false, Some(harmless)),
        (true, true, None),
        (false, false, None),
    ] {
        let options = UiOptions {
            raw,
            ..options(Format::Human)
        };
        let stage = staged(options, tty);
        stage.ui.data(line).unwrap();
        let written = std::mem::take(&mut *stage.out.0.lock().unwrap());
        let as_it_is = [&line[..], b"\n"].concat();
        assert_eq!(
            written,
            shown.map_or(as_it_is, |text| text.as_bytes().to_vec())
        );
    }
}

#[test]
fn text_on_a_terminal_is_harmless_and_in_a_file_as_it_is() {
    let outcome = Outcome::done(Body::Text("a\u{1b}[2J\n\tb\n".to_owned()));
    for (tty, shown) in [(true, "a\\x1b[2J\n\tb\n"), (false, "a\u{1b}[2J\n\tb\n")] {
        let stage = staged(options(Format::Human), tty);
        stage.ui.print(&outcome).unwrap();
        assert_eq!(stage.out.take(), shown);
    }
}

#[test]
fn what_is_watched_stands_where_it_stood_and_in_a_log_one_below_the_other() {
    let drawn = "NAME           STATUS\ndapr-operator  Running\n`daprk check -k` says why\n";
    let stage = staged_on(options(Format::Human), true, Some((80, 24)));
    for back in ["", "\u{1b}[3A\r\u{1b}[J"] {
        stage.ui.show_again(&table(vec![row()])).unwrap();
        assert_eq!(stage.out.take(), format!("{back}{drawn}"));
        assert_eq!(stage.err.take(), "");
    }
    for (format, tty) in [(Format::Human, false), (Format::Json, true)] {
        let stage = staged_on(options(format), tty, Some((80, 24)));
        for _ in 0..2 {
            stage.ui.show_again(&table(vec![row()])).unwrap();
            assert!(!stage.out.take().contains('\u{1b}'));
        }
    }
}

#[test]
fn a_reader_that_went_away_is_told_to_the_caller() {
    let stage = staged(options(Format::Human), false);
    *stage.ui.shared.streams.out.lock().unwrap() = Box::new(Closed);
    let error = stage.ui.print(&table(vec![row()])).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(
        stage.ui.data(b"x").unwrap_err().kind(),
        io::ErrorKind::BrokenPipe
    );
}

#[test]
fn a_picture_needs_a_terminal_and_nothing_against_it() {
    let plain = || options(Format::Human);
    let rows = [
        (plain(), true, "xterm", true),
        (plain(), false, "xterm", false),
        (plain(), true, "dumb", false),
        (options(Format::Yaml), true, "xterm", true),
        (options(Format::Json), true, "xterm", false),
        (
            UiOptions {
                progress: false,
                ..plain()
            },
            true,
            "xterm",
            false,
        ),
        (
            UiOptions {
                verbose: 1,
                ..plain()
            },
            true,
            "xterm",
            false,
        ),
        (
            UiOptions {
                quiet: true,
                ..plain()
            },
            true,
            "xterm",
            false,
        ),
    ];
    for (options, tty, term, picture) in rows {
        let env = |name: &str| (name == "TERM").then(|| term.to_owned());
        assert_eq!(
            wants_picture(&options, tty, &env),
            picture,
            "{options:?} {term}"
        );
    }
}

#[test]
fn a_log_hears_a_heartbeat_after_half_a_minute() {
    let stage = staged(options(Format::Human), false);
    stage.ui.emit(Event::PhaseStarted {
        phase: "sentry".to_owned(),
    });
    stage.ui.shared.beat();
    assert_eq!(stage.err.take(), "");
    stage.clock.seconds.store(30, Ordering::Relaxed);
    stage.ui.shared.beat();
    assert_eq!(
        stage.err.take(),
        "  ◌ sentry           still waiting after 30s\n"
    );
}

#[test]
fn the_heartbeat_ends_with_the_ui() {
    let (stop, stopped) = mpsc::channel();
    let beating = thread::spawn(move || pulse(&Weak::new(), &stopped));
    drop(stop);
    beating.join().unwrap();
}

#[test]
fn what_to_type_next_is_left_out_where_nobody_wants_it() {
    let finished = || Event::Finished {
        message: "done".to_owned(),
        seconds: 1.0,
        next: vec!["daprk status".to_owned()],
    };
    for (next, said) in [(true, true), (false, false)] {
        let options = UiOptions {
            next,
            ..options(Format::Human)
        };
        let stage = staged(options, false);
        stage.ui.emit(finished());
        assert_eq!(stage.err.take().contains("daprk status"), said);
    }
}
