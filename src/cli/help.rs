//! What the derived help does not have: variables, exit statuses, headings, the plugin's name.

use std::fmt::Write as _;

use clap::Command;
use clap::builder::StyledStr;
use clap::builder::styling::{AnsiColor, Styles};

use super::environment::VARIABLES;
use crate::error::Exit;

/// Widest line of help. Fixed, so that help reads the same everywhere.
const WIDTH: usize = 80;

/// Examples come before usage, and only with `--help`.
const TEMPLATE: &str = "\
{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

/// Commands that need no cluster, and so cannot fail to reach one.
const OFFLINE: [&str; 3] = ["template", "images", "completion"];

pub(super) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Adds to `root` and its commands what every help text ends and begins with. `name` is what a
/// person types to run it.
pub(super) fn complete(root: Command, name: &str) -> Command {
    let root = root
        .styles(STYLES)
        .bin_name(name)
        .mut_subcommands(|command| page(command, name))
        .after_help(format!("`{name} COMMAND --help` says more, with examples"));
    page(root, name)
}

fn page(command: Command, name: &str) -> Command {
    let examples = command
        .get_before_long_help()
        .map(|text| examples(&text.to_string(), name))
        .unwrap_or_default();
    let end = [variables(&command), statuses(&command)].join("");
    command
        .help_template(TEMPLATE)
        .max_term_width(WIDTH)
        .before_long_help(headed(&examples))
        .after_long_help(headed(end.trim_end()))
}

/// The plugin is often installed without a `daprk` beside it.
fn examples(text: &str, name: &str) -> String {
    text.replace("  daprk ", &format!("  {name} "))
        .replace("| daprk ", &format!("| {name} "))
}

/// Headings of our own look like clap's.
fn headed(text: &str) -> StyledStr {
    let style = STYLES.get_header();
    let mut styled = String::new();
    for line in text.lines() {
        let heading = line.ends_with(':') && !line.starts_with(' ');
        let _ = if heading {
            writeln!(styled, "{style}{line}{style:#}")
        } else {
            writeln!(styled, "{line}")
        };
    }
    StyledStr::from(styled.trim_end().to_owned())
}

fn variables(command: &Command) -> String {
    let root = command.has_subcommands();
    let mut text = String::new();
    for variable in VARIABLES {
        let mine = variable.commands.contains(&command.get_name());
        if mine || (root && variable.commands.is_empty()) {
            let _ = writeln!(text, "  {:<29}{}", variable.name, variable.meaning);
        }
    }
    if root {
        text.push_str("  KUBECONFIG, NO_COLOR …        as everywhere\n");
    }
    section("Environment", &text)
}

fn statuses(command: &Command) -> String {
    let name = command.get_name();
    let mut text = String::new();
    for (exit, meaning) in Exit::TABLE {
        if OFFLINE.contains(&name) && !matches!(exit, Exit::Done | Exit::Failed | Exit::Usage) {
            continue;
        }
        let meaning = match (name, exit) {
            ("daprk", _) | (_, Exit::Done | Exit::Usage) => meaning,
            ("status", Exit::Failed) => "not healthy, or failed",
            ("diff", Exit::Failed) => "different, or failed",
            ("init" | "upgrade" | "deploy", Exit::Failed) => "failed or unhealthy",
            (_, Exit::Failed) => "failed",
            _ => meaning,
        };
        let _ = writeln!(text, "  {:<5}{meaning}", exit.code());
    }
    section("Exit status", &text)
}

fn section(title: &str, lines: &str) -> String {
    if lines.is_empty() {
        String::new()
    } else {
        format!("{title}:\n{lines}\n")
    }
}
