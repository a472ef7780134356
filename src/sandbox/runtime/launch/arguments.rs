//! Ports in the words of a command line.

use std::path::Path;

use super::ports::Ports;

/// Arguments of Dapr's sidecar that name a port of its own pod.
const OF_SIDECAR: [&str; 7] = [
    "app-port",
    "dapr-http-port",
    "dapr-grpc-port",
    "dapr-internal-grpc-port",
    "dapr-public-port",
    "metrics-port",
    "profile-port",
];

/// The sidecar's arguments with its real ports.
pub(crate) fn of_sidecar(arguments: &[String], ports: &Ports) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    for argument in arguments {
        let before = written.last().map(String::as_str);
        let real = if before.is_some_and(names_port) {
            ports.real_text(argument)
        } else {
            joined(argument, ports)
        };
        written.push(real.unwrap_or_else(|| argument.clone()));
    }
    written
}

fn names_port(argument: &str) -> bool {
    let name = argument
        .strip_prefix("--")
        .or_else(|| argument.strip_prefix('-'));
    name.is_some_and(|name| OF_SIDECAR.contains(&name))
}

/// `--app-port=3000`
fn joined(argument: &str, ports: &Ports) -> Option<String> {
    let (name, value) = argument.split_once('=')?;
    let real = ports.real_text(value).filter(|_| names_port(name))?;
    Some(format!("{name}={real}"))
}

/// What is known about programs that take their port from the command line alone.
pub(crate) fn of_program(mut argv: Vec<String>, ports: &Ports) -> Vec<String> {
    let name = argv.first().and_then(|word| Path::new(word).file_name());
    match name.and_then(|name| name.to_str()) {
        Some("redis-server" | "valkey-server") => server(&mut argv, ports),
        Some("redis-cli" | "valkey-cli") => client(&mut argv, ports),
        _ => {}
    }
    argv
}

/// `tar` names what it packs by the paths that it is given: those of the container, not the real
/// ones, as `kubectl cp` looks for them. Told to GNU's alone.
pub(crate) fn of_tar(given: &[String], argv: &mut Vec<String>) {
    let packs = |word: &String| word.trim_start_matches('-').starts_with('c');
    let gnu = cfg!(target_os = "linux");
    if !gnu || given.first().is_none_or(|word| word != "tar") || !given.get(1).is_some_and(packs) {
        return;
    }
    let real = given.iter().zip(argv.iter()).skip(2);
    let named = real.filter(|(given, real)| given != real && given.starts_with('/'));
    let rules: Vec<String> = named
        .map(|(given, real)| {
            let (given, real) = (given.trim_matches('/'), real.trim_matches('/'));
            format!("--transform=s\u{1}^/*{real}\u{1}{given}\u{1}S")
        })
        .collect();
    argv.extend(rules);
}

/// The last word counts; only loopback is served.
fn server(argv: &mut Vec<String>, ports: &Ports) {
    let real = ports.real_text(&said(argv, "--port"));
    let Some(real) = real else {
        return;
    };
    argv.extend(["--port", &real, "--bind", "127.0.0.1"].map(str::to_owned));
}

fn client(argv: &mut Vec<String>, ports: &Ports) {
    let Some(real) = ports.real_text(&said(argv, "-p")) else {
        return;
    };
    match argv.iter().position(|word| word == "-p") {
        Some(at) if at + 1 < argv.len() => argv[at + 1] = real,
        Some(_) => {}
        None => drop(argv.splice(1..1, ["-p".to_owned(), real])),
    }
}

fn said(argv: &[String], option: &str) -> String {
    let at = argv.iter().position(|word| word == option);
    let value = at.and_then(|at| argv.get(at + 1));
    value.map_or_else(|| "6379".to_owned(), Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::{of_program, of_sidecar, of_tar};
    use crate::sandbox::runtime::launch::ports::Ports;

    fn ports() -> Ports {
        Ports::new([(3000, 21000), (3500, 21001), (6379, 21002), (6380, 21003)])
    }

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_sidecar_is_told_its_real_ports() {
        let rows = [
            (
                "--app-port 3000 --app-id 3000",
                "--app-port 21000 --app-id 3000",
            ),
            ("--dapr-http-port=3500", "--dapr-http-port=21001"),
            ("--metrics-port 9090", "--metrics-port 9090"),
            ("--app-id=3000 --x 3500", "--app-id=3000 --x 3500"),
        ];
        for (line, expected) in rows {
            assert_eq!(of_sidecar(&words(line), &ports()).join(" "), expected);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn tar_names_what_it_packs_as_the_container_does() {
        let rows = [
            (
                "tar cf - /data/x",
                "tar cf - /h/data/x",
                Some("--transform=s\u{1}^/*h/data/x\u{1}data/x\u{1}S"),
            ),
            ("tar cf - x", "tar cf - x", None),
            ("tar cf - /tmp/x", "tar cf - /tmp/x", None),
            ("tar -xmf - -C /data", "tar -xmf - -C /h/data", None),
            ("cat /data/x", "cat /h/data/x", None),
        ];
        for (given, real, rule) in rows {
            let mut argv = words(real);
            of_tar(&words(given), &mut argv);
            let added: Vec<_> = argv[words(real).len()..]
                .iter()
                .map(String::as_str)
                .collect();
            assert_eq!(added, rule.into_iter().collect::<Vec<_>>(), "{given}");
        }
    }

    #[test]
    fn redis_is_told_its_real_port() {
        let rows = [
            (
                "/usr/bin/redis-server",
                "/usr/bin/redis-server --port 21002 --bind 127.0.0.1",
            ),
            (
                "redis-server /x.conf --port 6380",
                "redis-server /x.conf --port 6380 --port 21003 --bind 127.0.0.1",
            ),
            ("redis-server --port 1", "redis-server --port 1"),
            ("redis-cli -e ping", "redis-cli -p 21002 -e ping"),
            ("redis-cli -p 6380 ping", "redis-cli -p 21003 ping"),
            ("redis-cli -p", "redis-cli -p"),
            ("node app.js 6379", "node app.js 6379"),
        ];
        for (line, expected) in rows {
            assert_eq!(of_program(words(line), &ports()).join(" "), expected);
        }
    }
}
