//! Credentials that cannot be had, told without them: what a plug-in printed and what a kubeconfig holds may be a token.

use std::error::Error as StdError;
use std::process::Output;

use kube::client::AuthError;
use kube::config::KubeconfigError;

use crate::error::{Error, Exit};
use crate::manifest::unquoted;

/// Said of an answer that may hold a secret.
pub(super) const NO_CREDENTIAL: &str =
    "the kubeconfig's plug-in answered something else than an ExecCredential";

/// What kube would show with its secrets, in safe words; none for any other error.
pub(super) fn told(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(KubeconfigError::Parse(error)) = error.downcast_ref() {
        return Some(unquoted(error));
    }
    match error.downcast_ref()? {
        AuthError::AuthExecRun { out, .. } => Some(failed(out)),
        AuthError::AuthExecParse(_) => Some(NO_CREDENTIAL.to_owned()),
        AuthError::AuthExec(words) => Some(words.clone()),
        _ => None,
    }
}

/// What a plug-in said last before it failed.
pub(super) fn failed(out: &Output) -> String {
    let said = String::from_utf8_lossy(&out.stderr);
    let said = said.lines().rfind(|line| !line.trim().is_empty());
    let words = format!("the kubeconfig's plug-in failed ({})", out.status);
    said.map_or_else(|| words.clone(), |said| format!("{words}: {}", said.trim()))
}

/// A client that cannot be made of a kubeconfig.
pub(super) fn unusable(error: &kube::Error) -> Error {
    Error::new(
        Exit::Unreachable,
        "kubeconfig-invalid",
        "the kubeconfig cannot be used",
    )
    .says(super::failure::chain(error))
}
