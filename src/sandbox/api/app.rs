//! One request: who sends it, what it is for, and the answer.

use std::sync::Arc;

use http::{HeaderMap, Method, Request, Uri, header};
use hyper::upgrade::OnUpgrade;
use jiff::Timestamp;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::accept::{self, Many, Wanted};
use super::openapi::Documents;
use super::path::{self, Target};
use super::query::Query;
use super::refusal::{bad_name, method_not_allowed, no_such_resource, unauthorized};
use super::reply::{self, Answer, Body};
use super::texts::Texts;
use super::tokens::{Tokens, User};
use super::{body, discovery, guard, objects, openapi};
use crate::sandbox::node::Node;
use crate::sandbox::registry::Registry;
use crate::sandbox::status::Reply;

/// What every request needs.
pub(super) struct Api {
    pub(super) registry: Registry,
    pub(super) node: Arc<dyn Node>,
    pub(super) tokens: Tokens,
    pub(super) documents: Documents,
    pub(super) texts: Arc<Texts>,
    /// Ends watches and streams.
    pub(super) stop: CancellationToken,
}

/// A request, read as far as its headers.
pub(super) struct Call {
    pub(super) user: User,
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) query: Query,
    pub(super) body: Body,
    pub(super) upgrade: OnUpgrade,
    /// Whether a list is asked for.
    pub(super) many: Many,
    /// Path and query as they were sent.
    pub(super) asked: String,
}

impl Call {
    /// A header as text, empty for none.
    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// How to answer.
    pub(super) fn wanted(&self) -> Reply<Wanted> {
        let accept = self.accept();
        let agent = self.header(header::USER_AGENT);
        accept::negotiate(&accept, &self.query, agent, self.many)
    }

    /// All of `Accept`: a client may send it in pieces.
    pub(super) fn accept(&self) -> String {
        let pieces = self.headers.get_all(header::ACCEPT).iter();
        let pieces: Vec<_> = pieces.filter_map(|piece| piece.to_str().ok()).collect();
        pieces.join(",")
    }

    /// The whole body.
    pub(super) async fn read(&mut self) -> Reply<hyper::body::Bytes> {
        body::read(std::mem::take(&mut self.body)).await
    }
}

impl Api {
    /// Answers a request. `admin`: it came with our client certificate.
    pub(super) async fn answer(&self, admin: bool, request: Request<Body>) -> Answer {
        match self.try_answer(admin, request).await {
            Ok(answer) => answer,
            Err(status) => reply::refusal(&status),
        }
    }

    async fn try_answer(&self, admin: bool, request: Request<Body>) -> Reply<Answer> {
        guard::check_origin(request.uri(), request.headers())?;
        let target = path::parse(request.uri().path());
        match target {
            Some(Target::Health) => return Ok(health(request.uri())),
            Some(Target::Version) => return Ok(version()),
            _ => {}
        }
        let user = self.user(admin, request.headers())?;
        match target {
            None => self.nowhere(group_of(request.uri().path())),
            Some(Target::BadName(name)) => Err(bad_name(&name)),
            Some(target) => self.dispatch(target, call(user, request)).await,
        }
    }

    /// Where nothing is served. A group that is served says so itself.
    pub(super) fn nowhere(&self, group: Option<&str>) -> Reply<Answer> {
        let resources = self.registry.resources();
        let served = |group: &str| resources.iter().any(|one| one.group == group);
        if group.is_some_and(served) {
            return Err(no_such_resource());
        }
        Ok(reply::nowhere())
    }

    /// The paths that there are.
    fn root(&self) -> Answer {
        let mut paths = vec!["/api".to_owned(), "/api/v1".to_owned(), "/apis".to_owned()];
        for one in discovery::group_versions(&self.registry.resources()) {
            let group = format!("/apis/{}", one.group);
            if !one.group.is_empty() {
                if !paths.contains(&group) {
                    paths.push(group);
                }
                paths.push(format!("/apis/{}", one.api_version()));
            }
        }
        paths.extend(
            ["/healthz", "/livez", "/openapi/v3", "/readyz", "/version"].map(str::to_owned),
        );
        reply::object(
            200,
            &json!({"paths": paths}),
            Wanted {
                pretty: true,
                ..Wanted::JSON
            },
        )
    }

    fn user(&self, admin: bool, headers: &HeaderMap) -> Reply<User> {
        if admin {
            return Ok(User::admin());
        }
        let token = guard::bearer(headers).ok_or_else(unauthorized)?;
        let user = self.tokens.user(token, Timestamp::now().as_second());
        user.ok_or_else(unauthorized)
    }

    async fn dispatch(&self, target: Target, call: Call) -> Reply<Answer> {
        let target = match target {
            Target::Objects(objects) => {
                let warning = deprecated(&objects.group, &objects.plural);
                let mut answer = objects::answer(self, objects, call).await?;
                reply::warn(answer.headers_mut(), warning.as_slice());
                return Ok(answer);
            }
            other => other,
        };
        if call.method != Method::GET {
            return Err(method_not_allowed());
        }
        match target {
            Target::OldOpenApi => Ok(openapi::old(&call.accept())),
            Target::OpenApi | Target::Document(..) => Ok(openapi::answer(self, &target, &call)),
            Target::Root => Ok(self.root()),
            _ => discovery::answer(&self.registry.resources(), &target, &call),
        }
    }
}

/// What a client should use in place of a resource that will go.
fn deprecated(group: &str, plural: &str) -> Option<String> {
    let words = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
    (group.is_empty() && plural == "endpoints").then(|| words.to_owned())
}

/// The group that a path is in.
fn group_of(path: &str) -> Option<&str> {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["", "api", _, ..] => Some(""),
        ["", "apis", group, _, ..] => Some(group),
        _ => None,
    }
}

/// All checks are this one: who is answered is served.
fn health(uri: &Uri) -> Answer {
    let named = uri.path().trim_matches('/');
    let mut of = named.split('/');
    let check = of.next().unwrap_or_default();
    if Query::parse(uri.query().unwrap_or_default()).flag("verbose") == Some(true) {
        return reply::text(200, format!("[+]ping ok\n{check} check passed\n"));
    }
    reply::text(200, "ok")
}

fn call(user: User, mut request: Request<Body>) -> Call {
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, body) = request.into_parts();
    let asked = parts.uri.path_and_query().map(ToString::to_string);
    Call {
        user,
        method: parts.method,
        query: Query::parse(parts.uri.query().unwrap_or_default()),
        headers: parts.headers,
        many: Many::One,
        body,
        upgrade,
        asked: asked.unwrap_or_default(),
    }
}

/// The version of Kubernetes that is spoken here.
fn version() -> Answer {
    let version = json!({
        "major": "1",
        "minor": "34",
        "emulationMajor": "1",
        "emulationMinor": "34",
        "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "33",
        "gitVersion": "v1.34.4+daprk",
        "gitCommit": "",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "",
        "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    });
    reply::object(
        200,
        &version,
        Wanted {
            pretty: true,
            ..Wanted::JSON
        },
    )
}
