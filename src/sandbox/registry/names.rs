//! The rules for names, and names that are made up.

use rand::Rng;

use super::Resource;

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_1035: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const CONFIG_KEY: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/// What is wrong with a name, in the API server's words; nothing if it is good.
pub(super) type Complaints = Vec<String>;

fn rule(good: bool, words: &str, text: &str, longest: usize) -> Complaints {
    let mut complaints = Vec::new();
    if text.len() > longest {
        complaints.push(format!("must be no more than {longest} bytes"));
    }
    if !good {
        complaints.push(words.to_owned());
    }
    complaints
}

fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.iter().all(|byte| inner(*byte) || *byte == b'-')
        && bytes.first().copied().is_some_and(inner)
        && bytes.last().copied().is_some_and(inner)
}

/// RFC 1123 label.
pub(super) fn label(text: &str) -> Complaints {
    rule(is_label(text), LABEL, text, 63)
}

/// RFC 1123 subdomain.
pub(super) fn subdomain(text: &str) -> Complaints {
    rule(text.split('.').all(is_label), SUBDOMAIN, text, 253)
}

/// RFC 1035 label: no digit first.
pub(super) fn label_1035(text: &str) -> Complaints {
    let good = is_label(text) && !text.starts_with(|first: char| first.is_ascii_digit());
    rule(good, LABEL_1035, text, 63)
}

fn path_segment(text: &str) -> Complaints {
    if text == "." || text == ".." {
        return vec![format!("may not be '{text}'")];
    }
    let parts = ['/', '%'].into_iter().filter(|part| text.contains(*part));
    parts
        .map(|part| format!("may not contain '{part}'"))
        .collect()
}

fn is_name_part(text: &str) -> bool {
    let inner = |byte: &u8| byte.is_ascii_alphanumeric();
    let bytes = text.as_bytes();
    bytes
        .iter()
        .all(|byte| inner(byte) || b"-_.".contains(byte))
        && bytes.first().is_some_and(inner)
        && bytes.last().is_some_and(inner)
}

/// `app.kubernetes.io/name`: keys of labels and annotations.
pub(super) fn qualified(text: &str) -> Complaints {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    if name.contains('/') {
        return vec![format!(
            "a qualified name {} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
            QUALIFIED.trim_start_matches("name part ")
        )];
    }
    let mut complaints = match prefix {
        Some("") => vec!["prefix part must be non-empty".to_owned()],
        Some(prefix) => prefixed("prefix part ", subdomain(prefix)),
        None => Vec::new(),
    };
    if name.is_empty() {
        complaints.push("name part must be non-empty".to_owned());
    }
    if name.len() > 63 {
        complaints.push("name part must be no more than 63 bytes".to_owned());
    }
    if !is_name_part(name) {
        complaints.push(QUALIFIED.to_owned());
    }
    complaints
}

fn prefixed(prefix: &str, complaints: Complaints) -> Complaints {
    complaints
        .into_iter()
        .map(|words| format!("{prefix}{words}"))
        .collect()
}

/// The value of a label.
pub(super) fn label_value(text: &str) -> Complaints {
    rule(text.is_empty() || is_name_part(text), LABEL_VALUE, text, 63)
}

/// A key of a `ConfigMap` or a Secret.
pub(super) fn config_key(text: &str) -> Complaints {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if text == "." || text == ".." || text.starts_with("../") {
        return vec![format!("must not be '{text}'")];
    }
    rule(
        !text.is_empty() && text.bytes().all(good),
        CONFIG_KEY,
        text,
        253,
    )
}

/// What is wrong with the name of an object of a resource.
pub(super) fn of_object(of: &Resource, name: &str) -> Complaints {
    match (&*of.group, &*of.plural) {
        ("", "namespaces") => label(name),
        ("", "services") => label_1035(name),
        ("rbac.authorization.k8s.io", _) => path_segment(name),
        _ => subdomain(name),
    }
}

const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// Five characters that make no words.
pub(super) fn suffix() -> String {
    let mut random = rand::rng();
    let mut pick = || char::from(ALPHABET[random.random_range(0..ALPHABET.len())]);
    std::iter::repeat_with(&mut pick).take(5).collect()
}

/// A name from `generateName`.
pub(super) fn generate(base: &str) -> String {
    let longest = 63 - 5;
    let end = base.char_indices().map(|(at, _)| at).chain([base.len()]);
    let end = end.take_while(|at| *at <= longest).last().unwrap_or(0);
    format!("{}{}", &base[..end], suffix())
}

/// A random UUID.
pub(super) fn uid() -> String {
    let mut bytes: [u8; 16] = rand::rng().random();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_as_the_api_server_judges_them() {
        type Rule = fn(&str) -> Complaints;
        let long = "a".repeat(64);
        let rows: [(Rule, &str, bool); 19] = [
            (label, "a-1", true),
            (label, "-a", false),
            (label, "A", false),
            (label, "", false),
            (label, &long, false),
            (subdomain, "a.b-c.1", true),
            (subdomain, "a..b", false),
            (subdomain, "a_b", false),
            (label_1035, "web", true),
            (label_1035, "1web", false),
            (path_segment, "system:node", true),
            (path_segment, "a/b", false),
            (qualified, "app.kubernetes.io/Name_1", true),
            (qualified, "a/b/c", false),
            (qualified, "/a", false),
            (label_value, "", true),
            (label_value, "a b", false),
            (config_key, "a.b", true),
            (config_key, "a/b", false),
        ];
        for (rule, text, good) in rows {
            assert_eq!(rule(text).is_empty(), good, "{text}");
        }
    }

    #[test]
    fn made_up_names_fit() {
        let name = generate("web-");
        assert_eq!((name.len(), &name[..4]), (9, "web-"));
        let long = generate(&"é".repeat(100));
        assert!(long.len() <= 63, "{long}");
        assert_eq!(uid().len(), 36);
        assert_ne!(uid(), uid());
    }
}
