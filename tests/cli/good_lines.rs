//! Lines that are understood, and as what.

use std::time::Duration;

use daprk::settings::{
    AppSet, Color, Command, Common, Containers, ControlPlane, Deploy, Diff, Images, Init, List,
    Logs, Output, Programs, Sandbox, SetKind, Settings, Shell, Source, Template, Uninstall,
    ValuesInput, What,
};

use super::line::{Set, Variables, good, good_with};

fn plain() -> ControlPlane {
    ControlPlane {
        version: None,
        mtls: None,
        ha: None,
        registry: None,
        variant: None,
        certificates: None,
        values: ValuesInput::default(),
    }
}

fn control_plane(settings: Settings) -> ControlPlane {
    let what = match settings.command {
        Command::Init(init) => What::ControlPlane(init.control_plane),
        Command::Upgrade(upgrade) => What::ControlPlane(upgrade.control_plane),
        Command::Images(images) => images.what,
        Command::Template(template) => template.what,
        Command::Diff(diff) => diff.what,
        other => panic!("{other:?}"),
    };
    match what {
        What::ControlPlane(control_plane) => control_plane,
        What::App(app) => panic!("{app:?}"),
    }
}

#[test]
fn the_shared_flags_go_before_and_after_the_command() {
    let flags = "-k --context dev --kubeconfig /c -n shop --timeout 90 -o json --dry-run -q \
                 --color never --no-progress -y";
    let wanted = Common {
        kubernetes: true,
        sandbox: "/s".into(),
        kubeconfig: Some("/c".into()),
        context: Some("dev".into()),
        namespace: Some("shop".into()),
        output: Output::Json,
        timeout: Duration::from_secs(90),
        dry_run: true,
        quiet: true,
        verbose: 0,
        color: Color::Never,
        progress: false,
        next: true,
        yes: true,
    };
    for command in [
        "init",
        "upgrade",
        "uninstall",
        "status",
        "list",
        "diff",
        "template",
        "images",
    ] {
        let set = [("DAPRK_SANDBOX", "/s")];
        let common = |line: String| good_with(&line, &set).common;
        assert_eq!(common(format!("daprk {command} {flags}")), wanted);
        assert_eq!(common(format!("daprk {flags} {command}")), wanted);
    }
    let half = good("daprk -k -n shop deploy redis -vv --kubernetes=true");
    assert_eq!((half.common.verbose, half.common.kubernetes), (2, true));
}

#[test]
fn the_sandbox() {
    let sandbox = |line: &str| match good(line).command {
        Command::Sandbox(sandbox) => sandbox,
        other => panic!("{line}: {other:?}"),
    };
    let programs = Programs {
        images: vec![("web".to_owned(), "/bin/web -p".to_owned())],
        daprd: None,
    };
    let with = |daprd: &str| Programs {
        images: Vec::new(),
        daprd: Some(daprd.to_owned()),
    };
    let start = |foreground, programs| Sandbox::Start {
        foreground,
        programs,
    };
    let rows = [
        ("start", start(false, Programs::default())),
        ("start --foreground", start(true, Programs::default())),
        ("start --daprd /opt/daprd", start(false, with("/opt/daprd"))),
        ("start --daprd=built-in", start(false, with("built-in"))),
        ("stop", Sandbox::Stop),
        ("status -o json", Sandbox::Status),
        ("reset --yes", Sandbox::Reset),
        ("kubeconfig", Sandbox::Kubeconfig),
    ];
    for (words, wanted) in rows {
        assert_eq!(sandbox(&format!("daprk sandbox {words}")), wanted);
    }
    let told = good_with("daprk sandbox start", &[("DAPRK_DAPRD", "auto")]).command;
    assert_eq!(told, Command::Sandbox(start(false, with("auto"))));
    let line = ["daprk", "sandbox", "start", "--image", "web=/bin/web -p"];
    let cli = daprk::cli::parse(line).expect("a good line");
    let settings = daprk::settings::resolve(cli, &Variables(&[])).expect("a good line");
    assert_eq!(settings.command, Command::Sandbox(start(false, programs)));
}

#[test]
fn defaults() {
    let settings = good("daprk init -k");
    let wanted = Common {
        kubernetes: true,
        sandbox: settings.common.sandbox.clone(),
        ..Common::default()
    };
    assert_eq!(settings.common, wanted);
    assert_eq!(settings.common.timeout, Duration::from_secs(300));
    assert_eq!(settings.common.dapr_namespace(), "dapr-system");
    assert!(settings.notes.is_empty());
    let wanted = Init {
        control_plane: plain(),
        dev: false,
        dev_registry: None,
        daprd: None,
        wait: true,
    };
    assert_eq!(settings.command, Command::Init(wanted));
}

#[test]
fn booleans_in_daprs_forms() {
    let rows = [
        ("", None, None),
        ("--enable-mtls", Some(true), None),
        (
            "--enable-mtls=true --enable-ha=true",
            Some(true),
            Some(true),
        ),
        ("--enable-mtls=false --enable-ha", Some(false), Some(true)),
        (
            "--enable-mtls=FALSE --enable-ha=f",
            Some(false),
            Some(false),
        ),
        ("--enable-ha=1", None, Some(true)),
    ];
    for command in ["init", "upgrade", "template", "diff", "images"] {
        for (flags, mtls, ha) in rows {
            let asked = control_plane(good(&format!("daprk {command} {flags} -k")));
            assert_eq!((asked.mtls, asked.ha), (mtls, ha), "{command} {flags}");
        }
    }
}

#[test]
fn waiting_and_switches() {
    let rows = [
        ("", true, false),
        ("--wait", true, false),
        ("--wait=false", false, false),
        ("--no-wait", false, false),
        ("--no-wait=false --dev=true", true, true),
        ("--no-wait --wait", true, false),
        ("--wait --no-wait --dev", false, true),
        ("--dev=false", true, false),
    ];
    for (flags, wait, dev) in rows {
        let Command::Init(init) = good(&format!("daprk init {flags} -k=true")).command else {
            panic!("not init");
        };
        assert_eq!((init.wait, init.dev), (wait, dev), "{flags}");
    }
}

#[test]
fn versions_registries_certificates() {
    let line = "daprk init -k --runtime-version v1.18.2 --image-registry mirror.example/dapr/ \
                --image-variant mariner --ca-root-certificate ca --issuer-private-key key \
                --issuer-public-certificate crt";
    let asked = control_plane(good(line));
    assert_eq!(asked.version.as_deref(), Some("1.18.2"));
    assert_eq!(asked.registry.as_deref(), Some("mirror.example/dapr"));
    assert_eq!(asked.variant.as_deref(), Some("mariner"));
    let certificates = asked.certificates.expect("three files");
    let files = [
        certificates.root,
        certificates.issuer,
        certificates.issuer_key,
    ];
    assert_eq!(files, ["ca", "crt", "key"].map(std::path::PathBuf::from));
    assert_eq!(
        control_plane(good("daprk upgrade -k --runtime-version latest")),
        ControlPlane {
            version: Some("1.18.3".into()),
            ..plain()
        }
    );
}

#[test]
fn values_keep_their_order() {
    let line = "daprk init -k --set a=1,b=2 --set-file f=x --values one --set-string s=1 \
                -f two --set c={x,y}";
    let wanted = ValuesInput {
        files: vec!["one".into(), "two".into()],
        sets: [
            (SetKind::Typed, "a=1,b=2"),
            (SetKind::File, "f=x"),
            (SetKind::String, "s=1"),
            (SetKind::Typed, "c={x,y}"),
        ]
        .map(|(kind, text)| (kind, text.to_owned()))
        .to_vec(),
    };
    assert_eq!(control_plane(good(line)).values, wanted);
    assert_eq!(
        control_plane(good(&line.replace("init", "upgrade"))).values,
        wanted
    );
}

#[test]
fn applications() {
    let line = "daprk deploy hello-kubernetes -k --image node=r/n:2 --image python=r/p \
                --replicas nodeapp=3 --state-store store --set a=b --no-wait";
    let Command::Deploy(Deploy { app, wait }) = good(line).command else {
        panic!("not deploy");
    };
    assert!(!wait);
    assert_eq!(
        app.set,
        AppSet::Bundled {
            name: "hello-kubernetes".into()
        }
    );
    assert_eq!(app.images[1], ("python".into(), "r/p".into()));
    assert_eq!(app.replicas, [("nodeapp".to_owned(), 3)]);
    assert_eq!(app.state_store.as_deref(), Some("store"));
    assert_eq!(app.values.sets, [(SetKind::Typed, "a=b".to_owned())]);

    let line = "daprk deploy -k -f - -f https://x/y.yaml -f dir --name shop --set a=0";
    let Command::Deploy(Deploy { app, wait }) = good(line).command else {
        panic!("not deploy");
    };
    let sources = vec![
        Source::Stdin,
        Source::Url("https://x/y.yaml".into()),
        Source::Path("dir".into()),
    ];
    assert!(wait);
    assert_eq!(app.set.name(), "shop");
    assert_eq!(
        app.set,
        AppSet::Own {
            name: "shop".into(),
            sources
        }
    );
}

#[test]
fn logs() {
    let wanted = Logs {
        app_id: "nodeapp".into(),
        containers: Containers::Daprd,
        pod: None,
        follow: false,
        tail: None,
        since: None,
        previous: false,
        timestamps: false,
        prefix: true,
    };
    assert_eq!(
        good("daprk logs -k -a nodeapp").command,
        Command::Logs(wanted.clone())
    );
    let more = Logs {
        containers: Containers::App,
        pod: Some("p".into()),
        follow: true,
        tail: Some(0),
        since: Some(Duration::from_secs(600)),
        timestamps: true,
        prefix: false,
        ..wanted
    };
    let line = "daprk logs --app-id=nodeapp -fk -c app -p p --tail 0 --since 10m --timestamps \
                --no-prefix";
    assert_eq!(good(line).command, Command::Logs(more));
    for (name, containers) in [
        ("all", Containers::All),
        ("x", Containers::Named("x".into())),
    ] {
        let Command::Logs(logs) = good(&format!("daprk logs -k -a a -c {name}")).command else {
            panic!("not logs");
        };
        assert_eq!(logs.containers, containers);
    }
}

#[test]
fn uninstall_and_list() {
    let Command::Uninstall(all) = good("daprk uninstall -k --all --purge-data --dev").command
    else {
        panic!("not uninstall");
    };
    assert_eq!(
        all,
        Uninstall {
            all: true,
            purge_data: true,
            dev: true,
            wait: true
        }
    );
    let rows = [
        ("", true),
        ("-A", true),
        ("-n shop", false),
        ("--all-namespaces", true),
    ];
    for (flags, all_namespaces) in rows {
        let settings = good(&format!("daprk list -k {flags}"));
        assert_eq!(
            settings.command,
            Command::List(List { all_namespaces }),
            "{flags}"
        );
    }
}

#[test]
fn no_cluster_is_needed() {
    let wanted = Template {
        what: What::ControlPlane(plain()),
        crds: true,
    };
    assert_eq!(good("daprk template").command, Command::Template(wanted));
    let Command::Template(redis) = good("daprk template redis --skip-crds").command else {
        panic!("not template");
    };
    assert!(!redis.crds && matches!(redis.what, What::App(app) if app.set.name() == "redis"));
    assert_eq!(control_plane(good("daprk images")), plain());
    assert_eq!(good("daprk version").command, Command::Version);
    assert!(good("daprk version -k").common.kubernetes);
    let shells = [
        ("bash", Shell::Bash),
        ("zsh", Shell::Zsh),
        ("fish", Shell::Fish),
        ("powershell", Shell::PowerShell),
        ("elvish", Shell::Elvish),
    ];
    for (name, shell) in shells {
        let Command::Completion(typed) = good(&format!("daprk completion {name}")).command else {
            panic!("not completion");
        };
        assert_eq!(typed.shell, shell);
    }
}

#[test]
fn a_flag_wins_over_its_variable() {
    let timeout = |line, variables: &[_]| good_with(line, variables).common.timeout.as_secs();
    let set = [("DAPRK_TIMEOUT", "2m")];
    assert_eq!(timeout("daprk status -k", &set), 120);
    assert_eq!(timeout("daprk status -k --timeout 7", &set), 7);
    assert_eq!(timeout("daprk status -k", &[("DAPRK_TIMEOUT", "")]), 300);

    let version = |line, variables: &[_]| control_plane(good_with(line, variables)).version;
    let set = [("DAPR_RUNTIME_VERSION", "v1.18.1")];
    assert_eq!(version("daprk init -k", &set).as_deref(), Some("1.18.1"));
    assert_eq!(
        version("daprk init -k --runtime-version latest", &set).as_deref(),
        Some("1.18.3")
    );

    let progress = |value| good_with("daprk status -k", &[("DAPRK_NO_PROGRESS", value)]);
    for (value, wanted) in [
        ("1", false),
        ("yes", false),
        ("0", true),
        ("false", true),
        ("", true),
    ] {
        assert_eq!(progress(value).common.progress, wanted, "{value}");
    }
}

#[test]
fn registries_from_variables() {
    const REGISTRY: &str = "DAPR_IMAGE_REGISTRY";
    const DEFAULT: &str = "DAPR_DEFAULT_IMAGE_REGISTRY";
    let rows: [(&str, Set, Option<&str>); 7] = [
        ("", &[], None),
        ("", &[(DEFAULT, "")], None),
        ("", &[(DEFAULT, "GHCR")], Some("ghcr.io/dapr")),
        ("", &[(DEFAULT, "dockerhub")], Some("docker.io/daprio")),
        ("", &[(DEFAULT, "ghcr"), (REGISTRY, "m")], Some("m")),
        (
            "--image-registry t",
            &[(DEFAULT, "ghcr"), (REGISTRY, "m")],
            Some("t"),
        ),
        ("--image-registry t", &[(DEFAULT, "wrong")], Some("t")),
    ];
    for (flags, variables, wanted) in rows {
        let settings = good_with(&format!("daprk init -k {flags}"), variables);
        assert_eq!(
            control_plane(settings).registry.as_deref(),
            wanted,
            "{flags} {variables:?}"
        );
    }
}

#[test]
fn registries_of_applications() {
    const APPS: &str = "DAPRK_APP_REGISTRY";
    let rows: [(&str, Set, Option<&str>); 10] = [
        ("deploy redis", &[], None),
        ("images redis", &[(APPS, "e")], Some("e")),
        ("deploy redis", &[("DAPR_IMAGE_REGISTRY", "dapr")], None),
        (
            "deploy redis --image-registry m:5000/a/",
            &[(APPS, "e")],
            Some("m:5000/a"),
        ),
        ("deploy redis", &[(APPS, "e")], Some("e")),
        ("deploy redis --image-registry=", &[(APPS, "e")], None),
        ("deploy -f x --name x --image-registry m", &[], Some("m")),
        (
            "template redis --image-registry m",
            &[("DAPR_IMAGE_REGISTRY", "d")],
            Some("m"),
        ),
        ("diff redis", &[(APPS, "e")], Some("e")),
        ("diff -f x --name x --image-registry m", &[], Some("m")),
    ];
    for (line, variables, wanted) in rows {
        let app = match good_with(&format!("daprk {line}"), variables).command {
            Command::Images(Images {
                what: What::App(app),
            })
            | Command::Deploy(Deploy { app, .. })
            | Command::Template(Template {
                what: What::App(app),
                ..
            })
            | Command::Diff(Diff {
                what: What::App(app),
            }) => app,
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!(app.registry.as_deref(), wanted, "{line} {variables:?}");
    }
    // Dapr's own images are another matter.
    let both = [(APPS, "apps"), ("DAPR_IMAGE_REGISTRY", "dapr")];
    for line in ["daprk init --dev", "daprk diff", "daprk template"] {
        let control_plane = control_plane(good_with(line, &both));
        assert_eq!(control_plane.registry.as_deref(), Some("dapr"), "{line}");
    }
    let Command::Init(init) = good_with("daprk init --dev", &both).command else {
        panic!("not init");
    };
    assert_eq!(init.dev_registry.as_deref(), Some("apps"));
}

#[test]
fn the_namespace_variable_is_for_applications() {
    let set = [("DAPRK_NAMESPACE", "shop")];
    for line in [
        "deploy redis",
        "undeploy redis",
        "list",
        "logs -a x",
        "follow x",
        "diff redis",
        "diff -f x --name x",
        "template redis",
    ] {
        let settings = good_with(&format!("daprk {line} -k"), &set);
        assert_eq!(settings.common.namespace.as_deref(), Some("shop"), "{line}");
    }
    for line in [
        "init",
        "upgrade",
        "uninstall",
        "status",
        "diff",
        "template",
        "images",
    ] {
        let settings = good_with(&format!("daprk {line} -k"), &set);
        assert_eq!(settings.common.namespace, None, "{line}");
    }
    let typed = good_with("daprk list -k -n mine", &set);
    assert_eq!(typed.common.namespace.as_deref(), Some("mine"));
    let all = good_with("daprk list -k -A", &set);
    assert_eq!(
        all.command,
        Command::List(List {
            all_namespaces: true
        })
    );
}

#[test]
fn a_helm_repository_is_not_used_and_its_address_not_repeated() {
    let set = [("DAPR_HELM_REPO_URL", "https://user:secret@charts.example")];
    for line in ["init -k", "upgrade -k", "template", "diff -k", "images"] {
        let notes = good_with(&format!("daprk {line}"), &set).notes;
        assert!(
            notes.len() == 1 && notes[0].starts_with("DAPR_HELM_REPO_URL"),
            "{line}"
        );
        assert!(!notes[0].contains("secret"));
    }
    assert!(good_with("daprk status -k", &set).notes.is_empty());
}
