//! The seven definitions against digests of the official ones, and against the official chart
//! itself where `DAPRK_TEST_CHART` names the folder of an unpacked one (`helm pull --untar`).

use std::path::{Path, PathBuf};

use daprk::manifest::Kind;
use serde_json::Value;

use super::document::{differences, digest, files, read, without_documentation};

/// The file, and the digest of the official definition (chart `dapr` 1.18.3, `crds/`) without
/// its documentation.
const OFFICIAL: [(&str, &str); 7] = [
    (
        "components.yaml",
        "985377295d42b74d6d59fb7999ac34fe435d6ba7a0becdae77a7b22c427cc467",
    ),
    (
        "configuration.yaml",
        "b10a24cd455c6684629c5096acb91e32f1a33084ecda731541b23950eb5c032f",
    ),
    (
        "httpendpoints.yaml",
        "65312c9071a6bd92d56bce469c9cee586e5b478f4df2ae1f096dd17e43f652af",
    ),
    (
        "mcpservers.yaml",
        "a7c59bf28578a09295381c24134328508bfa091118fd9cdb29fd127fc6e2b2ee",
    ),
    (
        "resiliency.yaml",
        "cd6113ec9361c553d273089e95f9fcf0b0b745573a2d983e5e9a9b9d31fdedc5",
    ),
    (
        "subscription.yaml",
        "41af2e043198a23eb5dad22f437cf48a142eafe00859efb28e9c6c927a33905f",
    ),
    (
        "workflowaccesspolicy.yaml",
        "ae23d676057f8b77a2454d88d5fda28267afa472a68cf60aae34ae83c0e9f178",
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/crds")
}

fn ours() -> impl Iterator<Item = (&'static str, Value)> {
    OFFICIAL
        .iter()
        .map(|(file, _)| (*file, read(&folder().join(file))))
}

#[test]
fn definitions_have_the_digests_of_the_official_ones() {
    assert_eq!(files(&folder()), OFFICIAL.map(|(file, _)| file));
    for ((file, crd), (_, official)) in ours().zip(OFFICIAL) {
        assert_eq!(digest(&crd), official, "{file}");
    }
}

#[test]
fn digests_are_those_of_the_official_chart() {
    let Some(chart) = std::env::var_os("DAPRK_TEST_CHART") else {
        skipped("DAPRK_TEST_CHART names no chart: the comparison with the official one");
        return;
    };
    let crds = Path::new(&chart).join("crds");
    assert_eq!(files(&crds), OFFICIAL.map(|(file, _)| file));
    for ((file, crd), (_, known)) in ours().zip(OFFICIAL) {
        let official = without_documentation(read(&crds.join(file)));
        assert_eq!(differences(&crd, &official), Vec::<String>::new(), "{file}");
        assert_eq!(digest(&official), known, "{file}");
    }
}

#[test]
fn kinds_are_known_without_asking_a_cluster() {
    for (file, crd) in ours() {
        let text = |at: &str| crd.pointer(at).and_then(Value::as_str).expect(file);
        let versions = crd["spec"]["versions"].as_array().expect(file);
        for version in versions {
            let version = version["name"].as_str().expect(file);
            let api_version = format!("{}/{version}", text("/spec/group"));
            let kind = Kind::known(&api_version, text("/spec/names/kind")).expect(file);
            assert_eq!(kind.plural, text("/spec/names/plural"));
            assert_eq!(kind.namespaced, text("/spec/scope") == "Namespaced");
        }
    }
}

#[expect(clippy::print_stderr, reason = "a skipped comparison is named")]
fn skipped(what: &str) {
    eprintln!("skipped: {what}");
}
