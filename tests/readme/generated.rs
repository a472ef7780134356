//! What of README can be made from the program: its tables. `DAPRK_TEST_UPDATE=1` rewrites them.

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

/// The text as it should be.
fn current(text: &str) -> String {
    let tables = [commands(), statuses(), variables()];
    tables
        .iter()
        .fold(text.to_owned(), |text, table| with_table(&text, table))
}

#[test]
fn tables_are_current() {
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
fn a_stale_row_is_replaced() {
    let text = "x\n\n| status | meaning |\n|---|---|\n| 9 | gone |\n\ny\n";
    let table: Table = ("| status | meaning |", vec!["| 0 | done |".to_owned()]);
    let wanted = "x\n\n| status | meaning |\n|---|---|\n| 0 | done |\n\ny\n";
    assert_eq!(with_table(text, &table), wanted);
    assert_eq!(with_table(wanted, &table), wanted);
}
