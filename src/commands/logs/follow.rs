//! `-f`: the lines of an app's pods as they come and go.

use std::collections::{BTreeMap, HashSet};

use futures::StreamExt as _;
use futures::future::ready;
use futures::stream::{self, BoxStream, SelectAll};

use super::options;
use super::output::{Output, Written};
use super::sources::{self, Wanted};
use crate::apps;
use crate::cluster::{
    Cluster, LogItem, LogOptions, LogSource, LogStream, Merge, Observer, Refusal, Scope, Select,
};
use crate::error::{Error, Result};
use crate::event::{Outcome, Reporter};
use crate::manifest::Object;

/// What a source tells; `None` at its end.
type Told = (usize, Option<Result<LogItem, Refusal>>);

/// Follows the app's pods.
pub(super) async fn follow(
    cluster: &Cluster,
    reporter: &dyn Reporter,
    wanted: Wanted<'_>,
) -> Result<Outcome> {
    let found = sources::find(cluster, wanted).await?;
    let mut following = Following {
        cluster,
        wanted,
        may_grow: found.may_grow,
        output: Output::new(reporter, wanted.settings, true),
        sources: Vec::new(),
        known: HashSet::new(),
        open: BTreeMap::new(),
        live: SelectAll::new(),
        troubles: 0,
    };
    if let Some(error) = &found.none {
        following.output.note(&waits(error));
    }
    if following.print_what_is_there(found.sources).await? == Written::Closed {
        return Ok(Outcome::quiet());
    }
    following.run(found.select).await
}

fn waits(error: &Error) -> String {
    match &error.hint {
        Some(hint) => format!("{}, waiting for one ({hint})", error.message),
        None => format!("{}, waiting for one", error.message),
    }
}

struct Following<'a> {
    cluster: &'a Cluster,
    wanted: Wanted<'a>,
    /// Whether pods may join.
    may_grow: bool,
    output: Output<'a>,
    /// By number.
    sources: Vec<LogSource>,
    known: HashSet<LogSource>,
    /// How many logs of a pod (by its uid) are being read.
    open: BTreeMap<String, usize>,
    live: SelectAll<BoxStream<'static, Told>>,
    /// How often in a row the watch failed.
    troubles: u32,
}

impl Following<'_> {
    /// What was written up to now in the order of time; from then on as it comes.
    async fn print_what_is_there(&mut self, sources: Vec<LogSource>) -> Result<Written> {
        let options = options(self.wanted.settings);
        let cluster = self.cluster;
        let mut merge = Merge::new(
            sources
                .iter()
                .map(|source| cluster.log_stream(source, options)),
        );
        self.add(sources);
        while let Some((number, item)) = merge.next().await {
            if self.take(number, Some(item))? == Written::Closed {
                return Ok(Written::Closed);
            }
        }
        let live = merge.into_live();
        let numbers: HashSet<_> = live.iter().map(|(number, _)| *number).collect();
        for (number, stream) in live {
            self.listen(number, stream);
        }
        for number in (0..self.sources.len()).filter(|number| !numbers.contains(number)) {
            self.leave(number);
        }
        Ok(Written::Open)
    }

    async fn run(&mut self, select: Select) -> Result<Outcome> {
        let scope = Scope {
            kind: apps::pod_kind(),
            namespace: Some(self.wanted.namespace.to_owned()),
            select,
        };
        let observer = Observer::start(self.cluster, &[scope]);
        while !self.is_over() {
            let written = tokio::select! {
                Some((number, item)) = self.live.next() => self.take(number, item)?,
                () = observer.changed() => {
                    self.look(&observer);
                    Written::Open
                }
            };
            if written == Written::Closed {
                break;
            }
        }
        Ok(Outcome::quiet())
    }

    /// New pods join.
    fn look(&mut self, observer: &Observer) {
        self.watch(observer.trouble());
        for pod in observer.objects(&["Pod"]) {
            let sources = self.wanted.sources(&pod);
            let new: Vec<_> = sources
                .into_iter()
                .filter(|source| !self.known.contains(source))
                .collect();
            if !new.is_empty() {
                self.join(&pod, new);
            }
        }
    }

    /// A watch that fails once mends itself; one that goes on failing is told.
    fn watch(&mut self, trouble: Option<String>) {
        self.troubles = if trouble.is_some() {
            self.troubles + 1
        } else {
            0
        };
        if let (2, Some(trouble)) = (self.troubles, trouble) {
            self.output.warn(&format!(
                "cannot see which pods come: {trouble}; trying again"
            ));
        }
    }

    fn join(&mut self, pod: &Object, sources: Vec<LogSource>) {
        if !self.open.contains_key(pod.text("/metadata/uid")) {
            self.output.note(&format!("pod {} joined", pod.name()));
        }
        let options = LogOptions {
            follow: true,
            is_new: true,
            ..LogOptions::default()
        };
        let first = self.sources.len();
        let streams: Vec<_> = sources
            .iter()
            .map(|source| self.cluster.log_stream(source, options))
            .collect();
        self.add(sources);
        for (place, stream) in streams.into_iter().enumerate() {
            self.listen(first + place, stream);
        }
    }

    fn add(&mut self, sources: Vec<LogSource>) {
        self.output.add(&sources);
        for source in sources {
            *self.open.entry(source.uid.clone()).or_default() += 1;
            self.known.insert(source.clone());
            self.sources.push(source);
        }
    }

    fn listen(&mut self, number: usize, stream: LogStream) {
        let ended = stream::once(ready(None));
        let told = stream
            .map(Some)
            .chain(ended)
            .map(move |item| (number, item));
        self.live.push(told.boxed());
    }

    fn take(&mut self, number: usize, item: Option<Result<LogItem, Refusal>>) -> Result<Written> {
        match item {
            Some(Ok(item)) => self.output.take(number, &item),
            Some(Err(refusal)) => {
                let is_ours = matches!(refusal, Refusal::Forbidden(_) | Refusal::Unauthorized(_));
                let error = refusal.explain(&format!("read the log of {}", self.sources[number]));
                if is_ours {
                    return Err(error);
                }
                self.output.warn(&error.to_string());
                Ok(Written::Open)
            }
            None => {
                self.leave(number);
                Ok(Written::Open)
            }
        }
    }

    /// A pod whose last log ended is gone, or has done its work.
    fn leave(&mut self, number: usize) {
        let source = &self.sources[number];
        let Some(open) = self.open.get_mut(&source.uid) else {
            return;
        };
        *open -= 1;
        if *open == 0 {
            self.output.note(&format!("pod {} left", source.pod));
        }
    }

    /// Whether the one pod that was asked for has left for good.
    fn is_over(&self) -> bool {
        !self.may_grow && self.open.values().all(|open| *open == 0)
    }
}
