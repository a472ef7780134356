//! `check --pre`: whether Dapr can be installed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cluster::{Cluster, Select};
use crate::commands::{Session, control_plane, elsewhere};
use crate::dapr::control_plane::WEBHOOK;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Outcome};
use crate::install;
use crate::manifest::{Kind, Object};
use crate::render::crds;
use crate::settings::{ControlPlane, Output, ValuesInput};

/// One thing that has to be so, with what is known of it, or why it is not so.
type Line = (&'static str, Result<String>);

pub(super) async fn run(session: &Session<'_>) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.common.dapr_namespace();
    let lines = [
        ("kubernetes", version(&cluster).await),
        ("rights", rights(session, &cluster).await),
        ("other-dapr", alone(&cluster, namespace).await),
        ("leftovers", leftovers(&cluster, namespace).await),
        ("definitions", definitions(&cluster).await),
    ];
    let failed = lines.iter().any(|(_, result)| result.is_err());
    let value = json!({
        "apiVersion": "daprk/v1",
        "kind": "PreCheckReport",
        "context": cluster.context,
        "checks": lines.iter().map(item).collect::<Vec<_>>(),
    });
    Ok(Outcome {
        exit: if failed { Exit::Failed } else { Exit::Done },
        ..Outcome::done(Body::Record {
            value,
            text: match session.common.output {
                Output::Short => lines.iter().filter_map(short).collect(),
                _ => lines.iter().map(text).collect(),
            },
        })
    })
}

/// The cluster's version, which has to be one that Dapr runs on.
async fn version(cluster: &Cluster) -> Result<String> {
    Ok(format!("Kubernetes {}", install::version(cluster).await?))
}

/// Whether we may make all that `init` makes.
async fn rights(session: &Session<'_>, cluster: &Cluster) -> Result<String> {
    let asked = ControlPlane {
        version: None,
        mtls: None,
        ha: None,
        registry: None,
        variant: None,
        certificates: None,
        values: ValuesInput {
            files: Vec::new(),
            sets: Vec::new(),
        },
    };
    let wanted = control_plane::offline(session.common.dapr_namespace(), &asked)?;
    let rights = install::may(&session.context(cluster), &wanted).await?;
    Ok(format!("all {rights} that are needed"))
}

/// Whether another namespace has a control plane.
async fn alone(cluster: &Cluster, namespace: &str) -> Result<String> {
    let explain = |refusal: crate::cluster::Refusal| refusal.explain("look for another Dapr");
    let all = elsewhere::find(cluster, "").await.map_err(explain)?;
    let others: Vec<_> = all.iter().filter(|of| *of != namespace).cloned().collect();
    let is_here = all.len() > others.len();
    elsewhere::only_here(&others, is_here)?;
    Ok(if is_here {
        format!("Dapr is in {namespace} already; `daprk init -k` brings it to what is wanted")
    } else {
        "there is none".to_owned()
    })
}

/// Whether a webhook stands without its injector: pods would be refused or wait.
async fn leftovers(cluster: &Cluster, namespace: &str) -> Result<String> {
    let explain = |refusal: crate::cluster::Refusal| refusal.explain("look for a webhook");
    let all = elsewhere::find(cluster, "").await.map_err(explain)?;
    let kind = Kind::known(
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
    );
    let kind = kind.expect("a known kind");
    let hooks = cluster
        .list(&kind, None, &Select::default())
        .await
        .map_err(explain)?;
    let left = hooks.iter().any(|hook| hook.name() == WEBHOOK);
    if left && all.is_empty() {
        return Err(Error::failed("webhook-left", format!("webhook {WEBHOOK} stands without an injector"))
            .hint(format!("daprk init -k takes it over; kubectl delete mutatingwebhookconfiguration {WEBHOOK} removes it ({namespace})")));
    }
    Ok("nothing of an earlier Dapr is in the way".to_owned())
}

/// The definitions that are there, against those that are brought.
async fn definitions(cluster: &Cluster) -> Result<String> {
    let kind = Kind::known("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    let kind = kind.expect("a known kind");
    let all = cluster.list_metadata(&kind, None, &Select::default()).await;
    let all = all.map_err(|refusal| refusal.explain("list definitions"))?;
    let known = crds();
    let here = all
        .iter()
        .filter(|it| known.iter().any(|of| of.name() == it.name()));
    let names: BTreeSet<&str> = here.map(Object::name).collect();
    Ok(match names.len() {
        0 => "there are none yet".to_owned(),
        all if all == known.len() => "all are there, and are brought to this version".to_owned(),
        some => format!("{some} of {} are there", known.len()),
    })
}

fn text((name, result): &Line) -> String {
    match result {
        Ok(known) => format!("✔ {name:<12}   {known}\n"),
        Err(error) => {
            let hint = error.hint.as_ref();
            let fix = hint.map_or(String::new(), |hint| format!("    fix  {hint}\n"));
            format!("✖ {name:<12}   {error}\n{fix}")
        }
    }
}

/// A line where something is not so.
fn short((name, result): &Line) -> Option<String> {
    let error = result.as_ref().err()?;
    Some(format!("{name} cluster: {error}\n"))
}

fn item((name, result): &Line) -> Value {
    match result {
        Ok(known) => json!({"id": name, "result": "passed", "message": known}),
        Err(error) => json!({
            "id": name,
            "result": "found",
            "code": error.code,
            "message": error.to_string(),
            "fix": error.hint,
        }),
    }
}
