//! A command line as a person types it, in an environment.

use daprk::cli::{Refused, parse};
use daprk::settings::{Env, Settings, resolve};

/// Variables of a test.
pub(super) struct Variables<'a>(pub &'a [(&'a str, &'a str)]);

impl Env for Variables<'_> {
    fn var(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| (*value).to_owned())
    }
}

/// Names and values.
pub(super) type Set = &'static [(&'static str, &'static str)];

/// How a line was refused.
#[derive(Debug, PartialEq)]
pub(super) struct No {
    pub status: i32,
    /// The first line and the hint.
    pub text: String,
}

/// Settles `line`; words are separated by blanks.
pub(super) fn settle(line: &str, variables: &[(&str, &str)]) -> Result<Settings, No> {
    let cli = parse(line.split_whitespace()).map_err(|refused| match refused {
        Refused::Clap(error) => No {
            status: error.exit_code(),
            text: error.render().to_string(),
        },
        Refused::Known(error) => no(&error),
    })?;
    resolve(cli, &Variables(variables)).map_err(|error| no(&error))
}

fn no(error: &daprk::error::Error) -> No {
    No {
        status: error.exit.code().into(),
        text: format!("{error}\nhint: {}", error.hint.as_deref().unwrap_or("-")),
    }
}

/// Settles a line that is good, with nothing in the environment.
pub(super) fn good(line: &str) -> Settings {
    good_with(line, &[])
}

/// Settles a line that is good.
pub(super) fn good_with(line: &str, variables: &[(&str, &str)]) -> Settings {
    settle(line, variables).unwrap_or_else(|no| panic!("{line}: {no:?}"))
}
