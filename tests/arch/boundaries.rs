//! What only one place may name: the terminal, and the YAML parser.

use super::source::{Source, assert_none, sources};
use super::tokens::{Token, tokens};

/// Writers outside `ui`: clap prints its own help, tracing its own lines. The keeper of a pod's
/// processes, the sidecar and the look at the store are programs by themselves: the first answers its
/// sandbox on standard output, the second writes a log there, the last says what is wrong.
const WRITERS: [(&str, &str); 5] = [
    ("src/run.rs", ".print()"),
    ("src/run.rs", "stderr"),
    ("src/sandbox/runtime/supervisor/serve.rs", "stdout"),
    ("src/sandbox/sidecar/run.rs", "stdout"),
    ("src/sandbox/store/check.rs", "stderr"),
];

/// How a line comes to the terminal.
fn written<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let before = if at > 0 { text(at - 1) } else { "" };
    let word = tokens[at].text;
    match word {
        "print" | "println" | "eprint" | "eprintln" | "dbg" if text(at + 1) == "!" => Some(word),
        // `error.print()` of clap.
        "print" if before == "." && text(at + 1) == "(" && text(at + 2) == ")" => Some(".print()"),
        "Stdout" | "Stderr" | "stdout_with_hyperlink" => Some(word),
        // `io::stdout`, or `stdout` by itself, but not the setter of a child process.
        // A field of that name.
        "stdout" | "stderr" if text(at + 1) == ":" => None,
        "stdout" | "stderr" if before == "::" || before == "{" || before == "," => Some(word),
        "stdout" | "stderr" if text(at + 1) == "(" && before != "." && before != "fn" => Some(word),
        _ => None,
    }
}

/// Whether a file is compiled for tests alone, which tell what they skip.
fn is_test(path: &str) -> bool {
    ["/tests/", "/testing/", "/conformance/"]
        .iter()
        .any(|folder| path.contains(folder))
}

/// Where files other than those of `ui` write to the terminal, less the exceptions.
fn writers(all: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let mut allowed = WRITERS.to_vec();
    let judged = |source: &&Source| !source.path.starts_with("src/ui/") && !is_test(&source.path);
    for source in all.iter().filter(judged) {
        let tokens = tokens(&source.text);
        for at in 0..tokens.len() {
            let Some(way) = written(&tokens, at) else {
                continue;
            };
            let known = (source.path.as_str(), way);
            if let Some(spent) = allowed.iter().position(|one| *one == known) {
                allowed.remove(spent);
            } else {
                let line = tokens[at].line;
                found.push(format!(
                    "{}:{line}: only src/ui writes ({way})",
                    source.path
                ));
            }
        }
    }
    let stale = allowed.iter();
    found.extend(stale.map(|(path, way)| format!("{path} has no {way} any more")));
    found
}

/// Where `serde_saphyr` is named outside `src/manifest/yaml*`: two parsers would soon be set up
/// differently.
fn parsers(all: &[Source]) -> Vec<String> {
    let others = all
        .iter()
        .filter(|s| !s.path.starts_with("src/manifest/yaml"));
    let mut found = Vec::new();
    for source in others {
        for token in tokens(&source.text) {
            if token.text == "serde_saphyr" {
                let place = format!("{}:{}", source.path, token.line);
                found.push(format!("{place}: only src/manifest/yaml reads YAML"));
            }
        }
    }
    found
}

#[test]
fn only_ui_writes() {
    assert_none(&writers(&sources("src")));
}

#[test]
fn only_one_file_reads_yaml() {
    assert_none(&parsers(&sources("src")));
}

/// The files that may write, with what they are allowed, and one more.
fn with_exceptions(path: &str, text: &str) -> Vec<Source> {
    let run = "fn f() { let _ = error.print(); trace(io::stderr); }";
    let program = "fn f() { io::stdout(); }";
    vec![
        Source::new("src/run.rs", run),
        Source::new("src/sandbox/runtime/supervisor/serve.rs", program),
        Source::new("src/sandbox/sidecar/run.rs", program),
        Source::new("src/sandbox/store/check.rs", "fn f() { io::stderr(); }"),
        Source::new(path, text),
    ]
}

#[test]
fn a_writer_elsewhere_is_seen() {
    for (text, wanted) in [
        ("fn f() { println!(\"x\"); }", Some("println")),
        ("fn f() { eprint!(\"x\"); }", Some("eprint")),
        ("fn f() { dbg!(1); }", Some("dbg")),
        ("fn f() { io::stdout().lock(); }", Some("stdout")),
        ("use std::io::stderr;", Some("stderr")),
        ("use std::io::{Read, stderr};", Some("stderr")),
        ("use tokio::io::Stdout;", Some("Stdout")),
        ("fn f() { stdout(); }", Some("stdout")),
        ("fn f(e: clap::Error) { e.print(); }", Some(".print()")),
        ("fn f() { ui.print(outcome); format!(\"x\"); }", None),
        ("fn f() { child.stdout(Stdio::piped()); }", None),
        ("struct S { out: bool } // println!", None),
        ("fn f() { S { a, stdout: child } }", None),
    ] {
        let found = writers(&with_exceptions("src/render/mod.rs", text));
        match wanted {
            Some(way) => {
                let wanted = format!("src/render/mod.rs:1: only src/ui writes ({way})");
                assert_eq!(found, [wanted], "{text}");
            }
            None => assert_eq!(found, [""; 0], "{text}"),
        }
        assert_eq!(writers(&with_exceptions("src/ui/tree.rs", text)), [""; 0]);
    }
}

#[test]
fn an_exception_counts_once_and_while_it_lasts() {
    let twice = with_exceptions("src/lookup.rs", "");
    assert_eq!(writers(&twice), [""; 0]);
    let again = with_exceptions("src/run.rs", "fn g() { io::stderr(); }");
    assert_eq!(
        writers(&again),
        ["src/run.rs:1: only src/ui writes (stderr)"]
    );
    assert_eq!(
        writers(&[]),
        [
            "src/run.rs has no .print() any more",
            "src/run.rs has no stderr any more",
            "src/sandbox/runtime/supervisor/serve.rs has no stdout any more",
            "src/sandbox/sidecar/run.rs has no stdout any more",
            "src/sandbox/store/check.rs has no stderr any more"
        ]
    );
}

#[test]
fn tests_may_tell_what_they_skip() {
    let at = |path: &str| writers(&with_exceptions(path, "fn f() { io::stderr(); }")).len();
    assert_eq!(at("src/sandbox/sidecar/testing/redis.rs"), 0);
    assert_eq!(at("src/sandbox/sidecar/redis.rs"), 1);
}

#[test]
fn another_yaml_parser_is_seen() {
    let text = "// serde_saphyr\nfn f() { serde_saphyr::from_str(x) }";
    let at = |path: &str| parsers(&[Source::new(path, text)]);
    let wanted = "src/render/set.rs:2: only src/manifest/yaml reads YAML";
    assert_eq!(at("src/render/set.rs"), [wanted]);
    assert_eq!(at("src/manifest/read.rs").len(), 1);
    assert_eq!(at("src/manifest/yaml.rs"), [""; 0]);
    assert_eq!(at("src/manifest/yaml/tests.rs"), [""; 0]);
}
