//! Claims that aren't bound, and volumes that don't reach the node.

use std::sync::Arc;

use serde_json::Value;

use super::config::PATIENCE;
use super::context::{Context, PodSpot, claim_subject};
use super::event_log::{Told, latest};
use super::finding::{Found, Place};
use super::snapshot::Snapshot;
use super::words::{after, chain};
use crate::manifest::Object;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for spot in context.pods().filter(|spot| spot.pod.is_awaited()) {
        for name in claims_of(spot.pod.object) {
            found.extend(judge_use(context, &spot, name));
        }
        found.extend(attachment(&spot));
    }
    for scope in &context.scopes {
        let claim = scope
            .object
            .filter(|object| object.kind() == "PersistentVolumeClaim");
        found.extend(claim.and_then(|claim| judge(context, &scope.place(), claim)));
    }
    found
}

fn claims_of(pod: &Object) -> Vec<&str> {
    let volumes = pod.items("/spec/volumes").iter();
    volumes
        .filter_map(|volume| volume["persistentVolumeClaim"]["claimName"].as_str())
        .collect()
}

/// A claim that a pod uses.
fn judge_use(context: &Context<'_>, spot: &PodSpot<'_, '_>, name: &str) -> Option<Found> {
    let namespace = spot.pod.object.namespace();
    let place = Place {
        on: claim_subject(namespace, name),
        ..spot.place()
    };
    let mut claims = context.snapshot.claims.iter();
    let claim = claims.find(|claim| claim.namespace() == namespace && claim.name() == name);
    let found = match claim {
        Some(claim) => judge(context, &place, claim),
        None => missing(context, spot, &place, name),
    };
    found.map(|found| {
        let words = format!(
            "claim {name}: {}",
            found.finding.message.trim_start_matches("the claim is ")
        );
        found.words(words)
    })
}

/// The scheduler says so: the snapshot may just lack the claims.
fn missing(
    context: &Context<'_>,
    spot: &PodSpot<'_, '_>,
    place: &Place,
    name: &str,
) -> Option<Found> {
    let told = latest(&spot.pod.events, "FailedScheduling")?;
    let said = format!("persistentvolumeclaim \"{name}\" not found");
    told.message.contains(&said).then(|| {
        place
            .error("claim-missing", "the claim is missing")
            .hopeless(context.age(spot.pod.created()) >= PATIENCE)
    })
}

fn judge(context: &Context<'_>, place: &Place, claim: &Object) -> Option<Found> {
    match claim.text("/status/phase") {
        "Bound" => None,
        "Lost" => Some(
            place
                .error("claim-lost", "the claim is lost: its volume is gone")
                .hopeless(true),
        ),
        _ => unbound(context, place, claim),
    }
}

fn unbound(context: &Context<'_>, place: &Place, claim: &Object) -> Option<Found> {
    let classes = context.snapshot.storage_classes.as_deref()?;
    let events = context.events.about(claim);
    let Some(name) = claim.at("/spec/storageClassName").and_then(Value::as_str) else {
        return Some(without_class(
            place,
            "no StorageClass is the default",
            classes,
        ));
    };
    if name.is_empty() {
        let why = "it asks for no StorageClass, and no volume fits";
        return Some(without_class(place, why, classes));
    }
    match classes.iter().find(|class| class.name() == name) {
        None => Some(unknown_class(place, name, classes)),
        Some(class) if is_late(class) && !asked_for(&events) => None,
        Some(class) => Some(provisioning(place, class, &events)),
    }
}

fn without_class(place: &Place, why: &str, classes: &[Arc<Object>]) -> Found {
    place
        .error(
            "claim-without-class",
            format!("the claim is not bound: {why}"),
        )
        .hint(choose(classes))
        .hopeless(true)
}

fn unknown_class(place: &Place, name: &str, classes: &[Arc<Object>]) -> Found {
    place
        .error(
            "claim-class-missing",
            format!("the claim is not bound: StorageClass {name} is missing"),
        )
        .hint(choose(classes))
        .hopeless(true)
}

/// What a person can choose from.
fn choose(classes: &[Arc<Object>]) -> String {
    let mut names: Vec<_> = classes.iter().map(|class| class.name()).collect();
    names.sort_unstable();
    if names.is_empty() {
        return "the cluster has no StorageClass: install a volume provisioner".to_owned();
    }
    format!("use a StorageClass that is there: {}", names.join(", "))
}

/// Whether volumes of this class are made only when a pod that uses them has a node: until then
/// nothing is wrong with the claim.
fn is_late(class: &Object) -> bool {
    class.text("/volumeBindingMode") == "WaitForFirstConsumer"
}

/// Whether a pod has got a node, and the provisioner was asked.
fn asked_for(events: &[Told<'_>]) -> bool {
    let asked = ["Provisioning", "ProvisioningFailed", "ExternalProvisioning"];
    events.iter().any(|told| asked.contains(&told.reason))
}

/// Whether a claim waits for a pod, and no pod of the snapshot uses it: nothing is to be waited for.
pub(super) fn is_unused(snapshot: &Snapshot, claim: &Object) -> bool {
    let name = claim.text("/spec/storageClassName");
    let mut classes = snapshot.storage_classes.iter().flatten();
    let late = classes.any(|class| class.name() == name && is_late(class));
    let same = |pod: &&Arc<Object>| pod.namespace() == claim.namespace();
    let mut pods = snapshot.pods.iter().filter(same);
    late && !pods.any(|pod| claims_of(pod).contains(&claim.name()))
}

fn provisioning(place: &Place, class: &Object, events: &[Told<'_>]) -> Found {
    let provisioner = class.text("/provisioner");
    if let Some(told) = latest(events, "ProvisioningFailed") {
        return place
            .error(
                "claim-provisioning-failed",
                format!("the claim is not bound: provisioner {provisioner} fails"),
            )
            .says(chain(told.message));
    }
    place.warning(
        "claim-not-provisioned",
        format!("the claim is not bound: provisioner {provisioner} has not made its volume yet"),
    )
}

/// The volume exists and does not get to the node.
fn attachment(spot: &PodSpot<'_, '_>) -> Option<Found> {
    let started = spot
        .pod
        .containers
        .iter()
        .any(|container| container.waiting_reason().is_empty());
    let told = latest(&spot.pod.events, "FailedAttachVolume").filter(|_| !started)?;
    Some(
        spot.place()
            .error(
                "volume-not-attached",
                "a volume cannot be attached to the node",
            )
            .says(chain(after(
                told.message,
                "AttachVolume.Attach failed for volume ",
            ))),
    )
}
