//! The plug-in of a kubeconfig's user: a program that has the credentials. It runs once, and again
//! when its token is about to end; never longer than a command may take.

use std::io::IsTerminal as _;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};
use jiff::Timestamp;
use kube::client::{AuthError, Body};
use kube::config::{AuthInfo, ExecConfig, ExecInteractiveMode};
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::error::{Error, Exit, Result};
use crate::manifest::parse_documents;

/// How long it may take where nobody said.
const PATIENCE: Duration = Duration::from_secs(60);
/// A token that ends within this time is fetched anew.
const AHEAD: Duration = Duration::from_secs(60);

/// A token that ends, and what fetches the next one.
pub(super) struct Tokens {
    exec: ExecConfig,
    patience: Duration,
    held: Mutex<Held>,
}

struct Held {
    token: String,
    ends: Timestamp,
}

/// Has the plug-in tell what it knows, if this user has one; tokens that end are left to whoever
/// sends requests.
///
/// # Errors
/// It cannot be run, fails, says something else than credentials, or is not done in time.
pub(super) async fn asked(
    user: &mut AuthInfo,
    patience: Option<Duration>,
) -> Result<Option<Arc<Tokens>>> {
    let Some(exec) = user.exec.clone().filter(|_| is_needed(user)) else {
        return Ok(None);
    };
    let patience = patience.unwrap_or(PATIENCE);
    let told = run(&exec, patience).await;
    let told = told.map_err(|failure| failure.told(&exec))?;
    user.exec = None;
    if let (Some(certificate), Some(key)) = (told.certificate, told.key) {
        user.client_certificate_data = Some(STANDARD.encode(certificate));
        user.client_key_data = Some(STANDARD.encode(key).into());
        return Ok(None);
    }
    match (told.token, told.ends) {
        (Some(token), Some(ends)) => {
            let held = Mutex::new(Held { token, ends });
            let tokens = Tokens {
                exec,
                patience,
                held,
            };
            return Ok(Some(Arc::new(tokens)));
        }
        (token, _) => user.token = token.map(Into::into),
    }
    Ok(None)
}

/// Other credentials come first.
fn is_needed(user: &AuthInfo) -> bool {
    let has_password = user.username.is_some() && user.password.is_some();
    let has_token = user.token.is_some() || user.token_file.is_some();
    !has_password && !has_token && user.auth_provider.is_none()
}

impl Tokens {
    /// The request, with a token that goes on being good for a moment.
    pub(super) async fn put_into(
        self: Arc<Self>,
        mut request: Request<Body>,
    ) -> Result<Request<Body>, kube::Error> {
        let refused = |words| kube::Error::Auth(AuthError::AuthExec(words));
        // A request that is given up meanwhile does not take the plug-in with it: the next one needs its token.
        let token = tokio::spawn(async move { self.token().await }).await;
        let token = token.unwrap_or(Err(Failure::Answer));
        let token = token.map_err(|failure| refused(failure.words()))?;
        let value = HeaderValue::try_from(format!("Bearer {token}"));
        let mut value = value.map_err(|_| refused(Failure::Answer.words()))?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(request)
    }

    /// One that is good, made anew where it is about to end.
    async fn token(&self) -> Result<String, Failure> {
        let mut held = self.held.lock().await;
        if Timestamp::now() + AHEAD >= held.ends {
            let told = run(&self.exec, self.patience).await?;
            let token = told.token.ok_or(Failure::Answer)?;
            let ends = told.ends.unwrap_or(Timestamp::MAX);
            *held = Held { token, ends };
        }
        Ok(held.token.clone())
    }
}

/// What a plug-in knows.
#[derive(Default)]
struct Told {
    token: Option<String>,
    ends: Option<Timestamp>,
    certificate: Option<String>,
    key: Option<String>,
}

impl Told {
    fn read(output: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(output).ok()?;
        let documents = parse_documents(text, "plug-in").ok()?;
        let status = documents.first()?.get("status")?;
        let part = |name: &str| status.get(name).and_then(Value::as_str).map(str::to_owned);
        let ends = part("expirationTimestamp").map(|text| text.parse());
        Some(Self {
            token: part("token"),
            ends: ends.transpose().ok()?,
            certificate: part("clientCertificateData"),
            key: part("clientKeyData"),
        })
    }
}

async fn run(exec: &ExecConfig, patience: Duration) -> Result<Told, Failure> {
    let child = command(exec).spawn().map_err(Failure::Start)?;
    // It is killed when nobody waits for it any more.
    let output = tokio::time::timeout(patience, child.wait_with_output()).await;
    let output = output.map_err(|_| Failure::Late(patience))?;
    let output = output.map_err(Failure::Start)?;
    if !output.status.success() {
        return Err(Failure::Ended(output));
    }
    Told::read(&output.stdout).ok_or(Failure::Answer)
}

/// As the `client.authentication.k8s.io` API has it.
fn command(exec: &ExecConfig) -> Command {
    let mut command = Command::new(exec.command.as_deref().unwrap_or_default());
    command.args(exec.args.iter().flatten());
    for variable in exec.env.iter().flatten() {
        if let (Some(name), Some(value)) = (variable.get("name"), variable.get("value")) {
            command.env(name, value);
        }
    }
    let mode = exec.interactive_mode.as_ref();
    let interactive = is_interactive(mode, std::io::stdin().is_terminal());
    let mut spec = json!({ "interactive": interactive });
    if exec.provide_cluster_info {
        spec["cluster"] = json!(exec.cluster);
    }
    let info = json!({"apiVersion": exec.api_version, "kind": "ExecCredential", "spec": spec});
    command
        .env("KUBERNETES_EXEC_INFO", info.to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    if interactive {
        command.stdin(Stdio::inherit());
    } else {
        command.stdin(Stdio::null());
    }
    // What it says to a person, who may log in elsewhere, is shown without a terminal, too.
    if mode == Some(&ExecInteractiveMode::Never) {
        command.stderr(Stdio::piped());
    } else {
        command.stderr(Stdio::inherit());
    }
    command
}

/// Whether it may read our standard input. Where nobody said, only a terminal, as client-go has it.
fn is_interactive(mode: Option<&ExecInteractiveMode>, has_terminal: bool) -> bool {
    match mode {
        Some(ExecInteractiveMode::Always) => true,
        Some(ExecInteractiveMode::Never) => false,
        Some(ExecInteractiveMode::IfAvailable) | None => has_terminal,
    }
}

/// Why there are no credentials. What a plug-in printed may hold them, and is not shown.
enum Failure {
    Start(std::io::Error),
    Ended(Output),
    Answer,
    Late(Duration),
}

impl Failure {
    fn words(&self) -> String {
        match self {
            Self::Start(error) => format!("the kubeconfig's plug-in cannot be run: {error}"),
            Self::Ended(output) => super::credentials::failed(output),
            Self::Answer => super::credentials::NO_CREDENTIAL.to_owned(),
            Self::Late(patience) => format!(
                "the kubeconfig's plug-in was not done within {} s",
                patience.as_secs()
            ),
        }
    }

    fn told(&self, exec: &ExecConfig) -> Error {
        let named = exec.command.as_deref().unwrap_or_default();
        let place = format!("credential plug-in `{named}`");
        if let Self::Late(_) = self {
            return Error::new(Exit::TimedOut, "timed-out", self.words())
                .on(place)
                .hint("run it by itself to see what it waits for; --timeout gives it more time");
        }
        let hint = match (self, exec.install_hint.as_deref()) {
            (Self::Start(_), Some(hint)) => hint.trim(),
            (Self::Start(_), None) => "install it, or put it on the PATH",
            _ => "run it by itself to see what it says",
        };
        let code = "kubeconfig-invalid";
        Error::new(Exit::Unreachable, code, "the kubeconfig cannot be used")
            .says(self.words())
            .on(place)
            .hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exec(script: &str) -> ExecConfig {
        serde_json::from_value(json!({
            "command": "sh", "args": ["-c", script], "interactiveMode": "Never",
        }))
        .unwrap()
    }

    fn credential(status: &Value) -> String {
        format!(
            "echo '{}'",
            json!({"kind": "ExecCredential", "status": status})
        )
    }

    async fn user_of(script: &str) -> (AuthInfo, Option<Arc<Tokens>>) {
        let mut user = AuthInfo {
            exec: Some(exec(script)),
            ..AuthInfo::default()
        };
        let tokens = asked(&mut user, None).await.unwrap();
        (user, tokens)
    }

    #[test]
    fn it_reads_what_is_typed_and_nothing_else() {
        let rows = [
            (None, true, true),
            (None, false, false),
            (Some(ExecInteractiveMode::IfAvailable), true, true),
            (Some(ExecInteractiveMode::IfAvailable), false, false),
            (Some(ExecInteractiveMode::Always), false, true),
            (Some(ExecInteractiveMode::Never), true, false),
        ];
        for (mode, has_terminal, expected) in rows {
            let interactive = is_interactive(mode.as_ref(), has_terminal);
            assert_eq!(interactive, expected, "{mode:?} {has_terminal}");
        }
    }

    #[tokio::test]
    async fn what_it_tells_is_shown_to_the_server() {
        let (user, tokens) = user_of(&credential(&json!({"token": "a"}))).await;
        assert!(user.token.is_some() && user.exec.is_none() && tokens.is_none());
        let pair = json!({"clientCertificateData": "c", "clientKeyData": "k"});
        let (user, tokens) = user_of(&credential(&pair)).await;
        assert!(user.token.is_none() && tokens.is_none());
        assert_eq!(user.client_certificate_data.as_deref(), Some("Yw=="));
    }

    #[tokio::test]
    async fn a_token_that_ends_is_fetched_anew() {
        let folder = tempfile::tempdir().unwrap();
        let runs = folder.path().join("runs");
        for (minutes, expected) in [(0, 3), (60, 1)] {
            let _ = std::fs::remove_file(&runs);
            let ends = Timestamp::now() + Duration::from_secs(60 * minutes);
            let told = credential(&json!({"token": "a", "expirationTimestamp": ends}));
            let script = format!("echo >>{}; {told}", runs.display());
            let (user, tokens) = user_of(&script).await;
            assert!(user.token.is_none());
            let tokens = tokens.unwrap();
            for _ in 0..2 {
                let request = Request::new(Body::empty());
                let sent = Arc::clone(&tokens).put_into(request).await.unwrap();
                assert_eq!(sent.headers()[AUTHORIZATION], "Bearer a");
            }
            let count = std::fs::read(&runs).unwrap().len();
            assert_eq!(count, expected, "{minutes}");
        }
    }

    #[tokio::test]
    async fn it_is_not_waited_for_longer_than_a_command_may_take() {
        let mut user = AuthInfo {
            exec: Some(exec("exec sleep 60")),
            ..AuthInfo::default()
        };
        let late = asked(&mut user, Some(Duration::from_millis(50))).await;
        let late = late.err().unwrap();
        assert_eq!(late.exit, Exit::TimedOut);
        assert!(late.hint.unwrap().contains("--timeout"));
    }
}
