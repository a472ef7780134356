//! `--values` and the `--set` family: kept in the order they were typed.

use clap::{ArgMatches, Args, Command, FromArgMatches, ValueHint};

/// Which `--set` flag it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `--set`: numbers, booleans and null are recognised.
    Typed,
    /// `--set-string`: always text.
    String,
    /// `--set-file`: the text of a file.
    File,
}

const KINDS: [(&str, Kind); 3] = [
    ("set", Kind::Typed),
    ("set_string", Kind::String),
    ("set_file", Kind::File),
];

#[derive(Debug, Args)]
#[command(next_help_heading = "Values")]
struct Flags {
    /// Values file, or - (repeatable; the last wins)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    values: Vec<String>,

    /// Set values: key=value,list={a,b} (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,

    /// As --set, but the value is always text
    #[arg(long, value_name = "KEY=VALUE")]
    set_string: Vec<String>,

    /// As --set, but the value is read from a file
    #[arg(long, value_name = "KEY=FILE")]
    set_file: Vec<String>,
}

/// The values that were typed. Derived clap types lose the order between different flags, hence
/// the hand-written half.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValuesArgs {
    /// Arguments of `--values`.
    pub files: Vec<String>,
    /// Arguments of the `--set` family, in typed order.
    pub sets: Vec<(Kind, String)>,
}

impl FromArgMatches for ValuesArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut sets: Vec<_> = KINDS
            .iter()
            .flat_map(|(id, kind)| {
                let indices = matches.indices_of(id).into_iter().flatten();
                indices.zip(texts(matches, id).map(|text| (*kind, text)))
            })
            .collect();
        sets.sort_by_key(|(index, _)| *index);
        Ok(Self {
            files: texts(matches, "values").collect(),
            sets: sets.into_iter().map(|(_, set)| set).collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn texts(matches: &ArgMatches, id: &str) -> impl Iterator<Item = String> {
    matches
        .get_many::<String>(id)
        .into_iter()
        .flatten()
        .cloned()
}

impl Args for ValuesArgs {
    fn augment_args(command: Command) -> Command {
        Flags::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Flags::augment_args_for_update(command)
    }
}
