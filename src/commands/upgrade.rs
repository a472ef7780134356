//! `upgrade`: as `init`, for a control plane that is there.

use super::{Session, control_plane, init, preview};
use crate::error::{Error, Exit, Result};
use crate::event::Outcome;
use crate::settings::Upgrade;

pub(super) async fn run(session: &Session<'_>, settings: &Upgrade) -> Result<Outcome> {
    let namespace = session.common.dapr_namespace();
    let cluster = session.cluster().await?;
    let found = control_plane::find(&cluster, namespace).await?;
    found.only_here()?;
    if !found.is_here() {
        return Err(Error::failed(
            "not-installed",
            format!("there is no Dapr in namespace {namespace}"),
        )
        .hint("`daprk init -k` installs it"));
    }
    let wanted = found.wanted(session, &settings.control_plane)?;
    session.started(&wanted.title, &cluster, namespace);
    if session.common.dry_run {
        let preview = preview::of(session, &cluster, wanted).await?;
        return Ok(preview::outcome(&[preview], Exit::Done));
    }
    let next = ["daprk status -k"];
    init::install(session, &cluster, &wanted, settings.wait, &next).await
}
