//! Credentials that cannot be had, told without them: what a plug-in printed and what a kubeconfig holds may be a token.

use std::error::Error as StdError;
use std::process::Output;

use kube::client::AuthError;
use kube::config::{ExecConfig, KubeconfigError};

use crate::error::{Error, Exit};
use crate::manifest::unquoted;

/// What kube would show with its secrets, in safe words; none for any other error.
pub(super) fn told(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(KubeconfigError::Parse(error)) = error.downcast_ref() {
        return Some(unquoted(error));
    }
    match error.downcast_ref()? {
        AuthError::AuthExecRun { out, .. } => Some(failed(out)),
        AuthError::AuthExecParse(_) => {
            Some("the kubeconfig's plug-in answered something else than an ExecCredential".into())
        }
        _ => None,
    }
}

fn failed(out: &Output) -> String {
    let said = String::from_utf8_lossy(&out.stderr);
    let said = said.lines().rfind(|line| !line.trim().is_empty());
    let words = format!("the kubeconfig's plug-in failed ({})", out.status);
    said.map_or_else(|| words.clone(), |said| format!("{words}: {}", said.trim()))
}

/// A client that cannot be made of a kubeconfig, with the plug-in of its user if it has one.
pub(super) fn unusable(error: &kube::Error, exec: Option<&ExecConfig>) -> Error {
    let failure = Error::new(
        Exit::Unreachable,
        "kubeconfig-invalid",
        "the kubeconfig cannot be used",
    )
    .says(super::failure::chain(error));
    let Some(exec) = exec else {
        return failure;
    };
    let plug_in = exec.command.as_deref().unwrap_or_default();
    let failure = failure.on(format!("credential plug-in `{plug_in}`"));
    match (error, &exec.install_hint) {
        (kube::Error::Auth(AuthError::AuthExecStart(_)), Some(hint)) => failure.hint(hint.trim()),
        (kube::Error::Auth(AuthError::AuthExecStart(_)), None) => {
            failure.hint("install it, or put it on the PATH")
        }
        _ => failure.hint("run it by itself to see what it says"),
    }
}
