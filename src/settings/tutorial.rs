//! Tutorials: which one, what is to be done with it, and where their things are kept.

use std::path::PathBuf;

use super::app;
use super::env::{self, Env};
use crate::cli;
use crate::error::Result;

/// `daprk tutorial`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tutorial {
    /// What is to be done.
    pub action: TutorialAction,
    /// Folder for what is done of tutorials.
    pub progress: PathBuf,
    /// Folder for the files of tutorials.
    pub files: PathBuf,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TutorialAction {
    /// List them.
    List,
    /// Print one.
    Show(Which),
    /// Go through one.
    Run {
        /// Which.
        which: Which,
        /// Nobody is asked.
        auto: bool,
        /// The step to begin with.
        from: Option<String>,
        /// Where the images of its applications come from from now on; empty: from where they say.
        registry: Option<String>,
    },
    /// Take back what one made.
    Reset(Which),
    /// Look for mistakes in one.
    Lint(Which),
}

/// Which tutorial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// One of daprk's own.
    Named(String),
    /// That of a folder.
    Folder(PathBuf),
}

pub(super) fn tutorial(typed: cli::Tutorial, env: &dyn Env) -> Result<Tutorial> {
    use cli::TutorialAction as Typed;
    Ok(Tutorial {
        action: match typed.action {
            Typed::List => TutorialAction::List,
            Typed::Show(name) => TutorialAction::Show(which(name)),
            Typed::Run(typed) => TutorialAction::Run {
                which: which(typed.which),
                auto: typed.auto,
                from: typed.from,
                registry: app::registry(typed.image_registry, env)?,
            },
            Typed::Reset(name) => TutorialAction::Reset(which(name)),
            Typed::Lint(name) => TutorialAction::Lint(which(name)),
        },
        progress: env::user_folder(env, "XDG_STATE_HOME", ".local/state").join("tutorials"),
        files: env::tutorial_files(env),
    })
}

fn which(typed: cli::TutorialName) -> Which {
    match typed.dir {
        Some(folder) => Which::Folder(folder),
        None => Which::Named(typed.name.unwrap_or_default()),
    }
}
