//! The tutorials that a run is about.

use daprk::tutorial;

use crate::programs::has;

/// Those that this run is about, if their programs are there.
pub(super) fn named(test: &str) -> Vec<&'static str> {
    if !has(test, &["node", "python3", "redis-server"]) {
        return Vec::new();
    }
    let asked = std::env::var("DAPRK_TEST_TUTORIALS").unwrap_or_default();
    let asked: Vec<&str> = match asked.as_str() {
        "" => vec!["hello-kubernetes"],
        asked => asked.split(',').collect(),
    };
    let all = tutorial::names().into_iter();
    all.filter(|name| asked.contains(name) || asked == ["all"])
        .collect()
}
