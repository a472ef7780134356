//! Commands in containers by the program's own API: what stays in memory, and what stays behind.

use std::time::Duration;

use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::{AttachParams, AttachedProcess, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::fixture::{Sandbox, eventually};
use super::kill::{kill, running};

/// Sessions at once.
const MANY: usize = 50;
/// What the server may grow by, in kB, whatever its clients do: some pieces for each of them.
const GROWTH: u64 = 100_000;

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// A sandbox with a pod that sleeps.
async fn with_pod() -> (Sandbox, Api<Pod>) {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let file = Kubeconfig::read_from(sandbox.folder().join("kubeconfig")).unwrap();
    let options = KubeConfigOptions::default();
    let config = kube::Config::from_custom_kubeconfig(file, &options).await;
    let client = kube::Client::try_from(config.unwrap()).unwrap();
    let pods: Api<Pod> = Api::default_namespaced(client);
    let pod = json!({
        "metadata": {"name": "box"},
        "spec": {
            "terminationGracePeriodSeconds": 0,
            "containers": [{"name": "c", "image": "busybox", "command": ["sleep", "100000"]}],
        },
    });
    let pod = serde_json::from_value(pod).unwrap();
    pods.create(&PostParams::default(), &pod).await.unwrap();
    let running = kube::runtime::conditions::is_pod_running();
    let wait = kube::runtime::wait::await_condition(pods.clone(), "box", running);
    wait.await.unwrap();
    (sandbox, pods)
}

async fn exec(pods: &Api<Pod>, script: &str, tty: bool) -> AttachedProcess {
    let streams = AttachParams::default().stdin(true).stderr(!tty).tty(tty);
    pods.exec("box", ["sh", "-c", script], &streams)
        .await
        .unwrap()
}

/// Processes of the sandbox that were started with these words.
fn count(sandbox: &Sandbox, words: &str) -> usize {
    let all = running(sandbox);
    all.iter().filter(|line| line.contains(words)).count()
}

#[test]
fn all_that_a_command_wrote_arrives_though_it_has_ended() {
    runtime().block_on(async {
        let (_sandbox, pods) = with_pod().await;
        let mut client = exec(&pods, "head -c 100000000 /dev/zero", false).await;
        let mut stdout = client.stdout().unwrap();
        // The command is through long before the first byte is read here.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let read = tokio::io::copy(&mut stdout, &mut tokio::io::sink()).await;
        assert_eq!(read.unwrap(), 100_000_000);
        client.join().await.unwrap();
    });
}

/// What the server has in memory, in kB.
#[cfg(target_os = "linux")]
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let mut words = line.unwrap().split_whitespace();
    words.find_map(|word| word.parse().ok()).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn clients_that_do_not_read_or_vanish_cost_nothing() {
    runtime().block_on(async {
        let (sandbox, pods) = with_pod().await;
        let pid = sandbox.pid();
        let before = resident(pid);
        let flood = "head -c 100000000 /dev/zero; sleep 4242";
        let mut clients = Vec::new();
        for number in 0..MANY {
            clients.push(exec(&pods, flood, number % 5 == 0).await);
        }
        eventually("all of them run", Duration::from_secs(30), || {
            count(&sandbox, "head -c 100000000") == 2 * MANY
        });
        // Nobody reads what these are sent either.
        let chunk = vec![b'x'; 100_000];
        let mut writers = Vec::new();
        for client in clients.iter_mut().take(10) {
            let mut stdin = client.stdin().unwrap();
            let chunk = chunk.clone();
            writers.push(tokio::spawn(async move {
                while stdin.write_all(&chunk).await.is_ok() {}
            }));
        }
        let limit = Duration::from_secs(2);
        for writer in &mut writers {
            assert!(tokio::time::timeout(limit, writer).await.is_err());
        }
        let grown = resident(pid).saturating_sub(before);
        assert!(grown < GROWTH, "{grown} kB");
        for writer in writers {
            writer.abort();
        }
        for client in &clients {
            client.abort();
        }
        drop(clients);
        eventually("all have ended", Duration::from_secs(30), || {
            count(&sandbox, "head -c 100000000") == 0
        });
        let grown = resident(pid).saturating_sub(before);
        assert!(grown < GROWTH, "{grown} kB");
    });
}

/// On a real cluster about every fourth such command hangs, so kubectl's table does not hold it.
#[test]
fn a_command_that_reads_nothing_ends_though_more_is_sent() {
    runtime().block_on(async {
        let (_sandbox, pods) = with_pod().await;
        for script in ["true", "head -c 5"] {
            let mut process = exec(&pods, script, false).await;
            let mut stdin = process.stdin().unwrap();
            let sent = tokio::spawn(async move {
                // Refused when the command has ended.
                let _ = stdin.write_all(&vec![0; 10_000_000]).await;
            });
            let status = process.take_status().unwrap();
            let ended = tokio::time::timeout(Duration::from_secs(60), status).await;
            let status = ended.unwrap_or_else(|_| panic!("{script} hangs"));
            assert_eq!(status.unwrap().status.as_deref(), Some("Success"));
            sent.abort();
        }
    });
}

#[test]
fn many_at_once_have_each_its_own() {
    runtime().block_on(async {
        let (_sandbox, pods) = with_pod().await;
        let one = |number: usize| {
            let pods = pods.clone();
            async move {
                let mut process = exec(&pods, &format!("cat; exit {number}"), false).await;
                let mut stdin = process.stdin().unwrap();
                stdin
                    .write_all(number.to_string().as_bytes())
                    .await
                    .unwrap();
                stdin.shutdown().await.unwrap();
                drop(stdin);
                let mut said = String::new();
                let mut stdout = process.stdout().unwrap();
                stdout.read_to_string(&mut said).await.unwrap();
                assert_eq!(said, number.to_string());
                let status = process.take_status().unwrap().await.unwrap();
                let status = serde_json::to_value(status).unwrap();
                let code = status["details"]["causes"][0]["message"].as_str();
                let expected = (number > 0).then(|| number.to_string());
                assert_eq!(code, expected.as_deref());
            }
        };
        futures::future::join_all((0..MANY).map(one)).await;
    });
}

#[test]
fn nothing_of_a_command_survives_the_server() {
    runtime().block_on(async {
        let (sandbox, pods) = with_pod().await;
        let script = "setsid sleep 4242 & sleep 4242";
        let clients = [
            exec(&pods, script, false).await,
            exec(&pods, script, true).await,
        ];
        eventually("they run", Duration::from_secs(30), || {
            count(&sandbox, "sleep 4242") >= 4
        });
        kill(&sandbox.pid().to_string());
        eventually("all have ended", Duration::from_secs(30), || {
            running(&sandbox).is_empty()
        });
        drop(clients);
    });
}
