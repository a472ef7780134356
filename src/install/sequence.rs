//! The sequence itself, and what keeps it whole when something goes wrong in the middle.

use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::context::{Context, counted};
use super::lease::Lease;
use super::ledger::Ledger;
use super::plan::{self, Plan, Step};
use super::wait::Watch;
use super::wanted::{Order, Wanted};
use super::waves::{self, Gate, Wave};
use super::{apply, certificates, gate, injection, namespace, preflight, takeover};
use crate::cluster::Propagation;
use crate::error::{Error, Exit, Result};
use crate::event::{Action, Event};
use crate::manifest::{Object, ObjectId};
use crate::release::{Record, Standing};

/// Telling the record of a failure must not keep the run that failed.
const GOODBYE: Duration = Duration::from_secs(5);

/// How to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Wait until everything is healthy.
    pub wait: bool,
    /// How long the whole may take.
    pub timeout: Duration,
}

/// What a run did.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The release's revision that stands now.
    pub revision: u32,
    /// New objects.
    pub created: usize,
    /// Changed objects.
    pub configured: usize,
    /// Objects that were as wanted.
    pub unchanged: usize,
    /// Objects that are gone.
    pub deleted: usize,
    /// How long it took.
    pub seconds: f64,
}

impl Report {
    /// Whether the cluster was as wanted before.
    pub fn is_nothing(&self) -> bool {
        self.created + self.configured + self.deleted == 0
    }
}

/// Compares without changing anything.
pub async fn plan(cx: &Context<'_>, wanted: &Wanted) -> Result<Plan> {
    let ledger = Ledger::read(cx.cluster, &wanted.namespace, &wanted.release).await?;
    plan::make(cx, wanted, ledger).await
}

/// Whether we may make the cluster as wanted: how many rights that takes.
///
/// # Errors
/// Names the rights that are missing.
pub async fn may(cx: &Context<'_>, wanted: &Wanted) -> Result<usize> {
    let plan = plan(cx, wanted).await?;
    preflight::rights(cx, &plan, &wanted.namespace).await
}

/// Makes the cluster as wanted.
///
/// # Errors
/// Any step may be refused; the error then says what stands. Running it again goes on from there.
pub async fn run(cx: &Context<'_>, wanted: &Wanted, options: Options) -> Result<Report> {
    let started = Instant::now();
    let deadline = started + options.timeout;
    let looked = async { tokio::try_join!(preflight::version(cx.cluster), plan(cx, wanted)) };
    let (version, plan) = cx.before(deadline, looked).await?;
    takeover::may_go_on(cx, wanted, &plan, options.timeout)?;
    if plan.is_nothing() {
        let detail = format!("Kubernetes {version}, nothing to change");
        cx.phase_done("pre-flight", detail, started);
        stands(cx, &plan, options, deadline).await?;
        return Ok(report_of(&plan, started));
    }
    warn_of_webhook(cx, wanted);
    preflight::definitions(cx.cluster, &plan).await?;
    let rights = preflight::rights(cx, &plan, &wanted.namespace).await?;
    cx.phase_done(
        "pre-flight",
        format!(
            "Kubernetes {version}, {rights} rights{}",
            standing_words(&plan)
        ),
        started,
    );
    let mut report = report_of(&plan, started);
    if let Some(plan) = change(cx, wanted, plan, options, deadline).await? {
        stands(cx, &plan, options, deadline).await?;
        report = report_of(&plan, started);
    }
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// What is wanted stands; whether it is healthy is still waited for.
async fn stands(cx: &Context<'_>, plan: &Plan, options: Options, deadline: Instant) -> Result<()> {
    if options.wait && !plan.is_settled() {
        wait(cx, plan, None, deadline).await?;
    }
    Ok(())
}

fn report_of(plan: &Plan, started: Instant) -> Report {
    Report {
        revision: plan.revision(),
        created: plan.count(Action::Created),
        configured: plan.count(Action::Configured),
        unchanged: plan.count(Action::Unchanged),
        deleted: plan.prune.len(),
        seconds: started.elapsed().as_secs_f64(),
    }
}

fn standing_words(plan: &Plan) -> String {
    match plan.ledger.standing() {
        Standing::Absent => String::new(),
        Standing::Pending { record, .. } if record.revision == plan.revision() => {
            format!(", revision {} goes on", record.revision)
        }
        Standing::Deployed(record)
        | Standing::Failed(record)
        | Standing::Pending { record, .. }
        | Standing::Uninstalling(record) => {
            format!(", after revision {}", record.revision)
        }
    }
}

/// Carries the plan out under the lease; nothing of it where another run has done the same
/// meanwhile, of which the plan is the answer.
async fn change(
    cx: &Context<'_>,
    wanted: &Wanted,
    plan: Plan,
    options: Options,
    deadline: Instant,
) -> Result<Option<Plan>> {
    cx.before(deadline, namespace::ensure(cx, wanted)).await?;
    let lease = Lease::acquire(cx, &wanted.namespace, &wanted.release, deadline);
    let lease = cx.before(deadline, lease).await?;
    let mut progress = Progress::default();
    let work = async {
        if let Some(plan) = done_meanwhile(cx, wanted, &plan).await? {
            return Ok(Some(plan));
        }
        carry_out(cx, wanted, plan, options, deadline, &mut progress).await?;
        Ok(None)
    };
    let done = tokio::select! {
        // What is done is told, also when it ends with the same Ctrl-C.
        biased;
        done = work => done,
        () = cx.cancel.cancelled() => Err(Error::interrupted()),
        error = lease.lost() => Err(error),
    };
    let done = match done {
        Ok(plan) => Ok(plan),
        Err(error) => Err(stopped(cx, error, progress).await),
    };
    lease.release().await;
    done
}

/// How far a run came: what has to be put right when it stops.
#[derive(Default)]
struct Progress {
    /// The record that is still pending.
    pending: Option<(Ledger, Record)>,
    /// Objects that have to stand.
    objects: usize,
    /// Objects that stand.
    sent: AtomicUsize,
}

async fn carry_out(
    cx: &Context<'_>,
    wanted: &Wanted,
    mut plan: Plan,
    options: Options,
    deadline: Instant,
    progress: &mut Progress,
) -> Result<()> {
    let record = plan.ledger.begin(cx.cluster, wanted).await?;
    progress.pending = Some((plan.ledger.clone(), record.clone()));
    progress.objects = plan.steps.len();
    progress.sent = plan.count(Action::Unchanged).into();
    let watch = send_waves(cx, wanted, &plan, options, deadline, &progress.sent).await?;
    prune(cx, &plan).await?;
    plan.ledger.complete(cx.cluster, record).await?;
    progress.pending = None;
    plan.ledger.trim(cx).await;
    if options.wait {
        wait(cx, &plan, watch, deadline).await
    } else {
        Ok(())
    }
}

/// Whether another run has changed the release since it was planned for, and left it as it is
/// wanted. Otherwise it must be as it was: what was asked, and which values are kept, followed
/// from that.
async fn done_meanwhile(cx: &Context<'_>, wanted: &Wanted, plan: &Plan) -> Result<Option<Plan>> {
    let now = Ledger::read(cx.cluster, &wanted.namespace, &wanted.release).await?;
    if now.is_same(&plan.ledger) {
        return Ok(None);
    }
    let begun = Instant::now();
    let plan = plan::make(cx, wanted, now).await?;
    if plan.is_nothing() {
        let detail = "nothing to change: the other run did the same".to_owned();
        cx.phase_done("plan", detail, begun);
        return Ok(Some(plan));
    }
    let message = format!(
        "release {} was changed while this run began",
        wanted.release
    );
    Err(Error::failed("changed-meanwhile", message)
        .hint("see what stands, and run the command again"))
}

/// Says in the record that the run stopped, and in the error what stands.
async fn stopped(cx: &Context<'_>, error: Error, progress: Progress) -> Error {
    let Some((ledger, record)) = progress.pending else {
        return error;
    };
    let _ = tokio::time::timeout(GOODBYE, ledger.fail(cx.cluster, record, &error.message)).await;
    error.state(format!(
        "{} of {} objects stand; the same command goes on from here",
        progress.sent.into_inner(),
        progress.objects
    ))
}

async fn send_waves(
    cx: &Context<'_>,
    wanted: &Wanted,
    plan: &Plan,
    options: Options,
    deadline: Instant,
    sent: &AtomicUsize,
) -> Result<Option<Watch>> {
    let objects: Vec<Object> = plan.steps.iter().map(|step| step.object.clone()).collect();
    let waves = waves::waves(&objects, wanted.order);
    let mut watch = None;
    let mut unserved = Vec::new();
    for (number, wave) in waves.iter().enumerate() {
        let steps: Vec<_> = wave
            .places
            .iter()
            .map(|place| &plan.steps[*place])
            .collect();
        // While the server gets ready to serve new definitions, it takes what needs none of them.
        let early = early(&steps, &unserved, wave.gate);
        tokio::try_join!(serve(cx, std::mem::take(&mut unserved), deadline), async {
            apply::steps(cx, &early, deadline, sent).await?;
            if wave.gate == Gate::TrustBundle {
                let _ = timeout_at(deadline, certificates::ensure(cx, &steps)).await;
            }
            Ok(())
        })?;
        let started = Instant::now();
        cx.reporter.emit(Event::PhaseStarted {
            phase: wave.name.to_owned(),
        });
        let late: Vec<_> = steps
            .iter()
            .copied()
            .filter(|step| !is_among(step, &early))
            .collect();
        apply::steps(cx, &late, deadline, sent).await?;
        let objects: Vec<&Object> = steps.iter().map(|step| &step.object).collect();
        if wave.gate == Gate::Established {
            unserved = objects;
            continue;
        }
        cx.phase_done(wave.name, counted(steps.len(), ""), started);
        // The webhook would refuse the pods it comes before: that gate stands without waiting, too.
        let is_gated = options.wait || wave.gate == Gate::InjectorPods;
        if is_gated && number + 1 < waves.len() {
            pass(cx, wave, &objects, &mut watch, deadline).await?;
        }
    }
    serve(cx, unserved, deadline).await?;
    Ok(watch)
}

/// Those of the steps that need none of these definitions, themselves or by the pods they bring. Sentry's pods start with
/// what the trust bundle holds then, so that goes before them in any case.
fn early<'a>(steps: &[&'a Step], unserved: &[&Object], gate: Gate) -> Vec<&'a Step> {
    let groups: Vec<&str> = definitions(unserved)
        .iter()
        .map(|definition| definition.text("/spec/group"))
        .collect();
    let needs =
        |object: &Object| waves::is_workload(object) || groups.contains(&object.id().group());
    let has_early = !unserved.is_empty() || gate == Gate::TrustBundle;
    let is_early = |step: &&Step| has_early && !needs(&step.object);
    steps.iter().copied().filter(is_early).collect()
}

fn is_among(step: &Step, steps: &[&Step]) -> bool {
    steps.iter().any(|other| std::ptr::eq(*other, step))
}

/// Waits until these definitions are served.
async fn serve(cx: &Context<'_>, objects: Vec<&Object>, deadline: Instant) -> Result<()> {
    if objects.is_empty() {
        return Ok(());
    }
    let started = Instant::now();
    gate::established(cx.cluster, &definitions(&objects), deadline).await?;
    cx.phase_done(
        "definitions",
        counted(objects.len(), " established"),
        started,
    );
    Ok(())
}

fn definitions<'a>(objects: &[&'a Object]) -> Vec<&'a Object> {
    objects
        .iter()
        .copied()
        .filter(|object| object.kind() == "CustomResourceDefinition")
        .collect()
}

/// Waits for what has to be true after a wave.
async fn pass(
    cx: &Context<'_>,
    wave: &Wave,
    sent: &[&Object],
    watch: &mut Option<Watch>,
    deadline: Instant,
) -> Result<()> {
    let workloads: Vec<ObjectId> = sent
        .iter()
        .filter(|object| waves::is_awaited(object))
        .map(|object| object.id())
        .collect();
    let started = Instant::now();
    match wave.gate {
        Gate::Open | Gate::Established => Ok(()),
        Gate::TrustBundle => {
            let watch = watching(cx, sent, watch);
            gate::trust_bundle(cx, watch, &workloads, deadline).await?;
            cx.phase_done("sentry", "root certificate issued".to_owned(), started);
            Ok(())
        }
        Gate::InjectorPods => {
            gate::injector_pods(cx, watching(cx, sent, watch), &workloads, deadline).await
        }
    }
}

fn watching<'a>(
    cx: &Context<'_>,
    objects: &[&Object],
    watch: &'a mut Option<Watch>,
) -> &'a mut Watch {
    watch.get_or_insert_with(|| {
        let workloads = objects
            .iter()
            .copied()
            .filter(|object| waves::is_workload(object));
        Watch::start(cx.cluster, &namespaces(workloads))
    })
}

fn namespaces<'a>(objects: impl Iterator<Item = &'a Object>) -> Vec<String> {
    let mut names: Vec<String> = objects
        .filter_map(|object| object.namespace().map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    names
}

async fn prune(cx: &Context<'_>, plan: &Plan) -> Result<()> {
    for object in &plan.prune {
        cx.cluster
            .delete(&object.id(), Propagation::Background)
            .await
            .map_err(|refusal| refusal.explain(&format!("delete {}", object.id())))?;
        cx.reporter.emit(Event::Applied {
            subject: object.subject(),
            action: Action::Deleted,
        });
    }
    Ok(())
}

/// Waits until the plan's workloads are healthy.
async fn wait(
    cx: &Context<'_>,
    plan: &Plan,
    watch: Option<Watch>,
    deadline: Instant,
) -> Result<()> {
    let workloads: Vec<&Object> = plan
        .steps
        .iter()
        .map(|step| &step.object)
        .filter(|object| waves::is_awaited(object))
        .collect();
    if workloads.is_empty() {
        return Ok(());
    }
    let started = Instant::now();
    cx.reporter.emit(Event::PhaseStarted {
        phase: "health".to_owned(),
    });
    let ids: Vec<ObjectId> = workloads.iter().map(|object| object.id()).collect();
    // What an earlier watch shows of a changed object may be from before: it would look healthy.
    let mut watch = watch
        .filter(|_| plan.count(Action::Configured) == 0)
        .unwrap_or_else(|| Watch::start(cx.cluster, &namespaces(workloads.iter().copied())));
    tokio::select! {
        done = watch.healthy(cx, "health", &ids, deadline) => done.map_err(all_applied)?,
        () = cx.cancel.cancelled() => return Err(all_applied(Error::interrupted())),
    }
    let objects: Vec<&Object> = plan.steps.iter().map(|step| &step.object).collect();
    tokio::select! {
        () = injection::wait(cx, &objects, deadline) => {}
        () = cx.cancel.cancelled() => return Err(all_applied(Error::interrupted())),
    }
    cx.phase_done("health", ready(&workloads), started);
    Ok(())
}

/// What is ready, and what nothing runs of because nobody wants it to.
fn ready(workloads: &[&Object]) -> String {
    let is_idle = |object: &&&Object| object.number("/spec/replicas") == Some(0);
    let idle = workloads.iter().filter(is_idle).count();
    let told = |count: usize, what: &str| {
        let s = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} workload{s} {what}"))
    };
    let parts = [
        told(workloads.len() - idle, "ready"),
        told(idle, "scaled to 0"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

/// Nothing is half done when only the waiting ends.
fn all_applied(error: Error) -> Error {
    let next = match error.exit {
        Exit::Failed => "once that is mended, run the same command again",
        _ => "the same command goes on waiting",
    };
    error.state(format!("all objects are applied; {next}"))
}

/// What a plan of the control plane should be warned of.
fn warn_of_webhook(cx: &Context<'_>, wanted: &Wanted) {
    if wanted.order == Order::ControlPlane && wanted.objects.iter().any(waves::keeps_own_pods_out) {
        cx.reporter.emit(Event::Warning {
            message: "webhookFailurePolicy=Fail without selectors: a rescheduled injector will be refused by its own webhook".to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_scaled_to_nothing_is_not_ready() {
        let of = |replicas: Option<u32>| {
            let spec = replicas.map_or(json!({}), |count| json!({"replicas": count}));
            Object(json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}))
        };
        let (one, none, two) = (of(None), of(Some(0)), of(Some(2)));
        for (workloads, words) in [
            (vec![&one], "1 workload ready"),
            (vec![&one, &two], "2 workloads ready"),
            (vec![&none], "1 workload scaled to 0"),
            (
                vec![&one, &none, &two],
                "2 workloads ready, 1 workload scaled to 0",
            ),
        ] {
            assert_eq!(ready(&workloads), words);
        }
    }
}
