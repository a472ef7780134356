//! What a client wants its connection to become, and the answer by which it does.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::sandbox::api::refusal::{bad_request, forbidden};
use crate::sandbox::api::reply::{self, Answer};
use crate::sandbox::status::{Reply, Status};

const STREAM_PROTOCOL: HeaderName = HeaderName::from_static("x-stream-protocol-version");

/// What a connection is to become, with the protocols that the client offers in it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sandbox::api) enum Way<'a> {
    Socket(Vec<&'a str>),
    Spdy(Vec<&'a str>),
}

/// What the client wants.
///
/// # Errors
/// It does not say, or not as it has to.
pub(in crate::sandbox::api) fn way<'a>(headers: &'a HeaderMap, method: &Method) -> Reply<Way<'a>> {
    let upgrade = text(headers, header::UPGRADE).to_ascii_lowercase();
    match (upgrade.as_str(), method) {
        ("websocket", &Method::GET) => {
            let key = text(headers, header::SEC_WEBSOCKET_KEY);
            if key.is_empty() || text(headers, header::SEC_WEBSOCKET_VERSION) != "13" {
                return Err(bad_request(
                    "unable to upgrade: a websocket of version 13 is expected",
                ));
            }
            Ok(Way::Socket(list(headers, header::SEC_WEBSOCKET_PROTOCOL)))
        }
        ("spdy/3.1", _) => Ok(Way::Spdy(list(headers, STREAM_PROTOCOL))),
        _ => Err(bad_request("Upgrade request required")),
    }
}

/// The first protocol of ours that a client offers.
///
/// # Errors
/// It offers none of them.
pub(in crate::sandbox::api) fn negotiate<T: Copy>(
    offered: &[&str],
    ours: &[(&'static str, T)],
) -> Reply<(&'static str, T)> {
    let found = ours.iter().find(|(name, _)| offered.contains(name));
    found.copied().ok_or_else(|| no_protocol(offered, ours))
}

fn no_protocol<T>(offered: &[&str], ours: &[(&'static str, T)]) -> Status {
    let offered = offered.join(" ");
    let ours: Vec<_> = ours.iter().map(|(name, _)| *name).collect();
    let ours = ours.join(" ");
    forbidden(format!(
        "unable to upgrade: unable to negotiate protocol: client supports [{offered}], server \
         accepts [{ours}]"
    ))
}

/// 101, to a websocket.
pub(in crate::sandbox::api) fn switch_to_socket(
    headers: &HeaderMap,
    protocol: Option<&'static str>,
) -> Answer {
    let mut answer = switch("websocket");
    let answered = answer.headers_mut();
    let key = derive_accept_key(text(headers, header::SEC_WEBSOCKET_KEY).as_bytes());
    let key = HeaderValue::from_str(&key).expect("base64 is plain text");
    answered.insert(header::SEC_WEBSOCKET_ACCEPT, key);
    if let Some(protocol) = protocol {
        let protocol = HeaderValue::from_static(protocol);
        answered.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    answer
}

/// 101, to SPDY.
pub(in crate::sandbox::api) fn switch_to_spdy(protocol: &'static str) -> Answer {
    let mut answer = switch("SPDY/3.1");
    let protocol = HeaderValue::from_static(protocol);
    answer.headers_mut().insert(STREAM_PROTOCOL, protocol);
    answer
}

fn switch(to: &'static str) -> Answer {
    let mut answer = Answer::new(reply::full(""));
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let answered = answer.headers_mut();
    answered.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    answered.insert(header::UPGRADE, HeaderValue::from_static(to));
    answer
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
