//! `tutorials/images`: it builds or copies every image that is needed, and says what is wrong.

use std::collections::BTreeSet;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use daprk::render::Chart;
use tempfile::TempDir;

use crate::run::{Done, Run};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tutorials/images");
const TUTORIALS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tutorials");
/// What a lesson is about: there is no such image.
const MISSPELT: &str = "ghcr.io/dapr/samples/hello-k8s-nod:latest";
/// Writes down what it is told, and what it is to copy; fails where it is told so.
const TOOL: &str = r#"#!/bin/sh
echo "${0##*/} $*" >>"$LOG"
for word; do
    case $word in
        */copy/Containerfile) read -r line <"$word"; echo "$line" >>"$LOG" ;;
    esac
done
case "$*" in
    *"${FAILS:-nothing}"*) echo "no, not so" >&2; exit 1 ;;
esac
"#;

/// A PATH with nothing on it but what the script needs, and these tools.
struct World {
    folder: TempDir,
}

impl World {
    fn with(tools: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["cat", "dirname", "mkdir", "mktemp", "rm"] {
            symlink(on_the_path(name), folder.path().join(name)).unwrap();
        }
        for tool in tools {
            let file = folder.path().join(tool);
            std::fs::write(&file, TOOL).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder }
    }

    fn script(&self, words: &str) -> Run {
        let words: Vec<_> = words.split_whitespace().collect();
        Run::new(SCRIPT, &words, self.folder.path())
            .env("PATH", self.folder.path())
            .env("LOG", self.folder.path().join("log"))
            .env("TMPDIR", self.folder.path())
    }

    /// What the tools were told, a line each.
    fn told(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// Images that were built under these names.
    fn built(&self) -> BTreeSet<String> {
        let told = self.told();
        let words = told.iter().map(|line| line.split(' ').collect::<Vec<_>>());
        let built = words.filter(|words| words.get(1..3) == Some(&["build", "-t"]));
        built.map(|words| words[3].to_owned()).collect()
    }
}

fn on_the_path(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut files = std::env::split_paths(&path).map(|folder| folder.join(name));
    files.find(|file| file.is_file()).unwrap()
}

fn images_of(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().map(str::trim_start);
    let images = lines.filter_map(|line| line.trim_start_matches("- ").strip_prefix("image: "));
    images.map(|image| image.trim_matches('"').to_owned())
}

/// The images that the manifests below a folder name.
fn of_manifests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let end = path.extension().and_then(|end| end.to_str());
        if path.is_dir() {
            of_manifests(&path, found);
        } else if matches!(end, Some("yaml" | "tera")) {
            let text = std::fs::read_to_string(&path).unwrap();
            for language in ["node", "python"] {
                found.extend(images_of(&text.replace("{{ Values.language }}", language)));
            }
        }
    }
}

/// Every image that a bundled set or a tutorial names.
fn needed() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let home = TempDir::new().unwrap();
    for set in Chart::sets() {
        let daprk = env!("CARGO_BIN_EXE_daprk");
        found.extend(images_of(
            &Run::new(daprk, &["template", set], home.path()).output(),
        ));
    }
    of_manifests(Path::new(TUTORIALS), &mut found);
    assert!(
        found.remove(MISSPELT),
        "the lesson about images has another one"
    );
    found
}

fn last(image: &str) -> &str {
    image.rsplit('/').next().unwrap()
}

#[test]
fn every_image_is_there_afterwards() {
    let needed = needed();
    assert!(needed.len() >= 4, "{needed:?}");
    let world = World::with(&["docker"]);
    let done = world.script("--push mirror.example/apps").run().succeeds();
    done.says("--image-registry mirror.example/apps");
    let wanted: BTreeSet<_> = needed
        .iter()
        .map(|image| format!("mirror.example/apps/{}", last(image)))
        .collect();
    assert_eq!(world.built(), wanted);
    let told = world.told();
    for image in &wanted {
        assert!(
            told.contains(&format!("docker push {image}")),
            "{image}: {told:#?}"
        );
    }
    // What is not built from a folder of ours is a copy of the very image that is named.
    let ours = |image: &&String| last(image).starts_with("hello-k8s-");
    for image in needed.iter().filter(|image| !ours(image)) {
        assert!(
            told.contains(&format!("FROM {image}")),
            "{image}: {told:#?}"
        );
    }
}

#[test]
fn what_is_built_from_is_there() {
    let world = World::with(&["docker"]);
    let run = world
        .script("")
        .env("NODE_IMAGE", "base/node")
        .run()
        .succeeds();
    run.says("on this machine alone");
    let told = world.told();
    let ours: Vec<_> = told
        .iter()
        .filter(|line| line.contains("/hello-kubernetes/"))
        .collect();
    assert_eq!(ours.len(), 2, "{told:#?}");
    for line in ours {
        let with_base = line.contains("--build-arg BASE=base/node");
        assert_eq!(with_base, line.contains("hello-k8s-node"), "{line}");
        let folder = Path::new(line.rsplit(' ').next().unwrap());
        let text = std::fs::read_to_string(folder.join("Containerfile")).unwrap();
        let copied = text.lines().find(|line| line.starts_with("COPY ")).unwrap();
        let file = copied.split(' ').nth(2).unwrap();
        assert!(folder.join(file).is_file(), "{copied}");
        assert!(text.contains(&format!("/usr/src/app/{file}\"]")), "{text}");
        assert!(text.contains("\nUSER 1000:1000\n"), "{text}");
    }
    assert!(!told.iter().any(|line| line.contains("push")), "{told:#?}");
}

#[test]
fn images_are_loaded_into_a_cluster_on_this_machine() {
    for (cluster, load) in [
        ("kind", "kind load image-archive "),
        ("minikube", "minikube image load "),
    ] {
        let world = World::with(&["podman", cluster]);
        let done = world.script(&format!("--load {cluster}")).run();
        done.succeeds().says("daprk tutorial run");
        let told = world.told();
        let loads = told.iter().filter(|line| line.starts_with(load)).count();
        assert_eq!(loads, world.built().len(), "{told:#?}");
        let saves = told
            .iter()
            .filter(|line| line.starts_with("podman save -o "));
        assert_eq!(saves.count(), loads, "{told:#?}");
        // Nothing is left behind.
        let left = std::fs::read_dir(world.folder.path()).unwrap();
        let left = left.filter(|entry| entry.as_ref().unwrap().path().is_dir());
        assert_eq!(left.count(), 0);
    }
}

#[test]
fn what_is_wrong_is_said() {
    let none = World::with(&[]);
    let docker = World::with(&["docker", "kind"]);
    let fails = |words: &str, part: &str| docker.script(words).env("FAILS", part).run();
    let rows: [(Done, i32, &str); 11] = [
        (none.script("").run(), 1, "neither docker nor podman"),
        (
            docker.script("").env("CONTAINER_TOOL", "nerdctl").run(),
            1,
            "nerdctl",
        ),
        (docker.script("--push").run(), 2, "--push needs a REGISTRY"),
        (
            docker.script("--load").run(),
            2,
            "--load needs kind or minikube",
        ),
        (docker.script("--load k3d").run(), 2, "not k3d"),
        (
            docker.script("--load minikube").run(),
            1,
            "minikube is not on the PATH",
        ),
        (docker.script("--puhs").run(), 2, "no flag --puhs"),
        (docker.script("a b").run(), 2, "not two"),
        (
            docker.script("https://a.example").run(),
            2,
            "without https://",
        ),
        (
            fails("", "hello-k8s-python"),
            1,
            "hello-k8s-python:latest cannot be built",
        ),
        (fails("--push r", "push"), 1, "cannot be pushed"),
    ];
    for (done, code, part) in rows {
        assert_eq!(done.code, Some(code), "{done}");
        assert!(done.stderr.contains(part), "{part}: {done}");
        assert!(!done.stderr.contains("images are named"), "{done}");
    }
    let help = none.script("--help").run().succeeds();
    assert!(
        help.stdout.contains("Usage: tutorials/images [--push]"),
        "{help}"
    );
}
