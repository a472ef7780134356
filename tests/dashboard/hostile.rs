//! Whatever stands in a cluster is text on the page.

use super::browser::Browser;
use super::served::Served;
use super::world::{sidecar, world};
use crate::fake::Answer;
use crate::programs::has;

/// Each tries to run something that a page without care would run.
const WORDS: [&str; 6] = [
    "<script>window.harm=1</script>",
    "\"><img src=x onerror=window.harm=2>",
    "</script></title></style></textarea><svg onload=window.harm=3>",
    "javascript:window.harm=4",
    "'-(window.harm=5)-'${window.harm=6}",
    "]]>&lt;img src=x onerror=window.harm=7&gt;<!--",
];

#[test]
fn nothing_that_stands_in_a_cluster_runs_on_the_page() {
    if !has("the page with hostile words", &["chromium"]) {
        return;
    }
    let mut browser = Browser::start();
    browser.size(1280, 800);
    for words in WORDS {
        shows(&mut browser, words);
    }
    assert_eq!(browser.errors(), [""; 0]);
}

fn shows(browser: &mut Browser, words: &'static str) {
    let fake = world(words);
    fake.rule(move |asked| {
        if asked.contains("/log?") {
            return Some(Answer::Endless(lines(words).into_bytes()));
        }
        sidecar(asked, words)
    });
    let served = Served::on(&fake);
    browser.open(&served.link);
    browser.until(
        "document.querySelector('#picture .node') && !document.getElementById('words').hidden",
    );
    // The browser takes a text apart as it is written into the source of a script.
    let text = serde_json::to_string(words).unwrap().replace("</", "<\\/");
    let says =
        |place: &str| format!("document.querySelector('{place}').textContent.includes({text})");
    // Its label, its observed edges, and what its sidecar has loaded.
    browser.until(&format!(
        "[...data.nodes.values()].some((node) => node.kind === 'app' && node.name === {text})"
    ));
    browser.until(&says("#words"));
    // Details are those of the moment when they are opened.
    browser.until("[...data.nodes.values()].some((node) => node.words?.startsWith('loaded by'))");
    browser.value("page.select([...data.nodes.values()].find((node) => node.kind === 'app' && node.name !== 'stock').id)");
    browser.until(&says("#panel"));
    for title in [
        "What its annotations say",
        "What its sidecar has loaded",
        "What its sidecar was told",
        "Events",
        "YAML",
    ] {
        let section = format!(
            "[...document.querySelectorAll('#panel details')].some((one) => \
             one.textContent.startsWith('{title}') && one.textContent.includes({text}))"
        );
        browser.until(&section);
    }
    browser.value("page.select('component/shop/statestore')");
    browser.until(&says("#panel"));
    for tab in ["components", "configurations", "findings"] {
        browser.click(&format!("[data-tab={tab}]"));
        browser.until(&says(&format!("#{tab}")));
    }
    logs(browser, &text);
    browser.value("document.getElementById('focus').value = 'nobody'; document.getElementById('focus').dispatchEvent(new Event('change'))");
    browser.until("!document.getElementById('lost').hidden");
    assert!(browser.value("window.harm ?? null").is_null(), "{words}");
    for element in [
        "#picture script",
        "img",
        "#picture image",
        "#panel script",
        "#lines *:not(li):not(span)",
    ] {
        assert_eq!(
            browser.value(&format!("document.querySelectorAll('{element}').length")),
            0,
            "{element}: {words}"
        );
    }
    let links =
        "[...document.querySelectorAll('a')].filter((link) => link.protocol !== 'http:').length";
    assert_eq!(browser.value(links), 0);
    // What is open there asks no program that has ended.
    browser.open("about:blank");
}

/// Lines of the app, and of a sidecar that writes as Dapr does.
fn lines(words: &str) -> String {
    let at = "2026-11-23T08:20:11.000000000Z";
    let record = serde_json::json!({"level": words, "msg": words, "time": words});
    format!("{at} {words}\n{at} {record}\n{at} time=\"{at}\" level={words} msg=\"{words}\"\n")
}

fn logs(browser: &mut Browser, text: &str) {
    browser.click("[data-tab=logs]");
    for of in ["app", "daprd"] {
        browser.until(&format!(
            "[...document.querySelectorAll('#lines li.{of}')].some((line) => line.textContent.includes({text}))"
        ));
    }
    browser.click("[data-tab=graph]");
}
