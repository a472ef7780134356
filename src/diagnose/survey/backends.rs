//! What is behind components: Services, and whether anything answers for them.

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use super::secrets::about;
use crate::dapr::{Address, Workload, addresses, connections};
use crate::manifest::{Object, look, nearest};

/// What is behind an address.
enum Behind<'a> {
    /// It is not a Service, or not one that can be judged.
    Other,
    Missing {
        namespace: String,
        name: String,
    },
    Port {
        service: &'a Object,
        port: u16,
    },
    Nobody(&'a Object),
    Well,
}

fn behind<'a>(scene: &Scene<'a>, address: &Address, namespace: &str) -> Behind<'a> {
    let known = scene.snapshot.namespaces();
    let Some((namespace, name)) = address.service(namespace, |of| known.contains(of)) else {
        return Behind::Other;
    };
    if !scene.saw(namespace) {
        return Behind::Other;
    }
    let Some(service) = scene.service(namespace, name) else {
        return Behind::Missing {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        };
    };
    match address.port {
        _ if service.text("/spec/type") == "ExternalName" => Behind::Other,
        Some(port) if !has_port(service, port) => Behind::Port { service, port },
        _ if scene.snapshot.ready_endpoints(service) == 0 => Behind::Nobody(service),
        _ => Behind::Well,
    }
}

/// A headless Service passes every port on.
fn has_port(service: &Object, port: u16) -> bool {
    let mut ports = service.items("/spec/ports").iter();
    service.text("/spec/clusterIP") == "None" || ports.any(|it| it["port"] == port)
}

/// Every address of every component, with what is behind it.
fn all<'a>(scene: &Scene<'a>) -> Vec<(&'a Object, Address, Behind<'a>)> {
    let components = scene.resources("Component");
    let each = components.flat_map(|component| {
        let addresses = connections(component).into_iter();
        addresses.map(move |(_, address)| (component, address))
    });
    each.map(|(component, address)| {
        let behind = behind(scene, &address, component.namespace().unwrap_or_default());
        (component, address, behind)
    })
    .collect()
}

/// Services that are not there.
pub(super) fn missing(scene: &Scene<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (component, address, behind) in all(scene) {
        if let Behind::Missing { namespace, name } = behind {
            issues.push(no_service(scene, component, &address, (&namespace, &name)));
        }
    }
    issues
}

fn no_service(
    scene: &Scene<'_>,
    component: &Object,
    address: &Address,
    (namespace, name): (&str, &str),
) -> Issue {
    let host = &address.host;
    let message = format!("connects to `{host}`, and there is no Service {name} in {namespace}");
    let issue = about(scene, "backend-missing", component, message);
    let services = scene.snapshot.services.iter().map(AsRef::as_ref);
    let elsewhere = services
        .clone()
        .find(|it| it.name() == name)
        .and_then(Object::namespace);
    let here = services
        .filter(|it| it.namespace() == Some(namespace))
        .map(Object::name);
    match (elsewhere, nearest(name, here)) {
        (Some(other), _) => issue
            .says(format!("there is one in {other}"))
            .fix(fix::replace(
                component,
                host,
                &format!("{name}.{other}.svc.cluster.local"),
            )),
        (None, Some(near)) => issue
            .says(format!("did you mean `{near}`?"))
            .fix(fix::replace(component, host, near)),
        (None, None) => issue.fix(fix::edit(component)),
    }
}

/// Ports that a Service does not have.
pub(super) fn ports(scene: &Scene<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (component, address, behind) in all(scene) {
        if let Behind::Port { service, port } = behind {
            let ports: Vec<_> = service
                .items("/spec/ports")
                .iter()
                .map(|it| it["port"].to_string())
                .collect();
            let message = format!(
                "connects to port {port} of Service {}, which has: {}",
                service.name(),
                ports.join(", ")
            );
            let issue = about(scene, "backend-port-missing", component, message);
            let from = format!("{}:{port}", address.host);
            issues.push(match ports.as_slice() {
                [only] => issue.fix(fix::replace(
                    component,
                    &from,
                    &format!("{}:{only}", address.host),
                )),
                _ => issue.fix(fix::edit(component)),
            });
        }
    }
    issues
}

/// Services for which nothing answers.
pub(super) fn nobody(scene: &Scene<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (component, _, behind) in all(scene) {
        if let Behind::Nobody(service) = behind {
            issues.push(no_endpoint(scene, component, service));
        }
    }
    issues
}

fn no_endpoint(scene: &Scene<'_>, component: &Object, service: &Object) -> Issue {
    let message = format!(
        "connects to Service {}, behind which no pod is ready",
        service.name()
    );
    let issue = about(scene, "backend-without-endpoints", component, message);
    let mut workloads = scene
        .workloads
        .iter()
        .filter(|it| it.object.kind() != "Pod" && is_behind(service, it));
    match workloads.next() {
        Some(workload) if workload.object.number("/spec/replicas") == Some(0) => {
            let subject = workload.subject();
            issue
                .names(subject.clone())
                .says(format!("{subject} is scaled to 0"))
                .fix(fix::scale(&subject, 1))
        }
        Some(workload) => issue
            .names(workload.subject())
            .says(format!("{} has no pod that is ready", workload.subject()))
            .fix(format!(
                "kubectl describe {}/{} -n {}",
                workload.object.kind().to_lowercase(),
                workload.object.name(),
                workload.namespace()
            )),
        None => issue.fix(format!(
            "kubectl describe service {} -n {}",
            service.name(),
            service.namespace().unwrap_or_default()
        )),
    }
}

fn is_behind(service: &Object, workload: &Workload<'_>) -> bool {
    service.namespace() == workload.object.namespace()
        && look::selects(&service.0, workload.template())
}

/// Where Configurations send traces to.
pub(super) fn tracing(scene: &Scene<'_>) -> Vec<Issue> {
    let places = [
        "/spec/tracing/zipkin/endpointAddress",
        "/spec/tracing/otel/endpointAddress",
    ];
    let mut issues = Vec::new();
    for configuration in scene.resources("Configuration") {
        let namespace = configuration.namespace().unwrap_or_default();
        let texts = places.iter().map(|place| configuration.text(place));
        for address in texts.flat_map(addresses) {
            let what = match behind(scene, &address, namespace) {
                Behind::Missing { .. } => "there is no such Service",
                Behind::Nobody(_) => "no pod behind that Service is ready",
                _ => continue,
            };
            let message = format!("sends traces to `{}`, and {what}", address.host);
            let issue = Issue::warning("tracing-backend-missing", configuration.subject(), message);
            issues.push(
                issue
                    .fix("daprk deploy zipkin -k")
                    .fix(fix::edit(configuration)),
            );
        }
    }
    issues
}
