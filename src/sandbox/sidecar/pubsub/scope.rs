//! Which topics an app may use.

use super::super::component::Settings;

/// Limits of a broker, for one app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Scopes {
    allowed: Vec<String>,
    protected: Vec<String>,
    publishing: Vec<String>,
    subscribing: Vec<String>,
}

impl Scopes {
    /// From a Component's settings.
    pub(in super::super) fn read(settings: &Settings, app_id: &str) -> Self {
        Self {
            allowed: settings.list("allowedTopics"),
            protected: settings.list("protectedTopics"),
            publishing: of_app(settings.get("publishingScopes"), app_id),
            subscribing: of_app(settings.get("subscriptionScopes"), app_id),
        }
    }

    /// Whether the app may publish to a topic.
    pub(super) fn may_publish(&self, topic: &str) -> bool {
        self.may(topic, &self.publishing)
    }

    /// Whether the app may subscribe to a topic.
    pub(super) fn may_subscribe(&self, topic: &str) -> bool {
        self.may(topic, &self.subscribing)
    }

    fn may(&self, topic: &str, scoped: &[String]) -> bool {
        let within = |topics: &[String]| topics.iter().any(|other| other == topic);
        if !self.allowed.is_empty() && !within(&self.allowed) {
            return false;
        }
        let free = !within(&self.protected) && scoped.is_empty();
        free || within(scoped)
    }
}

/// `app1=topic1,topic2;app2=topic3` → the topics of one app.
fn of_app(text: Option<&str>, app_id: &str) -> Vec<String> {
    let text = text.unwrap_or_default().replace(' ', "");
    text.split(';')
        .filter_map(|entry| entry.split_once('='))
        .filter(|(app, _)| *app == app_id)
        .flat_map(|(_, topics)| topics.split(',').map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Scopes, Settings};

    #[test]
    fn topics_of_an_app() {
        let settings = Settings::of(&[
            ("allowedTopics", "a,b,c"),
            ("protectedTopics", "c"),
            ("publishingScopes", "other=b;node=a, c"),
        ]);
        let scopes = Scopes::read(&settings, "node");
        let rows = [
            ("a", true, true),
            ("b", false, true),
            ("c", true, false),
            ("d", false, false),
        ];
        for (topic, publish, subscribe) in rows {
            assert_eq!(
                (scopes.may_publish(topic), scopes.may_subscribe(topic)),
                (publish, subscribe),
                "{topic}"
            );
        }
        assert!(Scopes::default().may_publish("x"));
        assert!(
            !Scopes::read(&Settings::of(&[("publishingScopes", "node=")]), "node").may_publish("x")
        );
    }
}
