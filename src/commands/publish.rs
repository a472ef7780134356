//! `publish`: an event to a topic, in the name of an app.

use std::fmt::Write as _;

use http::Method;

use super::{Session, payload};
use crate::cluster::encoded;
use crate::error::Result;
use crate::event::{Event, Outcome};
use crate::settings::Publish;

pub(super) async fn run(session: &Session<'_>, settings: &Publish) -> Result<Outcome> {
    let payload = payload::payload(&settings.data)?;
    let Publish {
        app_id,
        pubsub,
        topic,
        ..
    } = settings;
    let sidecar = session.sidecar(app_id).await?;
    let path = path(settings);
    if session.common.dry_run {
        return Ok(session.would_ask(&sidecar, &format!("POST {path}")));
    }
    let component = ("pub/sub component", "pubsub.", pubsub.as_str());
    session.answer(app_id, sidecar.require(component)).await?;
    let answer = sidecar.ask(Method::POST, &path, payload);
    let answer = session.answer(app_id, answer).await?;
    if !answer.status().is_success() {
        let doing = format!("publish to topic {topic} of `{pubsub}`");
        return Err(sidecar.refused(&doing, &answer));
    }
    session.reporter.emit(Event::Note {
        message: format!("`{app_id}` published to topic {topic} of `{pubsub}`"),
    });
    Ok(Outcome::quiet())
}

fn path(settings: &Publish) -> String {
    let mut path = format!(
        "/v1.0/publish/{}/{}",
        encoded(&settings.pubsub),
        encoded(&settings.topic)
    );
    for (number, (key, value)) in settings.metadata.iter().enumerate() {
        let before = if number == 0 { '?' } else { '&' };
        let _ = write!(path, "{before}metadata.{}={}", encoded(key), encoded(value));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Data;

    #[test]
    fn names_and_metadata_are_parts_of_the_path() {
        let settings = Publish {
            app_id: "cart".into(),
            pubsub: "pubsub".into(),
            topic: "new orders/a".into(),
            metadata: vec![("ttl".into(), "60".into()), ("a b".into(), "c&d".into())],
            data: Data::None,
        };
        assert_eq!(
            path(&settings),
            "/v1.0/publish/pubsub/new%20orders%2Fa?metadata.ttl=60&metadata.a%20b=c%26d"
        );
    }
}
