//! The rules of each kind, beside its pods.

use serde_json::Value;

use super::checks;
use super::rules::{Check, Rule, is_nothing, join};
use crate::sandbox::registry::fields::{items, text};
use crate::sandbox::registry::refusals::Wrong;
use crate::sandbox::registry::schedule::{Schedule, is_zone};
use crate::sandbox::schema::structural;

/// By the name that the objects are stored under.
pub(super) const TABLES: [(&str, &[Rule]); 13] = [
    ("deployments.apps", &DEPLOYMENT),
    ("statefulsets.apps", &STATEFUL_SET),
    ("replicasets.apps", &REPLICAS),
    ("replicationcontrollers", &REPLICAS),
    ("daemonsets.apps", &REPLICAS),
    ("jobs.batch", &JOB),
    ("cronjobs.batch", &CRON_JOB),
    ("services", &SERVICE),
    ("persistentvolumeclaims", &CLAIM),
    ("rolebindings.rbac.authorization.k8s.io", &ROLE_BINDING),
    (
        "clusterrolebindings.rbac.authorization.k8s.io",
        &CLUSTER_ROLE_BINDING,
    ),
    (
        "customresourcedefinitions.apiextensions.k8s.io",
        &DEFINITION,
    ),
    (
        "storageclasses.storage.k8s.io",
        &[Rule("provisioner", Check::Required(""))],
    ),
];

const DEPLOYMENT: [Rule; 6] = [
    Rule("spec.replicas", Check::AtLeast(0)),
    Rule("spec.strategy", Check::By(strategy)),
    Rule("spec.minReadySeconds", Check::AtLeast(0)),
    Rule("spec.revisionHistoryLimit", Check::AtLeast(0)),
    Rule("spec.progressDeadlineSeconds", Check::AtLeast(0)),
    Rule("spec", Check::By(deadline)),
];

const STATEFUL_SET: [Rule; 5] = [
    Rule("spec.podManagementPolicy", Check::By(pod_management)),
    Rule("spec.updateStrategy", Check::By(update_strategy)),
    Rule("spec.replicas", Check::AtLeast(0)),
    Rule("spec.minReadySeconds", Check::AtLeast(0)),
    Rule("spec.revisionHistoryLimit", Check::AtLeast(0)),
];

const REPLICAS: [Rule; 2] = [
    Rule("spec.replicas", Check::AtLeast(0)),
    Rule("spec.minReadySeconds", Check::AtLeast(0)),
];

const JOB: [Rule; 5] = [
    Rule("spec.parallelism", Check::AtLeast(0)),
    Rule("spec.completions", Check::AtLeast(0)),
    Rule("spec.activeDeadlineSeconds", Check::AtLeast(0)),
    Rule("spec.backoffLimit", Check::AtLeast(0)),
    Rule("spec.ttlSecondsAfterFinished", Check::AtLeast(0)),
];

const CRON_JOB: [Rule; 5] = [
    Rule("spec.schedule", Check::By(schedule)),
    Rule("spec.timeZone", Check::By(time_zone)),
    Rule(
        "spec.concurrencyPolicy",
        Check::OneOf(&["Allow", "Forbid", "Replace"]),
    ),
    Rule("spec.startingDeadlineSeconds", Check::AtLeast(0)),
    Rule("spec.successfulJobsHistoryLimit", Check::AtLeast(0)),
];

const SERVICE: [Rule; 7] = [
    Rule("spec", Check::By(service_ports)),
    Rule("spec.ports", Check::Unique("name")),
    Rule("spec.ports[].name", Check::By(service_port_name)),
    Rule(
        "spec.ports[].protocol",
        Check::OneOf(&["SCTP", "TCP", "UDP"]),
    ),
    Rule("spec.ports[]", Check::By(service_port)),
    Rule("spec.sessionAffinity", Check::OneOf(&["ClientIP", "None"])),
    Rule(
        "spec.type",
        Check::OneOf(&["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]),
    ),
];

const CLAIM: [Rule; 2] = [
    Rule(
        "spec.accessModes",
        Check::Required("at least 1 access mode is required"),
    ),
    Rule("spec.resources", Check::By(storage)),
];

const ROLE_BINDING: [Rule; 4] = [
    Rule("roleRef.kind", Check::OneOf(&["Role", "ClusterRole"])),
    Rule("roleRef.name", Check::Required("")),
    Rule("subjects[].name", Check::Required("")),
    Rule(
        "subjects[].kind",
        Check::OneOf(&["ServiceAccount", "User", "Group"]),
    ),
];

const CLUSTER_ROLE_BINDING: [Rule; 4] = [
    Rule("roleRef.kind", Check::OneOf(&["ClusterRole"])),
    Rule("roleRef.name", Check::Required("")),
    Rule("subjects[].name", Check::Required("")),
    Rule(
        "subjects[].kind",
        Check::OneOf(&["ServiceAccount", "User", "Group"]),
    ),
];

const DEFINITION: [Rule; 7] = [
    Rule("", Check::By(definition_name)),
    Rule("spec.group", Check::Required("")),
    Rule("spec.names.plural", Check::Required("")),
    Rule("spec.names.kind", Check::Required("")),
    Rule("spec.scope", Check::OneOf(&["Cluster", "Namespaced"])),
    Rule("spec.versions", Check::By(versions)),
    Rule("spec.versions", Check::Unique("name")),
];

fn strategy(strategy: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let kind = text(strategy, "/type");
    let rolling = &strategy["rollingUpdate"];
    match kind {
        "RollingUpdate" if is_zero(&rolling["maxSurge"]) && is_zero(&rolling["maxUnavailable"]) => {
            let at = format!("{at}.rollingUpdate.maxUnavailable");
            let words = "may not be 0 when `maxSurge` is 0";
            wrong.push(Wrong::invalid(at, &rolling["maxUnavailable"], words));
        }
        "Recreate" if !rolling.is_null() => {
            let words = "may not be specified when strategy `type` is 'Recreate'";
            wrong.push(Wrong::forbidden(format!("{at}.rollingUpdate"), words));
        }
        "" | "RollingUpdate" | "Recreate" => {}
        _ => wrong.push(Wrong::unsupported(
            at,
            strategy,
            &["Recreate", "RollingUpdate"],
        )),
    }
}

fn is_zero(value: &Value) -> bool {
    value == 0 || value == "0%" || value == "0"
}

fn deadline(spec: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let number = |field: &str| spec[field].as_i64();
    let (ready, deadline) = (
        number("minReadySeconds").unwrap_or(0),
        number("progressDeadlineSeconds"),
    );
    if deadline.is_some_and(|deadline| deadline >= 0 && deadline <= ready) {
        let at = format!("{at}.progressDeadlineSeconds");
        let words = "must be greater than minReadySeconds";
        wrong.push(Wrong::invalid(at, &spec["progressDeadlineSeconds"], words));
    }
}

fn pod_management(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    if !matches!(value.as_str(), None | Some("OrderedReady" | "Parallel")) {
        let words = "must be 'OrderedReady' or 'Parallel'";
        wrong.push(Wrong::invalid(at, value, words));
    }
}

fn update_strategy(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    if !matches!(
        value["type"].as_str(),
        None | Some("RollingUpdate" | "OnDelete")
    ) {
        wrong.push(Wrong::invalid(
            at,
            value,
            "must be 'RollingUpdate' or 'OnDelete'",
        ));
    }
}

fn schedule(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let schedule = value.as_str().unwrap_or_default();
    if schedule.is_empty() {
        wrong.push(Wrong::required(at, ""));
    } else if schedule.contains("TZ") {
        let words = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        wrong.push(Wrong::invalid(at, value, words));
    } else if let Err(words) = Schedule::parse(schedule) {
        wrong.push(Wrong::invalid(at, value, &words));
    }
}

fn time_zone(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let Some(zone) = value.as_str() else {
        return;
    };
    let words = if zone.is_empty() {
        "timeZone must be nil or non-empty string".to_owned()
    } else if zone.eq_ignore_ascii_case("local") {
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
            .to_owned()
    } else if is_zone(zone) {
        return;
    } else {
        format!("unknown time zone {zone}")
    };
    wrong.push(Wrong::invalid(at, value, &words));
}

fn service_ports(spec: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let needless = text(spec, "/type") == "ExternalName" || text(spec, "/clusterIP") == "None";
    if is_nothing(&spec["ports"]) && !needless {
        wrong.push(Wrong::required(join(at, "ports"), ""));
    }
    if text(spec, "/type") == "ExternalName" && is_nothing(&spec["externalName"]) {
        wrong.push(Wrong::required(join(at, "externalName"), ""));
    }
    let ports = items(spec, "/ports");
    for (index, _) in ports
        .iter()
        .enumerate()
        .filter(|(_, port)| ports.len() > 1 && is_nothing(&port["name"]))
    {
        wrong.push(Wrong::required(format!("{at}.ports[{index}].name"), ""));
    }
}

fn service_port_name(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    if !is_nothing(value) {
        checks::label(value, at, wrong);
    }
}

fn service_port(port: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let number = port.get("port").cloned().unwrap_or_else(|| 0.into());
    checks::between(&number, 1, 65535, &join(at, "port"), wrong);
    checks::target_port(&port["targetPort"], &join(at, "targetPort"), wrong);
}

fn storage(resources: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    if is_nothing(&resources["requests"]["storage"]) {
        wrong.push(Wrong::required(format!("{at}[storage]"), ""));
    }
}

fn definition_name(object: &Value, _: &str, wrong: &mut Vec<Wrong>) {
    let (plural, group) = (
        text(object, "/spec/names/plural"),
        text(object, "/spec/group"),
    );
    if text(object, "/metadata/name") != format!("{plural}.{group}") {
        let words = "must be spec.names.plural+\".\"+spec.group";
        wrong.push(Wrong::invalid(
            "metadata.name",
            &object["metadata"]["name"],
            words,
        ));
    }
}

fn versions(versions: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let versions = versions.as_array().map_or(&[][..], Vec::as_slice);
    let stored = versions
        .iter()
        .filter(|version| version["storage"] == true)
        .count();
    if stored != 1 {
        let words = "must have exactly one version marked as storage version";
        wrong.push(Wrong::invalid(at, &versions.to_vec().into(), words));
    }
    for (index, version) in versions.iter().enumerate() {
        let schema = &version["schema"]["openAPIV3Schema"];
        let at = format!("{at}[{index}].schema.openAPIV3Schema");
        if is_nothing(schema) {
            wrong.push(Wrong::required(at, "schemas are required"));
        } else if let Err(words) = structural(schema) {
            wrong.push(Wrong::forbidden(at, &words));
        }
    }
}
