//! `template`: the manifests, without a cluster. Generated secrets are a fixed placeholder.

use super::{Session, apps, control_plane};
use crate::error::Result;
use crate::event::{Body, Outcome};
use crate::install::Wanted;
use crate::manifest::sort_for_install;
use crate::settings::{Template, What};

pub(super) async fn run(session: &Session<'_>, settings: &Template) -> Result<Outcome> {
    let wanted = wanted(session, &settings.what).await?;
    let mut objects = if settings.crds {
        wanted.definitions
    } else {
        Vec::new()
    };
    objects.extend(wanted.objects);
    sort_for_install(&mut objects);
    Ok(Outcome::done(Body::Objects(
        objects.into_iter().map(|object| object.0).collect(),
    )))
}

/// What would stand in an empty cluster.
pub(super) async fn wanted(session: &Session<'_>, what: &What) -> Result<Wanted> {
    match what {
        What::ControlPlane(asked) => control_plane::offline(session.common.dapr_namespace(), asked),
        What::App(app) => {
            let namespace = session.common.namespace.as_deref().unwrap_or("default");
            apps::offline(namespace, app).await
        }
    }
}
