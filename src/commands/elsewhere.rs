//! A cluster holds one control plane: what is refused while it stands in another namespace.

use crate::cluster::{Cluster, Refusal, Select};
use crate::error::{Error, Result};
use crate::manifest::{Kind, Object};
use crate::settings::Common;

/// Namespaces other than this one in which a Dapr control plane stands.
pub(super) async fn find(cluster: &Cluster, namespace: &str) -> Result<Vec<String>, Refusal> {
    let kind = Kind::known("apps/v1", "Deployment").expect("a known kind");
    let found = cluster
        .list(&kind, None, &Select::labels("app=dapr-operator"))
        .await?;
    let namespaces = found.iter().filter_map(Object::namespace);
    Ok(namespaces
        .filter(|other| *other != namespace)
        .map(str::to_owned)
        .collect())
}

/// The namespace of the control plane: its usual one, unless it stands in another.
pub(super) async fn home(cluster: &Cluster) -> String {
    let all = find(cluster, "").await.unwrap_or_default();
    let usual = Common::DAPR_SYSTEM.to_owned();
    match all.first() {
        Some(first) if !all.contains(&usual) => first.clone(),
        _ => usual,
    }
}

/// Refuses to work on a namespace that has no control plane while another one has it.
pub(super) fn only_here(elsewhere: &[String], is_here: bool) -> Result<()> {
    match elsewhere.first() {
        Some(other) if !is_here => Err(error(other)
            .says(
                "a cluster holds one control plane: its definitions, roles and webhook are shared",
            )
            .hint(format!("add `-n {other}` to work on that one"))),
        _ => Ok(()),
    }
}

/// Refuses to delete the definitions while another namespace's control plane needs them.
pub(super) fn definitions_unused(elsewhere: &[String]) -> Result<()> {
    match elsewhere.first() {
        Some(other) => Err(error(other)
            .says(
                "`--all` would delete the definitions that it needs, and every component with them",
            )
            .hint("leave --all out to remove the control plane of this namespace alone")),
        None => Ok(()),
    }
}

fn error(other: &str) -> Error {
    Error::failed(
        "dapr-elsewhere",
        format!("Dapr is installed in namespace {other}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_plane_elsewhere_is_in_the_way() {
        let rows: &[(&[&str], bool, bool, bool)] = &[
            (&[], false, true, true),
            (&[], true, true, true),
            (&["other"], true, true, false),
            (&["other"], false, false, false),
        ];
        for &(elsewhere, is_here, may_work, may_delete_all) in rows {
            let elsewhere: Vec<_> = elsewhere.iter().map(|&name| name.to_owned()).collect();
            let only = only_here(&elsewhere, is_here);
            assert_eq!(only.is_ok(), may_work, "{elsewhere:?} {is_here}");
            let unused = definitions_unused(&elsewhere);
            assert_eq!(unused.is_ok(), may_delete_all, "{elsewhere:?}");
            for refused in [only, unused].into_iter().filter_map(Result::err) {
                assert_eq!(refused.code, "dapr-elsewhere");
                assert!(refused.message.contains("namespace other"));
            }
        }
        let error = only_here(&["other".to_owned()], false).unwrap_err();
        assert_eq!(
            error.hint.as_deref(),
            Some("add `-n other` to work on that one")
        );
    }
}
