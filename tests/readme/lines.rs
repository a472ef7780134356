//! Lines of README that somebody may type, and what else can be looked up.

use std::path::Path;

use daprk::cli::parse;
use daprk::settings::RENDERED_VERSION;

const README: &str = include_str!("../../README.md");

/// The lines of blocks between fences.
fn block_lines(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("\n```").skip(1).step_by(2);
    blocks.flat_map(|block| block.lines().skip(1))
}

/// Every `daprk …` that a block tells to type.
fn typed(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in block_lines(text) {
        let line = line
            .trim_start_matches("$ ")
            .trim_start_matches("source <(");
        let line = line.replacen("cargo run -- ", "daprk ", 1);
        let end = line.find(['#', '|', '>', ')']).unwrap_or(line.len());
        if line.starts_with("daprk ") {
            found.push(line[..end].trim().to_owned());
        }
    }
    found
}

/// The targets of links that are neither headings nor elsewhere.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1);
    targets
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.starts_with("http") && !target.starts_with('#'))
        .collect()
}

#[test]
fn what_it_tells_to_type_can_be_typed() {
    let typed = typed(README);
    assert!(typed.len() > 5, "{typed:?}");
    for line in typed {
        let parsed = parse(line.split_whitespace());
        assert!(parsed.is_ok(), "README tells to type `{line}`: {parsed:?}");
    }
}

#[test]
fn it_names_the_version_that_is_rendered() {
    let sentence = format!("It renders Dapr {RENDERED_VERSION}.");
    assert!(README.contains(&sentence), "{sentence}");
}

#[test]
fn what_it_links_to_is_there() {
    for target in links(README) {
        let file = target.split('#').next().unwrap_or(target);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert!(path.exists(), "README links to {target}");
    }
}

#[test]
fn it_is_short_enough_to_be_read() {
    assert!(README.lines().count() <= 300);
}

#[test]
fn lines_are_found_in_every_way_they_are_written() {
    let text = "daprk no\n```sh\ncargo run -- init -k\nsource <(daprk completion bash)  # x\n\
                helm ls\n```\n\n```console\n$ daprk images | sort\nout\n```\n[a](b.md) [c](#d)";
    let wanted = ["daprk init -k", "daprk completion bash", "daprk images"];
    assert_eq!(typed(text), wanted);
    assert_eq!(links(text), ["b.md"]);
}
