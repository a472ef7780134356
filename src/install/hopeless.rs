//! What a wait ends with when waiting cannot help.

use std::time::Duration;

use tokio::time::Instant;

use crate::diagnose::{self, Finding};
use crate::error::Error;

/// Programs that this machine lacks come to light one after the other: so long we look for more of them.
const GRACE: Duration = Duration::from_secs(1);
/// A refusal may be from before it was mended: so long its controller, which is [woken](super::wake), has to try again.
const RETRY: Duration = Duration::from_secs(2);
/// What the sandbox says of an image that it has no program for.
const NO_PROGRAM: &str = "image-without-program";

/// Whether waiting cannot help, since when, and whether all of it is known.
#[derive(Default)]
pub(super) struct Hopeless {
    since: Option<Instant>,
}

impl Hopeless {
    /// The error to end with, unless there may be more to tell.
    pub(super) fn error(&mut self, findings: &[Finding], deadline: Instant) -> Option<Error> {
        let Some(first) = findings.iter().find(|finding| finding.hopeless) else {
            self.since = None;
            return None;
        };
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        let patience = match first.id {
            NO_PROGRAM => GRACE,
            _ if diagnose::may_be_over(first) => RETRY,
            _ => Duration::ZERO,
        };
        (now >= deadline.min(since + patience)).then(|| whole(first, findings))
    }
}

/// With all the programs that are missing: who gets one at a time has to try again for each.
fn whole(first: &Finding, findings: &[Finding]) -> Error {
    let mut error = first.to_error();
    let is_alike = |other: &&Finding| {
        other.hopeless && other.id == first.id && other.workload != first.workload
    };
    let others: Vec<&Finding> = findings.iter().filter(is_alike).collect();
    if first.id != NO_PROGRAM || others.is_empty() {
        return error;
    }
    let mut names: Vec<&str> = others
        .iter()
        .map(|other| other.workload.name.as_str())
        .collect();
    names.dedup();
    error.on = None;
    error.says = Some(format!("so it is with {}", names.join(", ")));
    let all = std::iter::once(first).chain(others);
    error.hint = Some(advice(all.filter_map(|one| one.hint.as_deref())));
    error
}

/// What there is to do, in one sentence where that is to install packages.
fn advice<'a>(hints: impl Iterator<Item = &'a str>) -> String {
    let (mut programs, mut packages, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for hint in hints {
        let parts = hint
            .strip_prefix("install ")
            .and_then(|rest| rest.split_once(" (Debian: apt-get install "));
        match parts {
            Some((program, package)) => {
                add(&mut programs, program);
                add(&mut packages, package.trim_end_matches(')'));
            }
            None => add(&mut others, hint),
        }
    }
    let mut advice: Vec<String> = others.into_iter().map(str::to_owned).collect();
    if !programs.is_empty() {
        let (programs, packages) = (programs.join(", "), packages.join(" "));
        advice.insert(
            0,
            format!("install {programs} (Debian: apt-get install {packages})"),
        );
    }
    advice.join("; ")
}

fn add<'a>(list: &mut Vec<&'a str>, word: &'a str) {
    if !list.contains(&word) {
        list.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Severity;
    use crate::event::Subject;

    fn lacks(name: &str, hint: &str) -> Finding {
        let subject = Subject {
            kind: "Deployment".to_owned(),
            namespace: Some("default".to_owned()),
            name: name.to_owned(),
        };
        Finding {
            id: NO_PROGRAM,
            severity: Severity::Error,
            hopeless: true,
            on: subject.clone(),
            container: None,
            workload: subject,
            message: "no program".to_owned(),
            says: None,
            hint: Some(hint.to_owned()),
            blames: None,
        }
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let node = lacks("nodeapp", "install node (Debian: apt-get install nodejs)");
        let python = lacks(
            "pythonapp",
            "install python3 (Debian: apt-get install python3)",
        );
        let zipkin = lacks("zipkin", "put start-zipkin on the PATH");
        let install = "install node, python3 (Debian: apt-get install nodejs python3)";
        let rows = [
            (
                vec![node.clone()],
                None,
                "install node (Debian: apt-get install nodejs)".to_owned(),
            ),
            (
                vec![node.clone(), python.clone()],
                Some("so it is with pythonapp"),
                install.to_owned(),
            ),
            (
                vec![node, python, zipkin],
                Some("so it is with pythonapp, zipkin"),
                format!("{install}; put start-zipkin on the PATH"),
            ),
        ];
        for (findings, says, hint) in rows {
            let error = whole(&findings[0], &findings);
            assert_eq!(error.says.as_deref(), says);
            assert_eq!(error.hint.as_deref(), Some(hint.as_str()));
        }
    }

    #[test]
    fn a_refusal_is_believed_when_its_controller_had_time_to_try_again() {
        let far = Instant::now() + Duration::from_secs(60);
        let mut found = [lacks("nodeapp", "")];
        found[0].id = "quota-exceeded";
        let mut hopeless = Hopeless::default();
        assert!(hopeless.error(&found, far).is_none());
        hopeless.since = hopeless.since.map(|since| since - RETRY);
        assert!(hopeless.error(&found, far).is_some());
        // Over, and refused anew.
        assert!(hopeless.error(&[], far).is_none());
        assert!(hopeless.error(&found, far).is_none());
    }

    #[test]
    fn other_missing_programs_are_waited_for_and_nothing_else_is() {
        let far = Instant::now() + Duration::from_secs(60);
        let found = [lacks("nodeapp", "install node")];
        let mut hopeless = Hopeless::default();
        assert!(hopeless.error(&found, far).is_none());
        hopeless.since = hopeless.since.map(|since| since - GRACE);
        assert!(hopeless.error(&found, far).is_some());
        assert!(Hopeless::default().error(&found, Instant::now()).is_some());
        let mut other = lacks("nodeapp", "");
        other.id = "image-not-found";
        assert!(Hopeless::default().error(&[other], far).is_some());
    }
}
