//! Watches: what changes, line by line, until the client or the time is over.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Bytes, Frame};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::app::Api;
use super::query::{Listing, Revision};
use super::refusal::expired;
use super::reply::{self, Answer, Body};
use super::view::{View, line};
use crate::sandbox::registry::{Page, Watching};
use crate::sandbox::status::{Reply, Status};
use crate::sandbox::store::Change;

/// How often a client that may have bookmarks is told how far it has come.
const BOOKMARK: Duration = Duration::from_secs(60);
/// How long a client may leave an event unread before it is cut.
const PATIENCE: Duration = Duration::from_secs(60);
/// Events that wait for a client,
const WAITING: usize = 64;
/// and so many bytes of them, but one event in any case: clients that read nothing cost little,
/// however large the events are.
const WAITING_BYTES: usize = 64 * 1024;
/// Without `timeoutSeconds`, a watch lasts between this and twice this.
const SHORTEST: Duration = Duration::from_secs(1800);

/// Where a watch begins.
struct Begin {
    /// What is there already, told first.
    state: Option<Page>,
    after: u64,
}

/// Answers a watch.
pub(super) fn start(
    api: &Api,
    view: View,
    namespace: Option<&str>,
    listing: &Listing,
) -> Reply<Answer> {
    let begin = begin(api, &view, namespace, listing)?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let watched = api.registry.watch(
        &view.resource,
        namespace,
        &listing.selection,
        Some(begin.after),
    );
    match watched {
        Ok(watching) => {
            let seconds = rand::random_range(SHORTEST..SHORTEST * 2);
            let teller = Teller {
                bookmarks: listing.bookmarks,
                told_end: !(listing.bookmarks && listing.initial == Some(true)),
                deadline: Instant::now() + listing.timeout.unwrap_or(seconds),
                stop: api.stop.clone(),
                first: true,
                view,
                sender,
                room: Arc::new(Semaphore::new(WAITING_BYTES)),
            };
            tokio::spawn(teller.tell(begin, watching));
        }
        // A watch that is too old is no error of HTTP's: clients read it from the stream.
        Err(status) if status.code == 410 => {
            let error = line("ERROR", &status.to_value());
            sender
                .try_send((Bytes::from(error), None))
                .expect("the channel is new");
        }
        Err(status) => return Err(status),
    }
    Ok(reply::answer(200, "application/json", stream(receiver)))
}

fn begin(api: &Api, view: &View, namespace: Option<&str>, listing: &Listing) -> Reply<Begin> {
    let now = api.registry.store().revision();
    let state = match (listing.initial, listing.revision) {
        (Some(true), Revision::At(revision)) => {
            not_ahead(revision, now)?;
            true
        }
        (Some(true), _) | (None, Revision::Newest | Revision::Any) => true,
        (Some(false), _) | (None, Revision::At(_)) => false,
    };
    if state {
        let page = api
            .registry
            .list(&view.resource, namespace, &listing.selection, 0, "")?;
        return Ok(Begin {
            after: page.revision,
            state: Some(page),
        });
    }
    let after = match listing.revision {
        Revision::At(revision) => revision,
        Revision::Newest | Revision::Any => now,
    };
    Ok(Begin { state: None, after })
}

/// Refuses a revision that has not been reached: another store's.
pub(super) fn not_ahead(asked: u64, now: u64) -> Reply<()> {
    if asked <= now {
        return Ok(());
    }
    let message = format!("Timeout: Too large resource version: {asked}, current: {now}");
    let causes = serde_json::json!([
        {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    ]);
    let details = serde_json::json!({"causes": causes, "retryAfterSeconds": 1});
    Err(Status::new(504, "Timeout", message).details(details))
}

/// An event that waits for a client, and the room that it takes until it is sent.
type Waiting = (Bytes, Option<OwnedSemaphorePermit>);

fn stream(receiver: mpsc::Receiver<Waiting>) -> Body {
    let next = |mut receiver: mpsc::Receiver<Waiting>| async move {
        let (bytes, _) = receiver.recv().await?;
        Some((Ok(Frame::data(bytes)), receiver))
    };
    StreamBody::new(futures::stream::unfold(receiver, next)).boxed_unsync()
}

/// Tells one client.
struct Teller {
    view: View,
    sender: mpsc::Sender<Waiting>,
    /// Bytes that may still wait.
    room: Arc<Semaphore>,
    bookmarks: bool,
    /// Whether the client knows that it has all that was there, or did not ask.
    told_end: bool,
    /// Whether nothing has been told yet.
    first: bool,
    deadline: Instant,
    stop: CancellationToken,
}

impl Teller {
    async fn tell(mut self, begin: Begin, watching: Watching) {
        let after = begin.after;
        if let Some(page) = begin.state
            && !self.tell_state(&page).await
        {
            return;
        }
        if !self.told_end {
            self.told_end = true;
            if !self.tell_bookmark(after, true).await {
                return;
            }
        }
        self.tell_changes(watching, after).await;
    }

    async fn tell_state(&mut self, page: &Page) -> bool {
        for object in &page.items {
            if !self.tell_event("ADDED", object).await {
                return false;
            }
        }
        true
    }

    async fn tell_changes(&mut self, mut watching: Watching, after: u64) {
        let mut minute = interval_at(Instant::now() + BOOKMARK, BOOKMARK);
        minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let closed = self.sender.clone();
        let stop = self.stop.clone();
        loop {
            let going = tokio::select! {
                changed = watching.next() => {
                    if let Some((change, object)) = changed {
                        self.tell_change(change, &object).await
                    } else {
                        self.tell_expired().await;
                        false
                    }
                }
                _ = minute.tick(), if self.bookmarks => {
                    self.tell_bookmark(watching.seen().max(after), false).await
                }
                () = sleep_until(self.deadline) => {
                    if self.bookmarks {
                        self.tell_bookmark(watching.seen().max(after), false).await;
                    }
                    false
                }
                () = closed.closed() => false,
                () = stop.cancelled() => false,
            };
            if !going {
                return;
            }
        }
    }

    async fn tell_change(&mut self, change: Change, object: &Arc<Value>) -> bool {
        let what = match change {
            Change::Added => "ADDED",
            Change::Modified => "MODIFIED",
            Change::Deleted => "DELETED",
        };
        self.tell_event(what, object).await
    }

    async fn tell_event(&mut self, what: &str, object: &Value) -> bool {
        let first = self.first;
        self.send(|view| view.event(what, object, first)).await
    }

    async fn tell_bookmark(&mut self, revision: u64, end: bool) -> bool {
        let first = self.first;
        self.send(|view| view.bookmark(revision, end, first)).await
    }

    async fn tell_expired(&mut self) {
        let status = expired("The resourceVersion for the provided watch is too old.");
        self.send(|_| line("ERROR", &status.to_value())).await;
    }

    /// Whether the client took it. It is written only when there is room for it.
    async fn send(&mut self, write: impl FnOnce(&View) -> Vec<u8>) -> bool {
        self.first = false;
        let room = Arc::clone(&self.room).acquire_owned();
        let Ok(Ok(mut room)) = timeout(PATIENCE, room).await else {
            return false;
        };
        let bytes = Bytes::from(write(&self.view));
        let more = bytes.len().min(self.room.available_permits());
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        if let Ok(more) = Arc::clone(&self.room).try_acquire_many_owned(more) {
            room.merge(more);
        }
        let sent = timeout(PATIENCE, self.sender.send((bytes, Some(room)))).await;
        matches!(sent, Ok(Ok(())))
    }
}
