//! `completion`: the lines that a shell sources.

use crate::complete;
use crate::error::{Error, Result};
use crate::event::{Body, Outcome};
use crate::settings::Completion;

pub(super) fn run(settings: &Completion) -> Result<Outcome> {
    let script = complete::script(settings.shell, complete::NAME)
        .map_err(|error| Error::bug(format!("cannot write the script: {error}")))?;
    Ok(Outcome::done(Body::Text(script)))
}
