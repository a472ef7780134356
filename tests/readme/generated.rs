//! What of README can be made from the program: tables, and what commands print that need no
//! cluster. `DAPRK_TEST_UPDATE=1` rewrites it.

use std::process::Command;

use daprk::cli::{VARIABLES, command};
use daprk::error::Exit;

/// The head of a table, and the rows that belong under it.
type Table = (&'static str, Vec<String>);

fn commands() -> Table {
    let root = command("daprk");
    let mut listed: Vec<_> = root.get_subcommands().collect();
    listed.retain(|c| c.get_name() != "help");
    listed.sort_by_key(|c| c.get_display_order());
    let row = |c: &&clap::Command| {
        let about = c.get_about().expect("every command says what it does");
        format!("| `{}` | {about} |", c.get_name())
    };
    (
        "| command | what it does |",
        listed.iter().map(row).collect(),
    )
}

fn statuses() -> Table {
    let row = |(exit, meaning): &(Exit, &str)| format!("| {} | {meaning} |", exit.code());
    (
        "| status | meaning |",
        Exit::TABLE.iter().map(row).collect(),
    )
}

fn variables() -> Table {
    let alike = VARIABLES
        .chunk_by(|one, next| (one.meaning, one.commands) == (next.meaning, next.commands));
    let rows = alike.map(|variables| {
        let variable = variables[0];
        let names = variables
            .iter()
            .map(|variable| format!("`{}`", variable.name));
        let names = names.collect::<Vec<_>>().join(", ");
        let commands: Vec<String> = variable.commands.iter().map(|c| format!("`{c}`")).collect();
        let commands = if commands.is_empty() {
            "all".to_owned()
        } else {
            commands.join(", ")
        };
        format!("| {names} | {} | {commands} |", variable.meaning)
    });
    ("| variable | meaning | commands |", rows.collect())
}

/// The text with these rows under the head of the table.
fn with_table(text: &str, (head, rows): &Table) -> String {
    let at = text
        .find(&format!("\n{head}\n"))
        .unwrap_or_else(|| panic!("README has no table {head}"));
    let (before, table) = text.split_at(at + 1);
    let (table, after) = table.split_at(table.find("\n\n").map_or(table.len(), |end| end + 1));
    let kept = table.lines().take(2);
    let lines: Vec<&str> = kept.chain(rows.iter().map(String::as_str)).collect();
    format!("{before}{}\n{after}", lines.join("\n"))
}

/// Commands whose output is kept in README as well.
const PRINTED: [&str; 1] = ["$ daprk images -o name"];

/// The text with what the command prints under it, to the end of the block.
fn with_output(text: &str, line: &str, output: &str) -> String {
    let at = text
        .find(&format!("\n{line}\n"))
        .unwrap_or_else(|| panic!("README has no {line}"));
    let (before, block) = text.split_at(at + line.len() + 2);
    let end = block.find("```\n").expect("the end of the block");
    format!("{before}{output}{}", &block[end..])
}

fn printed(line: &str) -> String {
    let words = line.trim_start_matches("$ daprk ").split_whitespace();
    let mut daprk = Command::new(env!("CARGO_BIN_EXE_daprk"));
    for variable in VARIABLES {
        daprk.env_remove(variable.name);
    }
    let output = daprk.args(words).output().expect("daprk runs");
    assert!(output.status.success(), "{line}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The text as it should be.
fn current(text: &str) -> String {
    let tables = [commands(), statuses(), variables()];
    let text = tables
        .iter()
        .fold(text.to_owned(), |text, table| with_table(&text, table));
    PRINTED
        .iter()
        .fold(text, |text, line| with_output(&text, line, &printed(line)))
}

#[test]
fn tables_and_outputs_are_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(path).expect("README.md");
    let wanted = current(&text);
    if std::env::var_os("DAPRK_TEST_UPDATE").is_some() {
        std::fs::write(path, &wanted).expect("written");
        return;
    }
    for (number, (is, should)) in text.lines().zip(wanted.lines()).enumerate() {
        let line = number + 1;
        assert_eq!(
            is, should,
            "README.md:{line}; DAPRK_TEST_UPDATE=1 cargo test rewrites it"
        );
    }
    assert_eq!(text, wanted);
}

#[test]
fn a_stale_row_and_a_stale_output_are_replaced() {
    let text = "x\n\n| status | meaning |\n|---|---|\n| 9 | gone |\n\ny\n";
    let table: Table = ("| status | meaning |", vec!["| 0 | done |".to_owned()]);
    let wanted = "x\n\n| status | meaning |\n|---|---|\n| 0 | done |\n\ny\n";
    assert_eq!(with_table(text, &table), wanted);
    assert_eq!(with_table(wanted, &table), wanted);

    let text = "```console\n$ daprk x\nold\n```\n\ny\n";
    let wanted = "```console\n$ daprk x\nnew\nlines\n```\n\ny\n";
    assert_eq!(with_output(text, "$ daprk x", "new\nlines\n"), wanted);
}
