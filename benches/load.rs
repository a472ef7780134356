//! A client that loads an API server: what the sandbox's is measured with, beside a real one's.
//!
//! `benches/run` builds and drives it. It works in one namespace of its own and prints one JSON object.
//!
//! ```text
//! load writes N CLIENTS   creates N config maps, CLIENTS at a time   {"perSecond": …}
//! load list N ROUNDS      lists N pods that no scheduler takes       {"milliseconds": […]}
//! load watch ROUNDS       a write's answer until its watch event     {"milliseconds": […]}
//! load get PATH           asks until it is answered with 2xx         {"seconds": …}
//! load clear              removes the namespace
//! ```

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use futures::{AsyncBufReadExt, TryStreamExt};
use http::{Method, Request};
use kube::Client;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const NAMESPACE: &str = "load";

/// How many requests are under way when what is measured comes after them.
const CLIENTS: usize = 16;

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(10);

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own"
)]
fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answer = runtime.block_on(async {
        let client = Client::try_default().await?;
        match words[..] {
            ["writes", count, clients] => writes(&client, count.parse()?, clients.parse()?).await,
            ["list", count, rounds] => list(&client, count.parse()?, rounds.parse()?).await,
            ["watch", rounds] => watch(&client, rounds.parse()?).await,
            ["get", path] => until_answered(&client, path).await,
            ["clear"] => clear(&client).await,
            _ => {
                eprintln!("load: benches/run drives this");
                Ok(Value::Null)
            }
        }
    })?;
    println!("{answer}");
    Ok(())
}

/// Config maps a second, each of them answered.
async fn writes(client: &Client, count: usize, clients: usize) -> Result<Value> {
    namespace(client).await?;
    let started = Instant::now();
    create(client, "configmaps", count, clients, |number| {
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": format!("write-{number}")},
            "data": {"number": number.to_string()}})
    })
    .await?;
    let seconds = started.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let per_second = count as f64 / seconds;
    Ok(json!({ "perSecond": per_second }))
}

/// Times of lists, from the request to the last byte.
async fn list(client: &Client, count: usize, rounds: usize) -> Result<Value> {
    namespace(client).await?;
    create(client, "pods", count, CLIENTS, pod).await?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let started = Instant::now();
        let request = Request::get(path("pods", "")).body(Vec::new())?;
        let text = client.request_text(request).await?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        let found = text.matches("\"schedulerName\"").count();
        if found < count {
            return Err(format!("{found} pods of {count}").into());
        }
    }
    Ok(json!({ "milliseconds": times }))
}

/// A pod that nothing takes up.
fn pod(number: usize) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": format!("pod-{number}"), "labels": {"app": "load"}},
        "spec": {"schedulerName": "none", "containers": [{"name": "app", "image": "none", "env": [
            {"name": "NUMBER", "value": number.to_string()}]}]}})
}

/// Times from a write's answer to its event.
async fn watch(client: &Client, rounds: usize) -> Result<Value> {
    namespace(client).await?;
    let request = Request::get(format!("{}?watch=true", path("configmaps", ""))).body(Vec::new())?;
    let mut events = client.request_stream(request).await?.lines();
    let mut times = Vec::new();
    for round in 0..rounds {
        let name = format!("\"watched-{round}\"");
        let object = json!({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": name.trim_matches('"')}});
        let seen = async {
            while let Some(event) = events.try_next().await? {
                if event.contains(&name) {
                    return Ok::<_, Box<dyn Error>>(Instant::now());
                }
            }
            Err("the watch ended".into())
        };
        let written = async {
            post(client, "configmaps", &object).await?;
            Ok(Instant::now())
        };
        let (seen, written) = futures::future::try_join(seen, written).await?;
        times.push(seen.saturating_duration_since(written).as_secs_f64() * 1000.0);
    }
    Ok(json!({ "milliseconds": times }))
}

async fn until_answered(client: &Client, path: &str) -> Result<Value> {
    let started = Instant::now();
    loop {
        let request = Request::get(path).body(Vec::new())?;
        if client.request_text(request).await.is_ok() {
            return Ok(json!({ "seconds": started.elapsed().as_secs_f64() }));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn clear(client: &Client) -> Result<Value> {
    let path = format!("/api/v1/namespaces/{NAMESPACE}");
    let request = Request::delete(&path).body(Vec::new())?;
    if client.request_text(request).await.is_err() {
        return Ok(Value::Null);
    }
    let is_there = async || {
        let request = Request::get(&path).body(Vec::new())?;
        Ok::<_, Box<dyn Error>>(client.request_text(request).await.is_ok())
    };
    while is_there().await? {
        tokio::time::sleep(PAUSE).await;
    }
    Ok(Value::Null)
}

/// Makes the namespace, and waits until pods may be made in it.
async fn namespace(client: &Client) -> Result<()> {
    let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}});
    let request = Request::post("/api/v1/namespaces").body(serde_json::to_vec(&object)?)?;
    match client.request_text(request).await {
        Ok(_) => {}
        Err(kube::Error::Api(status)) if status.code == 409 => {}
        Err(error) => return Err(error.into()),
    }
    until_answered(client, &path("serviceaccounts", "/default")).await?;
    Ok(())
}

/// Makes objects, so many of them at a time.
async fn create(
    client: &Client,
    plural: &str,
    count: usize,
    clients: usize,
    object: impl Fn(usize) -> Value,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let one_client = || async {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok::<_, Box<dyn Error>>(());
            }
            post(client, plural, &object(number)).await?;
        }
    };
    try_join_all((0..clients).map(|_| one_client())).await?;
    Ok(())
}

async fn post(client: &Client, plural: &str, object: &Value) -> Result<()> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path(plural, ""))
        .header("Content-Type", "application/json")
        .body(serde_json::to_vec(object)?)?;
    client.request_text(request).await?;
    Ok(())
}

fn path(plural: &str, rest: &str) -> String {
    format!("/api/v1/namespaces/{NAMESPACE}/{plural}{rest}")
}
