//! Where a pod or a Service really listens.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rand::seq::SliceRandom;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::sandbox::api::app::Api;
use crate::sandbox::api::objects::Subject;
use crate::sandbox::api::refusal::{bad_request, not_implemented, unavailable};
use crate::sandbox::registry::Selection;
use crate::sandbox::status::{Reply, Status};

/// How long an app may take to accept.
const CONNECT: Duration = Duration::from_secs(10);

/// What a path names: `name`, `name:port`, `scheme:name:port`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    scheme: &'a str,
    pub(super) name: &'a str,
    port: &'a str,
}

/// Takes a name in a path apart.
pub(super) fn named(text: &str) -> Option<Named<'_>> {
    let parts: Vec<&str> = text.split(':').collect();
    let (scheme, name, port) = match parts.as_slice() {
        [name] => ("", *name, ""),
        [name, port] => ("", *name, *port),
        [scheme @ ("http" | "https" | ""), name, port] => (*scheme, *name, *port),
        _ => return None,
    };
    (!name.is_empty()).then_some(Named { scheme, name, port })
}

/// Refuses a path that names nothing.
pub(super) fn exists(api: &Api, subject: &Subject) -> Reply<()> {
    let named = named_by(subject)?;
    let found = api
        .registry
        .get(&subject.resource, subject.namespace(), named.name);
    found.map(|_| ())
}

fn named_by(subject: &Subject) -> Reply<Named<'_>> {
    let text = subject.name()?;
    let kind = subject.resource.kind.to_lowercase();
    named(text).ok_or_else(|| bad_request(format!("invalid {kind} request {text:?}")))
}

/// A connection to what the path names.
pub(super) async fn connect(api: &Api, subject: &Subject) -> Reply<TcpStream> {
    let kind = subject.resource.kind.as_str();
    let named = named_by(subject)?;
    if named.scheme == "https" {
        return Err(not_implemented(
            "the sandbox's proxy speaks plain HTTP to apps only",
        ));
    }
    match kind {
        "Pod" => pod(api, subject, named).await,
        "Service" => service(api, subject, named).await,
        _ => Err(not_implemented(format!(
            "the sandbox has no proxy to a {kind}"
        ))),
    }
}

async fn pod(api: &Api, subject: &Subject, named: Named<'_>) -> Reply<TcpStream> {
    let pod = api
        .registry
        .get(&subject.resource, subject.namespace(), named.name)?;
    let port = pod_port(&pod, named.port).ok_or_else(|| {
        let (name, port) = (named.name, named.port);
        unavailable(format!("no port {port:?} found for pod {name:?}"))
    })?;
    to_pod(api, &pod, port)
        .await
        .map_err(|error| unreachable(&error))
}

/// A port by its number or name; without one, the first that a container declares.
fn pod_port(pod: &Value, text: &str) -> Option<u16> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let containers = pod["spec"]["containers"].as_array().into_iter().flatten();
    let mut ports = containers.flat_map(|one| one["ports"].as_array().into_iter().flatten());
    let found = ports.find(|port| text.is_empty() || port["name"] == text)?;
    u16::try_from(found["containerPort"].as_u64()?).ok()
}

async fn to_pod(api: &Api, pod: &Value, port: u16) -> io::Result<TcpStream> {
    match timeout(CONNECT, api.node.connect(pod, port)).await {
        Ok(connected) => connected,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

fn unreachable(error: &io::Error) -> Status {
    let why = said(error);
    unavailable(format!("error trying to reach service: {why}"))
}

/// A failed connection in Go's words.
pub(in crate::sandbox::api) fn said(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connect: connection refused".to_owned(),
        io::ErrorKind::TimedOut => "i/o timeout".to_owned(),
        _ => error.to_string(),
    }
}

/// One of the places that a Service leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Endpoint {
    pod: Option<String>,
    address: String,
    port: u16,
}

async fn service(api: &Api, subject: &Subject, named: Named<'_>) -> Reply<TcpStream> {
    let name = named.name;
    let service = api
        .registry
        .get(&subject.resource, subject.namespace(), name)?;
    let port = service_port(&service, named.port).ok_or_else(|| {
        unavailable(format!(
            "no service port {} found for service {name:?}",
            named.port
        ))
    })?;
    let mut places = endpoints(&slices(api, subject, name)?, &port);
    places.shuffle(&mut rand::rng());
    let mut refused = None;
    for place in &places {
        match to_endpoint(api, subject, place).await {
            Ok(stream) => return Ok(stream),
            Err(error) => refused = Some(error),
        }
    }
    let none = || unavailable(format!("no endpoints available for service {name:?}"));
    Err(refused.map_or_else(none, |error| unreachable(&error)))
}

/// The name of a Service's port that is given by its number or its name.
fn service_port(service: &Value, text: &str) -> Option<String> {
    let Ok(number) = text.parse::<u16>() else {
        return Some(text.to_owned());
    };
    let mut ports = service["spec"]["ports"].as_array()?.iter();
    let found = ports.find(|port| port["port"] == number)?;
    Some(found["name"].as_str().unwrap_or_default().to_owned())
}

fn slices(api: &Api, subject: &Subject, name: &str) -> Reply<Vec<Arc<Value>>> {
    let Some(of) = api.registry.kind("discovery.k8s.io/v1", "EndpointSlice") else {
        return Ok(Vec::new());
    };
    let selection = Selection::parse(&format!("kubernetes.io/service-name={name}"), "")?;
    let page = api
        .registry
        .list(&of, subject.namespace(), &selection, 0, "")?;
    Ok(page.items)
}

/// The ready endpoints of the port of that name.
fn endpoints(slices: &[Arc<Value>], name: &str) -> Vec<Endpoint> {
    let mut all = Vec::new();
    for slice in slices {
        let mut ports = slice["ports"].as_array().into_iter().flatten();
        let found = ports.find(|port| port["name"].as_str().unwrap_or_default() == name);
        let port = found.and_then(|port| u16::try_from(port["port"].as_u64()?).ok());
        let Some(port) = port else {
            continue;
        };
        let ready = |one: &&Value| one["conditions"]["ready"] != false;
        let endpoints = slice["endpoints"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(ready);
        all.extend(endpoints.filter_map(|one| endpoint(one, port)));
    }
    all
}

fn endpoint(one: &Value, port: u16) -> Option<Endpoint> {
    let target = &one["targetRef"];
    let pod = target["name"].as_str().filter(|_| target["kind"] == "Pod");
    let address = one["addresses"][0].as_str()?.to_owned();
    Some(Endpoint {
        pod: pod.map(str::to_owned),
        address,
        port,
    })
}

async fn to_endpoint(api: &Api, subject: &Subject, place: &Endpoint) -> io::Result<TcpStream> {
    let pods = api.registry.kind("v1", "Pod");
    if let (Some(name), Some(pods)) = (&place.pod, pods) {
        let pod = api.registry.get(&pods, subject.namespace(), name);
        let pod = pod.map_err(|status| io::Error::other(status.message))?;
        return to_pod(api, &pod, place.port).await;
    }
    let address = (place.address.as_str(), place.port);
    match timeout(CONNECT, TcpStream::connect(address)).await {
        Ok(connected) => connected,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_taken_apart() {
        let shown = |text| named(text).map(|one| (one.scheme, one.name, one.port));
        let rows = [
            ("web", Some(("", "web", ""))),
            ("web:80", Some(("", "web", "80"))),
            ("web:http", Some(("", "web", "http"))),
            ("http:web:80", Some(("http", "web", "80"))),
            ("https:web:", Some(("https", "web", ""))),
            (":web:80", Some(("", "web", "80"))),
            ("ftp:web:80", None),
            (":80", None),
            ("a:b:c:d", None),
        ];
        for (text, expected) in rows {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn ports_are_found_by_name_and_number() {
        let service = json!({"spec": {"ports": [{"name": "http", "port": 80}, {"port": 81}]}});
        let rows = [
            ("80", Some("http")),
            ("81", Some("")),
            ("82", None),
            ("grpc", Some("grpc")),
        ];
        for (text, expected) in rows {
            assert_eq!(service_port(&service, text).as_deref(), expected, "{text}");
        }
        let pod = json!({"spec": {"containers": [
            {"name": "a"},
            {"name": "b", "ports": [{"containerPort": 3000}, {"name": "m", "containerPort": 9}]},
        ]}});
        let rows = [
            ("", Some(3000)),
            ("m", Some(9)),
            ("77", Some(77)),
            ("x", None),
        ];
        for (text, expected) in rows {
            assert_eq!(pod_port(&pod, text), expected, "{text}");
        }
    }

    #[test]
    fn only_ready_endpoints_of_the_port_count() {
        let slice = json!({
            "ports": [{"name": "http", "port": 41000}, {"name": "grpc", "port": 41001}],
            "endpoints": [
                {"addresses": ["127.0.0.1"], "targetRef": {"kind": "Pod", "name": "a"}},
                {"addresses": ["127.0.0.1"], "conditions": {"ready": false}},
                {"addresses": ["127.0.0.2"], "conditions": {"ready": true}},
            ],
        });
        let found = endpoints(&[Arc::new(slice)], "grpc");
        let place = |pod: Option<&str>, address: &str| Endpoint {
            pod: pod.map(str::to_owned),
            address: address.to_owned(),
            port: 41001,
        };
        assert_eq!(
            found,
            [place(Some("a"), "127.0.0.1"), place(None, "127.0.0.2")]
        );
    }
}
