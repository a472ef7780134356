//! Lines that are refused, and what is said.

use super::line::{Set, settle};

/// A line, and parts of what is said about it.
type Row = (&'static str, &'static [&'static str]);

fn refused(rows: &[Row]) {
    for (line, parts) in rows {
        let no = settle(line, &[]).expect_err(line);
        assert_eq!(no.status, 2, "{line}");
        for part in *parts {
            assert!(
                no.text.contains(part),
                "{line}: no `{part}` in\n{}",
                no.text
            );
        }
    }
}

#[test]
fn wrong_words() {
    refused(&[
        ("daprk", &["Usage: daprk"]),
        (
            "daprk inti -k",
            &["unrecognized subcommand 'inti'", "'init'"],
        ),
        ("daprk init -k --timeot 5m", &["--timeot", "'--timeout'"]),
        (
            "daprk init -k --daprd auto",
            &["`--daprd` is for the sandbox"],
        ),
        ("daprk sandbox start --daprd=", &["--daprd built-in"]),
        ("daprk init -k extra", &["unexpected argument 'extra'"]),
        ("daprk init -k --timeout 5min", &["5min", "1h30m"]),
        ("daprk init -k --timeout 0", &["longer than nothing"]),
        ("daprk init -k -n Dapr_System", &["Dapr_System", "a-z"]),
        ("daprk init -k -o xml", &["xml"]),
        (
            "daprk graph -f deploy/ --check",
            &["`--check` looks at a cluster", "--diff"],
        ),
        ("daprk init -k --image-variant alpine", &["alpine"]),
        ("daprk init -k --enable-ha=maybe", &["maybe"]),
        ("daprk init -k --dev=maybe", &["maybe"]),
        (
            "daprk init -k --enable-mtls false",
            &["unexpected argument 'false'"],
        ),
        (
            "daprk init -k --ca-root-certificate ca.crt",
            &["--issuer-private-key"],
        ),
        (
            "daprk init -k --issuer-private-key issuer.key",
            &["--ca-root-certificate"],
        ),
        ("daprk status -k -q -v", &["--quiet", "cannot be used with"]),
        (
            "daprk list -k -A -n shop",
            &["--namespace", "cannot be used with"],
        ),
        ("daprk completion tcsh", &["tcsh", "bash"]),
        ("daprk undeploy -k", &["<NAME>"]),
        ("daprk undeploy Shop -k", &["a-z"]),
    ]);
}

#[test]
fn the_sandbox() {
    refused(&[
        (
            "daprk status --context dev",
            &["--context", "for the sandbox", "add -k"],
        ),
        ("daprk init --kubeconfig /c", &["--kubeconfig", "add -k"]),
        ("daprk sandbox", &["Usage: daprk sandbox"]),
        ("daprk sandbox begin", &["'begin'"]),
        ("daprk sandbox stop -k", &["-k", "about the sandbox"]),
        (
            "daprk sandbox start --image web",
            &["`--image web`", "NAME=COMMAND"],
        ),
    ]);
}

#[test]
fn logs() {
    refused(&[
        ("daprk logs -k", &["--app-id <ID>"]),
        ("daprk logs -k -a x --tail -3", &["-3"]),
        ("daprk logs -k -a x --since yesterday", &["yesterday"]),
        ("daprk logs -k -a x --previous -f", &["cannot be used with"]),
    ]);
}

#[test]
fn applications() {
    refused(&[
        (
            "daprk deploy -k",
            &["needs a name or -f", "hello-kubernetes"],
        ),
        ("daprk deploy -k -f app.yaml", &["--name"]),
        ("daprk deploy -k --name shop", &["--file"]),
        (
            "daprk deploy -k redis -f app.yaml --name x",
            &["cannot be used with"],
        ),
        ("daprk deploy -k redis --replicas node", &["APP=N"]),
        ("daprk deploy -k redis --image node", &["NAME=IMAGE"]),
        (
            "daprk deploy -k -f a --name x --replicas a=2",
            &["`--replicas`", "bundled"],
        ),
        ("daprk deploy -k -f a --name x --image a=b", &["`--image`"]),
        (
            "daprk diff -k -f a --name x --state-store s",
            &["`--state-store`"],
        ),
        (
            "daprk deploy redis --image-registry https://mirror.example",
            &[
                "`https://mirror.example` is no registry",
                "HOST[:PORT][/PATH]",
            ],
        ),
        (
            "daprk init -k --image-registry https://mirror.example",
            &["`https://mirror.example` is no registry"],
        ),
        (
            "daprk tutorial run x --image-registry mirror.example/redis:7",
            &["is no registry"],
        ),
        (
            "daprk diff -k redis --enable-ha",
            &["`--enable-ha` is about Dapr"],
        ),
        (
            "daprk template redis --image-variant mariner",
            &["`--image-variant`"],
        ),
        (
            "daprk template --replicas nodeapp=2",
            &["`--replicas` is about an"],
        ),
    ]);
}

#[test]
fn versions() {
    refused(&[
        (
            "daprk init -k --runtime-version 1.17.9",
            &["daprk renders Dapr 1.18.3, not 1.17.9", "1.18.z"],
        ),
        (
            "daprk upgrade -k --runtime-version edge",
            &["`edge` is not a version"],
        ),
        ("daprk template --runtime-version v2.0.0", &["not 2.0.0"]),
    ]);
}

#[test]
fn flags_of_daprs_self_hosted_mode() {
    for flag in [
        "-s",
        "--slim",
        "--network dapr",
        "--network=dapr",
        "--from-dir .",
        "--container-runtime podman",
        "--scheduler-volume v",
        "--scheduler-override-broadcast-host-port x:1",
        "--redis-stack",
        "--runtime-path /opt",
    ] {
        let name = flag.split([' ', '=']).next().expect("a name");
        for line in [
            format!("daprk init -k {flag}"),
            format!("daprk {flag} init"),
        ] {
            if name == "-s" && line.starts_with("daprk -s") {
                continue;
            }
            let no = settle(&line, &[]).expect_err(&line);
            let wanted = format!("`{name}` is for dapr's self-hosted mode\nhint: ");
            assert_eq!(no.status, 2);
            assert!(no.text.starts_with(&wanted), "{line}: {}", no.text);
        }
    }
    refused(&[
        ("daprk uninstall -k --network x", &["self-hosted"]),
        ("daprk logs -k -s", &["unexpected argument '-s'"]),
        ("daprk status -k --log-as-json", &["-o json"]),
    ]);
}

#[test]
fn commands_of_daprs_that_are_still_to_come() {
    for command in [
        "annotate",
        "build-info",
        "components",
        "configurations",
        "mcpservers",
        "mtls",
        "scheduler",
        "workflow",
    ] {
        let line = format!("daprk {command} -k -o json");
        let no = settle(&line, &[]).expect_err(&line);
        let wanted = format!("daprk has no `{command}` yet\nhint: ");
        assert!(
            no.status == 2 && no.text.starts_with(&wanted),
            "{}",
            no.text
        );
        assert!(!no.text.ends_with("hint: -"));
    }
}

#[test]
fn variables() {
    let rows: [(&str, Set, &str); 5] = [
        (
            "daprk deploy redis",
            &[("DAPRK_APP_REGISTRY", "https://m")],
            "DAPRK_APP_REGISTRY=https://m",
        ),
        (
            "daprk init -k",
            &[("DAPRK_TIMEOUT", "soon")],
            "DAPRK_TIMEOUT=soon",
        ),
        (
            "daprk init -k",
            &[("DAPR_RUNTIME_VERSION", "1.16.0")],
            "DAPR_RUNTIME_VERSION 1.16.0",
        ),
        (
            "daprk upgrade -k",
            &[("DAPR_DEFAULT_IMAGE_REGISTRY", "quay")],
            "ghcr or dockerhub",
        ),
        (
            "daprk list -k",
            &[("DAPRK_NAMESPACE", "Shop")],
            "DAPRK_NAMESPACE=Shop",
        ),
    ];
    for (line, variables, part) in rows {
        let no = settle(line, variables).expect_err(line);
        assert_eq!(no.status, 2);
        assert!(no.text.contains(part), "{line}: {}", no.text);
    }
}
