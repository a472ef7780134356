//! Help texts.

use clap::Command;
use daprk::cli::{Refused, command, parse};

use super::golden::assert_golden;

fn names(command: &Command) -> Vec<String> {
    let below = command.get_subcommands().filter(|c| c.get_name() != "help");
    below.map(|c| c.get_name().to_owned()).collect()
}

/// What `daprk WORDS` prints when it prints help.
fn help(words: &[&str]) -> String {
    match parse(words) {
        Err(Refused::Clap(error)) if error.exit_code() == 0 => error.render().to_string(),
        other => panic!("{words:?}: {other:?}"),
    }
}

fn all(flag: &str) -> Vec<(String, String)> {
    let mut texts = vec![("daprk".to_owned(), help(&["daprk", flag]))];
    for name in names(&command("daprk")) {
        texts.push((name.clone(), help(&["daprk", &name, flag])));
    }
    texts
}

#[test]
fn the_definition_is_sound() {
    command("daprk").debug_assert();
    command("kubectl daprk").debug_assert();
}

#[test]
fn long_help_is_as_kept() {
    for (name, text) in all("--help") {
        assert_golden(&format!("tests/cli/help/{name}.txt"), &text);
    }
}

#[test]
fn short_help_is_as_kept() {
    for (name, text) in all("-h") {
        assert_golden(&format!("tests/cli/help/{name}-h.txt"), &text);
    }
}

#[test]
fn no_text_is_kept_for_a_command_that_is_gone() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help");
    let kept = std::fs::read_dir(folder).expect("the folder").count();
    assert_eq!(kept, all("--help").len() + all("-h").len());
}

#[test]
fn help_fits_80_columns() {
    for (name, text) in all("--help").into_iter().chain(all("-h")) {
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

#[test]
fn every_long_help_has_examples_before_usage_and_statuses_at_the_end() {
    for (name, text) in all("--help") {
        let place = |heading: &str| {
            text.find(&format!("\n{heading}:"))
                .unwrap_or_else(|| panic!("{name} has no {heading}"))
        };
        assert!(place("Examples") < place("Usage"), "{name}");
        assert!(place("Usage") < place("Exit status"), "{name}");
    }
}

#[test]
fn examples_are_lines_that_parse() {
    for (name, text) in all("--help") {
        let examples = text.lines().filter_map(|line| {
            let line = line.strip_prefix("  ")?;
            let start = line
                .find("daprk ")
                .filter(|at| line[..*at].ends_with("| ") || *at == 0)?;
            line[start..].split("   ").next()?.split(" | ").next()
        });
        for example in examples {
            let words = example.split_whitespace().take_while(|word| *word != ">");
            assert!(parse(words).is_ok(), "{name}: {example}");
        }
    }
}

#[test]
fn the_plugin_of_kubectl_says_its_own_name() {
    for program in [
        "kubectl-daprk",
        "/usr/bin/kubectl-daprk",
        "kubectl-daprk.exe",
    ] {
        let text = help(&[program, "init", "--help"]);
        assert!(
            text.contains("Usage: kubectl daprk init [OPTIONS]"),
            "{text}"
        );
        assert!(text.contains("\n  kubectl daprk init -k --dev\n"), "{text}");
        let long = text.lines().find(|line| line.chars().count() > 80);
        assert_eq!(long, None);
    }
    let text = help(&["./daprk", "init", "--help"]);
    assert!(text.contains("Usage: daprk init"), "{text}");
}

#[test]
fn nothing_in_help_is_still_to_come() {
    let names = names(&command("daprk"));
    for later in ["annotate", "mtls", "workflow", "components"] {
        assert!(!names.contains(&later.to_owned()), "{later}");
    }
}

#[test]
fn version() {
    let wanted = format!("daprk {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(help(&["daprk", "--version"]), wanted);
    assert_eq!(help(&["daprk", "-V"]), wanted);
}

#[test]
fn help_names_the_bundled_sets() {
    let sets = daprk::render::Chart::sets().join(", ");
    for command in ["deploy", "template", "diff", "images"] {
        let mut root = daprk::cli::command("daprk");
        let help = root
            .find_subcommand_mut(command)
            .expect("a command")
            .render_help();
        assert!(help.to_string().contains(&sets), "{command}: {sets}");
    }
}
