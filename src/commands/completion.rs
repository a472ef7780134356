//! `completion`: the script that a shell sources.

use crate::complete;
use crate::error::Result;
use crate::event::{Body, Outcome};
use crate::settings::Completion;

pub(super) fn run(settings: &Completion) -> Result<Outcome> {
    Ok(Outcome::done(Body::Text(complete::script(settings.shell)?)))
}
