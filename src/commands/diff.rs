//! `diff`: what installing or deploying would change; exit 1 when anything would.

use super::{Session, apps, control_plane, preview};
use crate::error::{Exit, Result};
use crate::event::Outcome;
use crate::install;
use crate::settings::{Diff, What};

pub(super) async fn run(session: &Session<'_>, settings: &Diff) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let wanted = match &settings.what {
        What::ControlPlane(asked) => {
            control_plane::wanted(&cluster, session.common.dapr_namespace(), asked).await?
        }
        What::App(app) => apps::wanted(&cluster, &session.app_namespace(&cluster), app).await?,
    };
    let plan = install::plan(&session.context(&cluster), &wanted).await?;
    Ok(preview::outcome(&wanted, &plan, Exit::Failed))
}
