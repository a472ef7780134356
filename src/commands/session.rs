//! What every command gets beside its own settings.

use std::pin::pin;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::daprd;
use crate::apps::SidecarApi;
use crate::check::Scope;
use crate::cluster::{Access, Cluster};
use crate::diagnose::Survey;
use crate::error::Result;
use crate::event::{Event, Outcome, Reporter, Typed};
use crate::install::{Context, Options};
use crate::render::crds;
use crate::settings::Common;
use crate::target::{self, Target};

/// So long nobody wonders what a command does.
const SILENCE: Duration = Duration::from_secs(2);

/// What every command gets beside its own settings.
pub struct Session<'a> {
    /// The flags that all commands have.
    pub common: &'a Common,
    /// Who is told what happens.
    pub reporter: &'a dyn Reporter,
    /// How commands are typed for its cluster. The reporter, remarks and errors need not know.
    pub typed: &'a Typed,
    /// Set by the first Ctrl-C.
    pub cancel: CancellationToken,
}

impl Session<'_> {
    /// The cluster that the flags name.
    pub(super) async fn cluster(&self) -> Result<Cluster> {
        target::open(&target_of(self.common), self.reporter).await
    }

    /// As [`Self::cluster`]; a sandbox is started with this daprd, and one that runs with another
    /// is refused.
    pub(super) async fn cluster_with(&self, asked: Option<&str>) -> Result<Cluster> {
        let flags = daprd::flags(self.common, asked)?;
        target::open_with(&target_of(self.common), self.reporter, &flags).await
    }

    /// Where an installation works and whom it tells.
    pub(super) fn context<'a>(&'a self, cluster: &'a Cluster) -> Context<'a> {
        Context {
            cluster,
            reporter: self.reporter,
            cancel: self.cancel.clone(),
        }
    }

    /// How an installation runs.
    pub(super) fn options(&self, wait: bool) -> Options {
        Options {
            wait,
            timeout: self.common.timeout,
        }
    }

    /// The namespace of apps: `-n`, or the context's.
    pub(super) fn app_namespace(&self, cluster: &Cluster) -> String {
        self.common
            .namespace
            .clone()
            .unwrap_or_else(|| cluster.namespace.clone())
    }

    /// What the checks of this part of a cluster are about.
    pub(super) fn survey(&self, scope: &Scope) -> Survey {
        Survey {
            namespace: scope.namespace.clone(),
            dapr: scope.dapr.clone(),
            typed: self.typed.clone(),
            definitions: crds(),
        }
    }

    /// The sidecar of an app in the namespace of apps.
    pub(super) async fn sidecar(&self, app_id: &str) -> Result<SidecarApi> {
        let cluster = self.cluster().await?;
        SidecarApi::of(&cluster, &self.app_namespace(&cluster), app_id).await
    }

    /// What an app answers by its sidecar; where that takes long it is said what is waited for.
    pub(super) async fn answer<T>(&self, app_id: &str, answer: impl Future<Output = T>) -> T {
        let mut answer = pin!(answer);
        tokio::select! {
            answer = &mut answer => return answer,
            () = tokio::time::sleep(SILENCE) => {}
        }
        self.reporter.emit(Event::Note {
            message: format!("waiting for the answer of `{app_id}`"),
        });
        answer.await
    }

    /// What a dry run says of a request.
    pub(super) fn would_ask(&self, sidecar: &SidecarApi, request: &str) -> Outcome {
        self.reporter.emit(Event::Note {
            message: format!(
                "the sidecar in {} would be asked: {request}",
                sidecar.place()
            ),
        });
        Outcome::quiet()
    }

    pub(super) fn started(&self, what: &str, cluster: &Cluster, namespace: &str) {
        self.reporter.emit(Event::Started {
            what: what.to_owned(),
            context: cluster.context.clone(),
            namespace: namespace.to_owned(),
        });
    }
}

/// What the flags name: the sandbox, or with `-k` a cluster.
pub fn target_of(common: &Common) -> Target {
    if !common.kubernetes {
        return Target::Sandbox(common.sandbox.clone());
    }
    Target::Context(Access {
        kubeconfig: common.kubeconfig.clone(),
        context: common.context.clone(),
        patience: Some(common.timeout),
    })
}
