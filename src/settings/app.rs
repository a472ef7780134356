//! An application: a bundled one, or manifests of one's own.

use std::path::PathBuf;

use super::env::{self, Env};
use crate::cli;
use crate::error::{Error, Result};

/// Values, before anything is read or parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValuesInput {
    /// Values files, `-` for standard input; the last wins.
    pub files: Vec<String>,
    /// `--set` and its kin in typed order; they win over the files.
    pub sets: Vec<(SetKind, String)>,
}

/// Which `--set` it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// `--set`: numbers, booleans and null are recognised.
    Typed,
    /// `--set-string`: always text.
    String,
    /// `--set-file`: the text of a file.
    File,
}

impl From<cli::ValuesArgs> for ValuesInput {
    fn from(typed: cli::ValuesArgs) -> Self {
        let sets = typed.sets.into_iter();
        Self {
            files: typed.files,
            sets: sets.map(|(kind, text)| (kind.into(), text)).collect(),
        }
    }
}

impl From<cli::Kind> for SetKind {
    fn from(kind: cli::Kind) -> Self {
        match kind {
            cli::Kind::Typed => Self::Typed,
            cli::Kind::String => Self::String,
            cli::Kind::File => Self::File,
        }
    }
}

/// An application and the changes asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Where its manifests come from.
    pub set: AppSet,
    /// Values; for bundled applications only.
    pub values: ValuesInput,
    /// `--image`: name and image.
    pub images: Vec<(String, String)>,
    /// `--replicas`: app and number of pods.
    pub replicas: Vec<(String, u32)>,
    /// `--state-store`
    pub state_store: Option<String>,
    /// `--image-registry`: where its images come from, in place of where they say.
    pub registry: Option<String>,
}

/// Where an application's manifests come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppSet {
    /// They are built in.
    Bundled {
        /// `hello-kubernetes`
        name: String,
    },
    /// The user brings them.
    Own {
        /// The name that they are remembered by.
        name: String,
        /// One for each `-f`.
        sources: Vec<Source>,
    },
}

impl AppSet {
    /// The name that it is remembered by.
    pub fn name(&self) -> &str {
        match self {
            Self::Bundled { name } | Self::Own { name, .. } => name,
        }
    }
}

/// One `-f`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `-`
    Stdin,
    /// `http://…` or `https://…`
    Url(String),
    /// A file or a directory.
    Path(PathBuf),
}

impl From<String> for Source {
    fn from(typed: String) -> Self {
        let url = |scheme: &str| {
            typed
                .get(..scheme.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(scheme))
        };
        match typed.as_str() {
            "-" => Self::Stdin,
            _ if url("http://") || url("https://") => Self::Url(typed),
            _ => Self::Path(typed.into()),
        }
    }
}

/// The application that was named, if one was.
pub(super) fn app(
    manifests: cli::ManifestArgs,
    changes: cli::AppArgs,
    values: cli::ValuesArgs,
    registry: Option<String>,
) -> Option<App> {
    Some(App {
        set: set(manifests)?,
        registry: registry.filter(|registry| !registry.is_empty()),
        values: values.into(),
        images: changes.images,
        replicas: changes.replicas,
        state_store: changes.state_store,
    })
}

/// Where an application's images come from: the flag, else `DAPRK_APP_REGISTRY`. An empty flag says that they come from
/// where they say, whatever the variable is.
pub(super) fn registry(typed: Option<String>, env: &dyn Env) -> Result<Option<String>> {
    let Some(typed) = typed else {
        return env::read(env, "DAPRK_APP_REGISTRY", cli::registry);
    };
    if typed.is_empty() {
        return Ok(Some(typed));
    }
    named_registry(&typed).map(Some)
}

/// A registry as a flag names it.
pub(super) fn named_registry(typed: &str) -> Result<String> {
    cli::registry(typed).map_err(|says| {
        Error::usage("bad-registry", format!("`{typed}` is no registry")).hint(says)
    })
}

/// clap has seen to it that `-f` and `--name` come together, and no bundled name with them.
fn set(manifests: cli::ManifestArgs) -> Option<AppSet> {
    match (manifests.bundled, manifests.name) {
        (Some(name), _) => Some(AppSet::Bundled { name }),
        (None, Some(name)) => Some(AppSet::Own {
            name,
            sources: manifests.files.into_iter().map(Source::from).collect(),
        }),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        let rows = [
            ("-", Source::Stdin),
            ("https://x/y.yaml", Source::Url("https://x/y.yaml".into())),
            ("HTTP://x", Source::Url("HTTP://x".into())),
            ("https:/x", Source::Path("https:/x".into())),
            ("manifests/", Source::Path("manifests/".into())),
            ("ä", Source::Path("ä".into())),
            ("./-", Source::Path("./-".into())),
        ];
        for (typed, wanted) in rows {
            assert_eq!(Source::from(typed.to_owned()), wanted);
        }
    }
}
