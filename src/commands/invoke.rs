//! `invoke`: calls an app through its own sidecar.

use http::Method;
use serde_json::json;

use super::{Session, answer, payload};
use crate::error::{Error, Result};
use crate::event::Outcome;
use crate::settings::Invoke;

pub(super) async fn run(session: &Session<'_>, settings: &Invoke) -> Result<Outcome> {
    let payload = payload::payload(&settings.data)?;
    let verb = Method::from_bytes(settings.verb.as_bytes())
        .map_err(|_| Error::bug("a verb that is no HTTP method"))?;
    let Invoke { app_id, method, .. } = settings;
    let path = format!("/v1.0/invoke/{app_id}/method/{method}");
    let sidecar = session.sidecar(app_id).await?;
    if session.common.dry_run {
        return Ok(session.would_ask(&sidecar, &format!("{verb} {path}")));
    }
    let doing = format!("{verb} /{method} of `{app_id}`");
    let answer = sidecar.get(&doing, verb, &path, payload);
    let answer = session.answer(app_id, answer).await?;
    let asked = json!({"appId": app_id, "verb": settings.verb, "method": method});
    Ok(answer::outcome("Invocation", asked, &answer))
}
