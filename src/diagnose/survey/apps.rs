//! Applications.

use std::collections::{BTreeMap, BTreeSet};

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use crate::dapr::{CONTAINER, Workload, annotations, sidecar};
use crate::diagnose::finding::Finding;
use crate::health::{Container, Doing, Role, containers};
use crate::manifest::{Object, nearest};

/// Kubernetes' limit for a name of a Service.
const LONGEST: usize = 63;

/// What a wait would tell of any workload, the control plane's and sidecars' own apart.
pub(super) fn unhealthy(scene: &Scene<'_>) -> Vec<Issue> {
    let concerned = concerned(scene);
    let mut issues = Vec::new();
    for workload in &scene.workloads {
        let is_told_elsewhere = scene.is_control_plane(workload.object);
        if is_told_elsewhere {
            continue;
        }
        let own = scene
            .findings
            .iter()
            .filter(|it| it.workload == workload.subject());
        let own = own.filter(|it| !is_of_sidecar(it));
        let grave = concerned.contains(workload.namespace());
        issues.extend(own.map(|finding| {
            let app = workload.is_app().then(|| workload.id().to_owned());
            Issue::of(finding)
                .grave(grave || finding.severity == crate::diagnose::Severity::Warning)
                .apps(app)
        }));
    }
    issues
}

fn is_of_sidecar(finding: &Finding) -> bool {
    finding.container.as_deref() == Some(CONTAINER)
        || matches!(
            finding.id,
            "sidecar-missing" | "sidecar-not-asked" | "sidecar-waits-for-app"
        )
}

/// Namespaces in which anything of Dapr is.
fn concerned<'a>(scene: &Scene<'a>) -> BTreeSet<&'a str> {
    let resources = scene
        .snapshot
        .resources
        .iter()
        .filter_map(|it| it.namespace());
    let apps = scene.apps().map(Workload::namespace);
    resources.chain(apps).collect()
}

/// Ids that cannot be names: the operator makes a Service `ID-dapr` for each.
pub(super) fn invalid_ids(scene: &Scene<'_>) -> Vec<Issue> {
    let apps = scene
        .apps()
        .filter(|app| !is_label(&format!("{}-dapr", app.id())));
    apps.map(|app| {
        let message = format!(
            "its app id `{}` is no DNS label: small letters, digits and `-`, at most {} of them",
            app.id(),
            LONGEST - "-dapr".len()
        );
        Issue::error("app-id-invalid", app.subject(), message)
            .app(app.id())
            .fix(format!(
                "{}, and change {}",
                fix::edit(app.object),
                annotations::APP_ID
            ))
    })
    .collect()
}

fn is_label(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= LONGEST
        && name.bytes().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// Two workloads of a namespace with one id.
pub(super) fn twice(scene: &Scene<'_>) -> Vec<Issue> {
    let mut by_id: BTreeMap<(&str, &str), Vec<&Workload<'_>>> = BTreeMap::new();
    for app in scene.apps().filter(|app| app.asks() || app.injected()) {
        by_id
            .entry((app.namespace(), app.id()))
            .or_default()
            .push(app);
    }
    let twice = by_id.into_iter().filter(|(_, apps)| apps.len() > 1);
    twice.map(|((_, id), apps)| same_id(id, &apps)).collect()
}

fn same_id(id: &str, apps: &[&Workload<'_>]) -> Issue {
    let others: Vec<_> = apps[1..]
        .iter()
        .map(|app| app.subject().to_string())
        .collect();
    let message = format!(
        "has the app id `{id}`, and so has {}: calls reach either",
        others.join(", ")
    );
    let last = apps[apps.len() - 1];
    Issue::error("app-id-twice", apps[0].subject(), message)
        .app(id)
        .fix(format!(
            "{}, and change {}",
            fix::edit(last.object),
            annotations::APP_ID
        ))
}

/// The app does not listen where its sidecar looks for it.
pub(super) fn port(scene: &Scene<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for app in scene.apps() {
        let mut pods = app.pods.iter();
        issues.extend(pods.find_map(|pod| unanswered(scene, app, pod)));
    }
    issues
}

fn unanswered(scene: &Scene<'_>, app: &Workload<'_>, pod: &Object) -> Option<Issue> {
    let port = sidecar(pod)?.app_port()?;
    let declared = ports(pod);
    let undeclared = !declared.is_empty() && !declared.contains(&port.to_string());
    let waits = scene
        .findings
        .iter()
        .any(|it| it.id == "sidecar-waits-for-app" && it.workload == app.subject());
    if !(waits || undeclared) || !idle(pod) {
        return None;
    }
    let message = format!("the app does not listen on port {port}: its sidecar waits for it");
    let issue = Issue::error("app-port-not-answering", app.subject(), message).app(app.id());
    let key = annotations::APP_PORT;
    let issue = match declared.as_slice() {
        [only] if undeclared => {
            let patch = format!(
                "{{\"spec\":{{\"template\":{{\"metadata\":{{\"annotations\":{{\"{key}\":\"{only}\"}}}}}}}}}}"
            );
            let place = format!(
                "{}/{} -n {}",
                app.object.kind().to_lowercase(),
                app.object.name(),
                app.namespace()
            );
            issue
                .says(format!("its container declares port {only}"))
                .fix(format!("kubectl patch {place} -p '{patch}'"))
        }
        _ => issue.fix(format!(
            "{}, and change {key} to the port that the app listens on",
            fix::edit(app.object)
        )),
    };
    Some(issue)
}

/// Whether the app's containers are ready, and the sidecar runs and isn't.
fn idle(pod: &Object) -> bool {
    let all = containers(pod);
    let ready = all
        .iter()
        .filter(|it| it.name != CONTAINER && it.role != Role::Init);
    let waits = all
        .iter()
        .find(|it| it.name == CONTAINER)
        .is_some_and(|it| !it.is_ready() && matches!(it.doing(), Doing::Running { .. }));
    waits && ready.into_iter().all(Container::is_ready)
}

/// The ports that its containers declare, the sidecar's apart.
fn ports(pod: &Object) -> Vec<String> {
    let containers = pod.items("/spec/containers").iter();
    let own = containers.filter(|container| container["name"] != CONTAINER);
    let ports = own
        .filter_map(|container| container["ports"].as_array())
        .flatten();
    ports
        .map(|port| port["containerPort"].to_string())
        .collect()
}

/// Configurations that apps name.
pub(super) fn configuration(scene: &Scene<'_>) -> Vec<Issue> {
    let named = scene
        .apps()
        .filter_map(|app| Some((app, app.annotation(annotations::CONFIG)?)));
    let absent = named.filter(|(app, name)| {
        scene
            .resource("Configuration", app.namespace(), name)
            .is_none()
    });
    absent
        .map(|(app, name)| no_configuration(scene, app, name))
        .collect()
}

fn no_configuration(scene: &Scene<'_>, app: &Workload<'_>, name: &str) -> Issue {
    let message = format!(
        "there is no Configuration `{name}` in {}: its sidecar ends",
        app.namespace()
    );
    let issue = Issue::error("configuration-missing", app.subject(), message).app(app.id());
    let all = scene.resources("Configuration");
    let here = all.filter(|it| it.namespace() == Some(app.namespace()));
    let issue = match nearest(name, here.map(Object::name)) {
        Some(near) => issue.says(format!("did you mean `{near}`?")),
        None => issue,
    };
    issue.fix(format!(
        "{}, and change {}",
        fix::edit(app.object),
        annotations::CONFIG
    ))
}

/// Secrets with tokens that apps name.
pub(super) fn tokens(scene: &Scene<'_>) -> Vec<Issue> {
    let keys = [annotations::API_TOKEN_SECRET, "dapr.io/app-token-secret"];
    let mut issues = Vec::new();
    for app in scene.apps() {
        let named = keys
            .iter()
            .filter_map(|key| Some((key, app.annotation(key)?)));
        let absent = named
            .filter(|(_, name)| super::secrets::secret(scene, app.namespace(), name).is_none());
        issues.extend(absent.map(|(key, name)| {
            let message =
                format!("there is no Secret `{name}`, which {key} names: its pod cannot start");
            Issue::error("token-secret-missing", app.subject(), message)
                .app(app.id())
                .fix(format!(
                    "kubectl create secret generic {name} -n {} --from-literal=token=TOKEN",
                    app.namespace()
                ))
        }));
    }
    issues
}

/// Services that the operator made for apps which are no more.
pub(super) fn left_services(scene: &Scene<'_>) -> Vec<Issue> {
    let services = scene.snapshot.services.iter();
    let own = services.filter(|it| it.label(annotations::ENABLED) == Some("true"));
    let left = own.filter(|it| {
        let id = it.annotation(annotations::APP_ID).unwrap_or_default();
        scene.app(it.namespace().unwrap_or_default(), id).is_none()
    });
    left.map(|it| {
        Issue::warning(
            "service-without-app",
            it.subject(),
            "there is no app behind it any more",
        )
        .fix(fix::delete(it))
    })
    .collect()
}

/// Apps that others call, and that are not there.
pub(super) fn called(scene: &Scene<'_>) -> Vec<Issue> {
    // daprd counts the bare id, whichever namespace it calls it in: elsewhere there may be one.
    if scene.survey.namespace.is_some() {
        return Vec::new();
    }
    let ids: BTreeSet<&str> = scene.apps().map(Workload::id).collect();
    let mut issues = Vec::new();
    for (app, pod) in scene.replicas() {
        let metrics = scene.answers(pod).and_then(|it| it.metrics.as_ref());
        let samples = metrics.into_iter().flatten();
        let sent = samples.filter(|it| it.name == "dapr_runtime_service_invocation_req_sent_total");
        for called in sent.map(|sample| sample.label("dst_app_id")) {
            issues.extend(nobody(scene, &ids, app, called));
        }
    }
    issues.dedup();
    issues
}

/// `ids`: of all apps.
fn nobody(
    scene: &Scene<'_>,
    ids: &BTreeSet<&str>,
    app: &Workload<'_>,
    called: &str,
) -> Option<Issue> {
    let (id, namespace) = called.split_once('.').unwrap_or((called, app.namespace()));
    let endpoint = || {
        scene
            .resource("HTTPEndpoint", app.namespace(), called)
            .is_some()
    };
    if called.is_empty() || called.contains('/') || ids.contains(id) || endpoint() {
        return None;
    }
    let message = format!("calls the app `{id}`, and there is none in {namespace}");
    let issue = Issue::error("called-app-missing", app.subject(), message).app(app.id());
    let near = nearest(id, scene.apps_in(namespace).map(Workload::id));
    let issue = match near {
        Some(near) => issue.says(format!("did you mean `{near}`?")),
        None => issue,
    };
    Some(issue.fix("daprk list -k"))
}
