//! The request that becomes a port-forward.

use std::sync::Arc;

use http::{HeaderMap, Method};
use hyper::upgrade::OnUpgrade;

use super::pod::Pod;
use super::{channels, pairs, tunnel};
use crate::sandbox::api::app::{Api, Call};
use crate::sandbox::api::objects::Subject;
use crate::sandbox::api::refusal::bad_request;
use crate::sandbox::api::reply::Answer;
use crate::sandbox::api::upgrade::{
    Way, negotiate, open, switch_to_socket, switch_to_spdy, upgraded, way,
};
use crate::sandbox::status::Reply;

const TUNNEL: &str = "SPDY/3.1+portforward.k8s.io";
const CHANNELS: [&str; 2] = ["v4.channel.k8s.io", "portforward.k8s.io"];
const STREAMS: &str = "portforward.k8s.io";

/// How the client wants to be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// SPDY in the messages of a websocket.
    Tunnel,
    /// Channels of a websocket, with this protocol where one was named.
    Channels(Option<&'static str>),
    /// SPDY itself.
    Spdy,
}

/// Answers `/portforward`.
pub(in crate::sandbox::api) fn answer(api: &Api, subject: &Subject, call: Call) -> Reply<Answer> {
    let pod = subject.get(api)?;
    let form = form(&call.headers, &call.method)?;
    let name = subject.name()?;
    if pod["spec"]["nodeName"].as_str().is_none_or(str::is_empty) {
        return Err(bad_request(format!(
            "pod {name} does not have a host assigned"
        )));
    }
    let ports = match form {
        Form::Channels(_) => channels::ports(call.query.all("ports")).map_err(bad_request)?,
        Form::Tunnel | Form::Spdy => Vec::new(),
    };
    let answer = switch(&call.headers, form);
    let pod = Pod {
        node: Arc::clone(&api.node),
        object: pod,
    };
    let serving = serve(call.upgrade, form, pod, ports);
    let stop = api.stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = serving => {}
            () = stop.cancelled() => {}
        }
    });
    Ok(answer)
}

fn form(headers: &HeaderMap, method: &Method) -> Reply<Form> {
    match way(headers, method)? {
        Way::Socket(offered) => socket_form(&offered),
        // Clients of long ago name none.
        Way::Spdy(offered) if offered.is_empty() => Ok(Form::Spdy),
        Way::Spdy(offered) => negotiate(&offered, &[(STREAMS, Form::Spdy)]).map(|(_, form)| form),
    }
}

fn socket_form(offered: &[&str]) -> Reply<Form> {
    if offered.contains(&TUNNEL) {
        return Ok(Form::Tunnel);
    }
    match CHANNELS.into_iter().find(|one| offered.contains(one)) {
        Some(protocol) => Ok(Form::Channels(Some(protocol))),
        None if offered.is_empty() => Ok(Form::Channels(None)),
        None => Err(bad_request(
            "unable to upgrade: no tunneling spdy protocols provided",
        )),
    }
}

/// 101.
fn switch(headers: &HeaderMap, form: Form) -> Answer {
    match form {
        Form::Spdy => switch_to_spdy(STREAMS),
        Form::Channels(protocol) => switch_to_socket(headers, protocol),
        Form::Tunnel => switch_to_socket(headers, Some(TUNNEL)),
    }
}

async fn serve(upgrade: OnUpgrade, form: Form, pod: Pod, ports: Vec<u16>) {
    let Some(connection) = upgraded(upgrade).await else {
        return;
    };
    // How a client ends a forward is its own affair.
    match form {
        Form::Spdy => {
            let _ = pairs::serve(connection, pod).await;
        }
        Form::Channels(_) => {
            channels::serve(open(connection).await, pod, &ports).await;
        }
        Form::Tunnel => {
            let (near, carried) = tunnel::tunnel(open(connection).await);
            let _ = tokio::join!(pairs::serve(near, pod), carried);
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    /// Headers, and the form.
    type Row<'a> = (&'a [(&'a str, &'a str)], Option<Form>);

    #[test]
    fn the_form_is_chosen_from_what_the_client_offers() {
        let key = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let version = ("sec-websocket-version", "13");
        let socket = ("upgrade", "websocket");
        let offer = |protocol| ("sec-websocket-protocol", protocol);
        let rows: [Row<'_>; 9] = [
            (&[socket, key, version, offer(TUNNEL)], Some(Form::Tunnel)),
            (
                &[
                    socket,
                    key,
                    version,
                    offer("v5.channel.k8s.io, v4.channel.k8s.io"),
                ],
                Some(Form::Channels(Some("v4.channel.k8s.io"))),
            ),
            (&[socket, key, version], Some(Form::Channels(None))),
            (&[socket, key, version, offer("v5.channel.k8s.io")], None),
            (&[socket, key], None),
            (&[("upgrade", "SPDY/3.1")], Some(Form::Spdy)),
            (
                &[
                    ("upgrade", "SPDY/3.1"),
                    ("x-stream-protocol-version", STREAMS),
                ],
                Some(Form::Spdy),
            ),
            (
                &[("upgrade", "SPDY/3.1"), ("x-stream-protocol-version", "x")],
                None,
            ),
            (&[], None),
        ];
        for (pairs, expected) in rows {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                headers.append(name, value.parse().unwrap());
            }
            assert_eq!(form(&headers, &Method::GET).ok(), expected, "{pairs:?}");
        }
    }
}
