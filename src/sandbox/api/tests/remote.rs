//! Sessions over websockets, as kube asks for them; those of kubectl are proved with kubectl.

use kube::api::{AttachParams, AttachedProcess};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::here::{Here, json_of};
use super::port::{client, pods_with_one, run};

const EXEC: &str = "/api/v1/namespaces/default/pods/p/exec";

fn all() -> AttachParams {
    AttachParams::default().stdin(true).stderr(true)
}

/// What was said, and the status that was told.
async fn heard(mut process: AttachedProcess) -> (String, String, serde_json::Value) {
    let (mut out, mut err) = (String::new(), String::new());
    if let Some(mut stdout) = process.stdout() {
        stdout.read_to_string(&mut out).await.unwrap();
    }
    if let Some(mut stderr) = process.stderr() {
        stderr.read_to_string(&mut err).await.unwrap();
    }
    let status = process.take_status().unwrap().await;
    (out, err, serde_json::to_value(status).unwrap())
}

#[tokio::test]
async fn a_command_is_carried_to_its_end() {
    let running = run().await;
    let pods = pods_with_one(client(&running.home, "sandbox").await).await;
    let mut process = pods.exec("p", ["7", "words"], &all()).await.unwrap();
    let mut stdin = process.stdin().unwrap();
    let sent = "hello ".repeat(20_000);
    let sending = async {
        stdin.write_all(sent.as_bytes()).await.unwrap();
        stdin.shutdown().await.unwrap();
        drop(stdin);
    };
    let ((out, err, status), ()) = tokio::join!(heard(process), sending);
    assert!(out == sent, "{} of {}", out.len(), sent.len());
    assert_eq!(err, "7 words");
    assert_eq!(status["reason"], "NonZeroExitCode");
    assert_eq!(status["details"]["causes"][0]["message"], "7");

    let process = pods.attach("p", &AttachParams::default()).await.unwrap();
    let (_, _, status) = heard(process).await;
    assert_eq!(status["status"], "Success");
}

#[tokio::test]
async fn what_goes_wrong_is_told_on_the_error_channel() {
    let running = run().await;
    let pods = pods_with_one(client(&running.home, "sandbox").await).await;
    let rows = [
        (
            "x",
            "Internal error occurred: Internal error occurred: error executing command in \
             container: no x",
        ),
        (
            "no",
            "Internal error occurred: unable to upgrade connection: no such luck",
        ),
    ];
    for (word, message) in rows {
        let process = pods.exec("p", [word], &AttachParams::default()).await;
        let (_, _, status) = heard(process.unwrap()).await;
        assert_eq!(status["message"], message);
    }
}

#[tokio::test]
async fn what_is_no_session_is_refused_before() {
    let here = Here::new().await;
    here.send(
        "POST",
        "/api/v1/namespaces/default/serviceaccounts",
        "{\"metadata\":{\"name\":\"default\"}}",
    )
    .await;
    let pod = r#"{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]}}"#;
    let (code, made) = here
        .send("POST", "/api/v1/namespaces/default/pods", pod)
        .await;
    assert_eq!(code, 201, "{made}");
    let socket = [
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let with = |protocol| {
        let mut headers = socket.to_vec();
        headers.push(("sec-websocket-protocol", protocol));
        headers
    };
    let (four, nine) = (with("v4.channel.k8s.io"), with("v9.channel.k8s.io"));
    let rows = [
        (
            "",
            &four,
            400,
            "a container name must be specified for pod p, choose one of: [a b]",
        ),
        (
            "container=x",
            &four,
            400,
            "container x is not valid for pod p",
        ),
        ("container=a", &vec![], 400, "Upgrade request required"),
        (
            "container=a",
            &nine,
            403,
            "unable to upgrade: unable to negotiate protocol: client supports \
             [v9.channel.k8s.io], server accepts [v5.channel.k8s.io v4.channel.k8s.io \
             channel.k8s.io]",
        ),
    ];
    for (query, headers, code, message) in rows {
        let answer = here
            .ask("GET", &format!("{EXEC}?{query}"), headers, "")
            .await;
        assert_eq!(answer.status(), code, "{query}");
        assert_eq!(json_of(answer).await["message"], message, "{query}");
    }
    // A kubelet's own refusals are no `Status`.
    let path = format!("{EXEC}?container=a&command=no&stdout=true");
    let answer = here.ask("GET", &path, &four, "").await;
    assert_eq!(answer.status(), 500);
    assert_eq!(super::here::bytes_of(answer).await, "no such luck");
}
