//! The request that becomes a port-forward.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::pod::Pod;
use super::{channels, pairs, socket};
use crate::sandbox::api::app::{Api, Call};
use crate::sandbox::api::objects::Subject;
use crate::sandbox::api::refusal::{bad_request, forbidden};
use crate::sandbox::api::reply::{self, Answer};
use crate::sandbox::status::Reply;

const TUNNEL: &str = "SPDY/3.1+portforward.k8s.io";
const CHANNELS: [&str; 2] = ["v4.channel.k8s.io", "portforward.k8s.io"];
const STREAMS: &str = "portforward.k8s.io";
const STREAM_PROTOCOL: HeaderName = HeaderName::from_static("x-stream-protocol-version");

/// How the client wants to be forwarded.
#[derive(Debug, PartialEq, Eq)]
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
    let answer = switch(&call.headers, &form);
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
    let upgrade = text(headers, header::UPGRADE).to_ascii_lowercase();
    match (upgrade.as_str(), method) {
        ("websocket", &Method::GET) => socket_form(headers),
        ("spdy/3.1", _) => {
            let offered = list(headers, STREAM_PROTOCOL);
            if offered.is_empty() || offered.contains(&STREAMS) {
                return Ok(Form::Spdy);
            }
            let offered = offered.join(", ");
            Err(forbidden(format!(
                "unable to upgrade: unable to negotiate protocol: client supports [{offered}], \
                 server accepts [{STREAMS}]"
            )))
        }
        _ => Err(bad_request("Upgrade request required")),
    }
}

fn socket_form(headers: &HeaderMap) -> Reply<Form> {
    let key = text(headers, header::SEC_WEBSOCKET_KEY);
    if key.is_empty() || text(headers, header::SEC_WEBSOCKET_VERSION) != "13" {
        return Err(bad_request(
            "unable to upgrade: a websocket of version 13 is expected",
        ));
    }
    let offered = list(headers, header::SEC_WEBSOCKET_PROTOCOL);
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
fn switch(headers: &HeaderMap, form: &Form) -> Answer {
    let mut answer = Answer::new(reply::full(""));
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let answered = answer.headers_mut();
    answered.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    if *form == Form::Spdy {
        answered.insert(header::UPGRADE, HeaderValue::from_static("SPDY/3.1"));
        answered.insert(STREAM_PROTOCOL, HeaderValue::from_static(STREAMS));
        return answer;
    }
    answered.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    let key = derive_accept_key(text(headers, header::SEC_WEBSOCKET_KEY).as_bytes());
    let key = HeaderValue::from_str(&key).expect("base64 is plain text");
    answered.insert(header::SEC_WEBSOCKET_ACCEPT, key);
    let protocol = match form {
        Form::Channels(protocol) => *protocol,
        Form::Tunnel | Form::Spdy => Some(TUNNEL),
    };
    if let Some(protocol) = protocol {
        let protocol = HeaderValue::from_static(protocol);
        answered.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    answer
}

async fn serve(upgrade: OnUpgrade, form: Form, pod: Pod, ports: Vec<u16>) {
    let Ok(upgraded) = upgrade.await else {
        return;
    };
    let connection: TokioIo<Upgraded> = TokioIo::new(upgraded);
    // How a client ends a forward is its own affair.
    match form {
        Form::Spdy => {
            let _ = pairs::serve(connection, pod).await;
        }
        Form::Channels(_) => {
            channels::serve(socket::open(connection).await, pod, &ports).await;
        }
        Form::Tunnel => {
            let (near, carried) = socket::tunnel(socket::open(connection).await);
            let _ = tokio::join!(pairs::serve(near, pod), carried);
        }
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    let value = headers.get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The words of a header that may be sent in pieces.
fn list(headers: &HeaderMap, name: HeaderName) -> Vec<&str> {
    let pieces = headers.get_all(name).into_iter();
    let pieces = pieces.filter_map(|piece| piece.to_str().ok());
    let words = pieces.flat_map(|piece| piece.split(',')).map(str::trim);
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
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
