//! `upgrade`: as `init`, for a control plane that is there.

use super::{Session, control_plane, init};
use crate::error::{Error, Result};
use crate::event::Outcome;
use crate::install::Ledger;
use crate::release::Standing;
use crate::settings::Upgrade;

pub(super) async fn run(session: &Session<'_>, settings: &Upgrade) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.common.dapr_namespace();
    control_plane::only_here(&cluster, namespace).await?;
    let ledger = Ledger::read(&cluster, namespace, control_plane::RELEASE).await?;
    if matches!(ledger.standing(), Standing::Absent) {
        return Err(Error::failed(
            "not-installed",
            format!("there is no Dapr in namespace {namespace}"),
        )
        .hint("`daprk init -k` installs it"));
    }
    init::install(
        session,
        &cluster,
        &settings.control_plane,
        settings.wait,
        &["daprk status -k"],
    )
    .await
}
