//! A request carried on, and its answer carried back.

use http::uri::PathAndQuery;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header,
};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

use super::place;
use crate::sandbox::api::app::{Api, Call};
use crate::sandbox::api::objects::Subject;
use crate::sandbox::api::refusal::{bad_request, unavailable};
use crate::sandbox::api::reply::{self, Answer, Body};
use crate::sandbox::status::{Reply, Status};

/// Headers that are between two neighbours only, and credentials, which are ours.
const OURS: [HeaderName; 9] = [
    header::AUTHORIZATION,
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Answers `/proxy`. `tail`: what follows it in the path.
pub(in crate::sandbox::api) async fn answer(
    api: &Api,
    subject: &Subject,
    tail: &str,
    call: Call,
) -> Reply<Answer> {
    let (path, query) = call.asked.split_once('?').unwrap_or((&call.asked, ""));
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    place::exists(api, subject)?;
    if tail.is_empty() && matches!(call.method, Method::GET | Method::HEAD) {
        return Ok(moved(&format!("{path}/{query}")));
    }
    let root = path.strip_suffix(tail).unwrap_or(path).to_owned();
    let stream = place::connect(api, subject).await?;
    let host = stream
        .peer_addr()
        .map(|peer| peer.to_string())
        .unwrap_or_default();
    let upgrading = call.headers.contains_key(header::UPGRADE);
    let request = onward(&call, tail, &query, &host)?;
    let request = request.map(|()| call.body);
    let mut answered = send(stream, request).await?;
    if upgrading && answered.status() == StatusCode::SWITCHING_PROTOCOLS {
        return Ok(join(api, call.upgrade, answered));
    }
    strip(answered.headers_mut());
    relocate(answered.headers_mut(), &root, &host);
    Ok(answered.map(|body| body.map_err(std::io::Error::other).boxed_unsync()))
}

/// Sends who asks for the app's root to where its relative links work.
fn moved(to: &str) -> Answer {
    let mut answer = reply::text(301, "");
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(header::LOCATION, to);
    }
    answer
}

fn onward(call: &Call, tail: &str, query: &str, host: &str) -> Reply<Request<()>> {
    let path = if tail.is_empty() { "/" } else { tail };
    let path: PathAndQuery = format!("{path}{query}")
        .parse()
        .map_err(|_| bad_request("invalid path"))?;
    let mut request = Request::new(());
    *request.method_mut() = call.method.clone();
    *request.uri_mut() = Uri::from(path);
    let mut headers = call.headers.clone();
    let upgrade = headers.get(header::UPGRADE).cloned();
    strip(&mut headers);
    if let Some(upgrade) = upgrade {
        headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(header::UPGRADE, upgrade);
    }
    let forwarded = [
        ("x-forwarded-for", "127.0.0.1".to_owned()),
        ("x-forwarded-proto", "https".to_owned()),
        ("x-forwarded-uri", call.asked.clone()),
        ("host", host.to_owned()),
    ];
    for (name, value) in forwarded {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    *request.headers_mut() = headers;
    Ok(request)
}

fn strip(headers: &mut HeaderMap) {
    for name in OURS {
        headers.remove(name);
    }
}

async fn send(stream: TcpStream, request: Request<Body>) -> Reply<Response<Incoming>> {
    let failed = |error: hyper::Error| -> Status {
        unavailable(format!("error trying to reach service: {error}"))
    };
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(failed)?;
    tokio::spawn(connection.with_upgrades());
    sender.send_request(request).await.map_err(failed)
}

/// Joins the two ends of a connection that is no longer HTTP.
fn join(api: &Api, near: hyper::upgrade::OnUpgrade, mut answered: Response<Incoming>) -> Answer {
    let far = hyper::upgrade::on(&mut answered);
    let stop = api.stop.clone();
    tokio::spawn(async move {
        let joined = async {
            if let (Ok(near), Ok(far)) = tokio::join!(near, far) {
                let (mut near, mut far) = (TokioIo::new(near), TokioIo::new(far));
                let _ = copy_bidirectional(&mut near, &mut far).await;
            }
        };
        tokio::select! {
            () = joined => {}
            () = stop.cancelled() => {}
        }
    });
    answered.map(|_| reply::full(""))
}

/// A redirect to a path of the app has to lead through the proxy.
fn relocate(headers: &mut HeaderMap, root: &str, host: &str) {
    let Some(to) = headers
        .get(header::LOCATION)
        .and_then(|to| to.to_str().ok())
    else {
        return;
    };
    let own = format!("http://{host}");
    let path = to.strip_prefix(own.as_str()).unwrap_or(to);
    let outside = !path.starts_with('/') || path.starts_with("//") || path.starts_with(root);
    if outside {
        return;
    }
    if let Ok(to) = HeaderValue::from_str(&format!("{root}{path}")) {
        headers.insert(header::LOCATION, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_within_the_proxy() {
        let rows = [
            ("/login", "/root/login"),
            ("http://127.0.0.1:41000/login", "/root/login"),
            ("login", "login"),
            ("https://example/x", "https://example/x"),
            ("//example/x", "//example/x"),
            ("/root/x", "/root/x"),
        ];
        for (given, expected) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(header::LOCATION, given.parse().unwrap());
            relocate(&mut headers, "/root", "127.0.0.1:41000");
            assert_eq!(headers[header::LOCATION], expected, "{given}");
        }
    }
}
