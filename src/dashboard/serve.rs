//! Listens on this machine, and gives each request to whom it belongs.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, Request, State as Of};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures::{Stream, StreamExt as _, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::feed::{self, State, Subject};
use super::guard::{Guard, Verdict};
use super::stream::{Look, Message, Told};
use super::{answer, assets, details, follow, logs};
use crate::check::Scope;
use crate::cluster::Cluster;
use crate::diagnose::Survey;
use crate::error::{Error, Result};
use crate::graph::{Open, View};
use crate::tutorial::{self, Tour};

/// What is shown, and where.
#[derive(Clone)]
pub struct Settings {
    /// The cluster.
    pub cluster: Cluster,
    /// What is followed of it.
    pub scope: Scope,
    /// What its checks are about.
    pub survey: Survey,
    /// What the picture is called: `context kind-dev`.
    pub title: String,
    /// What draws the same in a terminal, but for a namespace: `daprk graph -k`.
    pub command: String,
    /// What leads through the picture, step by step.
    pub tour: Tour,
    /// Namespace of the apps that the tour is about.
    pub home: String,
    /// Port of 127.0.0.1; 0 is any free one.
    pub port: u16,
}

/// A page that is served until it is cancelled.
pub struct Dashboard {
    listener: TcpListener,
    served: Arc<Served>,
    links: mpsc::Receiver<String>,
}

/// What requests share.
struct Served {
    guard: Guard,
    subject: Subject,
    tour: Mutex<Tour>,
    /// The same before any look, for its questions: a look takes time, and holds the other.
    asked: Tour,
    look: tutorial::check::Look,
    states: watch::Sender<Arc<State>>,
    /// Links that replace the ones that were used.
    links: mpsc::Sender<String>,
    cancel: CancellationToken,
}

/// Lines that wait for a page that is slow.
const LINES: usize = 256;
/// A line of its own keeps a connection that has nothing to tell.
const KEEP: Duration = Duration::from_secs(15);

impl Dashboard {
    /// Opens the port.
    ///
    /// # Errors
    /// The port is taken, or may not be opened.
    pub async fn bind(settings: Settings, cancel: CancellationToken) -> Result<Self> {
        let taken = |error: std::io::Error| {
            Error::failed(
                "port-taken",
                format!("cannot open port {} of 127.0.0.1", settings.port),
            )
            .says(error.to_string())
            .hint("without --port any free one is taken")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))
            .await
            .map_err(taken)?;
        let port = listener.local_addr().map_err(taken)?.port();
        let (links, told) = mpsc::channel(4);
        let look = tutorial::check::Look {
            cluster: settings.cluster.clone(),
            namespace: settings.home,
        };
        let served = Served {
            asked: settings.tour.clone(),
            tour: Mutex::new(settings.tour),
            look,
            guard: Guard::new(port),
            subject: Subject {
                cluster: settings.cluster,
                scope: settings.scope,
                survey: settings.survey,
                title: settings.title,
                command: settings.command,
            },
            states: watch::Sender::new(Arc::new(State::default())),
            links,
            cancel,
        };
        Ok(Self {
            listener,
            served: Arc::new(served),
            links: told,
        })
    }

    /// A link to the page that works once, within ten minutes.
    pub fn link(&self) -> String {
        self.served.guard.link()
    }

    /// Serves until it is cancelled; `say` gets a link whenever somebody has come with an old one.
    pub async fn serve(mut self, say: impl Fn(String)) {
        let served = Arc::clone(&self.served);
        let cancel = served.cancel.clone();
        let following = feed::follow(served.subject.clone(), served.states.clone());
        let serving = axum::serve(self.listener, router(served));
        let telling = async {
            while let Some(link) = self.links.recv().await {
                say(link);
            }
        };
        tokio::select! {
            () = cancel.cancelled() => {}
            () = following => {}
            _ = serving.into_future() => {}
            () = telling => {}
        }
    }
}

fn router(served: Arc<Served>) -> Router {
    Router::new()
        .route("/", get(|| async { Html(assets::page()) }))
        .route(
            "/page.css",
            get(|| async { asset("text/css", assets::style()) }),
        )
        .route(
            "/page.js",
            get(|| async { asset("text/javascript", assets::script()) }),
        )
        .route("/picture", get(picture))
        .route("/node", get(node))
        .route("/logs", get(lines))
        .route("/follow", get(requests))
        .route("/tour", get(tour))
        .route("/answer", get(answer))
        .layer(middleware::from_fn_with_state(Arc::clone(&served), guard))
        .with_state(served)
}

fn asset(kind: &'static str, text: String) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))],
        text,
    )
}

async fn guard(Of(served): Of<Arc<Served>>, request: Request, next: Next) -> Response {
    let verdict = served
        .guard
        .judge(request.method(), request.uri(), request.headers());
    let refused = |status, words: &str| (status, Html(assets::refusal(words))).into_response();
    let mut response = match verdict {
        Verdict::Welcome => next.run(request).await,
        Verdict::Opened(cookie) => {
            let to = [
                (header::LOCATION, "/".to_owned()),
                (header::SET_COOKIE, cookie),
            ];
            (StatusCode::SEE_OTHER, to).into_response()
        }
        Verdict::Refused(words) => refused(StatusCode::FORBIDDEN, words),
        Verdict::ReadOnly => refused(
            StatusCode::METHOD_NOT_ALLOWED,
            "Nothing can be changed here.",
        ),
        Verdict::Outdated => {
            // Whoever asks again and again gets no more than there is room for.
            if let Ok(place) = served.links.try_reserve() {
                place.send(served.guard.link());
            }
            refused(
                StatusCode::FORBIDDEN,
                "This link was used, or is too old. daprk has printed a new one in the terminal.",
            )
        }
    };
    protect(response.headers_mut());
    response
}

/// Nothing from elsewhere is loaded, shown, told or kept.
fn protect(headers: &mut HeaderMap) {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                          base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        headers.insert(name, HeaderValue::from_static("same-origin"));
    }
}

// --- the picture -------------------------------------------------------------

#[derive(Deserialize)]
#[serde(default)]
struct Asked {
    view: String,
    focus: String,
    hops: usize,
    /// Namespaces that are not folded, with commas; `*` is all of them.
    open: String,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            view: String::new(),
            focus: String::new(),
            hops: 1,
            open: String::new(),
        }
    }
}

impl Asked {
    fn look(self) -> Look {
        let view = View::named(&self.view).unwrap_or_default();
        let focus = (!self.focus.is_empty()).then_some((self.focus, self.hops));
        let open = if self.open == "*" {
            Open::All
        } else {
            let names = self.open.split(',').filter(|name| !name.is_empty());
            Open::Namespaces(names.map(str::to_owned).collect())
        };
        Look { view, focus, open }
    }
}

async fn picture(Of(served): Of<Arc<Served>>, Query(asked): Query<Asked>) -> Response {
    let look = asked.look();
    let states = served.states.subscribe();
    let first = (states, Told::default(), true);
    let messages = stream::unfold(first, move |(mut states, mut told, is_first)| {
        let look = look.clone();
        async move {
            if !is_first {
                states.changed().await.ok()?;
            }
            let state = Arc::clone(&states.borrow_and_update());
            // Before the first look there is nothing to tell.
            let messages = if state.at == jiff::Timestamp::UNIX_EPOCH {
                Vec::new()
            } else {
                told.next(&state, &look)
            };
            Some((stream::iter(messages), (states, told, false)))
        }
    });
    events(
        &served,
        messages
            .flatten()
            .map(|Message { event, data }| (event, data)),
    )
}

/// As server-sent events, until this ends.
fn events(
    served: &Served,
    messages: impl Stream<Item = (&'static str, Value)> + Send + 'static,
) -> Response {
    let events = messages.map(|(event, data)| {
        Ok::<_, Infallible>(Event::default().event(event).data(data.to_string()))
    });
    let events = events.take_until(served.cancel.clone().cancelled_owned());
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(KEEP))
        .into_response()
}

// --- one thing ---------------------------------------------------------------

#[derive(Deserialize)]
struct Named {
    id: String,
}

async fn node(Of(served): Of<Arc<Served>>, Query(named): Query<Named>) -> Response {
    let state = Arc::clone(&served.states.borrow());
    match details::details(&state, &named.id, &served.subject.survey.typed) {
        Some(details) => asset("application/json", json!(details).to_string()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct Logged {
    namespace: String,
    app: String,
}

async fn lines(Of(served): Of<Arc<Served>>, Query(logged): Query<Logged>) -> Response {
    let (sender, receiver) = mpsc::channel(LINES);
    let wanted = logs::Wanted {
        namespace: logged.namespace,
        app: logged.app,
    };
    let cluster = served.subject.cluster.clone();
    tokio::spawn(logs::follow(
        cluster,
        wanted,
        served.states.subscribe(),
        sender,
    ));
    let lines = stream::unfold(receiver, |mut receiver| async {
        let told = match receiver.recv().await? {
            logs::Told::Line(line) => ("line", json!(line)),
            logs::Told::Note(words) => ("note", json!(words)),
        };
        Some((told, receiver))
    });
    events(&served, lines)
}

/// The requests that go through an app from now on.
async fn requests(Of(served): Of<Arc<Served>>, Query(named): Query<Named>) -> Response {
    let state = Arc::clone(&served.states.borrow());
    let Some(receiver) = follow::follow(&served.subject, &state, &named.id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let told = stream::unfold(receiver, |mut receiver| async {
        let told = receiver.recv().await?;
        Some((told, receiver))
    });
    events(&served, told)
}

// --- the tour ----------------------------------------------------------------

/// All stops, ticked by one look at the cluster.
async fn tour(Of(served): Of<Arc<Served>>) -> Response {
    let state = Arc::clone(&served.states.borrow());
    let mut tour = served.tour.lock().await;
    tour.find(&state.graph, &served.look.namespace);
    tour.follow(&served.look).await;
    asset("application/json", json!(*tour).to_string()).into_response()
}

/// Whether something that was said is right.
async fn answer(Of(served): Of<Arc<Served>>, Query(said): Query<answer::Said>) -> Response {
    match answer::judged(&served.asked, &served.look, &said).await {
        Ok(told) => asset("application/json", json!(told).to_string()).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
