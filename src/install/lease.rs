//! One run at a time: a `coordination.k8s.io/v1` Lease beside the release.
//!
//! The lease lasts 15 seconds and is renewed every five. A holder that was killed is followed as
//! soon as it is known to be gone: at once when it ran on this machine, otherwise when its lease
//! was seen unchanged for its whole duration by our own clock (clocks of machines differ).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use crate::cluster::{Cluster, Refusal, Select};
use crate::error::{Error, Exit, Result};
use crate::event::Event;
use crate::manifest::{Kind, Object};

/// How long a lease lasts without being renewed.
const DURATION: Duration = Duration::from_secs(15);
/// How often it is renewed.
const RENEWAL: Duration = Duration::from_secs(5);
/// How often a lease that somebody else holds is looked at.
const POLL: Duration = Duration::from_secs(1);
/// What a renewal gets at least that comes late, as this process was stopped for a while.
const LATE: Duration = Duration::from_secs(5);
/// Letting go must not keep a finished run.
const GOODBYE: Duration = Duration::from_secs(5);

/// A lease that we hold; let go of it with [`Lease::release`].
pub struct Lease {
    cluster: Cluster,
    renewal: JoinHandle<Object>,
    stop: CancellationToken,
    loss: Arc<Loss>,
}

/// That a lease is no longer ours, and why.
#[derive(Default)]
struct Loss {
    is_so: CancellationToken,
    /// Nothing was heard of the cluster for as long as a lease lasts.
    by_silence: AtomicBool,
}

impl Loss {
    fn by(&self, silence: bool) {
        self.by_silence.store(silence, Ordering::Relaxed);
        self.is_so.cancel();
    }

    fn error(&self) -> Error {
        if self.by_silence.load(Ordering::Relaxed) {
            let message = format!("the cluster has not answered for {} s", DURATION.as_secs());
            return Error::new(Exit::Unreachable, "lease-lost", message)
                .says("another run may have taken over meanwhile")
                .hint("see how the cluster is, and run this again");
        }
        Error::failed(
            "lease-lost",
            "another run has taken over, since this one did not renew its lease in time",
        )
        .hint("see what the other run does, and run this again")
    }
}

impl Lease {
    /// Takes the lease of a release.
    ///
    /// # Errors
    /// Another run holds it and is alive: the error says who and since when.
    pub async fn acquire(
        cx: &Context<'_>,
        namespace: &str,
        release: &str,
        deadline: Instant,
    ) -> Result<Self> {
        let name = format!("daprk-{release}");
        let mut seen: Option<(Object, Instant)> = None;
        loop {
            match try_acquire(cx.cluster, namespace, &name, seen.as_ref()).await? {
                Attempt::Held(object) => return Ok(Self::renewing(cx.cluster.clone(), object)),
                Attempt::Lost => {}
                Attempt::Busy(current) => {
                    seen = Some(wait_for(cx, current, seen, deadline)?);
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    fn renewing(cluster: Cluster, object: Object) -> Self {
        let (stop, loss) = (CancellationToken::new(), Arc::<Loss>::default());
        let renewing = renew(cluster.clone(), object, stop.clone(), Arc::clone(&loss));
        let renewal = tokio::spawn(renewing);
        Self {
            cluster,
            renewal,
            stop,
            loss,
        }
    }

    /// Comes back when the lease is no longer ours, with the reason: the run must not go on.
    pub async fn lost(&self) -> Error {
        self.loss.is_so.cancelled().await;
        self.loss.error()
    }

    /// Cancels this work when the lease is no longer ours, also while its own thread waits for a
    /// person; on a runtime that has another one.
    pub fn guards(&self, work: &CancellationToken) {
        let (lost, work) = (self.loss.is_so.clone(), work.clone());
        tokio::spawn(async move {
            lost.cancelled().await;
            work.cancel();
        });
    }

    /// Whether it is still ours.
    ///
    /// # Errors
    /// Another run has taken over, or may have, as the cluster is silent.
    pub fn check(&self) -> Result<()> {
        if self.loss.is_so.is_cancelled() {
            return Err(self.loss.error());
        }
        Ok(())
    }

    /// Lets go. What goes wrong here is of no consequence: the lease ends by itself.
    pub async fn release(self) {
        self.stop.cancel();
        let goodbye = async {
            if let Ok(object) = self.renewal.await {
                let _ = self.cluster.delete_exactly(&object).await;
            }
        };
        let _ = tokio::time::timeout(GOODBYE, goodbye).await;
    }
}

/// Removes the lease of a run that was killed, where none will follow that would take it. What
/// goes wrong here is of no consequence, as with [`Lease::release`].
pub(super) async fn forget(cluster: &Cluster, namespace: &str, release: &str) {
    let kind = Kind::known("coordination.k8s.io/v1", "Lease").expect("a known kind");
    let name = format!("daprk-{release}");
    if let Ok(Some(current)) = cluster.get(&kind, Some(namespace), &name).await
        && is_free(&current, None)
    {
        let _ = cluster.delete_exactly(&current).await;
    }
}

/// Whether a run is at something in this namespace. Where we may not know, none is.
pub(super) async fn is_at_work(cluster: &Cluster, namespace: &str) -> bool {
    let kind = Kind::known("coordination.k8s.io/v1", "Lease").expect("a known kind");
    let all = Select::default();
    let leases = cluster.list(&kind, Some(namespace), &all).await;
    let leases = leases.unwrap_or_default();
    let ours = |lease: &&Object| lease.name().starts_with("daprk-");
    leases
        .iter()
        .filter(ours)
        .any(|lease| !is_free(lease, None))
}

/// Goes on waiting for a holder that doesn't renew, and gives up on one that does.
fn wait_for(
    cx: &Context<'_>,
    current: Object,
    seen: Option<(Object, Instant)>,
    deadline: Instant,
) -> Result<(Object, Instant)> {
    match seen {
        None => {
            let message = format!("{}; waiting until its lease ends", held_by(&current));
            cx.reporter.emit(Event::Note { message });
            Ok((current, Instant::now()))
        }
        Some((before, _)) if renewed_at(&before) != renewed_at(&current) => Err(busy(&current)),
        Some(_) if Instant::now() >= deadline => Err(Error {
            exit: Exit::TimedOut,
            ..busy(&current)
        }),
        Some(seen) => Ok(seen),
    }
}

enum Attempt {
    Held(Object),
    Busy(Object),
    /// Somebody was faster; look again.
    Lost,
}

async fn try_acquire(
    cluster: &Cluster,
    namespace: &str,
    name: &str,
    seen: Option<&(Object, Instant)>,
) -> Result<Attempt> {
    let kind = Kind::known("coordination.k8s.io/v1", "Lease").expect("a known kind");
    let doing = format!("take the lease {name} in {namespace}");
    let current = cluster
        .get(&kind, Some(namespace), name)
        .await
        .map_err(|refusal| refusal.explain(&doing))?;
    let answer = match current {
        None => cluster.create(&lease(namespace, name, None)).await,
        Some(current) if is_free(&current, seen) => {
            let version = current.text("/metadata/resourceVersion");
            cluster
                .replace(&lease(namespace, name, Some(version)))
                .await
        }
        Some(current) => return Ok(Attempt::Busy(current)),
    };
    match answer {
        Ok(object) => Ok(Attempt::Held(object)),
        Err(Refusal::AlreadyExists(_) | Refusal::Changed(_)) => Ok(Attempt::Lost),
        Err(refusal) => Err(refusal.explain(&doing)),
    }
}

fn lease(namespace: &str, name: &str, version: Option<&str>) -> Object {
    let now = micro_time();
    let mut metadata = json!({ "name": name, "namespace": namespace });
    if let Some(version) = version {
        metadata["resourceVersion"] = version.into();
    }
    Object(json!({
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": metadata,
        "spec": {
            "holderIdentity": Holder::this().to_string(),
            "leaseDurationSeconds": DURATION.as_secs(),
            "acquireTime": now,
            "renewTime": now,
        },
    }))
}

/// Renews until told to stop; answers the lease as it is then. Each renewal names the version that
/// it renews, so that a lease which somebody else has taken is never written over. None goes on
/// beyond the time when the lease ends: another run may take it from then on.
async fn renew(
    cluster: Cluster,
    mut object: Object,
    stop: CancellationToken,
    loss: Arc<Loss>,
) -> Object {
    let mut sent = Instant::now();
    let mut ends = sent + DURATION;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(ends.min(sent + RENEWAL)) => {}
            () = stop.cancelled() => return object,
        }
        sent = Instant::now();
        let until = ends.max(sent + LATE);
        match tokio::time::timeout_at(until, renew_once(&cluster, &mut object)).await {
            // It may have come to the server long before the answer came to us.
            Ok(Ok(())) => ends = sent + DURATION,
            Ok(Err(Refusal::Changed(_) | Refusal::NotFound(_))) => {
                loss.by(false);
                return object;
            }
            Ok(Err(_)) if Instant::now() < ends => {}
            _ => {
                loss.by(true);
                return object;
            }
        }
    }
}

/// A renewal whose answer was lost looks like a change by somebody else: the lease is read again,
/// and if it is still ours, that version is renewed.
async fn renew_once(cluster: &Cluster, object: &mut Object) -> Result<(), Refusal> {
    let answer = match replace(cluster, object).await {
        Err(refusal @ Refusal::Changed(_)) => {
            let current = cluster.find(&object.id()).await?;
            let ours = current.filter(|current| is_same_hold(object, current));
            *object = ours.ok_or(refusal)?;
            replace(cluster, object).await
        }
        answer => answer,
    };
    *object = answer?;
    Ok(())
}

async fn replace(cluster: &Cluster, object: &mut Object) -> Result<Object, Refusal> {
    if let Some(time) = object.0.pointer_mut("/spec/renewTime") {
        *time = micro_time().into();
    }
    cluster.replace(object).await
}

/// Whether a lease is still the one that was taken, whoever renewed it last.
fn is_same_hold(taken: &Object, current: &Object) -> bool {
    ["/spec/holderIdentity", "/spec/acquireTime"]
        .into_iter()
        .all(|field| taken.text(field) == current.text(field))
}

/// Whether nobody holds it any more: nobody's name is on it, its holder ran on this machine and is
/// gone, or it was seen unchanged for its whole duration.
fn is_free(current: &Object, seen: Option<&(Object, Instant)>) -> bool {
    let holder = current.text("/spec/holderIdentity");
    if holder.is_empty() || Holder::parse(holder).is_some_and(|holder| holder.is_gone()) {
        return true;
    }
    let lasts = current
        .number("/spec/leaseDurationSeconds")
        .unwrap_or(15)
        .unsigned_abs();
    seen.is_some_and(|(before, since)| {
        renewed_at(before) == renewed_at(current) && since.elapsed() > Duration::from_secs(lasts)
    })
}

fn renewed_at(lease: &Object) -> &str {
    lease.text("/spec/renewTime")
}

fn held_by(lease: &Object) -> String {
    format!(
        "another run is at it: {}",
        lease.text("/spec/holderIdentity")
    )
}

fn busy(lease: &Object) -> Error {
    Error::failed("busy", held_by(lease))
        .on(lease.id().to_string())
        .says(format!("since {}", lease.text("/spec/acquireTime")))
        .hint("wait until it is done")
}

/// `MicroTime`, as the API wants it.
fn micro_time() -> String {
    format!("{:.6}", Timestamp::now())
}

/// Who holds a lease: `ann@host (process 4711, 5f0c…)`. The last part tells the machine's boot,
/// the process's namespace and the time it started, so that neither a later process of the same
/// number nor one of another container is taken for it.
#[derive(Debug, PartialEq, Eq)]
struct Holder {
    user: String,
    host: String,
    process: u32,
    started: String,
}

impl Holder {
    fn this() -> Self {
        let process = std::process::id();
        Self {
            user: std::env::var("USER").unwrap_or_else(|_| "somebody".to_owned()),
            host: host_name(),
            process,
            started: start_of(process).unwrap_or_default(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (who, rest) = text.split_once(" (process ")?;
        let (user, host) = who.rsplit_once('@')?;
        let (process, started) = rest.strip_suffix(')')?.split_once(", ")?;
        Some(Self {
            user: user.into(),
            host: host.into(),
            process: process.parse().ok()?,
            started: started.into(),
        })
    }

    /// Whether it ran where we run and no longer does. Where that can't be known, it is not.
    fn is_gone(&self) -> bool {
        let place = |started: &str| started.rsplit_once('-').map(|(place, _)| place.to_owned());
        let here = start_of(std::process::id()).and_then(|started| place(&started));
        here.is_some()
            && here == place(&self.started)
            && self.host == host_name()
            && start_of(self.process).is_none_or(|started| started != self.started)
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}@{} (process {}, {})",
            self.user, self.host, self.process, self.started
        )
    }
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname");
    name.map(|name| name.trim().to_owned())
        .or_else(|_| std::env::var("HOSTNAME"))
        .unwrap_or_else(|_| "unknown".to_owned())
}

/// Boot, process namespace, and when the process started in clock ticks since the boot; `None`
/// where there is no such process or no `/proc`.
fn start_of(process: u32) -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = std::fs::read_link("/proc/self/ns/pid").ok()?;
    let namespace: String = namespace
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses and may hold blanks; see proc(5).
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ');
    let is_zombie = fields.next()? == "Z";
    let ticks = fields.nth(18)?;
    (!is_zombie).then(|| format!("{}-{namespace}-{ticks}", boot.get(..8).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_read_back() {
        let holder = Holder::this();
        assert_eq!(Holder::parse(&holder.to_string()), Some(holder));
        assert_eq!(Holder::parse("somebody-else"), None);
    }

    #[test]
    fn only_a_process_of_this_place_is_known_to_be_gone() {
        let this = Holder::this();
        assert!(!this.is_gone());
        let (place, _) = this.started.rsplit_once('-').expect("a place");
        let rows = [
            (host_name(), format!("{place}-1"), true),
            (host_name(), "0-0-1".to_owned(), false),
            ("elsewhere".to_owned(), format!("{place}-1"), false),
            (host_name(), String::new(), false),
        ];
        for (host, started, gone) in rows {
            let holder = Holder {
                host,
                started,
                ..Holder::this()
            };
            assert_eq!(holder.is_gone(), gone, "{holder}");
        }
    }

    #[test]
    fn a_lease_is_ours_until_somebody_takes_it() {
        let with = |holder: &str, acquired: &str, renewed: &str| {
            Object(
                json!({"spec": {"holderIdentity": holder, "acquireTime": acquired, "renewTime": renewed}}),
            )
        };
        let taken = with("we", "1", "1");
        let rows = [
            (with("we", "1", "1"), true),
            (with("we", "1", "2"), true),
            (with("we", "2", "2"), false),
            (with("they", "1", "1"), false),
            (with("they", "2", "2"), false),
            (Object(json!({})), false),
        ];
        for (current, ours) in rows {
            assert_eq!(is_same_hold(&taken, &current), ours, "{current:?}");
        }
    }

    #[test]
    fn a_lease_is_free_when_it_was_seen_unchanged_for_its_duration() {
        let with = |renewed: &str, holder: &str| {
            Object(
                json!({"spec": {"holderIdentity": holder, "leaseDurationSeconds": 15, "renewTime": renewed}}),
            )
        };
        let ago = |seconds| {
            Instant::now()
                .checked_sub(Duration::from_secs(seconds))
                .expect("the machine runs longer")
        };
        let old = with("2020-01-01T00:00:00.000000Z", "x");
        assert!(
            !is_free(&old, None),
            "the holder's clock may be behind ours"
        );
        assert!(!is_free(&old, Some(&(old.clone(), ago(14)))));
        assert!(is_free(&old, Some(&(old.clone(), ago(16)))));
        assert!(!is_free(
            &with("2020-01-01T00:00:05.000000Z", "x"),
            Some(&(old.clone(), ago(16)))
        ));
        assert!(is_free(&with("2020-01-01T00:00:00.000000Z", ""), None));
    }
}
