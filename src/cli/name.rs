//! Names that Kubernetes would refuse, refused before the cluster is asked.

/// Reads a namespace: an RFC 1123 label.
///
/// # Errors
/// A sentence that says what it may hold.
pub fn namespace(text: &str) -> Result<String, String> {
    label(text, 63).ok_or_else(|| says(63))
}

/// A release: Helm puts more characters behind it, hence its lower limit.
pub(super) fn release(text: &str) -> Result<String, String> {
    label(text, 53).ok_or_else(|| says(53))
}

/// A component: an RFC 1123 subdomain.
pub(super) fn component(text: &str) -> Result<String, String> {
    let good = text.len() <= 253 && text.split('.').all(|part| label(part, 253).is_some());
    good.then(|| text.to_owned()).ok_or_else(|| says(253))
}

/// Reads a registry, with a path in it or without.
///
/// # Errors
/// A sentence that says how it is written.
pub fn registry(text: &str) -> Result<String, String> {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let host = |c: char| inner(c) || matches!(c, ':' | '[' | ']');
    let mut parts = text.trim_end_matches('/').split('/');
    let first = parts.next().unwrap_or_default();
    let good = !first.is_empty()
        && first.chars().all(host)
        && parts.all(|part| !part.is_empty() && part.chars().all(inner));
    good.then(|| text.trim_end_matches('/').to_owned())
        .ok_or_else(|| "write it as HOST[:PORT][/PATH], e.g. mirror.example/apps".to_owned())
}

fn label(text: &str, longest: usize) -> Option<String> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = !text.is_empty()
        && text.len() <= longest
        && text.chars().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-');
    good.then(|| text.to_owned())
}

fn says(longest: usize) -> String {
    format!("use a-z, 0-9 and inner -, at most {longest} characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries() {
        let rows = [
            ("mirror.example/apps", Some("mirror.example/apps")),
            ("localhost:5000/", Some("localhost:5000")),
            ("[::1]:5000/a/b_c", Some("[::1]:5000/a/b_c")),
            ("me", Some("me")),
            ("", None),
            ("/a", None),
            ("a//b", None),
            ("https://mirror.example", None),
            ("mirror.example/redis:7", None),
            ("mirror.example/x@sha256", None),
            ("a b", None),
        ];
        for (text, wanted) in rows {
            assert_eq!(registry(text).ok().as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn limits() {
        let rows = [
            ("a", true, true, true),
            ("dapr-system", true, true, true),
            ("9", true, true, true),
            ("a.b", false, false, true),
            ("", false, false, false),
            ("-a", false, false, false),
            ("a-", false, false, false),
            ("a..b", false, false, false),
            ("Shop", false, false, false),
            ("a_b", false, false, false),
            ("ä", false, false, false),
            (&"a".repeat(53), true, true, true),
            (&"a".repeat(54), true, false, true),
            (&"a".repeat(64), false, false, true),
            (&"a".repeat(254), false, false, false),
        ];
        for (text, of_namespace, of_release, of_component) in rows {
            let seen = (
                namespace(text).is_ok(),
                release(text).is_ok(),
                component(text).is_ok(),
            );
            assert_eq!(seen, (of_namespace, of_release, of_component), "{text}");
        }
    }
}
