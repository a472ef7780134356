//! Manifests from an address (`deploy -f https://…`). It is the client of the API server that
//! fetches them: proxies and trusted roots are the machine's, as for everything else.

use std::time::Duration;

use http::{Method, Uri, header};
use http_body_util::{BodyExt, Limited};
use kube::{Client, Config};

use super::send::request;
use crate::error::{Error, Exit, Result};

/// Redirects followed before giving up, as browsers and curl do.
const REDIRECTS: usize = 10;
/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// A manifest larger than this is a mistake.
const LIMIT: usize = 16 * 1024 * 1024;

/// The text at an `http://` or `https://` address.
///
/// # Errors
/// The address can't be reached, doesn't answer 200, or holds no text.
pub async fn fetch(url: &str) -> Result<String> {
    let mut uri: Uri = url
        .parse()
        .map_err(|error| Error::usage("bad-url", format!("`{url}` is no address: {error}")))?;
    for _ in 0..REDIRECTS {
        match once(&uri).await? {
            Answer::Text(text) => return Ok(text),
            Answer::Elsewhere(next) => uri = resolve(&uri, &next)?,
        }
    }
    Err(unreachable(url, "it leads to other addresses without end"))
}

enum Answer {
    Text(String),
    Elsewhere(String),
}

async fn once(uri: &Uri) -> Result<Answer> {
    let url = uri.to_string();
    let root = format!(
        "{}://{}/",
        uri.scheme_str().unwrap_or("https"),
        uri.authority().map_or("", |name| name.as_str())
    );
    let mut config = Config::new(
        root.parse()
            .map_err(|_| unreachable(&url, "it names no host"))?,
    );
    config.read_timeout = Some(SILENCE);
    config.default_retry = false;
    let client = Client::try_from(config)
        .map_err(|error| unreachable(&url, &super::failure::chain(&error)))?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = request(Method::GET, path, None)
        .map_err(|refusal| unreachable(&url, &refusal.to_string()))?;
    let answer = client
        .send(request.map(Into::into))
        .await
        .map_err(|error| unreachable(&url, &super::failure::chain(&error)))?;
    if answer.status().is_redirection() {
        let next = answer
            .headers()
            .get(header::LOCATION)
            .and_then(|next| next.to_str().ok());
        return Ok(Answer::Elsewhere(next.unwrap_or_default().to_owned()));
    }
    if !answer.status().is_success() {
        return Err(unreachable(
            &url,
            &format!("it answers {}", answer.status()),
        ));
    }
    let body = Limited::new(answer.into_body(), LIMIT).collect().await;
    let bytes = body
        .map_err(|error| unreachable(&url, &error.to_string()))?
        .to_bytes();
    String::from_utf8(bytes.to_vec())
        .map(Answer::Text)
        .map_err(|_| unreachable(&url, "it holds no text"))
}

/// A redirect's target: an address, or a path on the same host.
fn resolve(base: &Uri, next: &str) -> Result<Uri> {
    let whole = match next.strip_prefix('/') {
        Some(path) => format!(
            "{}://{}/{path}",
            base.scheme_str().unwrap_or("https"),
            base.authority().map_or("", |name| name.as_str())
        ),
        None => next.to_owned(),
    };
    whole.parse().map_err(|_| {
        unreachable(
            &base.to_string(),
            &format!("it leads to `{next}`, which is no address"),
        )
    })
}

fn unreachable(url: &str, why: &str) -> Error {
    Error::new(
        Exit::Unreachable,
        "url-unreachable",
        "the manifest cannot be fetched",
    )
    .on(url)
    .says(why)
    .hint("download it yourself, and name the file with -f")
}
