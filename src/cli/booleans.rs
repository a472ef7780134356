//! `--dev=true`, `-k=false`: the dapr CLI is written in Go, whose switches take a value.
//!
//! clap's don't, so a switch that is on loses its value, and one that is off is left out, before
//! clap sees the line. Options for which «off» says something (`--enable-mtls`) take their value
//! themselves.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::{ArgAction, Command};

/// Rewrites the switches that were given a value. Everything else stays as it is, wrong values
/// too: clap says what is wrong with them.
pub(super) fn plain(args: Vec<OsString>, command: &Command) -> Vec<OsString> {
    if !args.iter().any(|arg| value(arg).is_some()) {
        return args;
    }
    let switches = switches(command);
    let end = args.iter().position(|arg| arg == "--");
    let (flags, rest) = args.split_at(end.unwrap_or(args.len()));
    let flags = flags.iter().filter_map(|arg| rewrite(arg, &switches));
    flags.chain(rest.iter().cloned()).collect()
}

fn rewrite(arg: &OsString, switches: &BTreeSet<String>) -> Option<OsString> {
    match value(arg) {
        Some((flag, true)) if switches.contains(flag) => Some(flag.into()),
        Some((flag, false)) if switches.contains(flag) => None,
        _ => Some(arg.clone()),
    }
}

/// The flag and its value, in the words of Go's `strconv.ParseBool`.
fn value(arg: &OsString) -> Option<(&str, bool)> {
    let (flag, value) = arg.to_str()?.split_once('=')?;
    let value = match value {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => true,
        "0" | "f" | "F" | "FALSE" | "false" | "False" => false,
        _ => return None,
    };
    flag.starts_with('-').then_some((flag, value))
}

/// All that are on or off, of all commands.
fn switches(command: &Command) -> BTreeSet<String> {
    let own = command
        .get_arguments()
        .filter(|arg| matches!(arg.get_action(), ArgAction::SetTrue))
        .flat_map(|arg| {
            let long = arg.get_long().map(|name| format!("--{name}"));
            let short = arg.get_short().map(|name| format!("-{name}"));
            long.into_iter().chain(short)
        });
    let below = command.get_subcommands().flat_map(switches);
    own.chain(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        let args = text.split(' ').map(OsString::from).collect();
        let plain = plain(args, &crate::cli::command("daprk"));
        let words: Vec<_> = plain.iter().filter_map(|arg| arg.to_str()).collect();
        words.join(" ")
    }

    #[test]
    fn lines() {
        let rows = [
            ("daprk init -k=true --dev=1", "daprk init -k --dev"),
            ("daprk init -k --dev=false", "daprk init -k"),
            (
                "daprk list -A=t --kubernetes=T",
                "daprk list -A --kubernetes",
            ),
            ("daprk init --dev=maybe", "daprk init --dev=maybe"),
            (
                "daprk init --enable-ha=false",
                "daprk init --enable-ha=false",
            ),
            ("daprk init --wait=false", "daprk init --wait=false"),
            ("daprk init --set a=true", "daprk init --set a=true"),
            ("daprk deploy -- --dev=true", "daprk deploy -- --dev=true"),
            ("daprk status -k", "daprk status -k"),
        ];
        for (typed, wanted) in rows {
            assert_eq!(line(typed), wanted);
        }
    }

    #[test]
    fn no_option_with_a_value_shares_a_switchs_name() {
        fn valued(command: &Command, found: &mut Vec<String>) {
            for arg in command.get_arguments() {
                if !matches!(arg.get_action(), ArgAction::SetTrue) {
                    found.extend(arg.get_long().map(|name| format!("--{name}")));
                }
            }
            command.get_subcommands().for_each(|c| valued(c, found));
        }
        let command = crate::cli::command("daprk");
        let mut found = Vec::new();
        valued(&command, &mut found);
        let switches = switches(&command);
        assert!(switches.contains("--dev") && found.contains(&"--set".to_owned()));
        assert!(found.iter().all(|name| !switches.contains(name)));
    }
}
