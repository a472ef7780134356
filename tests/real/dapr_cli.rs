//! The dapr CLI on what daprk installed, and daprk on what the dapr CLI installed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use daprk::dapr::control_plane::SERVICES;

use super::cluster::Cluster;
use super::peers;
use crate::run::Run;

/// A cluster, and the dapr CLI with a chart repository that it reaches without a network.
struct World {
    cluster: Cluster,
    repository: String,
}

impl World {
    /// `None` without the dapr CLI, which is said.
    fn open(test: &str) -> Option<Self> {
        let chart = peers::chart(test)?;
        let cluster = Cluster::open(test, &["dapr", "helm"])?;
        let folder = PathBuf::from(cluster.file("repository/.keep", ""));
        let folder = folder.parent().expect("a folder").to_owned();
        let (chart, place) = (chart.display(), folder.display());
        cluster
            .helm(&format!("package {chart} -d {place}"))
            .output();
        cluster.helm(&format!("repo index {place}")).output();
        let repository = serve(folder);
        Some(Self {
            cluster,
            repository,
        })
    }

    fn dapr(&self, words: &str) -> Run {
        let args: Vec<_> = words.split_whitespace().collect();
        self.cluster
            .run("dapr", &args)
            .env("DAPR_HELM_REPO_URL", &self.repository)
    }

    fn daprk(&self, words: &str) -> Run {
        self.cluster.daprk(words)
    }

    fn revisions(&self) -> Vec<String> {
        self.cluster.revisions("dapr-system", "dapr")
    }
}

/// Serves the files of a folder for as long as the tests run; the address.
fn serve(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Who asks may go before the answer.
            let _ = answer(&stream, &folder);
        }
    });
    address
}

fn answer(mut stream: &TcpStream, folder: &std::path::Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let name = request.split_whitespace().nth(1).unwrap_or_default();
    let (status, body) = match std::fs::read(folder.join(name.trim_start_matches('/'))) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

/// The rows of a table of the dapr CLI, each as its words.
fn rows(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect()
}

fn row<'a>(rows: &'a [Vec<&str>], name: &str) -> &'a [&'a str] {
    let found = rows.iter().find(|row| row.contains(&name));
    found.unwrap_or_else(|| panic!("no {name} in {rows:?}"))
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn the_dapr_cli_reads_changes_and_removes_what_daprk_installed() {
    let Some(world) = World::open("the dapr CLI on ours") else {
        return;
    };
    world.daprk("init -k").run().succeeds();
    let apps = world.cluster.namespace("dapr-cli");
    world
        .daprk(&format!("deploy hello-kubernetes -k -n {apps}"))
        .run()
        .succeeds();

    let status = world.dapr("status -k").output();
    for service in SERVICES {
        let table = rows(&status);
        assert_eq!(
            row(&table, service.name)[2..4],
            ["True", "Running"],
            "{status}"
        );
    }
    let list = world.dapr(&format!("list -k --namespace {apps}")).output();
    assert_eq!(
        row(&rows(&list), "nodeapp")[..3],
        [&apps, "nodeapp", "3000"]
    );
    assert_eq!(row(&rows(&list), "pythonapp")[..2], [&apps, "pythonapp"]);
    let components = world.dapr("components -k --all-namespaces").output();
    let table = rows(&components);
    assert_eq!(
        row(&table, "statestore")[..4],
        [&apps, "statestore", "state.redis", "v1"]
    );
    let mtls = world.dapr("mtls -k").output();
    assert!(mtls.contains("Mutual TLS is enabled"), "{mtls}");
    let expiry = world.dapr("mtls expiry").output();
    assert!(expiry.contains("Root certificate expires in"), "{expiry}");

    let upgrade = "upgrade -k --runtime-version 1.18.3 --timeout 200";
    world.dapr(upgrade).run().succeeds();
    assert_eq!(world.revisions(), ["1 superseded", "2 deployed"]);
    let again = world.daprk("init -k").run().succeeds();
    assert!(again.stderr.contains("nothing to change"), "{again}");
    world.dapr("uninstall -k").run().succeeds();
    assert_eq!(world.revisions(), [""; 0]);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn daprk_reads_changes_and_removes_what_the_dapr_cli_installed() {
    let Some(world) = World::open("ours on the dapr CLI's") else {
        return;
    };
    world
        .dapr("init -k --runtime-version 1.18.3 --wait --timeout 300")
        .run()
        .succeeds();
    world.daprk("status -k").run().succeeds();
    world.daprk("diff -k").run().succeeds();
    let same = world.daprk("init -k").run().succeeds();
    assert!(same.stderr.contains("nothing to change"), "{same}");
    assert_eq!(world.revisions(), ["1 deployed"]);

    let refused = world.daprk("init -k --set global.logAsJson=true").run();
    assert!(
        refused.stderr.contains("installed by helm or the dapr CLI"),
        "{refused}"
    );
    world
        .daprk("init -k --set global.logAsJson=true --yes")
        .run()
        .succeeds();
    assert_eq!(world.revisions(), ["1 superseded", "2 deployed"]);
    let status = world.dapr("status -k").output();
    let table = rows(&status);
    assert!(
        SERVICES
            .iter()
            .all(|service| row(&table, service.name).contains(&"True")),
        "{status}"
    );
    world
        .daprk("uninstall -k --all --purge-data --yes")
        .run()
        .succeeds();
    let gone = world.dapr("status -k").run();
    assert!(
        gone.stdout.contains("No status returned") || gone.stderr.contains("No status returned"),
        "{gone}"
    );
}
