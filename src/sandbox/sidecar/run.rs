//! All of it, from the first line to the last.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt as _;
use serde_json::Value;
use tokio::signal::unix::{SignalKind, signal};

use super::api::Door;
use super::cluster::{Cluster, Resource, Server};
use super::load::{load_all, policies, reload, reload_policies};
use super::log::{Level, Log};
use super::options::{Options, VERSION};
use super::probe::{load_app_configuration, wait_for_app, watch};
use super::serve::{Doors, listen};
use super::shared::Sidecar;
use super::trace::Tracing;
use super::zipkin::Exporter;

const SCOPE: &str = "dapr.runtime";

/// Runs a sidecar with daprd's arguments until it is told to stop; the status for the shell.
///
/// It reaches its Kubernetes API by `KUBECONFIG`, in the namespace of `NAMESPACE`.
pub fn run(args: Vec<OsString>) -> u8 {
    let words: Vec<String> = args
        .into_iter()
        .map(|word| word.into_string().unwrap_or_default())
        .collect();
    let options = Options::read(&words, |name| std::env::var(name).ok());
    let log = Log::new(&options, Box::new(std::io::stdout()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            log.write(Level::Fatal, SCOPE, error);
            return 1;
        }
    };
    let status = runtime.block_on(live(options, log));
    runtime.shutdown_background();
    status
}

async fn live(options: Options, log: Log) -> u8 {
    log.info(SCOPE, format!("Starting daprk's built-in sidecar -- it does what Dapr Runtime version {VERSION} does, as far as its HTTP API is needed"));
    log.info(SCOPE, format!("Log level set to: {}", options.log_level));
    let sidecar = match connect(options, log).await {
        Ok(sidecar) => Arc::new(sidecar),
        Err(status) => return status,
    };
    let mut doors = Doors::new();
    let result = tokio::select! {
        result = work(&sidecar, &mut doors) => result,
        () = told_to_stop(&sidecar) => Ok(()),
    };
    if let Err(reason) = &result {
        sidecar.log.write(
            Level::Fatal,
            SCOPE,
            format!("Fatal error from runtime: {reason}"),
        );
        return 1;
    }
    sidecar.log.info(SCOPE, "Dapr is shutting down");
    sidecar.subscriber.stop();
    doors.close().await;
    sidecar.log.info(SCOPE, "Dapr runtime stopped");
    sidecar.log.info(SCOPE, "Daprd shutdown gracefully");
    0
}

async fn connect(options: Options, log: Log) -> Result<Sidecar, u8> {
    let fatal = |reason: String| log.write(Level::Fatal, SCOPE, reason);
    if options.app_id.is_empty() {
        fatal("app-id parameter cannot be empty".into());
        return Err(1);
    }
    let server = match Server::connect(&options.namespace).await {
        Ok(server) => server,
        Err(reason) => {
            fatal(format!("no Kubernetes API to ask: {reason}"));
            return Err(1);
        }
    };
    let configuration = configuration(&options, &server, &log).await;
    let tracing = Tracing::read(&configuration["spec"]["tracing"]);
    let server: Arc<dyn Cluster> = Arc::new(server);
    let policies = policies(&options, &*server, &log).await;
    let mut sidecar = Sidecar::new(options, log, server, tracing, policies);
    let whose = (&*sidecar.options.app_id, &*sidecar.options.namespace);
    let (cluster, log) = (Arc::clone(&sidecar.cluster), Arc::clone(&sidecar.log));
    sidecar.exporter = Exporter::start(&configuration["spec"]["tracing"], whose, cluster, log);
    Ok(sidecar)
}

/// The Configuration that is named, or nothing.
async fn configuration(options: &Options, server: &Server, log: &Log) -> Value {
    let Some(name) = &options.config else {
        log.info(SCOPE, "loading default configuration");
        return Value::Null;
    };
    match server.configuration(name).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            log.error(
                SCOPE,
                format!("error loading configuration: configuration {name} not found"),
            );
            Value::Null
        }
        Err(reason) => {
            log.error(SCOPE, format!("error loading configuration: {reason}"));
            Value::Null
        }
    }
}

/// Ends only by a failure.
async fn work(sidecar: &Arc<Sidecar>, doors: &mut Doors) -> Result<(), String> {
    let started = Instant::now();
    let (options, log) = (&sidecar.options, &sidecar.log);
    log.info(SCOPE, "kubernetes mode configured");
    log.info(SCOPE, format!("app id: {}", options.app_id));
    if let Some(port) = options.metrics_port {
        open(doors, sidecar, Door::Metrics, port).await?;
        log.info(
            "dapr.metrics",
            format!("metrics server started on :{port}/"),
        );
    }
    log.info(SCOPE, "Loading components…");
    load_all(sidecar).await?;
    log.info(SCOPE, "All outstanding components processed");
    open_api(doors, sidecar).await?;
    sidecar.set_outbound();
    wait_for_app(sidecar).await;
    load_app_configuration(sidecar).await;
    sidecar.subscriber.align().await;
    sidecar.set_ready();
    let elapsed = started.elapsed().as_millis();
    log.info(
        SCOPE,
        format!("dapr initialized. Status: Running. Init Elapsed {elapsed}ms"),
    );
    tokio::spawn(watch(Arc::clone(sidecar)));
    follow(sidecar).await
}

async fn open_api(doors: &mut Doors, sidecar: &Arc<Sidecar>) -> Result<(), String> {
    let (options, log) = (&sidecar.options, &sidecar.log);
    let mut any = false;
    for address in &options.listen {
        if let Ok(listener) = listen(address, options.http_port).await {
            log.info(
                "dapr.runtime.http",
                format!(
                    "HTTP server listening on TCP address: {address}:{}",
                    options.http_port
                ),
            );
            doors.open(listener, Door::Api, sidecar);
            any = true;
        }
    }
    if !any {
        return Err("failed to start HTTP server: could not listen on any endpoint".into());
    }
    if let Some(port) = options.public_port {
        open(doors, sidecar, Door::Public, port).await?;
    }
    log.info(
        SCOPE,
        format!("HTTP server is running on port {}", options.http_port),
    );
    log.info(
        SCOPE,
        format!(
            "The request body size parameter is: {} bytes",
            options.max_body
        ),
    );
    open(doors, sidecar, Door::Grpc, options.grpc_port).await?;
    open(doors, sidecar, Door::Internal, options.internal_port).await?;
    log.info(
        SCOPE,
        format!(
            "Internal server is running on 127.0.0.1:{}",
            options.internal_port
        ),
    );
    Ok(())
}

/// All but the API are on loopback as well: in the sandbox everybody is.
async fn open(
    doors: &mut Doors,
    sidecar: &Arc<Sidecar>,
    door: Door,
    port: u16,
) -> Result<(), String> {
    let listener = listen("127.0.0.1", port).await;
    let listener = listener.map_err(|error| format!("failed to listen on port {port}: {error}"))?;
    doors.open(listener, door, sidecar);
    Ok(())
}

/// Takes up what changes in the cluster.
async fn follow(sidecar: &Arc<Sidecar>) -> Result<(), String> {
    let mut components = sidecar.cluster.changes(Resource::Components);
    let mut subscriptions = sidecar.cluster.changes(Resource::Subscriptions);
    let mut resiliencies = sidecar.cluster.changes(Resource::Resiliencies);
    loop {
        tokio::select! {
            Some(()) = resiliencies.next() => reload_policies(sidecar).await,
            Some(()) = components.next() => {
                reload(sidecar).await?;
                sidecar.subscriber.align().await;
            }
            Some(()) = subscriptions.next() => sidecar.subscriber.align().await,
            else => std::future::pending().await,
        }
    }
}

/// A signal, or a caller of `/v1.0/shutdown`.
async fn told_to_stop(sidecar: &Sidecar) {
    let (Ok(mut term), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return sidecar.shutdown.notified().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
        () = sidecar.shutdown.notified() => {}
    }
}
