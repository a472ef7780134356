//! Dapr's definitions.

use super::issue::Issue;
use super::scene::Scene;
use crate::manifest::Object;

/// Says with which generator, and so from which sources, a definition was made.
const MADE_WITH: &str = "controller-gen.kubebuilder.io/version";

/// Definitions that are not there.
pub(super) fn missing(scene: &Scene<'_>) -> Vec<Issue> {
    if scene.rows.is_empty() {
        return Vec::new();
    }
    let known = scene.survey.definitions.iter();
    let absent = known.filter(|definition| here(scene, definition).is_none());
    absent
        .map(|definition| {
            let message = "is missing: the API server does not know this kind";
            Issue::error("definition-missing", definition.subject(), message)
                .fix("daprk upgrade -k")
        })
        .collect()
}

/// Definitions of another version of Dapr.
pub(super) fn other(scene: &Scene<'_>) -> Vec<Issue> {
    let known = scene.survey.definitions.iter();
    known
        .filter_map(|definition| differs(definition, here(scene, definition)?))
        .collect()
}

fn differs(known: &Object, here: &Object) -> Option<Issue> {
    let (wanted, found) = (known.annotation(MADE_WITH)?, here.annotation(MADE_WITH));
    if found == Some(wanted) {
        return None;
    }
    let message = "is that of another version of Dapr: fields may be missing";
    let found = found.unwrap_or("another tool");
    Some(
        Issue::warning("definition-differs", here.subject(), message)
            .says(format!(
                "made with {found}; that of Dapr 1.18 with {wanted}"
            ))
            .fix("daprk upgrade -k"),
    )
}

fn here<'a>(scene: &Scene<'a>, known: &Object) -> Option<&'a Object> {
    let definitions = scene.snapshot.definitions.iter().map(AsRef::as_ref);
    let named = |definition: &&'a Object| definition.name() == known.name();
    definitions.into_iter().find(named)
}
