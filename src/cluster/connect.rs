//! From a kubeconfig (or a pod's service account) to a client.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use kube::client::ClientBuilder;
use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};
use kube::{Client, Config};
use tower::buffer::BufferLayer;
use tower::filter::AsyncFilterLayer;

use super::credentials;
use super::fault::Fault;
use super::plug_in::{self, Tokens};
use crate::dapr::certificate;
use crate::error::{Error, Exit, Result};
use crate::manifest::Kind;

/// How long a TCP and TLS handshake may take. kubectl has no limit of its own here; a person
/// wants to know sooner.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests that may wait for a token.
const QUEUE: usize = 1024;

/// How to find the cluster: what was given on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// `--kubeconfig`; otherwise `KUBECONFIG` (a list is merged), `~/.kube/config`, the pod's
    /// service account.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`; otherwise the current one.
    pub context: Option<String>,
    /// `--timeout`: how long a plug-in may take that has the credentials.
    pub patience: Option<Duration>,
}

/// A cluster that we can talk to. Cheap to clone.
#[derive(Clone)]
pub struct Cluster {
    pub(super) client: Client,
    /// Name of the kube context, or `in-cluster`.
    pub context: String,
    /// Address of the API server.
    pub server: String,
    /// Namespace of the context, `default` where it has none.
    pub namespace: String,
    /// Kinds that were looked up in the cluster.
    pub(super) discovered: Arc<Mutex<Vec<Kind>>>,
    pub(super) fault: Arc<Fault>,
    /// When the client certificate that we show ended, if it has.
    pub(super) expired: Option<Timestamp>,
}

impl Cluster {
    /// Reads the configuration and prepares a client. Nothing is sent yet.
    ///
    /// # Errors
    /// No kubeconfig, no such context, a certificate that cannot be read, no credentials:
    /// [`Exit::Unreachable`]; [`Exit::TimedOut`] where a plug-in does not tell them.
    pub async fn connect(access: &Access) -> Result<Self> {
        let (mut config, context) = configuration(access).await?;
        config.connect_timeout = Some(CONNECT_TIMEOUT);
        let tokens = plug_in::asked(&mut config.auth_info, access.patience).await?;
        // Whoever sends decides what is sent again: see `retry`.
        config.default_retry = false;
        let server = config
            .cluster_url
            .to_string()
            .trim_end_matches('/')
            .to_owned();
        let namespace = config.default_namespace.clone();
        let expired = client_certificate(&config)
            .and_then(|pem| certificate::not_after(&pem))
            .filter(|end| *end < Timestamp::now());
        let client = client(config, tokens).map_err(|error| credentials::unusable(&error))?;
        Ok(Self {
            client,
            context,
            server,
            namespace,
            discovered: Arc::default(),
            fault: Arc::new(Fault::from_environment()),
            expired,
        })
    }
}

/// A client; where tokens end, each request gets one that is good.
fn client(config: Config, tokens: Option<Arc<Tokens>>) -> kube::Result<Client> {
    let builder = ClientBuilder::try_from(config)?;
    let Some(tokens) = tokens else {
        return Ok(builder.build());
    };
    let with_token = move |request| Arc::clone(&tokens).put_into(request);
    let builder = builder.with_layer(&BufferLayer::new(QUEUE));
    Ok(builder
        .with_layer(&AsyncFilterLayer::new(with_token))
        .build())
}

/// The name of the context that is meant, of which nothing else is asked.
///
/// # Errors
/// As [`Cluster::connect`].
pub async fn context_name(access: &Access) -> Result<String> {
    configuration(access).await.map(|(_, context)| context)
}

/// The client certificate as PEM, from the kubeconfig or the file that it names.
fn client_certificate(config: &Config) -> Option<String> {
    use base64::Engine as _;
    let auth = &config.auth_info;
    let bytes = match (&auth.client_certificate_data, &auth.client_certificate) {
        (Some(data), _) => base64::engine::general_purpose::STANDARD
            .decode(data)
            .ok()?,
        (None, Some(path)) => std::fs::read(path).ok()?,
        (None, None) => return None,
    };
    String::from_utf8(bytes).ok()
}

async fn configuration(access: &Access) -> Result<(Config, String)> {
    let variable = std::env::var_os("KUBECONFIG");
    let kubeconfig = match read(access) {
        Ok(kubeconfig) => kubeconfig,
        Err(error) if is_absent(access, variable.as_deref(), &error) => return in_cluster(&error),
        Err(error) => return Err(refused(access, &error)),
    };
    if let Some(wanted) = &access.context {
        known_context(&kubeconfig, wanted)?;
    }
    let context = access.context.clone().or_else(|| {
        kubeconfig
            .current_context
            .clone()
            .filter(|name| !name.is_empty())
    });
    let Some(context) = context else {
        let error = refused(access, &KubeconfigError::CurrentContextNotSet);
        return Err(contexts_hint(error, &kubeconfig));
    };
    let options = KubeConfigOptions {
        context: Some(context.clone()),
        ..Default::default()
    };
    let names_proxy = names_proxy(&kubeconfig, &context);
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|error| refused(access, &error).on(format!("context {context}")))?;
    // As Go's clients do (net/http, ProxyFromEnvironment): HTTPS_PROXY is not for this machine.
    if !names_proxy && is_this_machine(&config.cluster_url) {
        config.proxy_url = None;
    }
    Ok((config, context))
}

/// Whether a context's cluster has a proxy of its own.
fn names_proxy(kubeconfig: &Kubeconfig, context: &str) -> bool {
    let mut contexts = kubeconfig.contexts.iter();
    let context = contexts.find(|it| it.name == context);
    let Some(context) = context.and_then(|it| it.context.as_ref()) else {
        return false;
    };
    let mut clusters = kubeconfig.clusters.iter();
    let cluster = clusters.find(|it| it.name == context.cluster);
    let cluster = cluster.and_then(|it| it.cluster.as_ref());
    cluster.is_some_and(|it| it.proxy_url.is_some())
}

fn is_this_machine(server: &http::Uri) -> bool {
    let host = server.host().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn read(access: &Access) -> Result<Kubeconfig, KubeconfigError> {
    match &access.kubeconfig {
        Some(path) => Kubeconfig::read_from(path),
        None => Kubeconfig::read(),
    }
}

/// Whether nobody named a kubeconfig, and there is none at the usual place. One that is there and
/// cannot be used is an error: a pod's own cluster may be another one than was meant.
fn is_absent(access: &Access, variable: Option<&OsStr>, error: &KubeconfigError) -> bool {
    let names_one = variable
        .is_some_and(|paths| std::env::split_paths(paths).any(|path| !path.as_os_str().is_empty()));
    let is_missing = match error {
        KubeconfigError::FindPath => true,
        KubeconfigError::ReadConfig(source, _) => source.kind() == ErrorKind::NotFound,
        _ => false,
    };
    is_missing && !names_one && access.kubeconfig.is_none() && access.context.is_none()
}

/// The pod's own service account.
fn in_cluster(error: &KubeconfigError) -> Result<(Config, String)> {
    match Config::incluster() {
        Ok(config) => Ok((config, "in-cluster".to_owned())),
        Err(_) => Err(refused(&Access::default(), error)),
    }
}

fn refused(access: &Access, error: &KubeconfigError) -> Error {
    let place = access
        .kubeconfig
        .as_ref()
        .map(|path| path.display().to_string());
    let base = match error {
        KubeconfigError::CurrentContextNotSet => {
            unreachable_error("no-context", "the kubeconfig names no current context")
                .hint("choose one with --context, or `kubectl config use-context NAME`")
        }
        KubeconfigError::ReadConfig(source, path) => unreachable_error(
            "no-kubeconfig",
            format!("cannot read the kubeconfig: {source}"),
        )
        .on(path.display().to_string())
        .hint("name one with --kubeconfig or KUBECONFIG"),
        KubeconfigError::FindPath => unreachable_error("no-kubeconfig", "there is no kubeconfig")
            .hint("name one with --kubeconfig or KUBECONFIG"),
        other => unreachable_error("kubeconfig-invalid", "the kubeconfig cannot be used")
            .says(super::failure::chain(other)),
    };
    match (base.on.is_none(), place) {
        (true, Some(place)) => base.on(place),
        _ => base,
    }
}

fn known_context(kubeconfig: &Kubeconfig, wanted: &str) -> Result<()> {
    if kubeconfig
        .contexts
        .iter()
        .any(|context| context.name == wanted)
    {
        return Ok(());
    }
    let error = unreachable_error("no-context", format!("there is no context `{wanted}`"));
    Err(contexts_hint(error, kubeconfig))
}

fn contexts_hint(error: Error, kubeconfig: &Kubeconfig) -> Error {
    let names: Vec<_> = kubeconfig
        .contexts
        .iter()
        .map(|context| context.name.as_str())
        .collect();
    match names.as_slice() {
        [] => error.hint("the kubeconfig has no contexts; name another with --kubeconfig"),
        names => error.hint(format!("choose one with --context: {}", names.join(", "))),
    }
}

fn unreachable_error(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(Exit::Unreachable, code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(kind: ErrorKind) -> KubeconfigError {
        KubeconfigError::ReadConfig(kind.into(), "/home/a/.kube/config".into())
    }

    #[test]
    fn a_pod_falls_back_to_its_own_cluster_only_without_any_kubeconfig() {
        let none = Access::default();
        let file = Access {
            kubeconfig: Some("a".into()),
            ..Access::default()
        };
        let context = Access {
            context: Some("a".into()),
            ..Access::default()
        };
        let not_found = || missing(ErrorKind::NotFound);
        let rows = [
            (&none, None, not_found(), true),
            (&none, None, KubeconfigError::FindPath, true),
            (&none, Some(""), not_found(), true),
            (&none, Some(":"), not_found(), true),
            (&none, Some("/a"), not_found(), false),
            (&none, Some(":/a"), not_found(), false),
            (&file, None, not_found(), false),
            (&context, None, not_found(), false),
            (&none, None, missing(ErrorKind::PermissionDenied), false),
            (&none, None, KubeconfigError::KindMismatch, false),
            (&none, None, KubeconfigError::CurrentContextNotSet, false),
        ];
        for (access, variable, error, expected) in rows {
            let absent = is_absent(access, variable.map(OsStr::new), &error);
            assert_eq!(absent, expected, "{access:?} {variable:?} {error}");
        }
    }
}
