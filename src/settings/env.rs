//! The environment, as far as daprk reads it.

use std::path::PathBuf;

use crate::cli::VARIABLES;
use crate::error::{Error, Result};

/// Where variables come from; tests bring their own.
pub trait Env {
    /// The value of a variable, if it is set.
    fn var(&self, name: &str) -> Option<String>;
}

/// The variables of this process. One that isn't UTF-8 counts as not set.
#[derive(Clone, Copy, Debug)]
pub struct ProcessEnv;

impl Env for ProcessEnv {
    fn var(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

/// Where the files of tutorials are put.
pub(super) fn tutorial_files(env: &dyn Env) -> PathBuf {
    user_folder(env, "XDG_DATA_HOME", ".local/share").join("tutorials")
}

/// daprk's folder among those of the user, as the XDG base directory specification has them:
/// below the variable's, or below this one of the home folder.
pub(super) fn user_folder(env: &dyn Env, variable: &str, of_home: &str) -> PathBuf {
    let folder = |name: &str| env.var(name).map(PathBuf::from);
    let named = folder(variable).filter(|path| path.is_absolute());
    let named = named.or_else(|| folder("HOME").map(|home| home.join(of_home)));
    named.unwrap_or_else(std::env::temp_dir).join("daprk")
}

/// A variable that is set and not empty.
pub(super) fn set(env: &dyn Env, name: &'static str) -> Option<String> {
    debug_assert!(
        VARIABLES.iter().any(|variable| variable.name == name),
        "{name} is missing in the table that help prints"
    );
    env.var(name).filter(|value| !value.is_empty())
}

/// A variable read by `read`, whose complaint is told with the variable's name.
pub(super) fn read<T, E: std::fmt::Display>(
    env: &dyn Env,
    name: &'static str,
    read: impl FnOnce(&str) -> std::result::Result<T, E>,
) -> Result<Option<T>> {
    let Some(value) = set(env, name) else {
        return Ok(None);
    };
    read(&value).map(Some).map_err(|says| {
        Error::usage("bad-variable", format!("{name}={value} cannot be used"))
            .hint(says.to_string())
    })
}
