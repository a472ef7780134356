//! Which argument is completed with what.

use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use super::deadline::{LIMIT, within};
use super::lookup::Lookup;
use crate::render::Chart;
use crate::settings::Common;

/// Teaches the arguments of `command` and of its subcommands their candidates.
pub fn attach(command: Command, lookup: &Arc<dyn Lookup>, common: &Arc<Common>) -> Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|arg| match ask(&name, arg.get_id().as_str()) {
            Some(ask) => dynamic(arg, ask, lookup, common),
            None => arg,
        })
        .mut_subcommands(|below| attach(below, lookup, common))
}

/// What is looked up for an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Contexts,
    Namespaces,
    AppIds,
    Pods,
    Releases,
    Bundled,
}

impl Ask {
    fn names(self, lookup: &dyn Lookup, common: &Common) -> Vec<String> {
        match self {
            Self::Contexts => lookup.contexts(common),
            Self::Bundled => Chart::sets().into_iter().map(str::to_owned).collect(),
            Self::Namespaces => lookup.namespaces(common),
            Self::AppIds => lookup.app_ids(common),
            Self::Pods => lookup.pods(common),
            Self::Releases => lookup.releases(common),
        }
    }
}

fn ask(command: &str, arg: &str) -> Option<Ask> {
    match (command, arg) {
        (_, "context") => Some(Ask::Contexts),
        (_, "namespace") => Some(Ask::Namespaces),
        (_, "app_id") => Some(Ask::AppIds),
        (_, "pod_name") => Some(Ask::Pods),
        (_, "bundled") => Some(Ask::Bundled),
        ("undeploy" | "deploy" | "diff", "name") => Some(Ask::Releases),
        _ => None,
    }
}

fn dynamic(arg: Arg, ask: Ask, lookup: &Arc<dyn Lookup>, common: &Arc<Common>) -> Arg {
    let (lookup, common) = (Arc::clone(lookup), Arc::clone(common));
    arg.add(ArgValueCandidates::new(move || {
        let (lookup, common) = (Arc::clone(&lookup), Arc::clone(&common));
        let names = within(LIMIT, move || ask.names(lookup.as_ref(), &common));
        let mut names = names.unwrap_or_default();
        names.sort();
        names.dedup();
        names.into_iter().map(CompletionCandidate::new).collect()
    }))
}
