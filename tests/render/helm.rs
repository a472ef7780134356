//! `helm template` of the official chart.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use daprk::manifest::{Object, parse_documents};

use super::sets::Set;

/// The official chart's folder, if the tests may use it.
pub(super) fn chart() -> Option<PathBuf> {
    std::env::var_os("DAPRK_TEST_CHART").map(PathBuf::from)
}

/// What helm renders, or why it refuses.
pub(super) fn template(chart: &PathBuf, set: &Set) -> Result<Vec<Object>, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("values.json");
    std::fs::write(&file, set.values.to_string()).unwrap();
    let done = Command::new("helm")
        .arg("template")
        .arg(&set.release)
        .arg(chart)
        .args(["--namespace", &set.namespace, "--values"])
        .arg(&file)
        .output()
        .expect("DAPRK_TEST_CHART is set, so helm must be on the PATH");
    let (out, err) = (done.stdout, done.stderr);
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&err).into_owned());
    }
    Ok(read(&String::from_utf8(out).unwrap()))
}

/// Kubernetes takes the last of two equal keys, of which daprk's own reader will hear nothing.
fn read(text: &str) -> Vec<Object> {
    let documents = parse_documents(text, "helm").or_else(|_| {
        let last = serde_saphyr::options! {
            duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
            legacy_octal_numbers: true,
        };
        serde_saphyr::from_multiple_with_options(text, last)
    });
    documents.unwrap().into_iter().map(Object).collect()
}

/// The results of a function over all items, in order, on all processors.
pub(super) fn parallel<T: Sync, R: Send>(items: &[T], call: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { break };
                    let result = call(item);
                    results.lock().unwrap().push((at, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
