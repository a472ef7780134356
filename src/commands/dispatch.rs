//! From the command that was asked for to the function that does it.

use super::{
    Session, check, dashboard, deploy, diff, follow, forward, graph, images, init, invoke, list,
    logs, publish, run_file, sandbox, state, status, template, tutorial, undeploy, uninstall,
    upgrade, version,
};
use crate::error::{Error, Result};
use crate::event::Outcome;
use crate::settings::Command;

/// Does what was asked for.
pub async fn dispatch(session: &Session<'_>, command: &Command) -> Result<Outcome> {
    match command {
        Command::Init(settings) => init::run(session, settings).await,
        Command::Upgrade(settings) => upgrade::run(session, settings).await,
        Command::Uninstall(settings) => uninstall::run(session, *settings).await,
        Command::Deploy(settings) => deploy::run(session, settings).await,
        Command::Undeploy(settings) => undeploy::run(session, settings).await,
        Command::Run(settings) => run_file::run(session, settings).await,
        Command::Stop(settings) => run_file::stop(session, settings).await,
        Command::Status(settings) => status::run(session, settings).await,
        Command::Graph(settings) => graph::run(session, settings).await,
        Command::Follow(settings) => follow::run(session, settings).await,
        Command::Dashboard(settings) => dashboard::run(session, settings).await,
        Command::Check(settings) => check::run(session, settings).await,
        Command::List(settings) => list::run(session, settings).await,
        Command::Logs(settings) => {
            let cluster = session.cluster().await?;
            let namespace = session.app_namespace(&cluster);
            logs::run(
                &cluster,
                session.reporter,
                session.cancel.clone(),
                &namespace,
                settings,
            )
            .await
        }
        Command::Invoke(settings) => invoke::run(session, settings).await,
        Command::Publish(settings) => publish::run(session, settings).await,
        Command::State(settings) => state::run(session, settings).await,
        Command::Forward(settings) => forward::run(session, settings).await,
        Command::Tutorial(settings) => tutorial::run(session, settings).await,
        Command::Diff(settings) => diff::run(session, settings).await,
        Command::Template(settings) => template::run(session, settings).await,
        Command::Images(settings) => images::run(session, settings).await,
        Command::Sandbox(settings) => sandbox::run(session, settings).await,
        Command::Version => version::run(session).await,
        Command::Completion(_) => Err(Error::bug("completion needs no session")),
    }
}
