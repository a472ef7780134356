//! From a kubeconfig (or a pod's service account) to a client.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};
use kube::{Client, Config};

use super::fault::Fault;
use crate::dapr::certificate;
use crate::error::{Error, Exit, Result};
use crate::manifest::Kind;

/// How long a TCP and TLS handshake may take. kubectl has no limit of its own here; a person
/// wants to know sooner.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How to find the cluster: what was given on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// `--kubeconfig`; otherwise `KUBECONFIG` (a list is merged), `~/.kube/config`, the pod's
    /// service account.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`; otherwise the current one.
    pub context: Option<String>,
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
    /// No kubeconfig, no such context, a certificate that cannot be read: [`Exit::Unreachable`].
    pub async fn connect(access: &Access) -> Result<Self> {
        let (mut config, context) = configuration(access).await?;
        config.connect_timeout = Some(CONNECT_TIMEOUT);
        let server = config
            .cluster_url
            .to_string()
            .trim_end_matches('/')
            .to_owned();
        let namespace = config.default_namespace.clone();
        let expired = client_certificate(&config)
            .and_then(|pem| certificate::not_after(&pem))
            .filter(|end| *end < Timestamp::now());
        let client = Client::try_from(config).map_err(|error| {
            unreachable_error("kubeconfig-invalid", "the kubeconfig cannot be used")
                .on(format!("context {context}"))
                .says(super::failure::chain(&error))
        })?;
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
    let kubeconfig = match read(access) {
        Ok(kubeconfig) => kubeconfig,
        Err(error) => return in_cluster(access, &error),
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
        return in_cluster(access, &KubeconfigError::CurrentContextNotSet)
            .map_err(|error| contexts_hint(error, &kubeconfig));
    };
    let options = KubeConfigOptions {
        context: Some(context.clone()),
        ..Default::default()
    };
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|error| refused(access, &error).on(format!("context {context}")))?;
    Ok((config, context))
}

fn read(access: &Access) -> Result<Kubeconfig, KubeconfigError> {
    match &access.kubeconfig {
        Some(path) => Kubeconfig::read_from(path),
        None => Kubeconfig::read(),
    }
}

/// The pod's own service account, unless a kubeconfig was asked for by name.
fn in_cluster(access: &Access, error: &KubeconfigError) -> Result<(Config, String)> {
    if access.kubeconfig.is_none()
        && access.context.is_none()
        && let Ok(config) = Config::incluster()
    {
        return Ok((config, "in-cluster".to_owned()));
    }
    Err(refused(access, error))
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
