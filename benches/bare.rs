//! A client that sends objects and does nothing else: what `daprk init` is measured against.
//!
//! `benches/run` builds and drives it:
//!
//! ```text
//! daprk template -o json | bare apply     the waves of `init --no-wait`, server-side
//! daprk template -o json | bare delete    all of it, until it is gone
//! ```

use std::error::Error;
use std::time::Duration;

use daprk::manifest::{Kind, Object};
use futures::future::try_join_all;
use http::{Method, Request};
use kube::Client;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(10);

#[expect(clippy::print_stderr, reason = "a program of its own")]
fn main() -> Result<()> {
    let verb = std::env::args().nth(1).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match verb.as_str() {
        "apply" => runtime.block_on(apply(read()?)),
        "delete" => runtime.block_on(delete(read()?)),
        _ => {
            eprintln!("bare: benches/run drives this");
            Ok(())
        }
    }
}

/// The objects of the list on standard input, with the namespaces that they are in.
fn read() -> Result<Vec<Object>> {
    let list: Value = serde_json::from_reader(std::io::stdin())?;
    let items = list["items"].as_array().ok_or("not a list")?;
    let mut objects: Vec<Object> = items.iter().cloned().map(Object).collect();
    let mut namespaces: Vec<&str> = objects.iter().filter_map(Object::namespace).collect();
    namespaces.sort_unstable();
    namespaces.dedup();
    namespaces.retain(|name| *name != "default");
    let namespaces: Vec<Object> = namespaces.into_iter().map(namespace).collect();
    objects.extend(namespaces);
    Ok(objects)
}

fn namespace(name: &str) -> Object {
    Object(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}))
}

/// The wave that an object goes with.
fn wave(object: &Object) -> usize {
    match object.kind() {
        "CustomResourceDefinition" | "Namespace" => 0,
        "MutatingWebhookConfiguration" => 2,
        "Deployment" | "StatefulSet" if object.name() != "dapr-sentry" => 2,
        _ => 1,
    }
}

async fn apply(objects: Vec<Object>) -> Result<()> {
    let client = Client::try_default().await?;
    for number in 0..3 {
        let of_wave = || objects.iter().filter(|object| wave(object) == number);
        try_join_all(of_wave().map(|object| send(&client, object))).await?;
        let definitions = of_wave().filter(|object| is_definition(object));
        try_join_all(definitions.map(|object| established(&client, object))).await?;
    }
    Ok(())
}

async fn delete(objects: Vec<Object>) -> Result<()> {
    let client = Client::try_default().await?;
    for number in (0..3).rev() {
        let of_wave = objects.iter().filter(|object| wave(object) == number);
        try_join_all(of_wave.map(|object| remove(&client, object))).await?;
    }
    Ok(())
}

fn is_definition(object: &Object) -> bool {
    object.kind() == "CustomResourceDefinition"
}

fn path(object: &Object) -> Result<String> {
    let kind = Kind::known(object.api_version(), object.kind()).ok_or("a kind nobody knows")?;
    Ok(kind.path(object.namespace(), Some(object.name())))
}

async fn send(client: &Client, object: &Object) -> Result<()> {
    let request = Request::builder()
        .method(Method::PATCH)
        .uri(format!("{}?fieldManager=bare&force=true", path(object)?))
        .header("Content-Type", "application/apply-patch+yaml")
        .body(serde_json::to_vec(&object.0)?)?;
    client.request::<Value>(request).await?;
    Ok(())
}

/// The object as the cluster has it.
async fn get(client: &Client, object: &Object) -> Result<Option<Value>> {
    let request = Request::get(path(object)?).body(Vec::new())?;
    match client.request(request).await {
        Ok(found) => Ok(Some(found)),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn established(client: &Client, definition: &Object) -> Result<()> {
    loop {
        let found = Object(get(client, definition).await?.unwrap_or_default());
        let conditions = found.items("/status/conditions");
        let is_so = |one: &Value| one["type"] == "Established" && one["status"] == "True";
        if conditions.iter().any(is_so) {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn remove(client: &Client, object: &Object) -> Result<()> {
    let request = Request::delete(path(object)?).body(Vec::new())?;
    match client.request::<Value>(request).await {
        Ok(_) => {}
        Err(kube::Error::Api(status)) if status.code == 404 => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    while get(client, object).await?.is_some() {
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}
