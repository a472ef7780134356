//! Manifests from an address (`deploy -f https://…`). It is the client of the API server that
//! fetches them: proxies and trusted roots are the machine's, as for everything else.

use std::time::Duration;

use http::{Method, Uri, header};
use http_body_util::{BodyExt, Limited};
use hyper_util::client::proxy::matcher::Matcher;
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
    let client = client(uri)?;
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

/// A client of an address's host.
fn client(uri: &Uri) -> Result<Client> {
    let url = uri.to_string();
    let proxy = proxy(uri, |name| std::env::var(name).ok())?;
    let scheme = scheme(uri);
    // Without a port the proxy would be asked for that of https.
    let port = match &proxy {
        Some(_) if scheme == "http" && uri.port().is_none() => ":80",
        _ => "",
    };
    let root = format!("{scheme}://{}{port}/", authority(uri));
    let root: Uri = root
        .parse()
        .map_err(|_| unreachable(&url, "it names no host"))?;
    let mut config = Config::new(root);
    config.proxy_url = proxy;
    config.read_timeout = Some(SILENCE);
    config.default_retry = false;
    Client::try_from(config).map_err(|error| unreachable(&url, &super::failure::chain(&error)))
}

/// The proxy that the environment names for an address: kube reads it for kubeconfigs alone.
fn proxy(uri: &Uri, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Uri>> {
    let first = |names: &[&str]| {
        let mut values = names.iter().filter_map(|name| variable(name));
        values.find(|value| !value.is_empty())
    };
    let named = match scheme(uri) {
        "http" => first(&["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]),
        _ => first(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]),
    };
    let Some(named) = named else {
        return Ok(None);
    };
    // As Go's clients do: no proxy is for this machine.
    let spared = first(&["NO_PROXY", "no_proxy"]).unwrap_or_default();
    let spared = format!("localhost,127.0.0.0/8,::1,{spared}");
    // The rule alone: what it hands back of a proxy is without its user and password.
    let rule = Matcher::builder().all("http://proxy").no(spared).build();
    if rule.intercept(uri).is_none() {
        return Ok(None);
    }
    let named = match named.split_once("://") {
        None => format!("http://{named}"),
        // The proxy looks names up for kube in either case.
        Some(("socks5h", rest)) => format!("socks5://{rest}"),
        Some(("http" | "https" | "socks5", _)) => named,
        // Not the address: it may hold a password.
        Some((scheme, _)) => {
            let why = format!(
                "the environment's proxy for it is one of {scheme}; http, https and socks5 are known"
            );
            return Err(unreachable(&uri.to_string(), &why));
        }
    };
    named.parse::<Uri>().map(Some).map_err(|error| {
        let why = format!("the environment's proxy for it is no address: {error}");
        unreachable(&uri.to_string(), &why)
    })
}

fn scheme(uri: &Uri) -> &str {
    uri.scheme_str().unwrap_or("https")
}

fn authority(uri: &Uri) -> &str {
    uri.authority().map_or("", |name| name.as_str())
}

/// A redirect's target; where nothing is named, that is no address.
fn resolve(base: &Uri, next: &str) -> Result<Uri> {
    let whole = if next.is_empty() {
        String::new()
    } else {
        joined(base, next)
    };
    whole.parse().map_err(|_| {
        unreachable(
            &base.to_string(),
            &format!("it leads to `{next}`, which is no address"),
        )
    })
}

/// A reference, as it is meant where it stands (RFC 3986, 5.2). Nobody is sent a fragment.
fn joined(base: &Uri, next: &str) -> String {
    let next = next.split('#').next().unwrap_or_default();
    if has_scheme(next) {
        return next.to_owned();
    }
    if next.starts_with("//") {
        return format!("{}:{next}", scheme(base));
    }
    if next.is_empty() {
        return base.to_string();
    }
    let (path, query) = next.find('?').map_or((next, ""), |at| next.split_at(at));
    let from = base.path();
    let path = if path.is_empty() {
        from.to_owned()
    } else if path.starts_with('/') {
        without_dots(path)
    } else {
        let folder = from.rfind('/').map_or("/", |at| &from[..=at]);
        without_dots(&format!("{folder}{path}"))
    };
    format!("{}://{}{path}{query}", scheme(base), authority(base))
}

fn has_scheme(reference: &str) -> bool {
    let is_scheme = |text: &str| {
        text.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    };
    reference
        .split_once(':')
        .is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// A path from the root, with its `.` and `..` followed.
fn without_dots(path: &str) -> String {
    let mut kept = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_followed_from_where_they_stand() {
        let rows = [
            ("v2.yaml", "https://a.example/b/c/v2.yaml"),
            ("./v2.yaml", "https://a.example/b/c/v2.yaml"),
            ("../v2.yaml?x=1", "https://a.example/b/v2.yaml?x=1"),
            ("../../../v2.yaml", "https://a.example/v2.yaml"),
            ("..", "https://a.example/b/"),
            ("d/./e/../f/.", "https://a.example/b/c/d/f/"),
            ("/v2.yaml", "https://a.example/v2.yaml"),
            ("/", "https://a.example/"),
            ("/x/../y:1", "https://a.example/y:1"),
            ("?a=b", "https://a.example/b/c/app.yaml?a=b"),
            ("?a=../b", "https://a.example/b/c/app.yaml?a=../b"),
            ("#end", "https://a.example/b/c/app.yaml?old=1"),
            ("v2.yaml#end", "https://a.example/b/c/v2.yaml"),
            ("//cdn.example/x", "https://cdn.example/x"),
            ("http://b.example:81/x?y", "http://b.example:81/x?y"),
        ];
        let base = Uri::from_static("https://a.example/b/c/app.yaml?old=1");
        for (next, target) in rows {
            assert_eq!(resolve(&base, next).unwrap().to_string(), target, "{next}");
        }
        let top = Uri::from_static("http://a.example:8080");
        let target = resolve(&top, "x").unwrap().to_string();
        assert_eq!(target, "http://a.example:8080/x");
        let error = resolve(&base, "").unwrap_err();
        assert_eq!(
            error.says.as_deref(),
            Some("it leads to ``, which is no address")
        );
    }

    #[test]
    fn proxies_are_those_of_the_environment() {
        const HTTPS: &str = "https://a.example/x";
        const HTTP: &str = "http://a.example/x";
        let proxy_of = |url: &'static str, variables: &[(&str, &str)]| {
            let variable = |name: &str| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let proxy = proxy(&Uri::from_static(url), variable).unwrap();
            proxy.map(|proxy| proxy.to_string())
        };
        let secure = ("HTTPS_PROXY", "http://u:p@p:3128");
        let named = Some("http://u:p@p:3128/");
        let rows = [
            (HTTPS, vec![], None),
            (HTTPS, vec![secure], named),
            (
                HTTPS,
                vec![("https_proxy", "p:3128")],
                Some("http://p:3128/"),
            ),
            (
                HTTPS,
                vec![("HTTPS_PROXY", ""), ("https_proxy", "p:1")],
                Some("http://p:1/"),
            ),
            (
                HTTPS,
                vec![("ALL_PROXY", "socks5://p:1080")],
                Some("socks5://p:1080/"),
            ),
            (
                HTTPS,
                vec![("ALL_PROXY", "socks5h://u:p@p:1080")],
                Some("socks5://u:p@p:1080/"),
            ),
            (HTTP, vec![secure], None),
            (
                HTTP,
                vec![secure, ("http_proxy", "http://q:1")],
                Some("http://q:1/"),
            ),
            (HTTP, vec![("all_proxy", "http://q:1")], Some("http://q:1/")),
            (HTTPS, vec![secure, ("NO_PROXY", "")], named),
            (
                HTTPS,
                vec![secure, ("NO_PROXY", "b.example, a.example")],
                None,
            ),
            (HTTPS, vec![secure, ("no_proxy", ".example")], None),
            (HTTPS, vec![secure, ("NO_PROXY", "example")], None),
            (HTTPS, vec![secure, ("NO_PROXY", "*")], None),
            (HTTPS, vec![secure, ("NO_PROXY", "le,x.a.example")], named),
            (
                "https://10.1.2.3/x",
                vec![secure, ("NO_PROXY", "10.0.0.0/8")],
                None,
            ),
            ("https://localhost:8443/x", vec![secure], None),
            ("https://127.0.0.1/x", vec![secure], None),
            ("https://[::1]:8443/x", vec![secure], None),
        ];
        for (url, variables, expected) in rows {
            let found = proxy_of(url, &variables);
            assert_eq!(found.as_deref(), expected, "{url} {variables:?}");
        }
        let other = |_: &str| Some("socks4://u:secret@p".to_owned());
        let error = proxy(&Uri::from_static(HTTPS), other).unwrap_err();
        let says = error.says.unwrap_or_default();
        assert!(
            says.contains("socks4;") && !says.contains("secret"),
            "{says}"
        );
    }
}
