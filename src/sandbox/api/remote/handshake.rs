//! The request that becomes a session.

use http::{HeaderMap, Method};
use hyper::upgrade::OnUpgrade;
use serde_json::Value;

use super::words::Form;
use super::{socket, streams};
use crate::sandbox::api::app::{Api, Call};
use crate::sandbox::api::container;
use crate::sandbox::api::objects::Subject;
use crate::sandbox::api::query::Query;
use crate::sandbox::api::refusal::bad_request;
use crate::sandbox::api::reply::{self, Answer};
use crate::sandbox::api::upgrade::{
    Way, negotiate, open, switch_to_socket, switch_to_spdy, upgraded, way,
};
use crate::sandbox::node::{Session, Streams};
use crate::sandbox::status::Reply;

/// Protocols of websockets, the best first.
const SOCKETS: [(&str, Form); 3] = [
    ("v5.channel.k8s.io", Form::V5),
    ("v4.channel.k8s.io", Form::V4),
    ("channel.k8s.io", Form::Text),
];
/// Protocols over SPDY, with whether they know sizes of terminals.
const STREAMS: [(&str, (Form, bool)); 4] = [
    ("v4.channel.k8s.io", (Form::V4, true)),
    ("v3.channel.k8s.io", (Form::Text, true)),
    ("v2.channel.k8s.io", (Form::Text, false)),
    ("channel.k8s.io", (Form::Text, false)),
];

/// How the client talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Socket(Option<&'static str>, Form),
    Spdy(&'static str, Form, bool),
}

/// Answers `/exec` and `/attach`.
pub(in crate::sandbox::api) async fn answer(
    api: &Api,
    subject: &Subject,
    part: &str,
    call: Call,
) -> Reply<Answer> {
    let pod = subject.get(api)?;
    let container = container::chosen(&pod, call.query.text("container"))?;
    if pod["spec"]["nodeName"].as_str().is_none_or(str::is_empty) {
        let name = subject.name()?;
        let words = format!("pod {name} does not have a host assigned");
        return Err(bad_request(words));
    }
    let protocol = protocol(&call.headers, &call.method)?;
    let streams = wanted(&call.query);
    let command = call.query.all("command").map(str::to_owned).collect();
    let asked = Asked {
        command,
        streams,
        exec: part == "exec",
    };
    let session = asked.open(api, &pod, &container).await;
    let answer = match (protocol, &session) {
        (Protocol::Socket(protocol, Form::V5), _) | (Protocol::Socket(protocol, _), Ok(_)) => {
            switch_to_socket(&call.headers, protocol)
        }
        (Protocol::Spdy(protocol, ..), Ok(_)) => switch_to_spdy(protocol),
        // A kubelet's refusal, as it comes.
        (_, Err(words)) => return Ok(reply::text(500, words.clone())),
    };
    let serving = serve(call.upgrade, protocol, asked, session);
    let stop = api.stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = serving => {}
            () = stop.cancelled() => {}
        }
    });
    Ok(answer)
}

fn protocol(headers: &HeaderMap, method: &Method) -> Reply<Protocol> {
    match way(headers, method)? {
        Way::Socket(offered) if offered.is_empty() => Ok(Protocol::Socket(None, Form::Text)),
        Way::Socket(offered) => {
            let (name, form) = negotiate(&offered, &SOCKETS)?;
            Ok(Protocol::Socket(Some(name), form))
        }
        Way::Spdy(mut offered) => {
            // Clients of long ago name none.
            if offered.is_empty() {
                offered.push("channel.k8s.io");
            }
            let (name, (form, resizes)) = negotiate(&offered, &STREAMS)?;
            Ok(Protocol::Spdy(name, form, resizes))
        }
    }
}

/// A terminal has no stream of its own for errors.
fn wanted(query: &Query) -> Streams {
    let asked = |name: &str| query.flag(name) == Some(true);
    let tty = asked("tty");
    Streams {
        stdin: asked("stdin"),
        stdout: asked("stdout"),
        stderr: asked("stderr") && !tty,
        tty,
    }
}

struct Asked {
    command: Vec<String>,
    streams: Streams,
    exec: bool,
}

impl Asked {
    async fn open(&self, api: &Api, pod: &Value, container: &str) -> Result<Session, String> {
        let streams = self.streams;
        if !streams.stdin && !streams.stdout && !streams.stderr {
            return Err("you must specify at least 1 of stdin, stdout, stderr".to_owned());
        }
        let node = &api.node;
        if self.exec {
            let command = self.command.clone();
            node.exec(pod, container, command, streams).await
        } else {
            node.attach(pod, container, streams).await
        }
    }
}

async fn serve(
    upgrade: OnUpgrade,
    protocol: Protocol,
    asked: Asked,
    session: Result<Session, String>,
) {
    let Some(connection) = upgraded(upgrade).await else {
        return;
    };
    let (streams, command) = (asked.streams, &asked.command);
    match (protocol, session) {
        (Protocol::Socket(_, form), session) => {
            let socket = open(connection).await;
            socket::serve(socket, form, streams, command, session).await;
        }
        (Protocol::Spdy(_, form, resizes), Ok(session)) => {
            // How a client ends is its own affair.
            let _ = streams::serve(connection, form, streams, resizes, command, session).await;
        }
        (Protocol::Spdy(..), Err(_)) => {}
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    /// Headers, and the protocol.
    type Row<'a> = (&'a [(&'a str, &'a str)], Option<Protocol>);

    #[test]
    fn the_protocol_is_chosen_from_what_the_client_offers() {
        let key = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let version = ("sec-websocket-version", "13");
        let socket = ("upgrade", "websocket");
        let offer = |protocol| ("sec-websocket-protocol", protocol);
        let spdy = ("upgrade", "SPDY/3.1");
        let stream = |protocol| ("x-stream-protocol-version", protocol);
        let (five, four) = ("v5.channel.k8s.io", "v4.channel.k8s.io");
        let rows: [Row<'_>; 9] = [
            (
                &[socket, key, version, offer(five)],
                Some(Protocol::Socket(Some(five), Form::V5)),
            ),
            (
                &[
                    socket,
                    key,
                    version,
                    offer("v4.channel.k8s.io, v5.channel.k8s.io"),
                ],
                Some(Protocol::Socket(Some(five), Form::V5)),
            ),
            (
                &[socket, key, version, offer(four)],
                Some(Protocol::Socket(Some(four), Form::V4)),
            ),
            (
                &[socket, key, version],
                Some(Protocol::Socket(None, Form::Text)),
            ),
            (&[socket, key, version, offer("v9.channel.k8s.io")], None),
            (&[socket, offer(five)], None),
            // kubectl offers its best, and takes what is there.
            (
                &[spdy, stream(five), stream(four), stream("channel.k8s.io")],
                Some(Protocol::Spdy(four, Form::V4, true)),
            ),
            (&[spdy, stream(five)], None),
            (
                &[spdy],
                Some(Protocol::Spdy("channel.k8s.io", Form::Text, false)),
            ),
        ];
        for (pairs, expected) in rows {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                headers.append(name, value.parse().unwrap());
            }
            let found = protocol(&headers, &Method::GET).ok();
            assert_eq!(found, expected, "{pairs:?}");
        }
    }
}
