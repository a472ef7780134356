//! Cells of volumes, claims and their classes.

use serde_json::Value;

use super::cell::{View, each};

const MODES: [(&str, &str); 4] = [
    ("ReadWriteOnce", "RWO"),
    ("ReadOnlyMany", "ROX"),
    ("ReadWriteMany", "RWX"),
    ("ReadWriteOncePod", "RWOP"),
];

const CLASS: &str = "/metadata/annotations/volume.beta.kubernetes.io~1storage-class";

const DEFAULT: [&str; 2] = [
    "/metadata/annotations/storageclass.kubernetes.io~1is-default-class",
    "/metadata/annotations/storageclass.beta.kubernetes.io~1is-default-class",
];

/// `RWO,ROX`, in this order whatever the object's.
fn modes_of(modes: &[Value]) -> String {
    let known = MODES
        .iter()
        .filter(|(long, _)| modes.iter().any(|mode| mode == long));
    known.map(|(_, short)| *short).collect::<Vec<_>>().join(",")
}

pub(super) fn modes(volume: View) -> Value {
    modes_of(volume.list("/spec/accessModes")).into()
}

pub(super) fn phase(object: View) -> Value {
    if object.deleted() {
        "Terminating".into()
    } else {
        object.text("/status/phase").into()
    }
}

pub(super) fn claim(volume: View) -> Value {
    let text = |field: &str| {
        volume.at("/spec/claimRef")[field]
            .as_str()
            .unwrap_or_default()
    };
    match volume.at("/spec/claimRef") {
        Value::Null => "".into(),
        _ => format!("{}/{}", text("namespace"), text("name")).into(),
    }
}

pub(super) fn class(object: View) -> Value {
    match object.at(CLASS).as_str() {
        Some(class) => class.into(),
        None => object.text("/spec/storageClassName").into(),
    }
}

/// Of the volume that it has.
pub(super) fn claimed_capacity(claim: View) -> Value {
    match (
        claim.text("/spec/volumeName"),
        claim.text("/status/capacity/storage"),
    ) {
        ("", _) => "".into(),
        (_, "") => "0".into(),
        (_, capacity) => capacity.into(),
    }
}

pub(super) fn claimed_modes(claim: View) -> Value {
    match claim.text("/spec/volumeName") {
        "" => "".into(),
        _ => modes_of(claim.list("/status/accessModes")).into(),
    }
}

pub(super) fn class_name(class: View) -> Value {
    let name = class.text("/metadata/name");
    let mut marks = DEFAULT.iter().map(|annotation| class.text(annotation));
    if marks.any(|mark| mark == "true") {
        return format!("{name} (default)").into();
    }
    name.into()
}

pub(super) fn token_requests(driver: View) -> Value {
    match driver.at("/spec/tokenRequests") {
        Value::Null => "<unset>".into(),
        _ => each(driver.list("/spec/tokenRequests"), "audience", ",").into(),
    }
}

pub(super) fn lifecycle_modes(driver: View) -> Value {
    let modes = driver.list("/spec/volumeLifecycleModes").iter();
    let modes: Vec<&str> = modes.filter_map(Value::as_str).collect();
    if modes.is_empty() {
        "<none>".into()
    } else {
        modes.join(",").into()
    }
}
