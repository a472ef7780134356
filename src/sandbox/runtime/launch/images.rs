//! From an image to a program of this machine.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::search;
use crate::manifest::nearest;

/// What runs in the place of a container's image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// A service of Dapr's control plane, by its name (`sentry`): a stand-in inside the sandbox.
    BuiltIn(String),
    /// Dapr's sidecar, with these arguments.
    Sidecar(Vec<String>),
    /// A process, with its arguments.
    Process(Vec<String>),
}

/// What there is on this machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog {
    /// `--image NAME=COMMAND`
    pub(crate) own: Vec<(String, String)>,
    /// Where programs are searched.
    pub(crate) path: OsString,
    /// Where the tutorials' apps are.
    pub(crate) apps: PathBuf,
}

/// What a container asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    /// `image`
    pub(crate) image: &'a str,
    /// `command`, in place of what the image starts.
    pub(crate) command: &'a [String],
    /// `args`
    pub(crate) args: &'a [String],
    /// Whether the pod says that it is of Dapr's control plane.
    pub(crate) control_plane: bool,
}

/// A known image: its last part, what it starts, how to get it, the port it listens on by itself.
struct Known {
    names: &'static [&'static str],
    starts: &'static [&'static str],
    port: Option<u16>,
    /// Whether arguments that are a command of their own are run in the place of what it starts.
    gives_way: bool,
}

const KNOWN: [Known; 11] = [
    shell(&["redis", "valkey"], &["redis-server"], Some(6379)),
    known(&["hello-k8s-node"], &["node", "{apps}/node/app.js"], None),
    known(
        &["hello-k8s-python"],
        &["python3", "-u", "{apps}/python/app.py"],
        None,
    ),
    shell(&["node"], &["node"], None),
    shell(&["python"], &["python3"], None),
    shell(&["busybox", "alpine"], &["sh"], None),
    shell(&["debian", "ubuntu", "bash"], &["bash"], None),
    known(&["curl"], &["curl"], None),
    known(&["zipkin", "zipkin-slim"], &["start-zipkin"], Some(9411)),
    // Does nothing, for ever.
    known(&["pause"], &["tail", "-f", "/dev/null"], None),
    known(&["daprd"], &[], None),
];

const fn known(
    names: &'static [&'static str],
    starts: &'static [&'static str],
    port: Option<u16>,
) -> Known {
    Known {
        names,
        starts,
        port,
        gives_way: false,
    }
}

/// An image that starts something only where nothing else is said, or whose first program runs
/// whatever else is said: `docker run busybox ls`, `docker run redis redis-cli`.
const fn shell(
    names: &'static [&'static str],
    starts: &'static [&'static str],
    port: Option<u16>,
) -> Known {
    Known {
        gives_way: true,
        ..known(names, starts, port)
    }
}

/// Packages that bring a program.
const PACKAGES: [(&str, &str); 7] = [
    ("redis-server", "redis-server"),
    ("redis-cli", "redis-tools"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("python3", "python3"),
    ("python", "python3"),
    ("curl", "curl"),
];

/// Images of Dapr's control plane.
const SERVICES: [&str; 5] = ["operator", "sentry", "placement", "scheduler", "injector"];

impl Catalog {
    /// What runs for a container; in words why nothing does.
    pub(crate) fn program(&self, wanted: Wanted<'_>) -> Result<Program, String> {
        let repository = repository(wanted.image);
        if let Some(command) = self.own(wanted.image, repository) {
            let argv = search::words(command)
                .into_iter()
                .chain(wanted.args.iter().cloned());
            return self.process(wanted.image, argv.collect());
        }
        if let Some(service) = service(repository, wanted.control_plane) {
            return Ok(Program::BuiltIn(service.to_owned()));
        }
        match entry(repository) {
            Some(entry) if entry.names == ["daprd"] => Ok(Program::Sidecar(sidecar(wanted))),
            Some(entry) => self.process(wanted.image, self.argv(entry, wanted)),
            None => Err(unknown(wanted.image, repository)),
        }
    }

    fn own(&self, image: &str, repository: &str) -> Option<&str> {
        let names = [image, repository, last(repository)];
        let mut own = self.own.iter();
        let found = own.find(|(name, _)| names.contains(&name.as_str()));
        found.map(|(_, command)| command.as_str())
    }

    fn argv(&self, entry: &Known, wanted: Wanted<'_>) -> Vec<String> {
        let apps = self.apps.to_string_lossy();
        let starts = entry
            .starts
            .iter()
            .map(|word| word.replace("{apps}", &apps));
        let is_command =
            |word: &String| !word.starts_with('-') && search::find(word, &self.path).is_some();
        let mut argv = match wanted.command {
            [] if entry.gives_way && wanted.args.first().is_some_and(is_command) => Vec::new(),
            [] => starts.collect(),
            command => command.to_vec(),
        };
        argv.extend_from_slice(wanted.args);
        argv
    }

    fn process(&self, image: &str, mut argv: Vec<String>) -> Result<Program, String> {
        let word = argv.first().cloned().unwrap_or_default();
        let found = search::find(&word, &self.path);
        let program = found.ok_or_else(|| missing(image, &word))?;
        argv[0] = program.to_string_lossy().into_owned();
        Ok(Program::Process(argv))
    }
}

/// The port that an image listens on if nothing else is said.
pub(crate) fn own_port(image: &str) -> Option<u16> {
    entry(repository(image))?.port
}

/// The image without its tag and digest.
fn repository(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => name,
    }
}

fn last(repository: &str) -> &str {
    repository.rsplit('/').next().unwrap_or(repository)
}

fn entry(repository: &str) -> Option<&'static Known> {
    let name = last(repository);
    KNOWN.iter().find(|entry| entry.names.contains(&name))
}

/// `…/dapr/sentry`, and `…/sentry` where the pod says what it is.
fn service(repository: &str, control_plane: bool) -> Option<&str> {
    let name = last(repository);
    let of_dapr = repository
        .strip_suffix(name)
        .is_some_and(|rest| rest == "dapr/" || rest.ends_with("/dapr/"));
    let known = SERVICES.contains(&name) && (of_dapr || control_plane);
    known.then_some(name)
}

/// The injector leaves the command to the image, and begins the arguments with it.
fn sidecar(wanted: Wanted<'_>) -> Vec<String> {
    let all = wanted.command.iter().chain(wanted.args);
    let is_program = |word: &&String| last(word) == "daprd";
    all.skip_while(is_program).cloned().collect()
}

fn missing(image: &str, word: &str) -> String {
    let name = last(word);
    let package = PACKAGES.iter().find(|(program, _)| *program == name);
    let advice = match package {
        _ if word.starts_with('/') && Path::new(word).is_dir() => format!("{word} is a folder"),
        _ if word.starts_with('/') && Path::new(word).exists() => {
            format!("{word} is not executable: chmod +x {word}")
        }
        Some((program, package)) => {
            format!("install {program} (Debian: apt-get install {package})")
        }
        None if name.is_empty() => "the container names no command".to_owned(),
        None => {
            let of = last(repository(image));
            format!("put {name} on the PATH, or start the sandbox with --image {of}=COMMAND")
        }
    };
    format!("no program for image {image} on this machine: {advice}")
}

fn unknown(image: &str, repository: &str) -> String {
    let name = last(repository);
    let known = KNOWN.iter().flat_map(|entry| entry.names.iter().copied());
    let meant = nearest(name, known).map(|near| format!("did you mean `{near}`? "));
    format!(
        "no program is known for image {image}: {}a sandbox runs programs of this machine, no images; \
         start the sandbox with --image {name}=COMMAND",
        meant.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{Catalog, Program, Wanted, own_port};

    fn catalog(folder: &std::path::Path) -> Catalog {
        for name in ["node", "sh", "redis-server", "tail"] {
            let file = folder.join(name);
            std::fs::write(&file, "").unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        Catalog {
            own: vec![("mine".to_owned(), "node 'my app.js'".to_owned())],
            path: folder.as_os_str().to_owned(),
            apps: "/apps".into(),
        }
    }

    fn shown(program: Result<Program, String>, folder: &std::path::Path) -> String {
        match program {
            Ok(Program::BuiltIn(service)) => format!("built in: {service}"),
            Ok(Program::Sidecar(arguments)) => format!("sidecar: {}", arguments.join(" ")),
            Ok(Program::Process(argv)) => argv
                .join(" ")
                .replace(&format!("{}/", folder.to_string_lossy()), ""),
            Err(words) => words,
        }
    }

    #[test]
    fn images_become_programs() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = catalog(folder.path());
        let rows: [(&str, &[&str], &[&str], &str); 20] = [
            (
                "mirror.example:5000/apps/hello-k8s-node:latest",
                &[],
                &[],
                "node /apps/node/app.js",
            ),
            ("docker.io/library/redis:7.0", &[], &[], "redis-server"),
            (
                "redis",
                &["redis-server", "/x"],
                &["--a"],
                "redis-server /x --a",
            ),
            (
                "localhost:5000/valkey/valkey@sha256:ab",
                &[],
                &["--a"],
                "redis-server --a",
            ),
            (
                "ghcr.io/dapr/samples/hello-k8s-node:latest",
                &[],
                &[],
                "node /apps/node/app.js",
            ),
            (
                "ghcr.io/dapr/samples/hello-k8s-python",
                &[],
                &[],
                "no program for image ghcr.io/dapr/samples/hello-k8s-python on this machine: \
                 install python3 (Debian: apt-get install python3)",
            ),
            ("node:20", &[], &["a.js"], "node a.js"),
            ("node:20", &[], &["sh", "-c", "x"], "sh -c x"),
            ("busybox", &[], &["tail", "-f"], "tail -f"),
            ("busybox", &[], &["-c", "x"], "sh -c x"),
            ("busybox", &["/bin/nowhere/sh", "-c", "x"], &[], "sh -c x"),
            ("reg/mine:1", &["ignored"], &["b"], "node my app.js b"),
            (
                "ghcr.io/dapr/operator:1.18.3",
                &["/operator"],
                &[],
                "built in: operator",
            ),
            ("mirror/dapr/placement", &[], &[], "built in: placement"),
            (
                "ghcr.io/dapr/daprd:1",
                &[],
                &["/daprd", "--app-id", "x"],
                "sidecar: --app-id x",
            ),
            ("daprd", &["/daprd"], &["--a"], "sidecar: --a"),
            ("registry.k8s.io/pause:3.9", &[], &[], "tail -f /dev/null"),
            (
                "openzipkin/zipkin-slim:3",
                &["start-zipkin"],
                &[],
                "no program for image openzipkin/zipkin-slim:3 on this machine: put start-zipkin \
                 on the PATH, or start the sandbox with --image zipkin-slim=COMMAND",
            ),
            (
                "shop/cart:2",
                &["sh"],
                &[],
                "no program is known for image shop/cart:2: a sandbox runs programs of this \
                 machine, no images; start the sandbox with --image cart=COMMAND",
            ),
            (
                "hello-k8s-nod:2",
                &["sh"],
                &[],
                "no program is known for image hello-k8s-nod:2: did you mean `hello-k8s-node`? a sandbox runs programs \
                 of this machine, no images; start the sandbox with --image hello-k8s-nod=COMMAND",
            ),
        ];
        let owned = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        for (image, command, args, expected) in rows {
            let wanted = Wanted {
                image,
                command: &owned(command),
                args: &owned(args),
                control_plane: false,
            };
            let program = catalog.program(wanted);
            assert_eq!(shown(program, folder.path()), expected, "{image}");
        }
    }

    #[test]
    fn a_mirror_may_flatten_names_of_the_control_plane() {
        let rows = [
            ("mirror.example/x/sentry:1", true, true),
            ("mirror.example/x/sentry:1", false, false),
            ("mirror.example/x/web:1", true, false),
        ];
        for (image, control_plane, expected) in rows {
            let wanted = Wanted {
                image,
                command: &[],
                args: &[],
                control_plane,
            };
            let program = Catalog::default().program(wanted);
            let built_in = matches!(program, Ok(Program::BuiltIn(_)));
            assert_eq!(built_in, expected, "{image} {control_plane}");
        }
    }

    #[test]
    fn ports_of_images() {
        assert_eq!(own_port("docker.io/library/redis:7.0"), Some(6379));
        assert_eq!(own_port("shop/cart"), None);
    }
}
