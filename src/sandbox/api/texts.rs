//! Texts of objects that long lists have shown.
//!
//! Writing ten thousand pods takes two cores a fifth of a second, and most of them are shown as they were before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use hyper::body::Bytes;
use serde::Serialize;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

/// So long after the last long list all of them go.
const KEEP: Duration = Duration::from_secs(30);

/// What is known of the objects of all resources; an object is always shown in the same way.
#[derive(Default)]
pub(super) struct Texts(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// By their objects' addresses.
    texts: HashMap<usize, Text>,
    /// When all of them go; none: nothing is known.
    until: Option<Instant>,
}

struct Text {
    /// Nothing else can be at its address as long as this is kept.
    of: Weak<Value>,
    text: Arc<[u8]>,
}

impl Texts {
    /// Forgets what is gone now, and everything when nobody asks any more.
    pub(super) fn begin(self: &Arc<Self>) {
        if self.renew(Instant::now()) {
            tokio::spawn(forget(Arc::downgrade(self)));
        }
    }

    /// Whether nothing was known.
    fn renew(&self, now: Instant) -> bool {
        let mut known = self.known();
        known.texts.retain(|_, text| text.of.strong_count() > 0);
        known.until.replace(now + KEEP).is_none()
    }

    /// Objects as JSON with commas between them, and one before them if they go on a list.
    pub(super) fn write<'a, T: Serialize>(
        &self,
        goes_on: bool,
        items: &'a [Arc<Value>],
        shown: impl Fn(&'a Value) -> T,
    ) -> Bytes {
        let known = self.of(items);
        let length = known.iter().flatten().map(|text| text.len() + 1).sum();
        let mut bytes = Vec::with_capacity(length);
        let mut new = Vec::new();
        for (index, (item, text)) in items.iter().zip(known).enumerate() {
            if goes_on || index > 0 {
                bytes.push(b',');
            }
            if let Some(text) = text {
                bytes.extend_from_slice(&text);
                continue;
            }
            let start = bytes.len();
            serde_json::to_writer(&mut bytes, &shown(item)).expect("objects have text keys");
            new.push((item, Arc::from(&bytes[start..])));
        }
        self.keep(new);
        bytes.into()
    }

    fn of(&self, items: &[Arc<Value>]) -> Vec<Option<Arc<[u8]>>> {
        let known = self.known();
        let text = |item| Some(Arc::clone(&known.texts.get(&address(item))?.text));
        items.iter().map(text).collect()
    }

    fn keep(&self, new: Vec<(&Arc<Value>, Arc<[u8]>)>) {
        let mut known = self.known();
        if known.until.is_none() {
            return;
        }
        let texts = new.into_iter().map(|(item, text)| {
            let of = Arc::downgrade(item);
            (address(item), Text { of, text })
        });
        known.texts.extend(texts);
    }

    /// When to look again, if anything is known until then.
    fn forget(&self, now: Instant) -> Option<Instant> {
        let mut known = self.known();
        let until = known.until.filter(|until| *until > now);
        if until.is_none() {
            *known = Known::default();
        }
        until
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn forget(texts: Weak<Texts>) {
    let next = |texts: &Weak<Texts>| texts.upgrade()?.forget(Instant::now());
    while let Some(until) = next(&texts) {
        sleep_until(until).await;
    }
}

fn address(item: &Arc<Value>) -> usize {
    Arc::as_ptr(item).addr()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn whole(items: &[Arc<Value>]) -> String {
        let items: Vec<&Value> = items.iter().map(|item| &**item).collect();
        let text = serde_json::to_string(&items).unwrap();
        text.trim_matches(['[', ']']).to_owned()
    }

    #[test]
    fn what_is_known_is_what_would_be_written() {
        let texts = Texts::default();
        let mut items: Vec<_> = (0..9)
            .map(|number| Arc::new(json!({"a": number})))
            .collect();
        let begin = Instant::now();
        let count = |items: &[Arc<Value>], later: Duration| {
            let first = texts.renew(begin + later);
            let text = texts.write(false, items, |item| item);
            assert_eq!(text, whole(items));
            assert_eq!(texts.write(true, items, |item| item)[1..], text);
            (first, texts.known().texts.len())
        };
        assert_eq!(count(&items, Duration::ZERO), (true, 9));
        items[4] = Arc::new(json!({"a": "new"}));
        items.remove(0);
        assert_eq!(count(&items, Duration::ZERO), (false, 8));
        assert_eq!(count(&items[..2], KEEP / 2), (false, 8));
        assert_eq!(texts.forget(begin + KEEP), Some(begin + KEEP * 3 / 2));
        assert_eq!(texts.forget(begin + KEEP * 2), None);
        assert_eq!(texts.known().texts.len(), 0);
        assert_eq!(count(&items, KEEP * 2), (true, 8));
    }
}
