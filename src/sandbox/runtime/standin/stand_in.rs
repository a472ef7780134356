//! A stand-in for one service of Dapr's control plane.

use std::path::Path;

use jiff::Timestamp;
use tokio::task::JoinSet;

use super::{health, sentry};
use crate::manifest::Object;
use crate::sandbox::runtime::launch::ports::Ports;
use crate::sandbox::runtime::objects::Objects;
use crate::sandbox::runtime::supervisor::LogFile;

/// Where Dapr's services answer health probes, and where they show metrics.
const HEALTH: u16 = 8080;
const METRICS: u16 = 9090;

/// Runs inside the sandbox until it is dropped.
pub(crate) struct StandIn(#[expect(dead_code, reason = "kept for its drop")] JoinSet<()>);

impl StandIn {
    /// Starts one for a service, `sentry`. `log` is its container's.
    pub(crate) fn start(
        service: &str,
        pod: &Object,
        ports: &Ports,
        objects: &Objects,
        log: &Path,
    ) -> Self {
        let mut tasks = JoinSet::new();
        let real = |port| ports.real(port);
        if let Some(port) = real(HEALTH) {
            tasks.spawn(health::serve(port, ""));
        }
        if let Some(port) = real(METRICS) {
            tasks.spawn(health::serve(port, ""));
        }
        let mut log = Log::open(service, pod, log);
        log.say(&format!(
            "daprk's sandbox stands in for Dapr's {service}: it answers health probes, {}",
            does(service)
        ));
        if service == "sentry" {
            tasks.spawn(sentry::run(objects.clone(), pod.clone(), log));
        }
        Self(tasks)
    }
}

/// What the sandbox does of a service's work, in honest words.
fn does(service: &str) -> &'static str {
    match service {
        "sentry" => "and keeps the trust bundle; it signs no certificates",
        "injector" => "sidecars are put into pods by the sandbox itself",
        "operator" => "sidecars read their components from the API themselves",
        "placement" => "there are no actors",
        "scheduler" => "there are no jobs, reminders or workflows",
        _ => "and nothing else",
    }
}

/// Lines as Dapr's services write them.
pub(super) struct Log {
    service: String,
    instance: String,
    file: Option<LogFile>,
}

impl Log {
    fn open(service: &str, pod: &Object, path: &Path) -> Self {
        Self {
            service: service.to_owned(),
            instance: pod.name().to_owned(),
            file: LogFile::open(path).ok(),
        }
    }

    /// A line of level info.
    pub(super) fn say(&mut self, message: &str) {
        let line = line(&self.service, &self.instance, message, Timestamp::now());
        if let Some(file) = &mut self.file {
            let _ = file.say(&line);
        }
    }
}

fn line(service: &str, instance: &str, message: &str, now: Timestamp) -> String {
    format!(
        "time=\"{now:.9}\" level=info msg={message:?} app_id=dapr-{service} instance={instance} \
         scope=daprk.sandbox type=log ver=built-in"
    )
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::line;

    #[test]
    fn lines_are_in_daprs_format() {
        let line = line("sentry", "dapr-sentry-0", "a \"b\"", Timestamp::UNIX_EPOCH);
        let expected = "time=\"1970-01-01T00:00:00.000000000Z\" level=info msg=\"a \\\"b\\\"\" \
                        app_id=dapr-sentry instance=dapr-sentry-0 scope=daprk.sandbox type=log \
                        ver=built-in";
        assert_eq!(line, expected);
    }
}
