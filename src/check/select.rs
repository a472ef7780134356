//! Which checks are told, and of which app.

use crate::diagnose::{CHECKS, Check, Checked, Group, Issue, Verdict};
use crate::error::{Error, Result};
use crate::manifest::nearest;

/// Which checks are told, and of which app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    only: Vec<String>,
    skip: Vec<String>,
    app: Option<String>,
}

impl Selection {
    /// `only` and `skip` name checks or groups; with `app` only what concerns it is kept.
    ///
    /// # Errors
    /// A name that no check and no group has.
    pub fn new(only: &[String], skip: &[String], app: Option<&str>) -> Result<Self> {
        only.iter().chain(skip).try_for_each(|name| known(name))?;
        Ok(Self {
            only: only.to_vec(),
            skip: skip.to_vec(),
            app: app.map(str::to_owned),
        })
    }

    /// Whether a check is told.
    pub fn has(&self, check: &Check) -> bool {
        let named = |names: &[String]| {
            names
                .iter()
                .any(|name| name == check.id || name == check.group.name())
        };
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }

    /// What of these is told.
    pub fn keep(&self, checked: Vec<Checked>) -> Vec<Checked> {
        let told = checked.into_iter().filter(|of| self.has(of.check));
        told.map(|of| Checked {
            verdict: self.narrow(of.check, of.verdict),
            ..of
        })
        .collect()
    }

    fn narrow(&self, check: &Check, verdict: Verdict) -> Verdict {
        match (verdict, &self.app) {
            (Verdict::Found(issues), Some(app)) => {
                let own = issues
                    .into_iter()
                    .filter(|issue| concerns(check, issue, app));
                match own.collect::<Vec<_>>() {
                    none if none.is_empty() => Verdict::Passed,
                    own => Verdict::Found(own),
                }
            }
            (verdict, _) => verdict,
        }
    }
}

/// What is wrong with the cluster or with Dapr itself concerns every app.
fn concerns(check: &Check, issue: &Issue, app: &str) -> bool {
    let everybody = matches!(check.group, Group::Cluster | Group::ControlPlane);
    issue.apps.iter().any(|id| id == app) || (everybody && issue.apps.is_empty())
}

fn known(name: &str) -> Result<()> {
    let groups = Group::ALL.map(Group::name);
    let names = || CHECKS.iter().map(|check| check.id).chain(groups);
    if names().any(|known| known == name) {
        return Ok(());
    }
    let error = Error::usage(
        "unknown-check",
        format!("there is no check or group `{name}`"),
    );
    Err(match nearest(name, names()) {
        Some(near) => error.hint(format!(
            "did you mean `{near}`? `daprk check --list` lists all"
        )),
        None => error.hint("`daprk check --list` lists all"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_and_groups_are_named() {
        let select = |only: &[&str], skip: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
            Selection::new(&owned(only), &owned(skip), None)
                .map(|of| CHECKS.iter().filter(|check| of.has(check)).count())
        };
        assert_eq!(select(&[], &[]), Ok(CHECKS.len()));
        assert_eq!(select(&["secret-missing"], &[]), Ok(1));
        assert_eq!(
            select(&["subscriptions"], &["subscription-without-port"]),
            Ok(2)
        );
        assert_eq!(select(&["components"], &["components"]), Ok(0));
        let hint = |name| select(&[name], &[]).unwrap_err().hint.unwrap_or_default();
        assert_eq!(
            hint("secret-mising"),
            "did you mean `secret-missing`? `daprk check --list` lists all"
        );
        assert_eq!(hint("qqq"), "`daprk check --list` lists all");
    }
}
