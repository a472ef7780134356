//! From the injector's arguments to those of standalone mode.

use std::path::Path;

use super::folder;
use crate::sandbox::daprd::FLAGS;

/// Flags with a value that are not for a daprd without a control plane.
const PAIRS: [&str; 9] = [
    "control-plane-address",
    "control-plane-namespace",
    "control-plane-trust-domain",
    "sentry-address",
    "sentry-request-jwt-audiences",
    "placement-host-address",
    "scheduler-host-address",
    "actors-service",
    "reminders-service",
];

/// Switches that go: certificates come from a sentry.
const SWITCHES: [&str; 1] = ["enable-mtls"];

/// Where everything listens.
const LOOPBACK: &str = "127.0.0.1";

/// The arguments for a daprd whose files are in this folder. Its ports stay as they are.
pub(crate) fn arguments(injected: &[String], files: &Path) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = injected.iter();
    while let Some(word) = rest.next() {
        match flag(word) {
            // The needed ones are set anew.
            Some((name, joined)) if PAIRS.contains(&name) || FLAGS.contains(&name) => {
                if !joined {
                    rest.next();
                }
            }
            Some((name, _)) if SWITCHES.contains(&name) => {}
            _ => words.push(word.clone()),
        }
    }
    let path = |name: &str| listed(&files.join(name).to_string_lossy());
    let added = [
        ("mode", "standalone".to_owned()),
        ("config", path(folder::CONFIGURATION)),
        ("resources-path", path(folder::RESOURCES)),
        ("dapr-listen-addresses", LOOPBACK.to_owned()),
        ("dapr-public-listen-address", LOOPBACK.to_owned()),
        ("dapr-internal-grpc-listen-address", LOOPBACK.to_owned()),
        ("metrics-listen-address", LOOPBACK.to_owned()),
    ];
    for (name, value) in added {
        words.extend([format!("--{name}"), value]);
    }
    words
}

/// As an entry of a list with commas.
fn listed(path: &str) -> String {
    if path.contains([',', '"']) {
        return format!("\"{}\"", path.replace('"', "\"\""));
    }
    path.to_owned()
}

/// The name in `--name` and `--name=value`, and whether the value is joined to it.
fn flag(word: &str) -> Option<(&str, bool)> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-'))?;
    match name.split_once('=') {
        Some((name, _)) => Some((name, true)),
        None => Some((name, false)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::arguments;
    use crate::sandbox::daprd::FLAGS;

    const ADDED: &str = "--mode standalone --config /f/config.yaml --resources-path /f/resources \
        --dapr-listen-addresses 127.0.0.1 --dapr-public-listen-address 127.0.0.1 \
        --dapr-internal-grpc-listen-address 127.0.0.1 --metrics-listen-address 127.0.0.1";

    fn rewritten(line: &str) -> String {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let words = arguments(&words, Path::new("/f")).join(" ");
        let rest = words.strip_suffix(ADDED).expect("ends with what is added");
        rest.trim_end().to_owned()
    }

    #[test]
    fn what_belongs_to_a_control_plane_goes() {
        let rows = [
            ("", ""),
            (
                "--dapr-http-port 3500 --dapr-listen-addresses [::1],127.0.0.1 --app-id a --mode kubernetes",
                "--dapr-http-port 3500 --app-id a",
            ),
            (
                "--control-plane-address x:443 --sentry-address=y:443 --app-port 3000 --enable-mtls",
                "--app-port 3000",
            ),
            (
                "--enable-metrics --metrics-port 9090 --config appconfig --enable-api-logging=true",
                "--enable-metrics --metrics-port 9090 --enable-api-logging=true",
            ),
            (
                "--placement-host-address --odd --scheduler-host-address s --log-level debug",
                "--log-level debug",
            ),
            (
                "--dapr-graceful-shutdown-seconds -1",
                "--dapr-graceful-shutdown-seconds -1",
            ),
        ];
        for (line, expected) in rows {
            assert_eq!(rewritten(line), expected, "{line}");
        }
    }

    #[test]
    fn a_folder_may_have_a_comma() {
        let words = arguments(&[], Path::new("/a, \"b\""));
        assert_eq!(words[3], r#""/a, ""b""/config.yaml""#);
    }

    #[test]
    fn a_daprd_is_asked_for_every_flag_that_is_added() {
        let added = ADDED
            .split_whitespace()
            .filter_map(|word| word.strip_prefix("--"));
        for flag in added {
            assert!(FLAGS.contains(&flag), "{flag}");
        }
    }
}
