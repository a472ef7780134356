//! All of it together: what is started for a container.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::arguments;
use super::environment::{Environment, declared};
use super::expand::expand;
use super::images::{Catalog, Program, Wanted};
use super::links::{Linked, link};
use super::mounts::Mounts;
use super::ports::{self, Ports};
use super::search;
use super::sources::Sources;
use super::words as refusals;
use crate::dapr::{self, annotations};
use crate::manifest::Object;
use crate::sandbox::runtime::standalone;
use crate::sandbox::runtime::supervisor::{Launch, MARK};

/// What is known about a container before it is started.
pub(crate) struct Scene<'a> {
    pub(crate) pod: &'a Object,
    pub(crate) container: &'a Value,
    pub(crate) ports: &'a Ports,
    pub(crate) mounts: &'a Mounts,
    pub(crate) catalog: &'a Catalog,
    pub(crate) sources: &'a dyn Sources,
    /// Services of the namespace.
    pub(crate) links: &'a [Linked<'a>],
    /// Variables that every container has from the host.
    pub(crate) host: &'a [(String, String)],
    /// The container's own folder.
    pub(crate) folder: PathBuf,
    /// The words before the arguments of a built-in sidecar.
    pub(crate) sidecar: &'a [String],
    /// The program of a real one, where that runs.
    pub(crate) daprd: Option<&'a Path>,
    /// Of the sandbox; for sidecars alone.
    pub(crate) kubeconfig: PathBuf,
}

/// What is to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// A process.
    Process(Launch),
    /// A stand-in for this service of Dapr's control plane.
    BuiltIn(String),
}

/// Why nothing can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no program for the image.
    Image(String),
    /// Configuration is missing.
    Config(String),
}

/// What is to be started for a container.
pub(crate) fn plan(scene: &Scene<'_>) -> Result<Plan, Refusal> {
    let (environment, lacks) = environment(scene);
    let wanted = Wanted {
        image: scene.container["image"].as_str().unwrap_or_default(),
        command: &words(scene, &environment, &scene.container["command"]),
        args: &words(scene, &environment, &scene.container["args"]),
        control_plane: scene.pod.annotation(annotations::CONTROL_PLANE).is_some(),
    };
    let program = scene.catalog.program(wanted).map_err(Refusal::Image)?;
    // A kubelet pulls first and reads configuration after.
    lacks.map_err(Refusal::Config)?;
    Ok(match program {
        Program::BuiltIn(service) => Plan::BuiltIn(service),
        Program::Process(argv) => {
            let argv = arguments::of_program(argv, scene.ports);
            Plan::Process(launch(scene, argv, environment))
        }
        Program::Sidecar(arguments) => Plan::Process(sidecar(scene, &arguments, environment)),
    })
}

/// What is run for a command of an `exec` probe or of a hook; `None` if there is no such program.
pub(crate) fn exec(scene: &Scene<'_>, command: &Value) -> Option<Launch> {
    let (environment, _) = environment(scene);
    let mut argv = words(scene, &environment, command);
    let program = search::find(argv.first()?, &scene.catalog.path)?;
    argv[0] = program.to_string_lossy().into_owned();
    let argv = arguments::of_program(argv, scene.ports);
    Some(launch(scene, argv, environment))
}

/// What is run for a command that somebody gives: its words are taken as they are.
///
/// # Errors
/// There is no such program: a container runtime's words.
pub(crate) fn command(scene: &Scene<'_>, given: &[String]) -> Result<Launch, String> {
    let (environment, _) = environment(scene);
    let word = given.first().ok_or_else(refusals::no_command)?;
    let real = given.iter().map(|word| scene.mounts.rewrite(word));
    let mut argv: Vec<String> = real.collect();
    let program = search::find(&argv[0], &scene.catalog.path);
    let program = program.ok_or_else(|| refusals::no_program(word))?;
    argv[0] = program.to_string_lossy().into_owned();
    arguments::of_tar(given, &mut argv);
    let argv = arguments::of_program(argv, scene.ports);
    Ok(launch(scene, argv, environment))
}

fn launch(scene: &Scene<'_>, argv: Vec<String>, environment: Environment) -> Launch {
    let folder = scene.container["workingDir"].as_str().unwrap_or_default();
    let real = scene.mounts.rewrite(folder);
    let cwd = if real == folder {
        scene.folder.clone()
    } else {
        real.into()
    };
    Launch {
        argv,
        env: environment.into_pairs(),
        cwd,
    }
}

/// Whether a container's program is Dapr's sidecar, built in or real.
pub(crate) fn is_sidecar(catalog: &Catalog, image: &str) -> bool {
    let wanted = Wanted {
        image,
        command: &[],
        args: &[],
        control_plane: false,
    };
    matches!(catalog.program(wanted), Ok(Program::Sidecar(_)))
}

fn sidecar(scene: &Scene<'_>, arguments: &[String], mut environment: Environment) -> Launch {
    let arguments = arguments::of_sidecar(arguments, scene.ports);
    let argv = match scene.daprd {
        None => [scene.sidecar, &arguments].concat(),
        Some(program) => {
            // Else it would take itself for one that runs in a pod of a cluster.
            environment.retain(|name| !name.starts_with("KUBERNETES_"));
            let mut argv = vec![program.to_string_lossy().into_owned()];
            argv.extend(standalone::arguments::arguments(&arguments, &scene.folder));
            argv
        }
    };
    environment.set("KUBECONFIG", scene.kubeconfig.to_string_lossy());
    launch(scene, argv, environment)
}

fn words(scene: &Scene<'_>, environment: &Environment, list: &Value) -> Vec<String> {
    let known = |name: &str| environment.get(name).map(str::to_owned);
    let list = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    list.map(|word| scene.mounts.rewrite(&expand(word, known)))
        .collect()
}

/// The environment, as far as it can be known, and what it lacks.
fn environment(scene: &Scene<'_>) -> (Environment, Result<(), String>) {
    let mut environment = Environment::default();
    for linked in scene.links {
        link(&mut environment, linked);
    }
    for (name, value) in scene.host {
        environment.set(name, value);
    }
    environment.set("HOSTNAME", scene.pod.text("/metadata/name"));
    told(scene, &mut environment);
    let lacks = declared(&mut environment, scene.container, scene.pod, scene.sources);
    environment.map(|name, value| {
        let real = names_port(name)
            .then(|| scene.ports.real_text(value))
            .flatten();
        real.unwrap_or_else(|| scene.mounts.rewrite(value))
    });
    environment.set(MARK, scene.folder.to_string_lossy());
    (environment, lacks)
}

/// Variables that hold nothing but a port.
fn names_port(name: &str) -> bool {
    name == "PORT" || name.ends_with("_PORT")
}

/// The ports, by the names that apps of Dapr read.
fn told(scene: &Scene<'_>, environment: &mut Environment) {
    if let Some(app) = ports::app(scene.pod).and_then(|port| scene.ports.real(port)) {
        environment.set("APP_PORT", app.to_string());
    }
    let own = ports::declared(scene.container).into_iter().next();
    let port = own.or_else(|| ports::app(scene.pod));
    if let Some(port) = port.and_then(|port| scene.ports.real(port)) {
        environment.set("PORT", port.to_string());
    }
    let Some(sidecar) = dapr::sidecar(scene.pod) else {
        return;
    };
    let of = sidecar.ports();
    for (port, name) in [(of.http, "HTTP"), (of.grpc, "GRPC")] {
        if let Some(real) = scene.ports.real(port) {
            environment.set(format!("DAPR_{name}_PORT"), real.to_string());
            let endpoint = format!("http://127.0.0.1:{real}");
            environment.set(format!("DAPR_{name}_ENDPOINT"), endpoint);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::super::images::Catalog;
    use super::super::mounts::Mounts;
    use super::super::ports::Ports;
    use super::super::sources::fake::Few;
    use super::{Plan, Refusal, Scene, command, exec, is_sidecar, plan};
    use crate::manifest::Object;
    use crate::sandbox::runtime::supervisor::Launch;

    fn with<T>(container: &Value, act: impl Fn(&Scene<'_>) -> T) -> T {
        with_daprd(container, None, act)
    }

    fn with_daprd<T>(container: &Value, daprd: Option<&Path>, act: impl Fn(&Scene<'_>) -> T) -> T {
        let pod = Object(json!({
            "metadata": {"name": "web-0", "annotations": {"dapr.io/app-port": "3000"}},
            "spec": {"containers": [container, {"name": "daprd", "args": ["/daprd"]}]},
        }));
        let catalog = Catalog {
            own: vec![("web".to_owned(), "/bin/sh".to_owned())],
            path: "/usr/bin:/bin".into(),
            apps: "/apps".into(),
        };
        let ports = [(3000, 21000), (3500, 21001), (50001, 21002), (8080, 21003)];
        act(&Scene {
            pod: &pod,
            container,
            ports: &Ports::new(ports),
            mounts: &Mounts::new([("/data".to_owned(), "/h/data".into())]),
            catalog: &catalog,
            sources: &Few,
            links: &[],
            host: &[("PATH".to_owned(), "/usr/bin:/bin".to_owned())],
            folder: "/h/web".into(),
            sidecar: &[
                "/daprk".to_owned(),
                "sandbox".to_owned(),
                "sidecar".to_owned(),
            ],
            daprd,
            kubeconfig: "/h/kubeconfig".into(),
        })
    }

    fn process(container: &Value) -> Launch {
        match with(container, plan) {
            Ok(Plan::Process(launch)) => launch,
            other => panic!("{other:?}"),
        }
    }

    fn variable(launch: &Launch, name: &str) -> Option<String> {
        let found = launch.env.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    #[test]
    fn apps_are_told_their_ports() {
        let container = json!({"name": "a", "image": "web", "ports": [{"containerPort": 8080}],
            "env": [{"name": "APP_PORT", "value": "3000"}, {"name": "REDIS_PORT", "value": "6379"},
                {"name": "LEVEL", "value": "3000"}, {"name": "DIR", "value": "/data/x"},
                {"name": "DAPR_GRPC_PORT", "value": "50001"}]});
        let launch = process(&container);
        let rows = [
            ("APP_PORT", Some("21000")),
            ("PORT", Some("21003")),
            ("DAPR_HTTP_PORT", Some("21001")),
            ("DAPR_GRPC_PORT", Some("21002")),
            ("DAPR_HTTP_ENDPOINT", Some("http://127.0.0.1:21001")),
            ("DAPR_GRPC_ENDPOINT", Some("http://127.0.0.1:21002")),
            ("REDIS_PORT", Some("6379")),
            ("LEVEL", Some("3000")),
            ("DIR", Some("/h/data/x")),
            ("HOSTNAME", Some("web-0")),
            ("PATH", Some("/usr/bin:/bin")),
            ("KUBECONFIG", None),
            ("DAPRK_SANDBOX_CONTAINER", Some("/h/web")),
        ];
        for (name, expected) in rows {
            assert_eq!(variable(&launch, name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn arguments_and_folders_are_the_real_ones() {
        let container = json!({"name": "a", "image": "web", "args": ["-c", "ls $(DIR) >/data/l"],
            "workingDir": "/data/w", "env": [{"name": "DIR", "value": "/data"}]});
        let launch = process(&container);
        assert_eq!(launch.argv, ["/bin/sh", "-c", "ls /h/data >/h/data/l"]);
        assert_eq!(launch.cwd.to_str(), Some("/h/data/w"));
        let elsewhere = process(&json!({"name": "a", "image": "web", "workingDir": "/app"}));
        assert_eq!(elsewhere.cwd.to_str(), Some("/h/web"));
    }

    #[test]
    fn the_sidecar_knows_the_sandbox() {
        let container = json!({"name": "d", "image": "ghcr.io/dapr/daprd:1.18.3",
            "args": ["/daprd", "--app-port", "3000"]});
        let launch = process(&container);
        assert_eq!(
            launch.argv,
            ["/daprk", "sandbox", "sidecar", "--app-port", "21000"]
        );
        assert_eq!(
            variable(&launch, "KUBECONFIG").as_deref(),
            Some("/h/kubeconfig")
        );
    }

    #[test]
    fn a_real_sidecar_runs_by_itself() {
        let container = json!({"name": "d", "image": "ghcr.io/dapr/daprd:1.18.3",
            "args": ["/daprd", "--mode", "kubernetes", "--app-port", "3000"],
            "env": [{"name": "KUBERNETES_SERVICE_HOST", "value": "x"}, {"name": "NAMESPACE", "value": "shop"}]});
        let plan = with_daprd(&container, Some(Path::new("/opt/daprd")), plan);
        let Ok(Plan::Process(launch)) = plan else {
            panic!("{plan:?}");
        };
        let argv = launch.argv.join(" ");
        let wanted = "/opt/daprd --app-port 21000 --mode standalone --config /h/web/config.yaml ";
        assert!(argv.starts_with(wanted), "{argv}");
        let rows = [
            ("KUBECONFIG", Some("/h/kubeconfig")),
            ("NAMESPACE", Some("shop")),
            ("KUBERNETES_SERVICE_HOST", None),
        ];
        for (name, expected) in rows {
            assert_eq!(variable(&launch, name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn sidecars_are_known_by_their_image() {
        let rows = [
            ("ghcr.io/dapr/daprd:1.18.3", true),
            ("daprd", true),
            ("web", false),
            ("nothing", false),
        ];
        for (image, expected) in rows {
            let found = with(&json!({}), |scene| is_sidecar(scene.catalog, image));
            assert_eq!(found, expected, "{image}");
        }
    }

    #[test]
    fn what_cannot_be_started() {
        let lacking = json!([{"secretRef": {"name": "no"}}]);
        let rows = [
            (json!({"image": "nothing", "envFrom": lacking}), true),
            (json!({"image": "web", "envFrom": lacking}), false),
        ];
        for (container, image) in rows {
            let refusal = with(&container, plan).unwrap_err();
            assert_eq!(matches!(refusal, Refusal::Image(_)), image, "{refusal:?}");
        }
        let built_in = with(&json!({"image": "ghcr.io/dapr/sentry:1"}), plan);
        assert_eq!(built_in, Ok(Plan::BuiltIn("sentry".to_owned())));
    }

    #[test]
    fn commands_of_probes() {
        let container = json!({"name": "a", "image": "web"});
        let run = with(&container, |scene| {
            exec(scene, &json!(["sh", "-c", "cat /data/x"]))
        });
        let argv = run.unwrap().argv;
        assert!(
            argv[0].ends_with("/sh") && argv[2] == "cat /h/data/x",
            "{argv:?}"
        );
        let none = with(&container, |scene| exec(scene, &json!(["no-such-program"])));
        assert!(none.is_none());
    }

    #[test]
    fn commands_that_somebody_gives() {
        let container = json!({"name": "a", "image": "web", "env": [{"name": "A", "value": "a"}]});
        let run = |given: &[&str]| {
            let given: Vec<String> = given.iter().map(|word| (*word).to_owned()).collect();
            with(&container, |scene| command(scene, &given))
        };
        let launch = run(&["sh", "-c", "echo $(A) >/data/x"]).unwrap();
        assert!(launch.argv[0].ends_with("/sh"), "{launch:?}");
        assert_eq!(launch.argv[1..], ["-c", "echo $(A) >/h/data/x"]);
        assert_eq!(variable(&launch, "A").as_deref(), Some("a"));
        for (given, words) in [
            (
                &["no-such-program"][..],
                "executable file not found in $PATH: unknown",
            ),
            (&[][..], "args must not be empty: unknown"),
        ] {
            let refused = run(given).unwrap_err();
            assert!(refused.ends_with(words), "{refused}");
        }
    }
}
