//! `logs` (stand-in until merged).
use super::Session;
use crate::error::{Error, Result};
use crate::event::Outcome;
use crate::settings::Logs;
#[allow(clippy::unused_async)]
pub(super) async fn run(_: &Session<'_>, _: &Logs) -> Result<Outcome> {
    Err(Error::bug("not merged"))
}
