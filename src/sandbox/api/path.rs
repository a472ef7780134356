//! What a path means.

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `/livez`, `/readyz`, `/healthz`, with or without a check's name.
    Health,
    /// `/version`
    Version,
    /// `/api`
    Core,
    /// `/apis`
    Groups,
    /// `/apis/G`
    Group(String),
    /// `/api/v1`, `/apis/G/V`: group and version.
    Resources(String, String),
    /// `/openapi/v2`
    OldOpenApi,
    /// `/openapi/v3`
    OpenApi,
    /// `/openapi/v3/api/v1`, `/openapi/v3/apis/G/V`: group and version.
    Document(String, String),
    /// Objects of a resource.
    Objects(Objects),
    /// An object of a name that none can have: `.`, `..`.
    BadName(String),
    /// `/`: the paths that there are.
    Root,
}

/// A path of a resource, of one of its objects, or of a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Objects {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) namespace: Option<String>,
    pub(super) plural: String,
    pub(super) name: Option<String>,
    /// `status`, `scale`, `log`, …
    pub(super) part: Option<String>,
    /// What follows `proxy`, as it was sent, with its first `/`.
    pub(super) tail: Option<String>,
}

/// What a path means, or `None` where there is nothing: unknown, or a trick (`..`, an encoded
/// slash, an empty segment).
pub(super) fn parse(path: &str) -> Option<Target> {
    let (path, tail) = split_proxy(path);
    if path == "/" {
        return Some(Target::Root);
    }
    let path = path.strip_prefix('/')?;
    // One slash at the end is harmless, and clients send it: `/apis/`.
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<String> = path.split('/').map(segment).collect::<Option<_>>()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let target = target(&segments)?;
    match (target, tail) {
        (Target::Objects(objects), Some(tail)) if objects.part.as_deref() == Some("proxy") => {
            Some(Target::Objects(Objects {
                tail: Some(tail.to_owned()),
                ..objects
            }))
        }
        (target, None) => Some(target),
        _ => None,
    }
}

/// What follows `/proxy` belongs to the app behind it and is not looked at.
fn split_proxy(path: &str) -> (&str, Option<&str>) {
    let mut slashes = path.match_indices('/').map(|(at, _)| at);
    let is_proxy = |at: &usize| {
        let rest = &path[at + 1..];
        rest == "proxy" || rest.starts_with("proxy/")
    };
    // After the name only: /api/v1/namespaces/N/pods/NAME/proxy, /api/v1/nodes/NAME/proxy. An
    // object may be named `proxy`.
    let place = if path.starts_with("/api/v1/namespaces/") {
        6
    } else {
        4
    };
    match slashes.nth(place).filter(is_proxy) {
        Some(at) if path.starts_with("/api/v1/") => {
            let end = at + "/proxy".len();
            (&path[..end], Some(&path[end..]))
        }
        _ => (path, None),
    }
}

fn segment(raw: &str) -> Option<String> {
    let text = decode(raw)?;
    let tricky = text.is_empty() || text.contains(['/', '\\', '\0']);
    (!tricky).then_some(text)
}

/// Percent-decoded text; `None` when it is no such text.
pub(super) fn decode(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        if first != b'%' {
            bytes.push(first);
            rest = more;
            continue;
        }
        let digits = more
            .get(..2)
            .filter(|two| two.iter().all(u8::is_ascii_hexdigit))?;
        let digits = std::str::from_utf8(digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &more[2..];
    }
    String::from_utf8(bytes).ok()
}

fn is_dots(segment: &str) -> bool {
    segment == "." || segment == ".."
}

fn target(segments: &[&str]) -> Option<Target> {
    if segments.iter().take(3).any(|one| is_dots(one)) {
        return None;
    }
    Some(match segments {
        ["livez" | "readyz" | "healthz"] | ["livez" | "readyz" | "healthz", "ping" | "etcd"] => {
            Target::Health
        }
        ["version"] => Target::Version,
        ["api"] => Target::Core,
        ["api", version] => Target::Resources(String::new(), (*version).to_owned()),
        ["api", version, rest @ ..] => objects("", version, rest)?,
        ["apis"] => Target::Groups,
        ["apis", group] => Target::Group((*group).to_owned()),
        ["apis", group, version] => Target::Resources((*group).to_owned(), (*version).to_owned()),
        ["apis", group, version, rest @ ..] => objects(group, version, rest)?,
        ["openapi", "v2"] => Target::OldOpenApi,
        ["openapi", "v3"] => Target::OpenApi,
        ["openapi", "v3", "api", version] => Target::Document(String::new(), (*version).to_owned()),
        ["openapi", "v3", "apis", group, version] => {
            Target::Document((*group).to_owned(), (*version).to_owned())
        }
        _ => return None,
    })
}

fn objects(group: &str, version: &str, rest: &[&str]) -> Option<Target> {
    let (namespace, rest) = match rest {
        // `namespaces/N/status` is a part of a namespace, not a resource in one.
        ["namespaces", _, "status" | "finalize"] => (None, rest),
        ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (Some(*namespace), rest),
        rest => (None, rest),
    };
    let (plural, name, part) = match rest {
        [plural] => (plural, None, None),
        [plural, name] => (plural, Some(name), None),
        [plural, name, part] => (plural, Some(name), Some(part)),
        _ => return None,
    };
    let around = [Some(plural), namespace.as_ref(), part];
    if around.into_iter().flatten().any(|one| is_dots(one)) {
        return None;
    }
    if let Some(name) = name.filter(|name| is_dots(name)) {
        return Some(Target::BadName((*name).to_owned()));
    }
    let owned = |text: &&str| (*text).to_owned();
    Some(Target::Objects(Objects {
        group: group.to_owned(),
        version: version.to_owned(),
        namespace: namespace.map(str::to_owned),
        plural: (*plural).to_owned(),
        name: name.map(owned),
        part: part.map(owned),
        tail: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str) -> String {
        match parse(path) {
            None => "-".to_owned(),
            Some(Target::Objects(of)) => {
                let text = |one: Option<String>| one.unwrap_or_else(|| "-".to_owned());
                let of_type = format!("{}|{}|{}", of.group, of.version, of.plural);
                let (part, tail) = (text(of.part), text(of.tail));
                format!(
                    "{of_type} {} {} {part} {tail}",
                    text(of.namespace),
                    text(of.name)
                )
            }
            Some(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn every_form_of_path_is_told_apart() {
        let rows = [
            ("/readyz", "Health"),
            ("/livez/ping", "Health"),
            ("/version/", "Version"),
            ("/api", "Core"),
            ("/apis/", "Groups"),
            ("/apis/apps", "Group(\"apps\")"),
            ("/api/v1", "Resources(\"\", \"v1\")"),
            ("/apis/apps/v1", "Resources(\"apps\", \"v1\")"),
            ("/openapi/v2", "OldOpenApi"),
            ("/openapi/v3", "OpenApi"),
            ("/openapi/v3/apis/apps/v1", "Document(\"apps\", \"v1\")"),
            ("/openapi/v3/api/v1", "Document(\"\", \"v1\")"),
            ("/api/v1/pods", "|v1|pods - - - -"),
            ("/api/v1/namespaces", "|v1|namespaces - - - -"),
            ("/api/v1/namespaces/a", "|v1|namespaces - a - -"),
            ("/api/v1/namespaces/a/status", "|v1|namespaces - a status -"),
            (
                "/api/v1/namespaces/a/finalize",
                "|v1|namespaces - a finalize -",
            ),
            ("/api/v1/namespaces/a/pods", "|v1|pods a - - -"),
            ("/api/v1/namespaces/a/pods/b/log", "|v1|pods a b log -"),
            (
                "/apis/apps/v1/namespaces/a/deployments/b/scale",
                "apps|v1|deployments a b scale -",
            ),
            ("/api/v1/nodes/n/status", "|v1|nodes - n status -"),
            (
                "/apis/x/v1/clusterroles/system%3Anode",
                "x|v1|clusterroles - system:node - -",
            ),
            (
                "/api/v1/namespaces/a/services/b:http/proxy",
                "|v1|services a b:http proxy ",
            ),
            (
                "/api/v1/namespaces/a/services/b/proxy/",
                "|v1|services a b proxy /",
            ),
            (
                "/api/v1/namespaces/a/pods/b:80/proxy/v1.0/../x%2Fy//",
                "|v1|pods a b:80 proxy /v1.0/../x%2Fy//",
            ),
            ("/api/v1/nodes/n/proxy/x", "|v1|nodes - n proxy /x"),
            ("/api/v1/namespaces/a/pods/proxy", "|v1|pods a proxy - -"),
            (
                "/api/v1/namespaces/a/pods/proxy/log",
                "|v1|pods a proxy log -",
            ),
            (
                "/api/v1/namespaces/a/pods/proxy/proxy/x",
                "|v1|pods a proxy proxy /x",
            ),
            ("/api/v1/namespaces/a/pods/proxy/b/c", "-"),
            ("/api/v1/namespaces/proxy/pods/b", "|v1|pods proxy b - -"),
            ("/", "Root"),
            ("", "-"),
            ("/nothing", "-"),
            ("/api/v1/namespaces/a/pods/b/c/d", "-"),
            ("/api//v1", "-"),
            ("/api/v1/../v1/pods", "-"),
            ("/api/v1/%2e%2e/pods", "-"),
            ("/api/v1/namespaces/a/pods/%2e%2e", "BadName(\"..\")"),
            ("/api/v1/namespaces/../pods/a", "-"),
            ("/../apis", "-"),
            ("/api/v1/namespaces/a%2fb/pods", "-"),
            ("/api/v1/namespaces/a/pods/%00", "-"),
            ("/api/v1/namespaces/a/pods/%zz", "-"),
            ("/api/v1/namespaces/a/pods/%ff", "-"),
        ];
        for (path, expected) in rows {
            assert_eq!(shown(path), expected, "{path}");
        }
    }
}
