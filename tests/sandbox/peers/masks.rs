//! What differs from run to run: names, times, addresses.

use std::sync::LazyLock;

use regex::Regex;

/// What is masked, and by what, in this order.
const MASKS: [(&str, &str); 16] = [
    (r"\b[0-9a-f]{64}\b", "ID"),
    (r"\d{4}-\d\d-\d\d[T ][\d:.]+(Z| [+-]\d{4}( \w+)?)", "TIME"),
    (r"\w{3}, \d\d \w{3} \d{4} [\d:]+ [+-]\d{4}", "TIME"),
    (r"\w{3} \w{3} +\d+ [\d:]+( \w+)? \d{4}", "TIME"),
    (
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "UID",
    ),
    (r"\b\d+\.\d+\.\d+\.\d+\b", "IP"),
    // A ReplicaSet's is a 32-bit number, a letter for each digit: one in 430 has fewer than eight.
    (
        r"-[4-9bcdf]{6,10}\b(-[bcdfghjklmnpqrstvwxz2456789]{5}\b)?",
        "-HASH",
    ),
    (r#"(pod-template-hash[=:"]+ ?"?)\w+"#, "${1}HASH"),
    (
        r"\b(made|once|fails|named|headless|web|kube-api-access)-[bcdfghjklmnpqrstvwxz2456789]{5}\b",
        "${1}-HASH",
    ),
    (
        r"(?m)(^|[\s(])(?:\d+[smhd])+(?: ago)?($|[\s)])",
        "${1}AGE${2}",
    ),
    (r"\(x\d+ over AGE\)", "(x over AGE)"),
    (r#"(resourceVersion"?: ?)"?\d+"?"#, "${1}N"),
    (r"(Resource Version: +)\d+", "${1}N"),
    (r#"(nodeName"?: ?"?)\w+"#, "${1}NODE"),
    (r"(?m) (?:lab|sandbox)$", " NODE"),
    (r#"(?:/tmp|/var/folders)/[^\s:"]*"#, "FILE"),
];

static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let rule = |(from, to): (&str, &'static str)| (Regex::new(from).unwrap(), to);
    MASKS.map(rule).into()
});

/// The text without what differs from run to run, and with columns two blanks apart.
pub(super) fn masked(text: &str) -> String {
    let apart: Vec<_> = text.lines().map(apart).collect();
    let text = apart.join("\n");
    RULES.iter().fold(text, |text, (from, to)| {
        from.replace_all(&text, *to).into_owned()
    })
}

/// The widths of columns depend on what is masked.
fn apart(line: &str) -> String {
    let start = line.len() - line.trim_start().len();
    let (indent, rest) = line.split_at(start);
    let words = rest.replace('\t', "  ");
    let columns: Vec<_> = words
        .split("  ")
        .map(str::trim)
        .filter(|column| !column.is_empty())
        .collect();
    format!("{indent}{}", columns.join("  "))
}

#[test]
fn names_times_and_addresses_are_masked() {
    for (text, expected) in [
        (
            "web-5d9c7b8f6d-x2z4w   1/1   Running   0   5m3s",
            "web-HASH  1/1  Running  0  AGE",
        ),
        (
            "--- a  2026-01-02 03:04:05.5 +0000\nto lab\n",
            "--- a  TIME\nto NODE",
        ),
        (
            "web-cbb6fb8 (0/0 replicas created)",
            "web-HASH (0/0 replicas created)",
        ),
        ("made-x2z4w\t1\t3s", "made-HASH  1  AGE"),
        ("  Age:    3s ago", "  Age:  AGE"),
        (
            "creationTimestamp: \"2026-01-02T03:04:05Z\"",
            "creationTimestamp: \"TIME\"",
        ),
        ("resourceVersion: \"12\"", "resourceVersion: N"),
        ("ip 10.96.0.1:80", "ip IP:80"),
        ("revision 10 of web-ui", "revision 10 of web-ui"),
        ("assigned a/b to sandbox", "assigned a/b to NODE"),
    ] {
        assert_eq!(masked(text), expected);
    }
}
