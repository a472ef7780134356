//! Which sidecar a sandbox is started with.

use std::ffi::OsString;

use crate::error::{Error, Result};
use crate::sandbox::daprd::{Told, Wish};
use crate::sandbox::home::Home;
use crate::settings::Common;

/// The refusal of what a running sandbox cannot be given any more.
pub(super) fn runs(home: &Home, how: &str) -> Error {
    Error::failed("sandbox-runs", format!("the sandbox runs already, {how}"))
        .on(home.folder().display().to_string())
        .hint("`daprk sandbox stop` first; what it stores stays")
}

/// Refuses a sidecar that is not what the running sandbox has.
pub(super) fn same(home: &Home, asked: Option<&str>) -> Result<()> {
    let told = Told::of(home);
    match asked {
        Some(asked) if !told.is(&Wish::read(asked)) => {
            let which = told.name();
            Err(runs(home, &format!("with another sidecar: {which}")))
        }
        _ => Ok(()),
    }
}

/// Refuses a path at which there is nothing: most likely it is misspelt.
pub(super) fn there_is(asked: Option<&str>) -> Result<()> {
    match asked.map(Wish::read) {
        Some(Wish::At(path)) if !path.exists() => Err(Error::usage(
            "no-daprd",
            format!("there is no daprd at {}", path.display()),
        )
        .hint("`dapr init --slim` puts one at ~/.dapr/bin/daprd; `--daprd built-in` does without")),
        _ => Ok(()),
    }
}

/// The flags with which a command starts its sandbox for this sidecar. One that runs already must
/// have it.
pub(super) fn flags(common: &Common, asked: Option<&str>) -> Result<Vec<OsString>> {
    let home = Home::at(&common.sandbox);
    if asked.is_some() && home.running().is_some() {
        same(&home, asked)?;
    } else {
        there_is(asked)?;
    }
    Ok(asked.map(flag).into_iter().collect())
}

/// As a flag of `sandbox start`.
pub(super) fn flag(asked: &str) -> OsString {
    format!("--daprd={asked}").into()
}
