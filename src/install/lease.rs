//! One run at a time: a `coordination.k8s.io/v1` Lease beside the release.
//!
//! The lease lasts 15 seconds and is renewed every five. A holder that was killed is followed as
//! soon as it is known to be gone: at once when it ran on this machine, otherwise when its lease
//! runs out without having been renewed.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tokio::task::JoinHandle;

use crate::cluster::{Cluster, Propagation};
use crate::error::{Error, Result};
use crate::event::{Event, Reporter};
use crate::manifest::{Kind, Object};

/// How long a lease lasts without being renewed.
const DURATION: Duration = Duration::from_secs(15);
/// How often it is renewed.
const RENEWAL: Duration = Duration::from_secs(5);
/// How often a lease that somebody else holds is looked at.
const POLL: Duration = Duration::from_secs(1);

/// A lease that we hold; let go of it with [`Lease::release`].
pub(super) struct Lease {
    cluster: Cluster,
    object: Object,
    renewal: JoinHandle<()>,
}

impl Lease {
    /// Takes the lease of a release.
    ///
    /// # Errors
    /// Another run holds it and is alive: the error says who and since when.
    pub(super) async fn acquire(
        cluster: &Cluster,
        namespace: &str,
        release: &str,
        reporter: &dyn Reporter,
    ) -> Result<Self> {
        let name = format!("daprk-{release}");
        let mut seen: Option<Object> = None;
        loop {
            match try_acquire(cluster, namespace, &name, seen.as_ref()).await? {
                Attempt::Held(object) => return Ok(Self::renewing(cluster.clone(), object)),
                Attempt::Lost => {}
                Attempt::Busy(current) => {
                    if let Some(before) = &seen {
                        if renewed_at(before) != renewed_at(&current) {
                            return Err(busy(&current));
                        }
                    } else {
                        reporter.emit(Event::Note {
                            message: format!("{}; waiting until its lease ends", held_by(&current)),
                        });
                    }
                    seen = Some(current);
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    fn renewing(cluster: Cluster, object: Object) -> Self {
        let renewal = tokio::spawn(renew(cluster.clone(), object.clone()));
        Self {
            cluster,
            object,
            renewal,
        }
    }

    /// Lets go. What goes wrong here is of no consequence: the lease ends by itself.
    pub(super) async fn release(self) {
        self.renewal.abort();
        let _ = self
            .cluster
            .delete(&self.object.id(), Propagation::Background)
            .await;
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
    seen: Option<&Object>,
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
            cluster
                .replace(&lease(
                    namespace,
                    name,
                    Some(current.text("/metadata/resourceVersion")),
                ))
                .await
        }
        Some(current) => return Ok(Attempt::Busy(current)),
    };
    match answer {
        Ok(object) => Ok(Attempt::Held(object)),
        Err(crate::cluster::Refusal::AlreadyExists(_) | crate::cluster::Refusal::Changed(_)) => {
            Ok(Attempt::Lost)
        }
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

async fn renew(cluster: Cluster, object: Object) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let patch = json!({ "spec": { "renewTime": micro_time() } });
        let _ = cluster.merge_patch(&object.id(), &patch).await;
    }
}

/// Whether nobody holds it any more. `seen` is what it looked like before: a lease that was not
/// renewed for its whole duration, by our own clock, is free even where the clocks disagree.
fn is_free(current: &Object, seen: Option<&Object>) -> bool {
    let holder = current.text("/spec/holderIdentity");
    if holder.is_empty() || Holder::parse(holder).is_some_and(|holder| holder.is_gone()) {
        return true;
    }
    let Ok(renewed) = renewed_at(current).parse::<Timestamp>() else {
        return true;
    };
    let lasts = Duration::from_secs(
        current
            .number("/spec/leaseDurationSeconds")
            .unwrap_or(15)
            .unsigned_abs(),
    );
    let ended = Timestamp::now().duration_since(renewed).unsigned_abs() > lasts
        && Timestamp::now() > renewed;
    ended && seen.is_none_or(|before| renewed_at(before) == renewed_at(current))
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

/// Who holds a lease: `ann@host (process 4711, 5f0c…)`. The last part is the time when the
/// process started, so that a later process of the same number is not taken for it.
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

    /// Whether it ran on this machine and no longer does. Where that can't be known, it is not.
    fn is_gone(&self) -> bool {
        let can_tell = start_of(std::process::id()).is_some();
        can_tell
            && !self.started.is_empty()
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

/// When a process started, in clock ticks after the boot whose id is put before it; `None`
/// where there is no such process or no `/proc`.
fn start_of(process: u32) -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses and may hold blanks; see proc(5).
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ');
    let is_zombie = fields.next()? == "Z";
    let ticks = fields.nth(18)?;
    (!is_zombie).then(|| format!("{}-{ticks}", boot.get(..8).unwrap_or_default()))
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
    fn only_a_process_of_this_machine_is_known_to_be_gone() {
        assert!(!Holder::this().is_gone());
        let rows = [
            (host_name(), "0-1", true),
            ("elsewhere".to_owned(), "0-1", false),
            (host_name(), "", false),
        ];
        for (host, started, gone) in rows {
            let holder = Holder {
                host,
                started: started.into(),
                ..Holder::this()
            };
            assert_eq!(holder.is_gone(), gone, "{holder}");
        }
    }

    #[test]
    fn a_lease_is_free_when_it_ran_out() {
        let with = |renewed: String, holder: &str| {
            Object(
                json!({"spec": {"holderIdentity": holder, "leaseDurationSeconds": 15, "renewTime": renewed}}),
            )
        };
        let old = with("2020-01-01T00:00:00.000000Z".into(), "x");
        let new = with(micro_time(), "x");
        assert!(is_free(&old, None));
        assert!(is_free(&old, Some(&old)));
        assert!(!is_free(&new, None));
        assert!(is_free(&with(micro_time(), ""), None));
    }
}
