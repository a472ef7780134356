//! Who may talk to the sandbox: a browser's page that found its port may not.

use http::{HeaderMap, Uri, header};

use super::refusal::forbidden;
use crate::sandbox::status::Reply;

/// Refuses what was sent to another name than the sandbox's own (a name of somebody else's can be
/// made to lead to this machine), and what a page of another origin sent.
pub(super) fn check_origin(uri: &Uri, headers: &HeaderMap) -> Reply<()> {
    let host = match uri.authority() {
        Some(authority) => Some(authority.as_str()),
        None => text(headers, header::HOST),
    };
    if !host.is_some_and(is_ours) {
        return Err(forbidden(format!(
            "the sandbox answers on 127.0.0.1 and localhost only, not on host {:?}",
            host.unwrap_or_default()
        )));
    }
    for origin in headers.get_all(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let host = origin.split_once("://").map(|(_, host)| host);
        if !host.is_some_and(is_ours) {
            return Err(forbidden(format!("origin {origin:?} is not allowed")));
        }
    }
    Ok(())
}

/// Whether `host` or `host:port` is one that the server certificate names.
fn is_ours(host: &str) -> bool {
    let name = without_port(host).to_ascii_lowercase();
    matches!(
        name.as_str(),
        "127.0.0.1"
            | "localhost"
            | "[::1]"
            | "kubernetes"
            | "kubernetes.default"
            | "kubernetes.default.svc"
            | "kubernetes.default.svc.cluster.local"
    )
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|one| one.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The token of `Authorization: Bearer …`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let given = text(headers, header::AUTHORIZATION)?;
    let (scheme, token) = given.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(uri: &str, pairs: &[(&str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name = header::HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, value.parse().unwrap());
        }
        check_origin(&uri.parse().unwrap(), &headers).is_ok()
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let rows = [
            ("127.0.0.1", true),
            ("127.0.0.1:6443", true),
            ("LocalHost:1", true),
            ("[::1]:6443", true),
            ("kubernetes.default.svc", true),
            ("kubernetes.default.svc.cluster.local:443", true),
            ("kubernetes.example", false),
            ("127.0.0.1.example:6443", false),
            ("example", false),
            ("localhost:80@example", false),
            ("", false),
        ];
        for (host, expected) in rows {
            assert_eq!(allowed("/api", &[("host", host)]), expected, "{host}");
        }
        assert!(!allowed("/api", &[]));
        assert!(allowed("https://localhost:1/api", &[]));
        assert!(!allowed("https://example/api", &[("host", "localhost")]));
    }

    #[test]
    fn pages_of_other_origins_are_refused() {
        let rows = [
            ("https://127.0.0.1:6443", true),
            ("http://localhost", true),
            ("https://example", false),
            ("null", false),
            ("https://localhost.example", false),
        ];
        for (origin, expected) in rows {
            let headers = [("host", "localhost"), ("origin", origin)];
            assert_eq!(allowed("/api", &headers), expected, "{origin}");
        }
    }

    #[test]
    fn the_token_is_what_follows_bearer() {
        let rows = [
            ("Bearer a.b", Some("a.b")),
            ("bearer  a", Some("a")),
            ("Basic a", None),
        ];
        for (given, expected) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, given.parse().unwrap());
            assert_eq!(bearer(&headers), expected);
        }
    }
}
