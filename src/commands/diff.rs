//! `diff`: what installing or deploying would change; exit 1 when anything would.

use super::{Session, apps, control_plane, preview};
use crate::error::{Exit, Result};
use crate::event::Outcome;
use crate::settings::{Diff, What};

pub(super) async fn run(session: &Session<'_>, settings: &Diff) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let wanted = match &settings.what {
        What::ControlPlane(asked) => {
            let found = control_plane::find(&cluster, session.common.dapr_namespace()).await?;
            found.wanted(session, asked)?
        }
        What::App(app) => {
            apps::wanted(session, &cluster, &session.app_namespace(&cluster), app).await?
        }
    };
    let preview = preview::of(session, &cluster, wanted).await?;
    Ok(preview::outcome(&[preview], Exit::Failed))
}
