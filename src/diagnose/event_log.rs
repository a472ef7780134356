//! Kubernetes events, found by the object that they are about.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::manifest::Object;

/// One event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    /// One word: `FailedScheduling`.
    pub(super) reason: &'a str,
    /// A sentence.
    pub(super) message: &'a str,
    /// How often it happened.
    pub(super) count: i64,
    /// When it happened first and last (RFC 3339).
    pub(super) first: &'a str,
    pub(super) last: &'a str,
    field: &'a str,
    uid: &'a str,
}

/// All events.
pub(super) struct EventLog<'a> {
    about: BTreeMap<(&'a str, &'a str, &'a str), Vec<&'a Object>>,
}

impl<'a> EventLog<'a> {
    /// Sorts events by what they are about.
    pub(super) fn new(events: &'a [Arc<Object>]) -> Self {
        let mut about: BTreeMap<_, Vec<&'a Object>> = BTreeMap::new();
        for event in events {
            let key = (
                event.text("/involvedObject/kind"),
                event.text("/involvedObject/namespace"),
                event.text("/involvedObject/name"),
            );
            about.entry(key).or_default().push(event.as_ref());
        }
        Self { about }
    }

    /// What is told about this very object (and not about an earlier one of the same name), the
    /// latest last.
    pub(super) fn about(&self, object: &Object) -> Vec<Told<'a>> {
        let namespace = object.namespace().unwrap_or_default();
        let uid = object.text("/metadata/uid");
        let told = self.about.get(&(object.kind(), namespace, object.name()));
        let mut told: Vec<_> = told
            .into_iter()
            .flatten()
            .map(|event| Told::read(event))
            .filter(|told| told.uid.is_empty() || uid.is_empty() || told.uid == uid)
            .collect();
        told.sort_by_cached_key(|told| (told.last.parse::<Timestamp>().ok(), told.message));
        told
    }
}

impl<'a> Told<'a> {
    fn read(event: &'a Object) -> Self {
        let first_of = |pointers: &[&str]| {
            let mut texts = pointers.iter().map(|pointer| event.text(pointer));
            texts.find(|text| !text.is_empty()).unwrap_or_default()
        };
        let series = event.at("/series/count").and_then(Value::as_i64);
        Self {
            reason: event.text("/reason"),
            message: event.text("/message"),
            count: series.or(event.number("/count")).unwrap_or(1),
            first: first_of(&[
                "/firstTimestamp",
                "/eventTime",
                "/metadata/creationTimestamp",
            ]),
            last: first_of(&[
                "/series/lastObservedTime",
                "/lastTimestamp",
                "/eventTime",
                "/metadata/creationTimestamp",
            ]),
            field: event.text("/involvedObject/fieldPath"),
            uid: event.text("/involvedObject/uid"),
        }
    }

    /// Whether it is about this container of its pod (`spec.initContainers{migrate}`).
    pub(super) fn is_about(&self, container: &str) -> bool {
        let name = self
            .field
            .split_once('{')
            .map(|(_, rest)| rest.trim_end_matches('}'));
        name == Some(container)
    }
}

/// The latest event with this reason.
pub(super) fn latest<'a>(events: &[Told<'a>], reason: &str) -> Option<Told<'a>> {
    events
        .iter()
        .rev()
        .find(|told| told.reason == reason)
        .copied()
}

/// How often this reason was told.
pub(super) fn count(events: &[Told<'_>], reason: &str) -> i64 {
    let same = events.iter().filter(|told| told.reason == reason);
    same.map(|told| told.count).sum()
}
