//! `invoke`, `publish`, `state get` and `forward`: what a learner asks a running app.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use super::fixture::{Sandbox, eventually};
use crate::programs::has;

/// hello-kubernetes, with a broker beside it.
fn deployed(test: &str) -> Option<Sandbox> {
    if !has(test, &["node", "python3", "redis-server"]) {
        return None;
    }
    let sandbox = Sandbox::new();
    sandbox.daprk("init").run().succeeds();
    let broker = sandbox.folder().join("../broker.yaml");
    std::fs::create_dir_all(sandbox.folder()).unwrap();
    std::fs::write(
        &broker,
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: broker}\n\
         spec: {type: pubsub.in-memory, version: v1, metadata: []}\n",
    )
    .unwrap();
    let words = format!("deploy -f {} --name broker", broker.display());
    sandbox.daprk(&words).run().succeeds();
    sandbox.daprk("deploy hello-kubernetes").run().succeeds();
    Some(sandbox)
}

#[test]
fn an_app_is_asked_through_its_sidecar() {
    let Some(sandbox) = deployed("requests to an app") else {
        return;
    };
    sandbox
        .daprk("invoke -a nodeapp -m neworder -f -")
        .stdin(r#"{"data": {"orderId": 4711}}"#)
        .run()
        .succeeds();
    eventually("an order can be read", Duration::from_secs(20), || {
        let order = sandbox.daprk("invoke -a nodeapp -m order --verb get").run();
        order.code == Some(0) && order.stdout.contains("orderId")
    });
    let state = sandbox.daprk("state get nodeapp order").run().succeeds();
    assert!(state.stdout.starts_with(r#"{"orderId":"#), "{state}");
    let record = sandbox.daprk("state get nodeapp order -o json").json();
    assert_eq!(record["store"], json!("statestore"));
    assert!(record["body"]["orderId"].is_u64(), "{record}");

    sandbox
        .daprk("publish -i nodeapp -p broker -t orders -d {}")
        .run()
        .succeeds()
        .says("published to topic orders");
    sandbox
        .daprk("invoke -a nodeapp -m neworder --dry-run")
        .run()
        .succeeds()
        .says("would be asked: POST /v1.0/invoke/nodeapp/method/neworder");
    the_wrong_names_are_told(&sandbox);
    a_port_leads_to_the_app(&sandbox);
}

fn the_wrong_names_are_told(sandbox: &Sandbox) {
    let rows = [
        (
            "invoke -a nodeapp -m nothing --verb GET",
            1,
            "404 Not Found",
        ),
        (
            "invoke -a nobody -m order",
            1,
            "apps there are: nodeapp, pythonapp",
        ),
        (
            "invoke -a nodeapp -m order --verb FETCH",
            2,
            "possible values",
        ),
        (
            "state get nodeapp nothing",
            1,
            "keeps nothing under `nothing`",
        ),
        (
            "state get nodeapp order --store shelf",
            1,
            "has these: statestore",
        ),
        (
            "publish -i nodeapp -p mail -t orders -d x",
            1,
            "has these: broker",
        ),
        (
            "publish -i nodeapp -p broker -t orders -m ttl=1",
            2,
            "no JSON object",
        ),
        ("forward pythonapp", 2, "is not called on any port"),
        ("forward nodeapp web", 2, "`web` is no port"),
    ];
    for (words, code, said) in rows {
        let done = sandbox.daprk(words).run().exits(code);
        assert!(done.stderr.contains(said), "{done}");
    }
}

fn a_port_leads_to_the_app(sandbox: &Sandbox) {
    let mut forward = sandbox.daprk("forward nodeapp :3000").start();
    let address = forward.word("http://");
    let address = address.trim_start_matches("http://");
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).unwrap();
        let request =
            format!("GET /order HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert!(answer.contains("orderId"), "{answer}");
    }
    forward.interrupt();
    forward.end().exits(130);
}
